//! The second page for a commissioner: how far patients come, what is missed, and how it compares.

use flsdb_domain::{
    kpi::Level,
    wire::{
        charts::Cascade,
        kpis::{Benchmark, KpiResult},
        reports::ReportDocument,
    },
};
use maud::{Markup, html};

use super::{
    numbers::{Line, NONE, count, grouped, level, of_kpi, title},
    picture,
};

/// The cascade, missed opportunities, and the pooled national values beside.
pub fn page(document: &ReportDocument) -> Markup {
    html! {
        @if let Some(cascade) = &document.cascade { (cascade_of(cascade)) }
        @if let Some(table) = &document.benchmark {
            (missed(document, table))
            (comparison(document, table))
        } @else {
            h2 { "Comparison" }
            p { "The pooled national values stand beside those of whole calendar years only." }
        }
    }
}

fn cascade_of(cascade: &Cascade) -> Markup {
    html! {
        h2 { "From fracture to treatment" }
        table.cascade {
            thead { tr { th { "Step" } th { "Of those identified" } th.number { "Patients" } th.number { "Share" } th.number { "Lost" } } }
            tbody {
                @for step in &cascade.steps {
                    tr {
                        th scope="row" { (step.title) }
                        td { (picture::share(step.display.as_deref().and_then(|text| text.parse().ok()))) }
                        td.number { (count(step.count)) }
                        td.number { (step.display.as_ref().map_or(NONE.to_owned(), |text| format!("{text} %"))) }
                        td.number { (count(step.lost)) }
                    }
                }
            }
        }
        p { (cascade.head.sentence) }
    }
}

/// The sum over the report's services of the patients who might have been treated and were not.
fn missed(document: &ReportDocument, table: &Benchmark) -> Markup {
    let own = table.services.iter().filter(|row| {
        let mut services = document.services.iter();
        services.any(|service| service.code == row.service)
    });
    let counts: Vec<f64> = own
        .filter_map(|row| Some(row.missed_opportunities?.value()))
        .collect();
    let sum: f64 = counts.iter().sum();
    html! {
        h2 { "Missed opportunities" }
        @if counts.is_empty() {
            p { "They stand beside services with a hip fracture count, where disclosure control allows it." }
        } @else {
            p { strong.figure { (rounded(sum)) } " patients who might have been treated were not, as estimated from the hip \
                fractures of the year†: hip fractures × 5 × 0.8 × 0.5 × 0.8, less the patients who had started a drug by the first \
                follow-up." }
        }
    }
}

/// Whole patients.
fn rounded(sum: f64) -> String {
    // Far below the largest number and not negative: the cast neither wraps nor cuts.
    grouped(sum.round() as u64)
}

fn comparison(document: &ReportDocument, table: &Benchmark) -> Markup {
    let set = document.results.set.id;
    let is_national = document.headline == table.national;
    let lines: Vec<(Line<'_>, Option<Line<'_>>)> = document
        .headline
        .iter()
        .filter_map(|result| {
            let national = of_kpi(&table.national, result.kpi).and_then(Line::of);
            Some((Line::of(result)?, national))
        })
        .collect();
    html! {
        h2 { @if is_national { "Services at green" } @else { "Beside the pooled national value" } }
        table.comparison {
            thead { tr {
                th { "KPI" } th.number { "Value" } th { "Level" }
                @if is_national { th.number { "Services at green" } } @else { th.number { "National" } th.number { "Difference" } }
            } }
            tbody {
                @for (own, national) in &lines {
                    tr {
                        th scope="row" { span.kpi { (own.kpi) } (title(set, own.kpi)) }
                        td.number { (own.percent()) }
                        td.letter { (level(own.level)) }
                        @if is_national { td.number { (at_green(table, own)) } } @else {
                            td.number { (national.as_ref().map_or(NONE.to_owned(), Line::percent)) }
                            td.number { (difference(own, national.as_ref())) }
                        }
                    }
                }
            }
        }
    }
}

/// Percentage points above or below the national value.
fn difference(own: &Line<'_>, national: Option<&Line<'_>>) -> String {
    let values = own.value.zip(national.and_then(|line| line.value));
    match values {
        Some((own, national)) => format!("{:+.1}", 100.0 * (own - national)).replace('-', "−"),
        None => NONE.to_owned(),
    }
}

/// `12 of 40`: services at green out of those with a value.
fn at_green(table: &Benchmark, own: &Line<'_>) -> String {
    let results = table
        .services
        .iter()
        .filter_map(|row| of_kpi(&row.results, own.kpi));
    let levels: Vec<_> = results
        .filter_map(|result: &KpiResult| Line::of(result)?.level)
        .collect();
    if levels.is_empty() {
        return NONE.to_owned();
    }
    let green = levels.iter().filter(|level| **level == Level::Green);
    format!("{} of {}", green.count(), levels.len())
}
