//! `GET charts/caterpillar`: the services in order of their values, with intervals.

use serde::{Deserialize, Serialize};

use crate::{
    ServiceCode,
    kpi::Level,
    wire::kpis::{Amount, Interval},
};

use super::{ChartHead, ChartKpi};

/// The services in order of their values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Caterpillar {
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
    /// A point for each service with records, the lowest value first; those without a value last.
    pub points: Vec<CaterpillarPoint>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaterpillarPoint {
    /// Code of the service.
    pub service: ServiceCode,
    /// Records met.
    pub numerator: Option<u64>,
    /// Records counted; the expectation.
    pub denominator: Option<Amount>,
    /// Per cent; null without a denominator, or where hidden.
    pub value: Option<f64>,
    /// Per cent with one decimal.
    pub display: Option<String>,
    /// Level of the unrounded value.
    pub level: Option<Level>,
    /// Intervals of the value, per cent.
    pub interval: Option<Interval>,
    /// Whether disclosure control hid the figures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suppressed: bool,
}
