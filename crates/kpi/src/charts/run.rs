//! The run chart: a KPI month by month.

use chrono::Days;
use flsdb_domain::{
    kpi::Kpi,
    wire::{
        charts::{
            Baseline, Method, Month, Preset, PresetDefinition, Provisional, RunChart, RunPoint, SpecialCause,
        },
        kpis::{Dimension, KpiResults},
    },
};

use super::{Cell, ChartFault, chart_kpi, head, sentence};
use crate::{
    interval::rounded,
    spc::{ControlPoint, Plan, Screening, Share, Side, XmrRules, anhoej, p_chart, side, xmr},
};

/// Months younger than this are provisional where the KPI has no window: records are entered with a delay.
pub const ENTRY_LAG_DAYS: u16 = 90;
/// Limits are fixed after so many months at least.
pub const FIX_AFTER_MIN: usize = 12;

/// How a run chart is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunPlan {
    /// How limits are computed.
    pub method: Method,
    /// The rules of special causes.
    pub preset: Preset,
    /// Mean and limits come from so many months from each baseline on; from all, if not given.
    pub fix_after: Option<usize>,
    /// Months younger than this are provisional where the KPI has no window.
    pub entry_lag_days: u16,
    /// The re-basings of this chart, in any order.
    pub baselines: Vec<Baseline>,
}

/// The run chart of a KPI from its results by month. Provisional months enter neither limits nor rules; a month without
/// a value, or with a hidden one, breaks runs.
///
/// # Errors
/// When there is no such chart: KPI 1 of one service, a p-chart of a ratio, results that are not by month, or limits fixed
/// too early.
pub fn run_chart(results: &KpiResults, kpi: Kpi, plan: RunPlan) -> Result<RunChart, ChartFault> {
    if plan.fix_after.is_some_and(|months| months < FIX_AFTER_MIN) {
        return Err(ChartFault::FixedTooEarly);
    }
    if plan.method == Method::P && results.set.id.set().is_ratio(kpi) {
        return Err(ChartFault::NotAProportion(kpi));
    }
    let months = months(results, kpi, plan.entry_lag_days)?;
    let settled: Vec<&Column> = months
        .iter()
        .filter(|month| month.provisional.is_none())
        .collect();
    let values: Vec<Option<f64>> = settled.iter().map(|month| month.cell.value).collect();
    let mut baselines = plan.baselines;
    baselines.retain(|baseline| {
        let first = months.first().map(|month| month.month);
        let last = months.last().map(|month| month.month);
        Some(baseline.from) >= first && Some(baseline.from) <= last
    });
    baselines.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
    let starts = baselines
        .iter()
        .filter_map(|baseline| settled.iter().position(|month| month.month >= baseline.from));
    let rules = XmrRules::of(plan.preset);
    let control = Plan {
        rules,
        rebased_at: &starts.collect::<Vec<_>>(),
        fixed_after: plan.fix_after,
    };
    let control = match plan.method {
        Method::Xmr => xmr(&values, control),
        Method::P => p_chart(
            &settled.iter().map(|month| month.share()).collect::<Vec<_>>(),
            control,
        ),
    };
    let found = anhoej(&values);
    Ok(RunChart {
        head: head(results, what_it_shows(&settled, &values, &control)),
        kpi: chart_kpi(results, kpi),
        method: plan.method,
        preset: PresetDefinition {
            id: plan.preset,
            screened: rules.screening == Screening::Once && plan.method == Method::Xmr,
            trend_points: rules.trend_points,
            shift_points: rules.shift_points,
        },
        fix_after: plan.fix_after,
        entry_lag_days: plan.entry_lag_days,
        baselines,
        median: found.median.map(rounded),
        runs: sentence::runs_rule(&found),
        points: points(&months, &control, rules),
    })
}

/// A month with its figures.
struct Column {
    month: Month,
    provisional: Option<Provisional>,
    cell: Cell,
}

impl Column {
    fn share(&self) -> Option<Share> {
        let (numerator, denominator) = self.cell.numerator.zip(self.cell.denominator)?;
        Some(Share {
            numerator,
            // A count, except for the ratios, which have no p-chart: nothing is cut.
            denominator: denominator.value() as u64,
        })
    }
}

fn months(results: &KpiResults, kpi: Kpi, entry_lag_days: u16) -> Result<Vec<Column>, ChartFault> {
    let of_kpi = results.results.iter().filter(|result| result.kpi == kpi);
    let months = of_kpi.map(|result| {
        let month = result.group.get(&Dimension::Month).and_then(Option::as_ref);
        let month = month.and_then(|month| month.parse().ok());
        let month = month.ok_or(ChartFault::NotByMonth)?;
        Ok(Column {
            month,
            provisional: provisional(results, kpi, month, entry_lag_days),
            cell: Cell::of(result)?,
        })
    });
    let mut months = months.collect::<Result<Vec<_>, ChartFault>>()?;
    months.sort_by_key(|column| column.month);
    Ok(months)
}

/// A month is judged by the last day that its records may have.
fn provisional(results: &KpiResults, kpi: Kpi, month: Month, entry_lag_days: u16) -> Option<Provisional> {
    let last = month.last_day().min(results.period.end);
    let (days, reason) = match results.set.id.set().parameters.window(kpi) {
        Some(window) => (window, Provisional::Immature),
        None => (entry_lag_days, Provisional::EntryLag),
    };
    let settled_on = last.checked_add_days(Days::new(days.into()));
    settled_on.is_none_or(|day| day > results.as_of).then_some(reason)
}

fn points(months: &[Column], control: &[ControlPoint], rules: XmrRules) -> Vec<RunPoint> {
    let mut settled = control.iter();
    let mut baseline = 0;
    let points = months.iter().map(|month| {
        let control = match month.provisional {
            None => settled.next(),
            Some(_) => None,
        };
        baseline = control.map_or(baseline, |control| control.group);
        RunPoint {
            baseline,
            ..point(month, control, rules)
        }
    });
    points.collect()
}

fn point(month: &Column, control: Option<&ControlPoint>, rules: XmrRules) -> RunPoint {
    let limit = |at: usize| control?.limits?.get(at).copied().map(rounded);
    let cause = control.and_then(|control| control.cause);
    let words = |cause| sentence::at_month(cause, rules.trend_points, rules.shift_points);
    RunPoint {
        month: month.month,
        value: month.cell.value.map(rounded),
        display: month.cell.display.clone(),
        numerator: month.cell.numerator,
        denominator: month.cell.denominator,
        suppressed: month.cell.suppressed,
        provisional: month.provisional,
        baseline: 0,
        mean: control.and_then(|control| control.mean).map(rounded),
        lower: limit(0),
        upper: limit(1),
        special_cause: cause,
        meaning: cause.map(SpecialCause::meaning),
        sentence: cause.map(words),
    }
}

/// The latest special cause.
fn what_it_shows(months: &[&Column], values: &[Option<f64>], control: &[ControlPoint]) -> String {
    let latest = control.iter().rposition(|point| point.cause.is_some());
    let found = latest.and_then(|at| {
        let month = months.get(at)?.month;
        let (cause, group) = control
            .get(at)
            .and_then(|point| Some((point.cause?, point.group)))?;
        let stretch = control
            .get(..=at)?
            .iter()
            .rev()
            .take_while(|point| point.group == group);
        let count = match cause {
            SpecialCause::Rising | SpecialCause::Falling => {
                let within = stretch.count();
                let steps = moves(values.get(..=at)?, cause).take(within.saturating_sub(1));
                1 + steps.take_while(|follows| *follows).count()
            }
            _ => {
                let side = control.get(at)?.side;
                stretch.take_while(|point| point.side == side).count()
            }
        };
        Some(sentence::of_cause(cause, count, month))
    });
    match found {
        Some(sentence) => sentence,
        None if values.iter().flatten().next().is_none() => {
            "There is no month with a value to judge yet.".to_owned()
        }
        None => "The months vary as chance explains: there is no special cause.".to_owned(),
    }
}

/// From the last value back: whether each step goes the way of the trend.
fn moves(values: &[Option<f64>], trend: SpecialCause) -> impl Iterator<Item = bool> {
    let way = match trend {
        SpecialCause::Rising => Side::Above,
        _ => Side::Below,
    };
    let steps = values.windows(2).rev();
    steps.map(move |step| matches!(step, [Some(before), Some(after)] if side(*after, *before) == Some(way)))
}
