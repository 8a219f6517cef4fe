//! Over-dispersion: services that differ by more than chance throughout get wider limits. As FunnelPlotR computes it,
//! on the scale of the angle asin √p.

use std::f64::consts::FRAC_PI_2;

use super::Observed;
use crate::spc::{Side, side};

/// FunnelPlotR's rounded quantile for 95 %.
pub const ANGLE_95: f64 = 1.959964;
/// FunnelPlotR's rounded quantile for 99.8 %.
pub const ANGLE_998: f64 = 3.090232;
/// The share of services at each end whose z is drawn in.
const WINSORISED: f64 = 0.1;

/// How much services scatter round the pooled value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The value they scatter round.
    pub pooled: f64,
    /// Mean of the squared, winsorised z: 1 under chance alone.
    pub phi: f64,
    /// The variance between services that chance leaves open, on the scale of the angle; none for one service.
    pub tau2: Option<f64>,
}

/// A service's z, in the order of the services.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scatter {
    /// Standard deviations from the pooled value.
    pub z: f64,
    /// The same, drawn in to the 10 % and 90 % quantiles.
    pub winsorised: f64,
}

/// The services' scatter and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispersion {
    /// How much they scatter.
    pub spread: Spread,
    /// An entry a service; none without a denominator.
    pub services: Vec<Option<Scatter>>,
}

/// An outlier on the low side, in a frozen report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flag {
    /// Below the 95 % limit.
    Alert,
    /// Below the 99.8 % limit.
    Alarm,
}

/// The scatter of services round the pooled value; none when no service has a denominator.
pub fn dispersion(services: &[Observed], pooled: f64) -> Option<Dispersion> {
    let centre = pooled.min(1.0).sqrt().asin();
    let z: Vec<Option<f64>> = services
        .iter()
        .map(|service| {
            Some((service.value()?.min(1.0).sqrt().asin() - centre) / deviation(service.denominator))
        })
        .collect();
    let mut sorted: Vec<f64> = z.iter().copied().flatten().collect();
    sorted.sort_by(f64::total_cmp);
    let (lowest, highest) = (
        quantile(&sorted, WINSORISED)?,
        quantile(&sorted, 1.0 - WINSORISED)?,
    );
    let scatter = |z: f64| Scatter {
        z,
        winsorised: z.max(lowest).min(highest),
    };
    let scatters: Vec<_> = z.into_iter().map(|z| z.map(scatter)).collect();
    let squares: f64 = scatters
        .iter()
        .flatten()
        .map(|s| s.winsorised * s.winsorised)
        .sum();
    let phi = squares / sorted.len() as f64;
    Some(Dispersion {
        spread: Spread {
            pooled,
            phi,
            tau2: tau2(services, phi),
        },
        services: scatters,
    })
}

impl Spread {
    /// Whether the adjusted limits decide about outliers.
    pub fn is_adjusted(&self) -> bool {
        self.phi > 1.0
    }

    /// Limits without adjustment, this many deviations from the pooled value.
    pub fn limits(&self, denominator: u64, deviations: f64) -> [f64; 2] {
        self.band(denominator, deviations, 0.0)
    }

    /// Limits adjusted for over-dispersion; none for one service.
    pub fn adjusted_limits(&self, denominator: u64, deviations: f64) -> Option<[f64; 2]> {
        self.tau2.map(|tau2| self.band(denominator, deviations, tau2))
    }

    /// The limits that decide about outliers: the adjusted ones if phi > 1.
    pub fn deciding_limits(&self, denominator: u64, deviations: f64) -> [f64; 2] {
        let adjusted = self.adjusted_limits(denominator, deviations);
        match adjusted.filter(|_| self.is_adjusted()) {
            Some(limits) => limits,
            None => self.limits(denominator, deviations),
        }
    }

    /// Whether a service lies outside the deciding limits, on which side; touching is inside.
    pub fn outlier(&self, service: Observed, deviations: f64) -> Option<Side> {
        let value = service.value()?;
        let [lower, upper] = self.deciding_limits(service.denominator, deviations);
        side(value, upper)
            .filter(|side| *side == Side::Above)
            .or_else(|| side(value, lower).filter(|side| *side == Side::Below))
    }

    /// Whether the funnel is fit to compare services: phi is at most `phi_max`†.
    pub fn is_suitable(&self, phi_max: f64) -> bool {
        self.phi <= phi_max
    }

    /// Alert or alarm: outside the deciding 95 % or 99.8 % limits on the low side. None while the funnel is not
    /// suitable.
    pub fn flag(&self, service: Observed, phi_max: f64) -> Option<Flag> {
        let is_low = |deviations| self.outlier(service, deviations) == Some(Side::Below);
        if !self.is_suitable(phi_max) {
            None
        } else if is_low(ANGLE_998) {
            Some(Flag::Alarm)
        } else {
            is_low(ANGLE_95).then_some(Flag::Alert)
        }
    }

    fn band(&self, denominator: u64, deviations: f64, tau2: f64) -> [f64; 2] {
        let centre = self.pooled.min(1.0).sqrt().asin();
        let s = deviation(denominator);
        let distance = deviations * (s * s + tau2).sqrt();
        [centre - distance, centre + distance].map(|angle| angle.clamp(0.0, FRAC_PI_2).sin().powi(2))
    }
}

/// Of the angle, by chance.
fn deviation(denominator: u64) -> f64 {
    1.0 / (2.0 * (denominator as f64).sqrt())
}

/// By linear interpolation (R's type 7).
fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * p;
    // At least 0 and below the length: the cast cuts the fraction alone.
    let below = place.floor() as usize;
    let lower = *sorted.get(below)?;
    let upper = sorted.get(below + 1).copied().unwrap_or(lower);
    Some(lower + (place - place.floor()) * (upper - lower))
}

/// The variance between services after DerSimonian and Laird, with weights 1/s² = 4n.
fn tau2(services: &[Observed], phi: f64) -> Option<f64> {
    let weights: Vec<f64> = services
        .iter()
        .filter(|service| service.denominator > 0)
        .map(|service| 4.0 * service.denominator as f64)
        .collect();
    if weights.len() < 2 {
        return None;
    }
    let n = weights.len() as f64;
    let excess = n * phi - (n - 1.0);
    if excess < 0.0 {
        return Some(0.0);
    }
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    Some((excess / (sum - squares / sum)).max(0.0))
}
