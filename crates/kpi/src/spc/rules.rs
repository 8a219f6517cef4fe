//! Special causes: the rules of NHSRplotthedots, the first that applies.

use flsdb_domain::wire::charts::{Preset, SpecialCause};

use super::{ControlPoint, Side, side};

/// Whether moving ranges that are too large to be chance are left out of the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Screening {
    /// Ranges of 3.267 times the mean range and more are left out, once.
    Once,
    /// All ranges count.
    Off,
}

/// What the presets of a chart differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct XmrRules {
    /// Whether moving ranges are screened.
    pub screening: Screening,
    /// Points in a row, each above (below) the one before, that make a trend.
    pub trend_points: usize,
    /// Points in a row on one side of the mean that make a shift.
    pub shift_points: usize,
}

impl XmrRules {
    /// The rules of a preset.
    pub fn of(preset: Preset) -> Self {
        match preset {
            Preset::Nhsr => XmrRules {
                screening: Screening::Once,
                trend_points: 7,
                shift_points: 7,
            },
            Preset::NhsExcel => XmrRules {
                screening: Screening::Off,
                trend_points: 6,
                shift_points: 7,
            },
        }
    }
}

/// Mean, limits and near limits at one point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    pub(super) mean: Option<f64>,
    pub(super) limits: Option<[f64; 2]>,
    /// At two thirds of the way to the limits.
    pub(super) near: Option<[f64; 2]>,
}

/// The points of one stretch; nothing crosses its border.
pub(super) fn judge(
    values: &[Option<f64>],
    lines: &[Lines],
    rules: XmrRules,
    group: usize,
) -> Vec<ControlPoint> {
    let mut points: Vec<ControlPoint> = values
        .iter()
        .zip(lines)
        .map(|(value, lines)| place(*value, lines, group))
        .collect();
    let trends = trends(values, rules.trend_points);
    let near = near_limit(&points);
    let shifts = in_windows(points.len(), rules.shift_points, |window| {
        points.get(window).and_then(one_side).is_some()
    });
    let causes: Vec<Option<SpecialCause>> = points
        .iter()
        .zip(trends)
        .zip(near.into_iter().zip(shifts))
        .map(|((point, trend), (near, shift))| cause(point, trend, near, shift))
        .collect();
    for (point, cause) in points.iter_mut().zip(causes) {
        point.cause = cause;
    }
    points
}

fn place(value: Option<f64>, lines: &Lines, group: usize) -> ControlPoint {
    let beyond = |limits: Option<[f64; 2]>| {
        let ([lower, upper], value) = limits.zip(value)?;
        Some(side(value, upper) == Some(Side::Above) || side(value, lower) == Some(Side::Below))
    };
    let outside = beyond(lines.limits);
    ControlPoint {
        group,
        mean: lines.mean,
        limits: lines.limits,
        side: value.zip(lines.mean).and_then(|(value, mean)| side(value, mean)),
        outside,
        near: outside
            .zip(beyond(lines.near))
            .map(|(outside, near)| near && !outside),
        cause: None,
    }
}

fn cause(point: &ControlPoint, trend: Option<Side>, near: bool, shift: bool) -> Option<SpecialCause> {
    let up_or_down = |up, down| {
        point.side.map(|side| match side {
            Side::Above => up,
            Side::Below => down,
        })
    };
    if point.outside == Some(true) {
        return up_or_down(SpecialCause::AboveLimit, SpecialCause::BelowLimit);
    }
    match trend {
        Some(Side::Above) => return Some(SpecialCause::Rising),
        Some(Side::Below) => return Some(SpecialCause::Falling),
        None => {}
    }
    if near {
        return up_or_down(SpecialCause::NearUpperLimit, SpecialCause::NearLowerLimit);
    }
    shift.then_some(())?;
    up_or_down(SpecialCause::AboveMean, SpecialCause::BelowMean)
}

/// The direction of the trend that each point is part of. Where one trend turns into another, that of the later one.
fn trends(values: &[Option<f64>], points: usize) -> Vec<Option<Side>> {
    let step = |from: usize| {
        let (before, after) = (values.get(from)?.as_ref()?, values.get(from + 1)?.as_ref()?);
        side(*after, *before)
    };
    let marked = in_windows(values.len(), points, |window| {
        let mut steps = window.take(points.saturating_sub(1)).map(step);
        let first = steps.next().flatten();
        first.is_some() && steps.all(|step| step == first)
    });
    (0..values.len())
        .map(|at| {
            let is_marked = |at: usize| marked.get(at).copied().unwrap_or_default();
            let into = at.checked_sub(1).and_then(step);
            match (is_marked(at), is_marked(at + 1)) {
                (false, _) => None,
                (true, true) => step(at).or(into),
                (true, false) => into,
            }
        })
        .collect()
}

/// Points near a limit that are in some three points on one side of the mean of which two or more are near.
fn near_limit(points: &[ControlPoint]) -> Vec<bool> {
    let marked = in_windows(points.len(), 3, |window| {
        points.get(window).is_some_and(|three| {
            one_side(three).is_some() && three.iter().filter(|point| point.near == Some(true)).count() >= 2
        })
    });
    let is_near = points.iter().map(|point| point.near == Some(true));
    is_near.zip(marked).map(|(near, marked)| near && marked).collect()
}

/// The side of the mean on which all the points lie.
fn one_side(points: &[ControlPoint]) -> Option<Side> {
    let first = points.first()?.side?;
    points
        .iter()
        .all(|point| point.side == Some(first))
        .then_some(first)
}

/// Marks every point of each window of this size for which the test holds.
fn in_windows(len: usize, size: usize, test: impl Fn(std::ops::Range<usize>) -> bool) -> Vec<bool> {
    let mut marked = vec![false; len];
    for start in 0..(len + 1).saturating_sub(size) {
        if test(start..start + size) {
            marked
                .iter_mut()
                .skip(start)
                .take(size)
                .for_each(|mark| *mark = true);
        }
    }
    marked
}
