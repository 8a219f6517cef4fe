//! Episodes by the many: matching the rows of a file, storing them, streaming them out.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use flsdb_domain::{Episode, Finding, NhsNumber, Patient, ServiceCode, access::Scope};

use crate::{Outcome, Reader, Writer, error::later};

/// By what a row of a file, or a record of another system, is matched.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The service.
    pub service: ServiceCode,
    /// 1.01.
    pub nhs_number: Option<NhsNumber>,
    /// The hospital's number.
    pub local_record_number: Option<String>,
    /// 1.09.
    pub diagnosed_on: Option<NaiveDate>,
    /// `source_system` and `source_id`, matched first.
    pub source: Option<(String, String)>,
}

/// What is stored under a key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Match {
    /// The patient: of the episode with the source key, else by NHS number, else by local record number if the stored
    /// patient has no NHS number.
    pub patient: Option<StoredPatient>,
    /// The episode: by its source key, else by patient and 1.09. One that is not withdrawn goes first.
    pub episode: Option<StoredEpisode>,
}

/// A stored patient, as imports compare it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPatient {
    /// Id.
    pub id: String,
    /// The service.
    pub service: ServiceCode,
    /// The answers.
    pub patient: Patient,
    /// Version.
    pub version: i64,
    /// Whether the patient is withdrawn.
    pub withdrawn: bool,
}

/// A stored episode, as imports compare it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEpisode {
    /// Id.
    pub id: String,
    /// Id of its patient.
    pub patient_id: String,
    /// The whole record, patient and service included.
    pub episode: Episode,
    /// Version of the last change of the fracture or a section.
    pub version: i64,
    /// Whether the episode or its patient is withdrawn.
    pub withdrawn: bool,
}

/// An episode as it shall be stored, and what it replaces.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedEpisode {
    /// The record as it shall be; `service` must be set.
    pub episode: Episode,
    /// The stored patient that it belongs to, with the version that the plan was made on; a new one if absent.
    pub patient: Option<Basis>,
    /// The stored episode that it replaces, likewise; a new one if absent.
    pub replaces: Option<Basis>,
    /// What validation says of the record: warnings, as an error may not be stored. Possible duplicates are the store's
    /// own matter.
    pub findings: Vec<Finding>,
}

/// A stored record that a plan was made on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Id.
    pub id: String,
    /// Its version then.
    pub version: i64,
}

/// What became of planned episodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Saved {
    /// Episodes that are new.
    pub created: u64,
    /// Episodes that changed, or whose patient did.
    pub updated: u64,
    /// Episodes that were stored so already: they get no new version.
    pub unchanged: u64,
}

/// What is stored under each key, in the order of the keys; a few queries for all of them. Give about 500 at a time.
///
/// # Errors
/// `NotFound` when a key's service is outside the scope.
pub fn find_by_keys(r: &mut Reader<'_>, scope: &Scope, keys: &[Key]) -> Outcome<Vec<Match>> {
    later()
}

/// All episodes of these patients that are not withdrawn, by patient and 1.09: what a change of a patient must check
/// again.
///
/// # Errors
/// Those of the database; patients outside the scope are left out.
pub fn list_of_patients(r: &mut Reader<'_>, scope: &Scope, patient_ids: &[String]) -> Outcome<Vec<StoredEpisode>> {
    later()
}

/// Diagnosis dates (1.09) of stored episodes of these NHS numbers in any service, for possible duplicates before they
/// are stored.
///
/// # Errors
/// Those of the database.
pub fn neighbours(r: &mut Reader<'_>, numbers: &[NhsNumber]) -> Outcome<Vec<Neighbour>> {
    later()
}

/// A stored episode, by its NHS number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// The service.
    pub service: ServiceCode,
    /// 1.01.
    pub nhs_number: NhsNumber,
    /// 1.09.
    pub diagnosed_on: NaiveDate,
    /// Id of the episode.
    pub id: String,
}

/// Stores planned episodes in bulk, each with version, history, audit event and findings. New episodes with the same
/// patient key share one new patient; of several states of a patient the last one is stored. Give about 500 at a
/// time; later batches of the same transaction see the earlier ones.
///
/// # Errors
/// `PlanOutdated` when something stored has another version than the plan says, or a planned key exists by now;
/// `NotFound` outside the scope; `Refused` when a patient's change puts an error into another of their episodes, or
/// 1.02 or 1.09 are blank.
pub fn save_many(w: &mut Writer<'_>, scope: &Scope, plan: Vec<PlannedEpisode>) -> Outcome<Saved> {
    later()
}

/// Hands over every episode in the order of exports: by service, NHS number, 1.09; without an NHS number last, by local
/// record number. Withdrawn ones are left out. Memory does not grow with their number.
///
/// # Errors
/// Those of the database and of `take`.
pub fn for_each(
    r: &mut Reader<'_>,
    scope: &Scope,
    mut take: impl FnMut(Episode) -> Outcome<()>,
) -> Outcome<()> {
    later()
}

/// How many episodes with 1.09 in the period, withdrawn ones left out.
///
/// # Errors
/// Those of the database.
pub fn count(r: &mut Reader<'_>, scope: &Scope, period: Option<RangeInclusive<NaiveDate>>) -> Outcome<i64> {
    later()
}
