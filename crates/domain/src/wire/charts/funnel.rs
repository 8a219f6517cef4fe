//! `GET charts/funnel`: the services against the pooled value, by size.

use serde::{Deserialize, Serialize};

use crate::{ServiceCode, wire::kpis::Interval};

use super::{ChartHead, ChartKpi};

/// The services against the pooled value, by size. Limits only: outliers are flagged in frozen reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Funnel {
    /// What it is.
    #[serde(flatten)]
    pub head: ChartHead,
    /// The KPI.
    #[serde(flatten)]
    pub kpi: ChartKpi,
    /// The pooled value, per cent.
    pub pooled: Option<f64>,
    /// The same with one decimal.
    pub display: Option<String>,
    /// How much the services scatter round the pooled value: 1 under chance alone.
    pub phi: Option<f64>,
    /// The variance between services that chance leaves open, on the scale of the angle asin √p.
    pub tau2: Option<f64>,
    /// Whether the adjusted limits are the ones to go by: phi > 1.
    pub adjusted: bool,
    /// Whether the funnel is fit to compare services: phi ≤ `phi_max`.
    pub suitable: bool,
    /// The largest phi with which a funnel is fit to compare services†.
    pub phi_max: f64,
    /// A point for each service with records.
    pub points: Vec<FunnelPoint>,
    /// The limits for denominators from 1 to the largest, for drawing.
    pub curve: Vec<FunnelCurvePoint>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FunnelPoint {
    /// Code of the service.
    pub service: ServiceCode,
    /// Records met.
    pub numerator: Option<u64>,
    /// Records counted.
    pub denominator: Option<u64>,
    /// Per cent; null without a denominator, or where hidden.
    pub value: Option<f64>,
    /// Per cent with one decimal.
    pub display: Option<String>,
    /// Whether disclosure control hid the figures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suppressed: bool,
    /// The limits for its denominator.
    #[serde(flatten)]
    pub limits: FunnelLimits,
}

/// The limits for one denominator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FunnelCurvePoint {
    /// The denominator.
    pub denominator: u64,
    /// The limits.
    #[serde(flatten)]
    pub limits: FunnelLimits,
}

/// Limits in per cent, 95 and 99.8 %.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FunnelLimits {
    /// Score limits round the pooled value.
    pub limits: Option<Interval>,
    /// Limits adjusted for over-dispersion; null for fewer than two services.
    pub adjusted_limits: Option<Interval>,
}
