//! Results as a tidy table, for CSV and for the command line: a row a value, a column a variable, nothing to be taken
//! apart. Each row stands by itself: it says which set, period and data it comes from.

use chrono::NaiveDate;

use flsdb_domain::{
    kpi::Exclusion,
    vocabulary::Coded,
    wire::kpis::{Dimension, Figures, Interval, KpiResult, KpiResults, Period, SetVersion},
};

/// Headings of where a value comes from.
pub(crate) const ORIGIN: [&str; 6] = ["set", "set_version", "start", "end", "as_of", "data_version"];

/// Headings of the figures, exclusions apart.
const FIGURES: [&str; 15] = [
    "initial_population",
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
    "suppressed",
];

/// The headings of results that are grouped by these dimensions.
pub fn headings(by: &[Dimension]) -> Vec<String> {
    let origin = ORIGIN.into_iter().map(str::to_owned);
    let groups = by.iter().map(|dimension| dimension.token().to_owned());
    let kpi = ["kpi", "official_number"].map(str::to_owned);
    let figures = FIGURES.into_iter().map(str::to_owned);
    let excluded = Exclusion::ALL.map(|reason| format!("excluded_{}", reason.token().replace('-', "_")));
    origin
        .chain(groups)
        .chain(kpi)
        .chain(figures)
        .chain(excluded)
        .collect()
}

/// Where values come from, under [`ORIGIN`].
pub(crate) fn origin(set: &SetVersion, period: Period, as_of: NaiveDate, data_version: i64) -> [String; 6] {
    [
        set.id.to_string(),
        set.version.clone(),
        period.start.to_string(),
        period.end.to_string(),
        as_of.to_string(),
        data_version.to_string(),
    ]
}

/// The row of a result under its heading; what a KPI has not, or is hidden, is empty.
pub fn row(heading: &KpiResults, by: &[Dimension], result: &KpiResult) -> Vec<String> {
    let origin = origin(&heading.set, heading.period, heading.as_of, heading.data_version);
    let group = by
        .iter()
        .map(|dimension| result.group.get(dimension).cloned().flatten().unwrap_or_default());
    let numbers = [result.kpi.to_string(), result.official_number.clone()];
    let figures = figures(&result.figures, result.suppressed);
    let row = origin.into_iter().chain(group).chain(numbers).chain(figures);
    row.chain(excluded(&result.figures)).collect()
}

fn figures(figures: &Figures, suppressed: bool) -> [String; FIGURES.len()] {
    let none = String::new;
    let suppressed = suppressed.to_string();
    match figures {
        Figures::Proportion(p) => {
            let [low, high, lowest, highest] = limits(p.interval);
            [
                text(p.initial_population),
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
                suppressed,
            ]
        }
        Figures::Rate(r) => {
            let [low, high, lowest, highest] = limits(r.interval);
            [
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
                suppressed,
            ]
        }
        Figures::Completeness(c) => {
            let mut cells: [String; FIGURES.len()] = Default::default();
            let [.., bad_fields, hidden] = &mut cells;
            *bad_fields = text(c.bad_fields);
            *hidden = suppressed;
            cells
        }
    }
}

/// The records left out, a cell for each reason; empty where the KPI has no outcome for each record.
fn excluded(figures: &Figures) -> [String; Exclusion::ALL.len()] {
    let excluded = match figures {
        Figures::Proportion(proportion) => proportion.excluded.as_ref(),
        Figures::Rate(_) | Figures::Completeness(_) => None,
    };
    Exclusion::ALL.map(|reason| text(excluded.map(|found| found.get(&reason).copied().unwrap_or_default())))
}

fn text(figure: Option<impl ToString>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}

fn limits(interval: Option<Interval>) -> [String; 4] {
    let limits = interval.map(|i| [i.p95[0], i.p95[1], i.p998[0], i.p998[1]]);
    limits.map_or_else(Default::default, |limits| limits.map(|limit| limit.to_string()))
}
