//! Funnel plots: which services differ from the pooled value by more than chance. Limits as PHEindicatormethods
//! computes them, over-dispersion as FunnelPlotR does.
//!
//! All is on the scale 0 to 1. A service without a denominator has no place in a funnel.

mod limits;
mod over_dispersion;

pub use limits::{Significance, curve_denominators, limits, significance};
pub use over_dispersion::{ANGLE_95, ANGLE_998, Dispersion, Flag, Scatter, Spread, dispersion};

/// The largest phi with which a funnel is fit to compare services†.
pub const PHI_MAX: f64 = 10.0;

/// A service's count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    /// Records met.
    pub numerator: u64,
    /// Records counted.
    pub denominator: u64,
}

impl Observed {
    /// Its value; none without a denominator.
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }
}

/// The pooled value: Σ numerators ÷ Σ denominators; none without a denominator.
pub fn pooled(services: &[Observed]) -> Option<f64> {
    let sum = |count: fn(&Observed) -> u64| services.iter().map(count).sum();
    let all = Observed {
        numerator: sum(|service| service.numerator),
        denominator: sum(|service| service.denominator),
    };
    all.value()
}
