//! The first page: every KPI with what stands beside it.

use flsdb_domain::{
    kpi::{Kpi, Level, SetId, definition},
    wire::{
        kpis::{Completeness, Figures, KpiResult},
        reports::ReportDocument,
    },
};
use maud::{Markup, html};

use super::numbers::{Line, NONE, count, level, range};

/// The table of the eleven KPIs, and how to read it.
pub fn page(document: &ReportDocument) -> Markup {
    let set = document.results.set.id;
    html! {
        table.headline {
            thead {
                tr {
                    th { "KPI" }
                    th.number { "Value" }
                    th { "Level" }
                    th.number { "Met" }
                    th.number { "95 % interval" }
                    th.number { "Blank" }
                    th.number { "No decision" }
                    th.number { "Bounds" }
                }
            }
            tbody {
                @for result in &document.headline { (row(set, result)) }
            }
        }
        (how_to_read(set))
    }
}

fn row(set: SetId, result: &KpiResult) -> Markup {
    let wording = definition(set.set(), result.kpi);
    let standards = wording.standards.join("; ");
    let name = html! {
        th scope="row" {
            span.kpi { (result.kpi) } (wording.title)
            @if !standards.is_empty() { small { (standards) } }
        }
    };
    if let Figures::Completeness(found) = &result.figures {
        return html! { tr { (name) (completeness(found)) } };
    }
    let Some(line) = Line::of(result) else {
        return html! {};
    };
    html! {
        tr {
            (name)
            td.number.value { (line.percent()) }
            td.letter { (level(line.level)) }
            td.number { (line.counts()) }
            td.number { (range(line.interval.map(|interval| interval.p95))) }
            td.number { (count(line.missing)) }
            td.number { (count(line.decision_missing)) }
            td.number { (range(line.bounds)) }
        }
    }
}

/// KPI 1 of one service counts fields.
fn completeness(found: &Completeness) -> Markup {
    let bad = found.bad_fields.map(|bad| match bad {
        1 => "1 of 17 audited fields is more than 20 % blank".to_owned(),
        bad => format!("{bad} of 17 audited fields are more than 20 % blank"),
    });
    let verdict = found.good.map(|good| {
        if good {
            ": good"
        } else {
            ": not good (fewer than five is good)"
        }
    });
    html! {
        td colspan="7" { (bad.unwrap_or_else(|| NONE.to_owned())) (verdict.unwrap_or_default()) }
    }
}

fn how_to_read(set: SetId) -> Markup {
    html! {
        div.reading {
            p { strong { "Level. " } (level(Some(Level::Green))) " green, "
                (level(Some(Level::Amber))) " amber, " (level(Some(Level::Red))) " red. "
                (bands(set)) }
            p { strong { "Met. " } "Records that met the target, of those counted. "
                strong { "Blank: " } "counted as not met, because blank fields leave the answer open†. "
                strong { "No decision: " } "left out, because the field that decides is blank; leaving it blank must not improve \
                a value unseen. "
                strong { "Bounds: " } "the worst and the best value that the blanks allow." }
        }
    }
}

/// The bands of the levels: the usual ones, and those of the KPIs that have others.
fn bands(set: SetId) -> String {
    let usual = (80, Some(50));
    let of = |kpi: Kpi| {
        let levels = definition(set.set(), kpi).levels;
        (levels.green_from, levels.amber_from)
    };
    let others = Kpi::ALL.into_iter().filter(|kpi| of(*kpi) != usual);
    let others: Vec<String> = others
        .map(|kpi| match of(kpi) {
            (green, Some(amber)) => format!("KPI {kpi}: green from {green} %, amber from {amber} %."),
            (green, None) => format!("KPI {kpi}: green from {green} %, else red."),
        })
        .collect();
    format!("Green from 80 %, amber from 50 %. {}", others.join(" "))
}
