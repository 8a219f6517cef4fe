//! `GET kpis/{kpi}/records`: every record behind a number.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Field, ServiceCode, kpi::Kpi, vocabulary::Sex, wire::Page};

use super::{Period, RecordState, SetVersion};

/// The records behind a number, by 1.09 and then by id, a page at a time. No patient is named: ids alone lead to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ledger {
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
    /// The records.
    #[serde(flatten)]
    pub page: Page<LedgerRow>,
}

/// One record and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerRow {
    /// Id of the episode.
    pub fracture_id: String,
    /// Id of its patient.
    pub patient_id: String,
    /// The service.
    pub service: ServiceCode,
    /// 1.09.
    pub diagnosed_on: NaiveDate,
    /// Age on 1.09 in whole years.
    pub age: Option<u8>,
    /// 1.03.
    pub sex: Option<Sex>,
    /// The outcome.
    pub outcome: RecordState,
    /// Stable token of the reason, if the record is excluded or not met.
    pub reason: Option<String>,
    /// The blank fields that leave the answer open; for KPI 1 the blank audited fields.
    pub blank: Vec<Field>,
    /// The reason in plain words, and what would change it.
    pub sentence: String,
    /// The day from which the record counts, for KPIs with a window.
    pub matures_on: Option<NaiveDate>,
}
