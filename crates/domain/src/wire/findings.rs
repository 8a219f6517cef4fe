//! Findings of stored episodes, their acceptance, and pairs that look like one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::problem::Stamp;
use crate::{
    Assessment, Field, FindingCode, FollowUp16, FollowUp52, Fracture, Level, NhsNumber, Patient, ServiceCode,
};

/// Whether a finding still asks for something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// It does.
    #[default]
    Open,
    /// Somebody has accepted it, with a reason.
    Accepted,
}

/// A finding of a stored episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredFinding {
    /// Id of the finding.
    pub id: String,
    /// Id of the episode.
    pub fracture_id: String,
    /// Id of its patient.
    pub patient_id: String,
    /// The service.
    pub service: ServiceCode,
    /// 1.01.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// The hospital's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_record_number: Option<String>,
    /// 1.09.
    pub diagnosed_on: NaiveDate,
    /// Heading of the field.
    pub field: Field,
    /// What kind of finding.
    pub code: FindingCode,
    /// Error or warning.
    pub level: Level,
    /// What is odd and how to mend it.
    pub message: String,
    /// Set while it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Acceptance>,
}

/// That a finding was accepted: what it says is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acceptance {
    /// Why.
    pub reason: String,
    /// Who accepted it and when.
    pub stamp: Stamp,
}

/// Why a finding is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewAcceptance {
    /// The reason, in words.
    #[validate(length(min = 3, max = 500, message = "Say why, in 3 to 500 characters"))]
    pub reason: String,
}

/// What looks like what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DuplicateKind {
    /// Two episodes of one NHS number at most 14 days apart: the open finding `episode.possible_duplicate`.
    #[default]
    Episodes,
    /// Two patients with the same date of birth who share the postcode or the local record number, of whom not both have an
    /// NHS number.
    Patients,
}

/// Two records of a service that look like one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicatePair {
    /// What looks like what.
    pub kind: DuplicateKind,
    /// The finding that says so, to be accepted if they are two; none for patients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding_id: Option<String>,
    /// The one diagnosed, or entered, first.
    pub earlier: DuplicateSide,
    /// The other.
    pub later: DuplicateSide,
}

/// One of two records that look like one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateSide {
    /// Id of the patient.
    pub patient_id: String,
    /// Id of the episode; of a patient the newest, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fracture_id: Option<String>,
    /// The service.
    pub service: ServiceCode,
    /// The person.
    pub patient: Patient,
    /// The fracture.
    #[serde(default)]
    pub fracture: Fracture,
    /// The assessment.
    #[serde(default, skip_serializing_if = "Assessment::is_blank")]
    pub assessment: Assessment,
    /// The follow-up at 12–16 weeks.
    #[serde(default, skip_serializing_if = "FollowUp16::is_blank")]
    pub follow_up_16: FollowUp16,
    /// The follow-up at 48–56 weeks.
    #[serde(default, skip_serializing_if = "FollowUp52::is_blank")]
    pub follow_up_52: FollowUp52,
    /// The last change.
    pub stamp: Stamp,
}
