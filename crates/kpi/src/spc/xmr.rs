//! XmR charts: limits from the mean moving range, as NHSRplotthedots computes them.

use flsdb_domain::wire::charts::SpecialCause;

use super::{
    Screening, Side, XmrRules, mean,
    rules::{Lines, judge},
    stretches,
};

/// Limits lie this many mean moving ranges from the mean.
const LIMIT: f64 = 2.66;
/// A moving range of so many mean ranges and more is screened out.
const SCREENED_FROM: f64 = 3.267;

/// How limits are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan<'a> {
    /// Screening and special causes.
    pub rules: XmrRules,
    /// Positions in the series at which mean and limits start afresh; those beyond its end are ignored.
    pub rebased_at: &'a [usize],
    /// Mean and limits of a stretch come from so many of its first entries; from all, if not given.
    pub fixed_after: Option<usize>,
}

/// A point of a control chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlPoint {
    /// How often the series has been re-based by then.
    pub group: usize,
    /// The mean; none when there is no value to take it from.
    pub mean: Option<f64>,
    /// Lower and upper limit; none without a moving range that counts.
    pub limits: Option<[f64; 2]>,
    /// Side of the mean; none when the value is missing or on the mean.
    pub side: Option<Side>,
    /// Whether it lies strictly beyond a limit; none without a value or limits.
    pub outside: Option<bool>,
    /// Whether it lies beyond two thirds of the way to a limit, but not outside.
    pub near: Option<bool>,
    /// The special cause that shows in it; none: common cause.
    pub cause: Option<SpecialCause>,
}

/// The points of an XmR chart, on the scale of the values; limits are not clipped. An entry without a value has no
/// moving range on either side and breaks every run.
pub fn xmr(values: &[Option<f64>], plan: Plan<'_>) -> Vec<ControlPoint> {
    let stretches = stretches(values.len(), plan.rebased_at).into_iter();
    stretches
        .flat_map(|(group, range)| {
            let values = values.get(range).unwrap_or_default();
            let lines = lines(values, plan);
            judge(values, &vec![lines; values.len()], plan.rules, group)
        })
        .collect()
}

fn lines(values: &[Option<f64>], plan: Plan<'_>) -> Lines {
    let base = plan.fixed_after.and_then(|n| values.get(..n)).unwrap_or(values);
    let known: Vec<f64> = base.iter().copied().flatten().collect();
    let mean = mean(&known);
    let band = |distance: f64| {
        let (mean, range) = mean.zip(mean_moving_range(base, plan.rules.screening))?;
        Some([mean - distance * range, mean + distance * range])
    };
    Lines {
        mean,
        limits: band(LIMIT),
        near: band(LIMIT * 2.0 / 3.0),
    }
}

/// None when no range counts: a single value, or nothing but equal ones with screening.
fn mean_moving_range(values: &[Option<f64>], screening: Screening) -> Option<f64> {
    let neighbours = values.iter().zip(values.iter().skip(1));
    let mut ranges: Vec<f64> = neighbours
        .filter_map(|(before, after)| Some((after.as_ref()? - before.as_ref()?).abs()))
        .collect();
    if screening == Screening::Once {
        let limit = SCREENED_FROM * mean(&ranges)?;
        ranges.retain(|range| *range < limit);
    }
    mean(&ranges)
}
