//! What may be published of a report, and what is left of it then.

use chrono::{Datelike, NaiveDate};
use flsdb_domain::wire::{
    kpis::{Benchmark, Dimension, KpiResult, KpiResults, Period},
    reports::{NewReport as Wanted, ReportDocument, ReportFlag, ReportKind},
};
use flsdb_kpi::disclosure::closing_date;

/// Whether a whole report may be published: a calendar year or a quarter of it, over all services, by one break-down at
/// most, as of the day on which the year closed, frozen on that day or later.
pub fn is_publishable(wanted: &Wanted, today: NaiveDate) -> bool {
    let query = &wanted.query;
    let period = Period {
        start: query.start,
        end: query.end,
    };
    let closed = year_of(period).and_then(|year| closing_date(year, None));
    wanted.kind == ReportKind::National
        && query.services.is_empty()
        && query.by.len() <= 1
        && closed.is_some_and(|closed| closed <= today && query.as_of == Some(closed))
}

/// The year that a period is, or is a quarter of.
fn year_of(period: Period) -> Option<i32> {
    let Period { start, end } = period;
    let after = end.succ_opt()?;
    let months = (after.year() - start.year()) * 12 + after.month0() as i32 - start.month0() as i32;
    let is_whole = start.day() == 1 && after.day() == 1;
    match (start.month0(), months) {
        (0, 12) | (0 | 3 | 6 | 9, 3) if is_whole => Some(start.year()),
        _ => None,
    }
}

/// What the public sees of a document: its results and its benchmark table as they are under disclosure control, and those
/// flags whose values are shown there. Months are no published table.
pub fn concealed(
    document: &ReportDocument,
    results: KpiResults,
    benchmark: Option<Benchmark>,
) -> ReportDocument {
    let mut flags = document.flags.clone();
    flags.retain(|flag| results.results.iter().any(|result| shows(result, flag)));
    ReportDocument {
        services: document.services.clone(),
        headline: document.headline.clone(),
        months: Vec::new(),
        cascade: document.cascade.clone(),
        benchmark,
        flags,
        results,
    }
}

/// Whether a result is the one that a flag is about, and not hidden.
fn shows(result: &KpiResult, flag: &ReportFlag) -> bool {
    let service = result.group.get(&Dimension::Service).cloned().flatten();
    result.kpi == flag.kpi && !result.suppressed && service.as_deref() == Some(flag.service.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_quarters_of_closed_years() {
        for (start, end, as_of, today, publishable) in [
            ("2024-01-01", "2024-12-31", "2026-01-31", "2026-01-31", true),
            ("2024-01-01", "2024-12-31", "2026-01-31", "2026-05-31", true),
            ("2024-01-01", "2024-12-31", "2026-01-31", "2026-01-30", false),
            ("2024-01-01", "2024-12-31", "2026-02-01", "2026-02-01", false),
            ("2024-04-01", "2024-06-30", "2026-01-31", "2026-01-31", true),
            ("2024-05-01", "2024-07-31", "2026-01-31", "2026-01-31", false),
            ("2024-04-02", "2024-06-30", "2026-01-31", "2026-01-31", false),
            ("2023-01-01", "2024-12-31", "2026-01-31", "2026-01-31", false),
            ("2025-01-01", "2025-03-31", "2026-01-31", "2026-01-31", false),
        ] {
            let query = serde_json::json!({"start": start, "end": end, "as_of": as_of});
            let wanted = serde_json::json!({"title": "Year", "kind": "national", "query": query});
            let wanted: Wanted = serde_json::from_value(wanted).expect("a report");
            let today = today.parse().expect("a day");
            assert_eq!(is_publishable(&wanted, today), publishable, "{query} on {today}");
        }
    }
}
