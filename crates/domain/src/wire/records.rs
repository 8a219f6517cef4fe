//! Patients and episodes as stored, with ids and versions.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{Page, WireFinding, page::Paging, problem::Stamp};
use crate::{
    Assessment, FollowUp16, FollowUp52, Fracture, NhsNumber, Patient, ServiceCode,
    vocabulary::{Sex, Site},
};

/// A patient to be created. One who has a single service may leave `service` out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPatient {
    /// The service that looks after the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    /// The person.
    pub patient: Patient,
}

/// A stored patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatientRecord {
    /// Id made by the server (UUIDv7).
    pub id: String,
    /// The service that looks after the patient.
    pub service: ServiceCode,
    /// The person.
    pub patient: Patient,
    /// Version and last writer.
    pub stamp: Stamp,
    /// Set while it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// A patient in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatientSummary {
    /// Id of the patient.
    pub id: String,
    /// The service that looks after the patient.
    pub service: ServiceCode,
    /// 1.01.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// The hospital's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_record_number: Option<String>,
    /// Given names and family name, if they are known; for callers who look after patients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 1.02.
    pub date_of_birth: NaiveDate,
    /// 1.03.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Date of death, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_death: Option<NaiveDate>,
    /// Episodes, newest first.
    pub episodes: Vec<EpisodeSummary>,
}

/// An episode in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EpisodeSummary {
    /// Id of the episode (its fracture).
    pub id: String,
    /// 1.09.
    pub diagnosed_on: NaiveDate,
    /// 1.11.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// Open findings.
    pub open_findings: u32,
}

/// What to look for. Patient identifiers travel in the body, never in the address.
#[derive(Clone, Default, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PatientSearch {
    /// One box for everything: the beginning of an NHS number or of a local record number, a date of birth in any
    /// usual form, or, for callers who look after patients, the beginning of a family name or of the given names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 100))]
    pub text: Option<String>,
    /// Exactly this NHS number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Exactly this local record number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 100))]
    pub local_record_number: Option<String>,
    /// Exactly this date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    /// Which page.
    #[validate(nested)]
    pub paging: Paging,
}

/// A page of patients.
pub type PatientPage = Page<PatientSummary>;

/// A stored index fracture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FractureRecord {
    /// Id made by the server (UUIDv7); it names the whole episode.
    pub id: String,
    /// Its patient.
    pub patient_id: String,
    /// The service.
    pub service: ServiceCode,
    /// The fracture.
    pub fracture: Fracture,
    /// Version and last writer of this section.
    pub stamp: Stamp,
    /// Set while it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// A stored assessment or follow-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SectionRecord<T> {
    /// Its episode.
    pub fracture_id: String,
    /// The answers.
    pub answers: T,
    /// Version and last writer of this section.
    pub stamp: Stamp,
}

/// The whole episode in one document, as `GET fractures/{id}?expand=all` gives it. Without `id`, `patient_id`,
/// `stamps` and `findings` it is the document that imports and `PUT records` take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EpisodeRecord {
    /// Id of the episode.
    pub id: String,
    /// Id of its patient.
    pub patient_id: String,
    /// The service.
    pub service: ServiceCode,
    /// The person.
    pub patient: Patient,
    /// The index fracture.
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
    /// Version and last writer of each section.
    pub stamps: Stamps,
    /// Findings that are open.
    pub findings: Vec<WireFinding>,
    /// Set while it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// Version and last writer of each section of an episode; absent for a section that was never written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stamps {
    /// The whole episode: the latest of the others.
    pub episode: Stamp,
    /// The patient.
    pub patient: Stamp,
    /// The fracture.
    pub fracture: Stamp,
    /// The assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Stamp>,
    /// The follow-up at 12–16 weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_16: Option<Stamp>,
    /// The follow-up at 48–56 weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_52: Option<Stamp>,
}

/// Why a patient or an episode is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewWithdrawal {
    /// The reason, in words.
    #[validate(length(min = 3, max = 500, message = "Say why, in 3 to 500 characters"))]
    pub reason: String,
}

/// That a patient or an episode is withdrawn: it is in no KPI, export or search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Withdrawal {
    /// When.
    pub at: DateTime<Utc>,
    /// Name of the person or client that withdrew it.
    pub by: String,
    /// Why.
    pub reason: String,
}
