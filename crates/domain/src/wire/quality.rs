//! `GET data-quality`: how complete the records are, how soon they were entered, and what is open.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{FindingCode, Level, ServiceCode};

use super::kpis::{Amount, FieldShare, Period};

/// Completeness, entry lag and open findings of the services asked for, together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataQuality {
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides which fields of a record count.
    pub as_of: NaiveDate,
    /// The services.
    pub services: Vec<ServiceCode>,
    /// Version of the data.
    pub data_version: i64,
    /// How often each audited field is blank, month by month.
    pub completeness: CompletenessMap,
    /// Days from the diagnosis to the entry of the record.
    pub entry_lag: EntryLag,
    /// Open findings by kind, the most frequent first; of all records of the services, whatever their day.
    pub findings: Vec<OpenFindings>,
}

/// A heat map: audited field × month of 1.09. Every list by month has an entry for each of `months`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompletenessMap {
    /// More than this share of blanks makes a field bad, in per cent: the line of KPI 1.
    pub tolerated_percent: u64,
    /// Months like `2024-06`, also those without records.
    pub months: Vec<String>,
    /// Records by month.
    pub records: Vec<u64>,
    /// The audited fields, in the order of the data set.
    pub fields: Vec<FieldByMonth>,
}

/// One audited field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldByMonth {
    /// The whole period.
    #[serde(flatten)]
    pub total: FieldShare,
    /// Its question in a few plain words.
    pub title: String,
    /// Each month: records in which it counts, those of them in which it is blank, their share, and whether that is over
    /// the line.
    pub months: Vec<MonthShare>,
}

/// How often a field is blank in a month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MonthShare {
    /// Records in which it counts.
    pub audited: u64,
    /// Those of them in which it is blank.
    pub blank: u64,
    /// Blank ÷ audited; null when it counts in none.
    pub share: Option<f64>,
    /// Whether more than 20 % are blank.
    pub bad: bool,
}

/// Days from 1.09 to the creation of the record here. Of recent months only what was entered soon can be known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryLag {
    /// A longer lag counts as this many days (5 years): it is the lag of an import of old records.
    pub capped_at_days: u16,
    /// The whole period.
    pub total: LagFigures,
    /// Each month of 1.09 in the order of the heat map's.
    pub months: Vec<LagFigures>,
}

/// Quantiles in days, interpolated as R's type 7; null without records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LagFigures {
    /// Records.
    pub records: u64,
    /// A quarter was entered sooner.
    pub lower_quartile: Option<f64>,
    /// Half was entered sooner.
    pub median: Option<f64>,
    /// Three quarters were entered sooner.
    pub upper_quartile: Option<f64>,
    /// Nine tenths were entered sooner.
    pub p90: Option<f64>,
    /// Records whose lag was capped.
    pub capped: u64,
}

/// Open findings of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenFindings {
    /// The kind.
    pub code: FindingCode,
    /// Error or warning.
    pub level: Level,
    /// How many are open.
    pub open: u64,
}

/// `GET data-quality/missed-opportunities`: patients of a calendar year who might have started a drug and did not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissedOpportunities {
    /// The calendar year of 1.09.
    pub year: i32,
    /// Version of the data.
    pub data_version: i64,
    /// Each service, also those without records, by code.
    pub services: Vec<ServiceOpportunities>,
    /// Their sum.
    pub total: Amount,
}

/// Missed opportunities of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceOpportunities {
    /// Its code.
    pub service: ServiceCode,
    /// Its name.
    pub name: String,
    /// Hip fractures of the year; null without any hip count.
    pub hip_fractures: Option<u32>,
    /// Records of the year whose 6.05 is a drug.
    pub started: u64,
    /// hips × 5 × 0.8 × 0.5 × 0.8 − started, at least 0; null without any hip count.
    pub missed: Option<Amount>,
}
