//! What the KPIs make of one record: the strip on the episode page and the ledger.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Field, kpi::Kpi};

/// The outcome of one record in one KPI, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordOutcome {
    /// Number in FLS-DB, kept in every set.
    pub kpi: Kpi,
    /// The number in the set's own publication.
    pub official_number: String,
    /// Short name of the KPI.
    pub title: String,
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

/// Outcome of a record in a KPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// Not in the denominator.
    Excluded,
    /// In the denominator and the numerator.
    Met,
    /// In the denominator only.
    NotMet,
    /// In the denominator only, as blanks leave the answer open.
    Missing,
    /// KPIs 1 and 2: counted with others, without an outcome of its own.
    Counted,
    /// KPI 2: not among those counted.
    NotCounted,
}

impl RecordState {
    /// Its name in JSON and CSV.
    pub fn token(self) -> &'static str {
        match self {
            RecordState::Excluded => "excluded",
            RecordState::Met => "met",
            RecordState::NotMet => "not_met",
            RecordState::Missing => "missing",
            RecordState::Counted => "counted",
            RecordState::NotCounted => "not_counted",
        }
    }
}
