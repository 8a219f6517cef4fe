//! Anhøj's rules: whether a series varies round its median as chance would have it. As qicharts2 computes them.

use super::{Side, side};

/// Runs and crossings round the median.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anhoej {
    /// The median of the values; none without one.
    pub median: Option<f64>,
    /// Values that are not on the median.
    pub useful: usize,
    /// Runs and crossings; none without a useful value.
    pub runs: Option<Runs>,
}

/// Runs and crossings, with what chance allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runs {
    /// The longest sequence of useful values on one side.
    pub longest: usize,
    /// The longest that chance explains.
    pub longest_max: usize,
    /// How often the series changes sides.
    pub crossings: usize,
    /// The fewest that chance explains.
    pub crossings_min: usize,
}

impl Anhoej {
    /// Whether the run is too long or the crossings are too few to be chance.
    pub fn is_signal(&self) -> bool {
        self.runs
            .is_some_and(|runs| runs.longest > runs.longest_max || runs.crossings < runs.crossings_min)
    }
}

/// Anhøj's rules for a series. Missing values and those on the median neither break nor extend a run.
pub fn anhoej(values: &[Option<f64>]) -> Anhoej {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let median = median(known.clone());
    let sides: Vec<Side> = known
        .iter()
        .filter_map(|value| median.and_then(|median| side(*value, median)))
        .collect();
    Anhoej {
        median,
        useful: sides.len(),
        runs: runs(&sides),
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(values.len() / 2 - 1)?;
    Some((lower + upper) / 2.0)
}

fn runs(sides: &[Side]) -> Option<Runs> {
    let runs = || sides.chunk_by(|before, after| before == after);
    let longest = runs().map(<[Side]>::len).max()?;
    let useful = sides.len();
    Some(Runs {
        longest,
        // The number of values is far below 2^53, its logarithm below 64: the cast cuts nothing.
        longest_max: (useful as f64).log2().round_ties_even() as usize + 3,
        crossings: runs().count() - 1,
        crossings_min: fewest_crossings(useful - 1),
    })
}

/// The smallest k with P(X ≤ k) ≥ 5 %, X being how often so many fair coins fall on heads. In logarithms, as 2^−n is
/// too small for long series.
fn fewest_crossings(coins: usize) -> usize {
    let mut log_term = -(coins as f64) * std::f64::consts::LN_2;
    let mut sum = 0.0;
    for k in 0..coins {
        sum += log_term.exp();
        if sum >= 0.05 {
            return k;
        }
        log_term += ((coins - k) as f64 / (k + 1) as f64).ln();
    }
    coins
}
