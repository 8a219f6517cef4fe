//! Checks of patients against the national data opt-out.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::ServiceCode;

/// Asks for a check to be started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewOptOutCheck {
    /// The service whose patients are to be checked; may be left out by who has one only. In a national deployment every service
    /// is checked, and none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
}

/// A check: a list of NHS numbers went out, and those without an opt-out came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptOutCheck {
    /// Id.
    pub id: String,
    /// The service; none, if it covers every service of England.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    /// How far it is.
    pub state: CheckState,
    /// When it was started.
    pub started_at: DateTime<Utc>,
    /// Who started it.
    pub started_by: String,
    /// NHS numbers in the list that went out. Patients who came later are not covered.
    pub sent: i64,
    /// The list that came back; none yet of one that waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleaned: Option<CleanedList>,
    /// The last day on which it may be relied on; after it, the numbers are deleted.
    pub expires_on: NaiveDate,
}

/// The list that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CleanedList {
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// Who handed it in.
    pub by: String,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    /// NHS numbers that came back.
    pub returned: i64,
    /// NHS numbers that were taken out of the list: these patients opted out.
    pub opted_out: i64,
}

/// How far a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// The cleaned list has not come back.
    Waiting,
    /// It has, and may be relied on.
    Valid,
    /// Its time is over.
    Expired,
}
