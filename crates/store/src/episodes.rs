//! Episodes by the many: matching the rows of a file, storing them, streaming them out.

mod export;
mod matching;
mod saving;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use flsdb_domain::{Episode, Field, Finding, NhsNumber, Patient, ServiceCode};

pub(crate) use export::for_each_kept;
pub use export::{count, for_each};
pub(crate) use matching::persons;
pub use matching::{find_by_keys, list_of_patients, neighbours};
pub use saving::{save_each, save_many};

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
    /// The fields whose answers a machine wrote.
    pub machine_fields: BTreeSet<Field>,
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
    /// The fields whose answers a machine wrote, the patient's included.
    pub machine_fields: BTreeSet<Field>,
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

/// What became of one planned episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedEpisode {
    /// Id.
    pub id: String,
    /// Id of its patient.
    pub patient_id: String,
    /// What was done.
    pub deed: Deed,
}

/// What storing a planned episode did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The episode is new.
    Created,
    /// It changed, or its patient did.
    Updated,
    /// It was stored so already: it gets no new version.
    Unchanged,
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
