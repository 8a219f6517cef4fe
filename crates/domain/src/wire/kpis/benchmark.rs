//! `GET benchmarks`: the table of services and KPIs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Nation, ServiceCode};

use super::{Amount, Disclosure, KpiResult, Period, SetVersion};

/// The benchmark table of a calendar year: a row a service, and a pooled national row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Benchmark {
    /// The KPI set.
    pub set: SetVersion,
    /// The calendar year of 1.09.
    pub year: i32,
    /// The same as a span of days.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// Version of the data.
    pub data_version: i64,
    /// Name and version of the software.
    pub software: String,
    /// The rule of disclosure control in force.
    pub disclosure: Disclosure,
    /// Records of all services.
    pub records: u64,
    /// The pooled values of all services with records, a result for each KPI: Σ numerators ÷ Σ denominators.
    pub national: Vec<KpiResult>,
    /// A row for each service, by name.
    pub services: Vec<BenchmarkRow>,
}

/// One service in the benchmark table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BenchmarkRow {
    /// Its code.
    pub service: ServiceCode,
    /// Its name.
    pub name: String,
    /// Its nation.
    pub nation: Nation,
    /// ICB or health board.
    pub region: Option<String>,
    /// Whether the service is the caller's own: pinned, with links to its records.
    pub own: bool,
    /// Records of the year; 0 prints "no records". Null where hidden.
    pub records: Option<u64>,
    /// hips × 5 × 0.8 × 0.5 × 0.8 − records whose 6.05 is a drug, at least 0; null without any hip count.
    pub missed_opportunities: Option<Amount>,
    /// A result for each KPI; empty without records.
    pub results: Vec<KpiResult>,
}
