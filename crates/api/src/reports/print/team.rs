//! The second page for the team: what would turn it green, and which fields are left blank.

use flsdb_domain::{
    kpi::{Level, SetId, definition},
    wire::{
        kpis::{Completeness, FieldShare, Figures, KpiResult, Proportion},
        reports::ReportDocument,
    },
};
use maud::{Markup, html};

use super::{
    numbers::{Line, count, grouped, level, title},
    picture,
};

/// Fields listed at most.
const FIELDS: usize = 9;

/// What would turn each KPI green, and the fields that are blank most often.
pub fn page(document: &ReportDocument) -> Markup {
    let set = document.results.set.id;
    let open = document.headline.iter().filter_map(|result| {
        let Figures::Proportion(proportion) = &result.figures else {
            return None;
        };
        Some((result, proportion))
    });
    let completeness = document.headline.iter().find_map(|result| match &result.figures {
        Figures::Completeness(found) => Some(found),
        _ => None,
    });
    html! {
        h2 { "What would turn it green" }
        table.wanted {
            thead { tr {
                th { "KPI" } th.number { "Value" } th { "Level" } th.number { "More to be met" } th.number { "Blank now" }
                th.number { "No decision" } th.number { "Not yet due" }
            } }
            tbody { @for (result, proportion) in open { (row(set, result, proportion)) } }
        }
        p { "More to be met: so many of the records counted now would have to meet the target as well. Filling in blanks may \
            show that some of them did. Records not yet due are counted once their window has closed." }
        @if let Some(found) = completeness { (blanks(found)) } @else {
            h2 { "Fields left blank" }
            p { "A report about one service lists its fields here." }
        }
    }
}

fn row(set: SetId, result: &KpiResult, proportion: &Proportion) -> Markup {
    let Some(line) = Line::of(result) else {
        return html! {};
    };
    let more = match line.level {
        Some(Level::Green) => "none: it is green".to_owned(),
        _ => count(more_to_be_met(set, result, proportion)),
    };
    html! {
        tr {
            th scope="row" { span.kpi { (result.kpi) } (title(set, result.kpi)) }
            td.number { (line.percent()) }
            td.letter { (level(line.level)) }
            td.number { (more) }
            td.number { (count(line.missing)) }
            td.number { (count(line.decision_missing)) }
            td.number { (count(line.immature)) }
        }
    }
}

/// The least number of records that, met as well, would bring the value to the border of green.
fn more_to_be_met(set: SetId, result: &KpiResult, proportion: &Proportion) -> Option<u64> {
    let green = u64::from(definition(set.set(), result.kpi).levels.green_from);
    let needed = (proportion.denominator? * green).div_ceil(100);
    Some(needed.saturating_sub(proportion.numerator?))
}

fn blanks(found: &Completeness) -> Markup {
    let mut fields: Vec<&FieldShare> = found
        .fields
        .iter()
        .flatten()
        .filter(|field| field.blank > 0)
        .collect();
    fields.sort_by(|a, b| {
        let share = |field: &FieldShare| field.share.unwrap_or_default();
        share(b).total_cmp(&share(a))
    });
    fields.truncate(FIELDS);
    html! {
        h2 { "Fields most often left blank" }
        @if fields.is_empty() { p { "No audited field is blank." } } @else {
            table.blanks {
                thead { tr { th { "Field" } th { "Share blank" } th.number { "Blank" } th.number { "Of" } th { "Over 20 %" } } }
                tbody { @for field in fields { (field_row(field)) } }
            }
        }
    }
}

fn field_row(field: &FieldShare) -> Markup {
    let question = field.field.question();
    let title = question.map_or_else(
        || field.field.heading().into_owned(),
        |found| format!("{} {}", found.number, found.title),
    );
    html! {
        tr {
            th scope="row" { (title) }
            td { (picture::share(field.share.map(|share| 100.0 * share))) }
            td.number { (grouped(field.blank)) }
            td.number { (grouped(field.audited)) }
            td { @if field.bad { "yes" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::kpi::Kpi;

    use super::*;

    #[test]
    fn the_least_number_that_reaches_green() {
        for (kpi, numerator, denominator, more) in [
            (Kpi::K4, 205, 304, 39),
            (Kpi::K4, 4, 5, 0),
            (Kpi::K4, 0, 1, 1),
            (Kpi::K4, 0, 0, 0),
            (Kpi::K7, 10, 21, 1),
        ] {
            let json = serde_json::json!({
                "group": {}, "kpi": kpi, "official_number": "4", "initial_population": denominator, "excluded": {},
                "denominator": denominator, "numerator": numerator, "missing": 0, "value": null, "display": null,
                "level": null, "interval": null, "bounds": null,
            });
            let result: KpiResult = serde_json::from_value(json).expect("a result");
            let Figures::Proportion(proportion) = &result.figures else {
                panic!("no proportion");
            };
            assert_eq!(
                more_to_be_met(SetId::FlsDb, &result, proportion),
                Some(more),
                "{numerator}/{denominator}"
            );
        }
    }
}
