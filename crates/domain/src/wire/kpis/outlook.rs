//! `GET kpis/{kpi}/outlook`: what would still turn a number green.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    Field, ServiceCode,
    kpi::{Kpi, Level},
    wire::Page,
};

use super::{Amount, Period, SetVersion};

/// How far a result is from green, and which records can still count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiOutlook {
    /// The KPI set.
    pub set: SetVersion,
    /// Number in FLS-DB, kept in every set.
    pub kpi: Kpi,
    /// The number in the set's own publication.
    pub official_number: String,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// Version of the data.
    pub data_version: i64,
    /// Green from so many per cent on.
    pub green_percent: u32,
    /// Records that met the target, or were counted.
    pub numerator: u64,
    /// Records counted, or the expectation.
    pub denominator: Amount,
    /// Per cent with one decimal.
    pub display: Option<String>,
    /// Level of the unrounded value.
    pub level: Option<Level>,
    /// The smallest number of records already counted that would have to be met besides for green; 0 when it is green,
    /// null when nothing is counted.
    pub needed_now: Option<u64>,
    /// Records whose window is open; null for KPIs without a window.
    pub pending: Option<Pending>,
    /// The smallest number of `open` and `blank` records that must be met for green once every window has closed; null
    /// when nothing will be counted.
    pub needed: Option<u64>,
    /// Records already counted that nothing but blanks keeps from being met, of patients not known to have died.
    pub blank: u64,
    /// Whether so many records can still be met.
    pub reachable: Option<bool>,
    /// The last day on which an open record can still count; null when there is none.
    pub by: Option<NaiveDate>,
    /// The open and the blank records, by the day on which they breach, a page at a time.
    #[serde(flatten)]
    pub page: Page<OutlookRecord>,
}

/// Records whose window is open on the day of the question: what they will be when it closes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pending {
    /// They are met already.
    pub met: u64,
    /// They are settled as not met.
    pub not_met: u64,
    /// They can still be met.
    pub open: u64,
}

/// A record that can still count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutlookRecord {
    /// Id of the episode.
    pub fracture_id: String,
    /// Id of its patient.
    pub patient_id: String,
    /// The service.
    pub service: ServiceCode,
    /// 1.09.
    pub diagnosed_on: NaiveDate,
    /// The fields that are blank.
    pub blank: Vec<Field>,
    /// The last day on which it still counts; null for KPIs without a window.
    pub breaches_on: Option<NaiveDate>,
    /// Days until then; negative when it has passed, and only what was done in time would count.
    pub days_left: Option<i64>,
}
