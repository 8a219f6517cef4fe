//! Years of diagnosis of a service: open, or locked and signed off.

use serde::{Deserialize, Serialize};
use validator::Validate;

use super::problem::Stamp;
use crate::ServiceCode;

/// Whether the episodes of a year may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum YearState {
    /// They may.
    Open,
    /// They may not: a clinical lead has signed the year off.
    Locked,
}

/// A year of diagnosis (1.09) of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceYear {
    /// The service.
    pub service: ServiceCode,
    /// Calendar year of 1.09.
    pub year: i32,
    /// Whether its episodes may change.
    pub state: YearState,
    /// Why it was unlocked, or what was said when it was locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Episodes diagnosed in the year, withdrawn ones left out.
    pub episodes: u64,
    /// Their open findings.
    pub open_findings: u64,
    /// Who locked or unlocked it last; absent for a year that was never locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Stamp>,
}

/// To lock a year, or to unlock it with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewYearState {
    /// `locked` or `open`.
    pub state: YearState,
    /// Why; needed to unlock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 3, max = 500, message = "Say why, in 3 to 500 characters"))]
    pub reason: Option<String>,
}
