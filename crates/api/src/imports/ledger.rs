//! What the earlier rows of the file said, so that a row can be held against them.
//!
//! Memory holds keys alone, at most 100 bytes a row; what the rows said lies in a temporary file, and each row of
//! a patient leads to the one before.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use flsdb_domain::{Episode, NhsNumber, Patient, ServiceCode};
use flsdb_store::episodes::Key;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ImportError, spill::Spill};

/// A key in 16 bytes.
type Mark = [u8; 16];

/// A patient of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PatientIndex(u32);

/// What is known after a row of a patient.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The place of the patient's row before.
    pub(super) previous: Option<u64>,
    /// What the file has said of the patient so far; the first answer stays.
    pub(super) said: Patient,
    /// The same of the rows without an error.
    pub(super) given: Patient,
    /// The patient as it would be stored, once a row without an error has been read.
    pub(super) patient: Option<Patient>,
    /// What this row would store, unless it is rejected or changes nothing.
    pub(super) planned: Option<Planned>,
}

/// An episode to be stored, and the ids and versions of what it replaces.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Planned {
    pub(super) episode: Episode,
    pub(super) patient: Option<(String, i64)>,
    pub(super) replaces: Option<(String, i64)>,
}

/// What earlier rows said.
pub(super) struct Ledger {
    patients: HashMap<Mark, PatientIndex>,
    /// For each patient the place of the newest row.
    newest: Vec<Option<u64>>,
    /// Row by patient and day number of 1.09.
    episodes: HashMap<(PatientIndex, i32), u32>,
    /// Row by source key.
    sources: HashMap<Mark, u32>,
    /// Services by NHS number and 1.09, when the file holds several.
    elsewhere: Option<HashMap<Mark, ServiceCode>>,
    /// Services that the rows would change.
    services: BTreeSet<ServiceCode>,
    entries: Spill<Entry>,
}

/// Whether a file may hold rows of several services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Services {
    /// Of one alone.
    One,
    /// Each row names its own.
    Several,
}

impl Ledger {
    pub(super) fn new(services: Services) -> Result<Self, ImportError> {
        Ok(Ledger {
            patients: HashMap::new(),
            newest: Vec::new(),
            episodes: HashMap::new(),
            sources: HashMap::new(),
            elsewhere: (services == Services::Several).then(HashMap::new),
            services: BTreeSet::new(),
            entries: Spill::new()?,
        })
    }

    /// The patient that a row means, if an earlier row meant it too: by the stored patient, by NHS number, and by local
    /// record number if no row gave it an NHS number.
    pub(super) fn find(&self, key: &Key, stored: Option<&str>) -> Option<PatientIndex> {
        marks(key, stored)
            .chain(local_mark(key))
            .find_map(|mark| self.patients.get(&mark).copied())
    }

    /// The patient that a row means, from now on also under the keys of this row; none if it names nobody.
    pub(super) fn take(&mut self, key: &Key, stored: Option<&str>) -> Option<PatientIndex> {
        let own_local = local_mark(key).filter(|_| key.nhs_number.is_none());
        let own: Vec<Mark> = marks(key, stored).chain(own_local).collect();
        if own.is_empty() {
            return None;
        }
        let index = match self.find(key, stored) {
            Some(index) => index,
            None => {
                self.newest.push(None);
                PatientIndex(u32::try_from(self.newest.len() - 1).ok()?)
            }
        };
        for mark in own {
            self.patients.entry(mark).or_insert(index);
        }
        Some(index)
    }

    /// What is known of a patient so far.
    pub(super) fn last(&mut self, patient: PatientIndex) -> Result<Option<Entry>, ImportError> {
        let place = self.newest.get(patient.0 as usize).copied().flatten();
        place.map(|place| Ok(self.entries.read(place)?.0)).transpose()
    }

    /// The episodes that the rows of a patient would store, newest row first.
    pub(super) fn planned(&mut self, patient: PatientIndex) -> Result<Vec<Planned>, ImportError> {
        let mut place = self.newest.get(patient.0 as usize).copied().flatten();
        let mut found = Vec::new();
        while let Some(at) = place {
            let (entry, _) = self.entries.read(at)?;
            found.extend(entry.planned);
            place = entry.previous;
        }
        Ok(found)
    }

    /// Notes what is known after a row.
    pub(super) fn note(&mut self, patient: PatientIndex, mut entry: Entry) -> Result<(), ImportError> {
        self.services
            .extend(entry.planned.as_ref().and_then(|planned| planned.episode.service));
        if let Some(newest) = self.newest.get_mut(patient.0 as usize) {
            entry.previous = *newest;
            *newest = Some(self.entries.append(&entry)?);
        }
        Ok(())
    }

    /// The row that has this episode.
    pub(super) fn row_of(&self, patient: PatientIndex, day: NaiveDate) -> Option<u64> {
        self.episodes
            .get(&(patient, day.num_days_from_ce()))
            .map(|row| u64::from(*row))
    }

    /// Notes that a row has this episode, unless an earlier one has it.
    pub(super) fn note_day(&mut self, patient: PatientIndex, day: NaiveDate, row: u64) {
        self.episodes
            .entry((patient, day.num_days_from_ce()))
            .or_insert(short(row));
    }

    /// The row that has the source key of this one; from now on this one, if none had.
    pub(super) fn take_source(&mut self, key: &Key, row: u64) -> Option<u64> {
        let (system, id) = key.source.as_ref()?;
        let mark = mark(b's', &[key.service.as_str(), system, id]);
        let first = *self.sources.entry(mark).or_insert(short(row));
        (first != short(row)).then_some(u64::from(first))
    }

    /// Whether an earlier row has the patient in another service on this day.
    pub(super) fn is_elsewhere(&self, number: NhsNumber, day: NaiveDate, service: ServiceCode) -> bool {
        let found = self
            .elsewhere
            .as_ref()
            .and_then(|map| map.get(&number_mark(number, day)));
        found.is_some_and(|other| *other != service)
    }

    /// Notes that a row has the patient in this service on this day.
    pub(super) fn note_service(&mut self, number: NhsNumber, day: NaiveDate, service: ServiceCode) {
        if let Some(map) = &mut self.elsewhere {
            map.insert(number_mark(number, day), service);
        }
    }

    /// The services that the rows would change, in the order in which they are locked.
    pub(super) fn services(&self) -> &BTreeSet<ServiceCode> {
        &self.services
    }

    /// Every patient of the file, in the order of first rows.
    pub(super) fn patients(&self) -> impl Iterator<Item = PatientIndex> + use<> {
        (0..u32::try_from(self.newest.len()).unwrap_or(u32::MAX)).map(PatientIndex)
    }
}

/// The keys of a patient but for the local record number.
fn marks(key: &Key, stored: Option<&str>) -> impl Iterator<Item = Mark> {
    let service = key.service.as_str().to_owned();
    let number = key
        .nhs_number
        .map(|number| mark(b'n', &[&service, &number.to_string()]));
    let stored = stored.map(|id| mark(b'p', &[id]));
    stored.into_iter().chain(number)
}

fn local_mark(key: &Key) -> Option<Mark> {
    let local = key.local_record_number.as_deref()?;
    Some(mark(b'l', &[key.service.as_str(), local]))
}

fn number_mark(number: NhsNumber, day: NaiveDate) -> Mark {
    mark(b'd', &[&number.to_string(), &day.num_days_from_ce().to_string()])
}

/// The first half of a SHA-256 over the kind and its parts, each ended by a byte that no text has.
fn mark(kind: u8, parts: &[&str]) -> Mark {
    let mut hash = Sha256::new();
    hash.update([kind]);
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0xFF]);
    }
    let mut mark = Mark::default();
    for (half, whole) in mark.iter_mut().zip(hash.finalize()) {
        *half = whole;
    }
    mark
}

/// No file of 100 MB has more rows.
fn short(row: u64) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}
