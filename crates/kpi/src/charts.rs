//! From results to charts: numbers ready to draw, in per cent. What disclosure control hid in the results stays hidden.

use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, Level, definition},
    wire::{
        charts::{ChartHead, ChartKpi},
        kpis::{Amount, Dimension, Figures, Interval, KpiResult, KpiResults},
    },
};

use crate::{disclosure::ControlFault, interval::rounded};

mod cascade;
mod caterpillar;
mod funnel;
mod run;
mod sentence;
mod table;

pub use cascade::cascade;
pub use caterpillar::caterpillar;
pub use funnel::funnel;
pub use run::{ENTRY_LAG_DAYS, FIX_AFTER_MIN, RunPlan, run_chart};
pub use table::{cascade_table, caterpillar_table, funnel_table, run_table};

/// Why there is no such chart. The messages say what to ask for instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChartFault {
    /// Not one of the published tables, and the caller sees no others.
    #[error(transparent)]
    Control(#[from] ControlFault),
    /// KPI 1 of one service.
    #[error(
        "KPI 1 of one service counts fields and is no share. Ask for the run chart of several services, whose value is the \
         share of good ones"
    )]
    NoShare,
    /// A ratio where a proportion is needed.
    #[error(
        "KPI {0} is a count over an expectation: limits of proportions do not hold for it. Ask for the caterpillar plot, or \
         for a run chart with method=xmr"
    )]
    NotAProportion(Kpi),
    /// The results are not by month.
    #[error(
        "A run chart needs values by month, which you may not see of these services. Ask for your own service"
    )]
    NotByMonth,
    /// Fewer months than limits can be taken from.
    #[error("Limits need at least {FIX_AFTER_MIN} months: give fix_after={FIX_AFTER_MIN} or more")]
    FixedTooEarly,
}

/// A result as charts need it.
struct Cell {
    numerator: Option<u64>,
    denominator: Option<Amount>,
    /// Per cent, unrounded.
    value: Option<f64>,
    display: Option<String>,
    level: Option<Level>,
    interval: Option<Interval>,
    suppressed: bool,
}

impl Cell {
    fn of(result: &KpiResult) -> Result<Self, ChartFault> {
        let (numerator, denominator, value, display, level, interval) = match result.figures.clone() {
            Figures::Proportion(p) => {
                let denominator = p.denominator.map(Amount::from);
                (p.numerator, denominator, p.value, p.display, p.level, p.interval)
            }
            Figures::Rate(r) => (
                r.numerator,
                r.denominator,
                r.value,
                r.display,
                r.level,
                r.interval,
            ),
            Figures::Completeness(_) => return Err(ChartFault::NoShare),
        };
        // The value in the result is rounded; that of the counts is not.
        let exact = numerator
            .zip(denominator)
            .map(|(n, d)| 100.0 * n as f64 / d.value());
        Ok(Cell {
            numerator,
            denominator,
            value: value.and_then(|value| exact.filter(|exact| exact.is_finite()).or(Some(100.0 * value))),
            display,
            level,
            interval: interval.map(percent),
            suppressed: result.suppressed,
        })
    }
}

/// The pooled value among results, if it is there and not hidden.
fn pooled(results: &KpiResults, kpi: Kpi) -> Result<Option<Cell>, ChartFault> {
    let mut of_kpi = results.results.iter().filter(|result| result.kpi == kpi);
    of_kpi
        .find(|result| result.group.is_empty())
        .map(Cell::of)
        .transpose()
}

/// The results by service.
fn by_service(results: &KpiResults, kpi: Kpi) -> Result<Vec<(ServiceCode, Cell)>, ChartFault> {
    let of_kpi = results.results.iter().filter(|result| result.kpi == kpi);
    of_kpi
        .filter_map(|result| {
            let service = result.group.get(&Dimension::Service)?.as_ref()?;
            let service = service.parse().ok()?;
            Some(Cell::of(result).map(|cell| (service, cell)))
        })
        .collect()
}

fn head(results: &KpiResults, sentence: String) -> ChartHead {
    ChartHead {
        sentence,
        set: results.set.clone(),
        period: results.period,
        as_of: results.as_of,
        services: results.services.clone(),
        data_version: results.data_version,
        software: results.software.clone(),
        disclosure: results.disclosure.clone(),
    }
}

fn chart_kpi(results: &KpiResults, kpi: Kpi) -> ChartKpi {
    let set = results.set.id.set();
    ChartKpi {
        kpi,
        official_number: set.official_number(kpi).to_string(),
        title: definition(set, kpi).title,
    }
}

/// From fractions to per cent.
fn percent(interval: Interval) -> Interval {
    let percent = |limits: [f64; 2]| limits.map(|limit| rounded(100.0 * limit));
    Interval {
        p95: percent(interval.p95),
        p998: percent(interval.p998),
    }
}
