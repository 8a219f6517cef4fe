//! Limits round the pooled value.

use crate::{
    interval::Confidence,
    spc::{Side, side},
};

/// Where a service lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Significance {
    /// Below the 99.8 % limit.
    Low998,
    /// Below the 95 % limit.
    Low95,
    /// Inside.
    None,
    /// Above the 95 % limit.
    High95,
    /// Above the 99.8 % limit.
    High998,
}

/// Score limits round the pooled value for this denominator, clipped to 0–1: the values whose Wilson interval just
/// touches it, p ± z √(p(1−p)/n).
pub fn limits(pooled: f64, denominator: u64, confidence: Confidence) -> [f64; 2] {
    unclipped(pooled, denominator, confidence).map(|limit| limit.clamp(0.0, 1.0))
}

fn unclipped(pooled: f64, denominator: u64, confidence: Confidence) -> [f64; 2] {
    let deviation = (pooled * (1.0 - pooled) / denominator as f64).max(0.0).sqrt();
    let distance = confidence.z() * deviation;
    [pooled - distance, pooled + distance]
}

/// Where a value lies, strictly, against the limits before they were clipped.
pub fn significance(value: f64, pooled: f64, denominator: u64) -> Significance {
    let [lower_95, upper_95] = unclipped(pooled, denominator, Confidence::P95);
    let [lower_998, upper_998] = unclipped(pooled, denominator, Confidence::P998);
    let below = |limit| side(value, limit) == Some(Side::Below);
    let above = |limit| side(value, limit) == Some(Side::Above);
    if below(lower_998) {
        Significance::Low998
    } else if below(lower_95) {
        Significance::Low95
    } else if above(upper_998) {
        Significance::High998
    } else if above(upper_95) {
        Significance::High95
    } else {
        Significance::None
    }
}

/// Denominators at which to draw the curves: evenly in the square root, as limits narrow with it, from 1 to the largest.
/// A hundred at most.
pub fn curve_denominators(largest: u64) -> Vec<u64> {
    const POINTS: u64 = 100;
    let root = (largest as f64).sqrt();
    let mut found: Vec<u64> = (1..POINTS)
        .map(|at| {
            let along = root * at as f64 / POINTS as f64;
            // Never above `largest`: the cast cuts no more than a fraction.
            ((along * along) as u64).max(1)
        })
        .chain([largest])
        .filter(|denominator| (1..=largest).contains(denominator))
        .collect();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_all_succeed_or_fail_nobody_differs() {
        for pooled in [0.0, 1.0] {
            assert_eq!(limits(pooled, 7, Confidence::P95), [pooled; 2]);
            assert_eq!(limits(pooled, 7, Confidence::P998), [pooled; 2]);
            assert_eq!(significance(pooled, pooled, 7), Significance::None);
        }
    }

    #[test]
    fn curves_reach_from_one_to_the_largest() {
        for (largest, count) in [(0, 0), (1, 1), (2, 2), (10_000, 100)] {
            let found = curve_denominators(largest);
            assert_eq!(found.len(), count, "{found:?}");
            assert!(found.is_sorted());
            if largest > 0 {
                assert_eq!((found.first(), found.last()), (Some(&1), Some(&largest)));
            }
        }
    }
}
