//! Intervals of values: Wilson's for proportions, Byar's and exact Poisson's for counts over an expectation.
//! As PHEindicatormethods computes them.

use flsdb_domain::wire::kpis::Interval;

/// Two-sided confidence of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// 95 %.
    P95,
    /// 99.8 %.
    P998,
}

impl Confidence {
    /// The exact quantile of the normal distribution.
    pub(crate) fn z(self) -> f64 {
        match self {
            Confidence::P95 => 1.959_963_984_540_054,
            Confidence::P998 => 3.090_232_306_167_813,
        }
    }

    /// The probability left out on each side.
    fn tail(self) -> f64 {
        match self {
            Confidence::P95 => 0.025,
            Confidence::P998 => 0.001,
        }
    }
}

/// From so many events on Byar's approximation is used, below the exact Poisson limits.
const BYAR_FROM: u64 = 10;

/// Wilson's score interval of a proportion, without continuity correction; fractions from 0 to 1. The denominator is
/// not 0.
pub fn wilson(numerator: u64, denominator: u64, confidence: Confidence) -> [f64; 2] {
    let n = denominator as f64;
    let p = numerator as f64 / n;
    let z = confidence.z();
    let scale = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / scale;
    let half_width = z / scale * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    // At 0 and 1 the limits are exact; the subtraction leaves a trace of rounding.
    let lower = if numerator == 0 { 0.0 } else { centre - half_width };
    let upper = if numerator == denominator {
        1.0
    } else {
        centre + half_width
    };
    [lower, upper]
}

/// Byar's limits of an observed count. The lower one is undefined, NaN, for no events, and negative for very few:
/// [`poisson`] is used there.
pub fn byar(observed: u64, confidence: Confidence) -> [f64; 2] {
    let z = confidence.z();
    let o = observed as f64;
    let lower = o * (1.0 - 1.0 / (9.0 * o) - z / (3.0 * o.sqrt())).powi(3);
    let above = o + 1.0;
    let upper = above * (1.0 - 1.0 / (9.0 * above) + z / (3.0 * above.sqrt())).powi(3);
    [lower, upper]
}

/// The exact Poisson limits of an observed count: the expectations under which so many events or more, and so many or
/// fewer, have just the probability of one tail.
pub fn poisson(observed: u64, confidence: Confidence) -> [f64; 2] {
    let tail = confidence.tail();
    let lower = match observed {
        0 => 0.0,
        events => mean_with_at_most(events - 1, 1.0 - tail),
    };
    [lower, mean_with_at_most(observed, tail)]
}

/// The mean of the Poisson distribution in which at most `events` happen with this probability: by bisection, as the
/// probability falls with the mean.
fn mean_with_at_most(events: u64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, 2.0 * events as f64 + 20.0);
    for _ in 0..100 {
        let mean = (low + high) / 2.0;
        if at_most(events, mean) > probability {
            low = mean;
        } else {
            high = mean;
        }
    }
    (low + high) / 2.0
}

fn at_most(events: u64, mean: f64) -> f64 {
    let mut term = (-mean).exp();
    let mut sum = term;
    for k in 1..=events {
        term *= mean / k as f64;
        sum += term;
    }
    sum
}

/// Both of Wilson's intervals, rounded for JSON; none when the denominator is 0.
pub fn of_proportion(numerator: u64, denominator: u64) -> Option<Interval> {
    let limits = |confidence| wilson(numerator, denominator, confidence).map(rounded);
    (denominator > 0).then(|| Interval {
        p95: limits(Confidence::P95),
        p998: limits(Confidence::P998),
    })
}

/// Both intervals of a count over an expectation, rounded for JSON; none when the expectation is 0.
pub fn of_rate(observed: u64, expected: f64) -> Option<Interval> {
    let limits = |confidence| {
        let counts = match observed {
            ..BYAR_FROM => poisson(observed, confidence),
            _ => byar(observed, confidence),
        };
        counts.map(|count| rounded(count / expected))
    };
    (expected > 0.0).then(|| Interval {
        p95: limits(Confidence::P95),
        p998: limits(Confidence::P998),
    })
}

/// Half to even, to six decimals.
pub fn rounded(value: f64) -> f64 {
    (value * 1e6).round_ties_even() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_limits_of_few_events() {
        // Published tables of exact 95 % limits (Garwood), to four decimals.
        for (events, lower, upper) in [
            (0, 0.0, 3.6889),
            (1, 0.0253, 5.5716),
            (2, 0.2422, 7.2247),
            (5, 1.6235, 11.6683),
            (9, 4.1154, 17.0848),
        ] {
            let [low, high] = poisson(events, Confidence::P95);
            assert!(
                (low - lower).abs() < 6e-5 && (high - upper).abs() < 6e-5,
                "{events}: {low} {high}"
            );
        }
    }

    #[test]
    fn halves_go_to_even() {
        for (value, expected) in [(0.000_000_5, 0.0), (0.000_001_5, 0.000_002), (0.25, 0.25)] {
            assert_eq!(rounded(value), expected);
        }
    }
}
