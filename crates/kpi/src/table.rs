//! Results as a plain table: for CSV and for the command line.

use flsdb_domain::{
    vocabulary::Coded,
    wire::kpis::{Dimension, Figures, Interval, KpiResult},
};

/// Headings of the figures, after those of the groups.
const FIGURES: [&str; 18] = [
    "kpi",
    "official_number",
    "initial_population",
    "excluded",
    "denominator",
    "numerator",
    "missing",
    "value",
    "display",
    "level",
    "lower_95",
    "upper_95",
    "lower_99.8",
    "upper_99.8",
    "worst",
    "best",
    "bad_fields",
    "good",
];

/// The headings, then a row for each result; what a KPI has not, or is hidden, is empty. Exclusions read
/// `reason=count`, joined by `;`.
pub fn table(results: &[KpiResult]) -> Vec<Vec<String>> {
    let mut by: Vec<Dimension> = results
        .iter()
        .flat_map(|result| result.group.keys().copied())
        .collect();
    by.sort_unstable();
    by.dedup();
    let headings = by.iter().map(|dimension| dimension.token()).chain(FIGURES);
    let mut rows = vec![headings.map(str::to_owned).collect()];
    rows.extend(results.iter().map(|result| row(&by, result)));
    rows
}

fn row(by: &[Dimension], result: &KpiResult) -> Vec<String> {
    let group = by
        .iter()
        .map(|dimension| result.group.get(dimension).cloned().flatten().unwrap_or_default());
    let numbers = [result.kpi.to_string(), result.official_number.clone()];
    group.chain(numbers).chain(cells(&result.figures)).collect()
}

fn cells(figures: &Figures) -> [String; FIGURES.len() - 2] {
    let none = String::new;
    match figures {
        Figures::Proportion(p) => {
            let [low, high, lowest, highest] = limits(p.interval);
            let excluded = p
                .excluded
                .iter()
                .flatten()
                .map(|(reason, n)| format!("{}={n}", reason.token()));
            [
                text(p.initial_population),
                excluded.collect::<Vec<_>>().join(";"),
                text(p.denominator),
                text(p.numerator),
                text(p.missing),
                text(p.value),
                text(p.display.as_ref()),
                text(p.level.map(Coded::token)),
                low,
                high,
                lowest,
                highest,
                text(p.bounds.map(|[worst, _]| worst)),
                text(p.bounds.map(|[_, best]| best)),
                none(),
                none(),
            ]
        }
        Figures::Rate(r) => {
            let [low, high, lowest, highest] = limits(r.interval);
            [
                none(),
                none(),
                text(r.denominator),
                text(r.numerator),
                none(),
                text(r.value),
                text(r.display.as_ref()),
                text(r.level.map(Coded::token)),
                low,
                high,
                lowest,
                highest,
                none(),
                none(),
                none(),
                none(),
            ]
        }
        Figures::Completeness(c) => {
            let mut cells: [String; FIGURES.len() - 2] = Default::default();
            let [.., bad_fields, good] = &mut cells;
            *bad_fields = text(c.bad_fields);
            *good = text(c.good);
            cells
        }
    }
}

fn text(figure: Option<impl ToString>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}

fn limits(interval: Option<Interval>) -> [String; 4] {
    let limits = interval.map(|i| [i.p95[0], i.p95[1], i.p998[0], i.p998[1]]);
    limits.map_or_else(Default::default, |limits| limits.map(|limit| limit.to_string()))
}
