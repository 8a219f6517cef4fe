//! Statistical process control of a monthly series: XmR charts as NHSRplotthedots has them, p-charts, and Anhøj's rules
//! round the median.
//!
//! A series is a slice with an entry a month; an entry without a value breaks moving ranges and runs. A month without
//! an entry does neither: its neighbours are joined.

use std::ops::Range;

mod anhoej;
mod p_chart;
mod rules;
mod xmr;

pub use anhoej::{Anhoej, Runs, anhoej};
pub use p_chart::{Share, p_chart};
pub use rules::{Screening, XmrRules};
pub use xmr::{ControlPoint, Plan, xmr};

/// Which side of a line a value lies on, or which way it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Above, up.
    Above,
    /// Below, down.
    Below,
}

/// Values nearer to a line than this, relative to it, lie on it, so that the rounding of a mean decides nothing.
const TOLERANCE: f64 = 1e-11;

/// Where a value lies; none when it lies on the line.
pub(crate) fn side(value: f64, line: f64) -> Option<Side> {
    let tolerance = TOLERANCE * line.abs().max(1.0);
    if value > line + tolerance {
        Some(Side::Above)
    } else if value < line - tolerance {
        Some(Side::Below)
    } else {
        None
    }
}

/// The stretches of a series between re-basings, each with its number: how often it was re-based before its end.
fn stretches(len: usize, rebased_at: &[usize]) -> Vec<(usize, Range<usize>)> {
    let mut starts: Vec<usize> = rebased_at.iter().copied().filter(|at| *at < len).collect();
    starts.sort_unstable();
    starts.dedup();
    let numbered_from = usize::from(starts.first() != Some(&0));
    if numbered_from == 1 {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([len]);
    let ranges = starts.iter().copied().zip(ends).map(|(start, end)| start..end);
    ranges
        .enumerate()
        .map(|(at, range)| (at + 1 - numbered_from, range))
        .collect()
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
