//! Numbers ready to draw: run chart, funnel plot, caterpillar plot, cascade. Values, means and limits are per cent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    ServiceCode,
    kpi::Kpi,
    wire::kpis::{Disclosure, Period, SetVersion},
};

mod baseline;
mod cascade;
mod caterpillar;
mod funnel;
mod month;
mod run;

pub use baseline::{Baseline, NewBaseline, Removal};
pub use cascade::{Cascade, CascadeStep};
pub use caterpillar::{Caterpillar, CaterpillarPoint};
pub use funnel::{Funnel, FunnelCurvePoint, FunnelLimits, FunnelPoint};
pub use month::{Month, NotAMonth};
pub use run::{
    Meaning, Method, Preset, PresetDefinition, Provisional, RunChart, RunPoint, RunsRule, SpecialCause,
};

/// What every chart says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChartHead {
    /// What the chart shows, in a plain sentence.
    pub sentence: String,
    /// The KPI set.
    pub set: SetVersion,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The services whose records they are.
    pub services: Vec<ServiceCode>,
    /// Version of the data.
    pub data_version: i64,
    /// Name and version of the software.
    pub software: String,
    /// The rule of disclosure control in force.
    pub disclosure: Disclosure,
}

/// The KPI of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChartKpi {
    /// Number in FLS-DB, kept in every set.
    pub kpi: Kpi,
    /// The number in the set's own publication.
    pub official_number: String,
    /// Short name.
    pub title: String,
}
