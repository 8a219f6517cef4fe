//! The document of a report.

use serde::{Deserialize, Serialize};

use crate::{
    ServiceCode,
    wire::{
        charts::Cascade,
        kpis::{Benchmark, KpiResult, KpiResults},
    },
};

use super::ReportFlag;

/// What a report froze. Its bytes never change, so members are only ever added, with a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportDocument {
    /// The answer to its question: the very bytes of `GET kpis/results` at that moment.
    pub results: KpiResults,
    /// The services that it is about, by code.
    pub services: Vec<ReportService>,
    /// Every KPI, pooled over the services: the headline of the print.
    pub headline: Vec<KpiResult>,
    /// Every KPI by month; empty under disclosure control and for more than ten years.
    pub months: Vec<KpiResult>,
    /// How far the patients came; absent under disclosure control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cascade: Option<Cascade>,
    /// The benchmark table, if the period is a calendar year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<Benchmark>,
    /// Outlier flags: of a whole national report of a calendar year.
    #[serde(default)]
    pub flags: Vec<ReportFlag>,
}

/// A service of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportService {
    /// Its code.
    pub code: ServiceCode,
    /// Its name when the report was frozen.
    pub name: String,
}
