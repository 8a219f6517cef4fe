//! What is stored of the patients that some rows of a file mean: a few queries for all of them.

use std::collections::{HashMap, HashSet};

use flsdb_domain::{
    Episode, Finding, NhsNumber, ServiceCode,
    access::Scope,
    reading::{Blank, overlay},
};
use flsdb_files::Row;
use flsdb_store::{
    Outcome, Reader,
    episodes::{self, Key, Match, Neighbour, StoredEpisode, StoredPatient},
    periods::{self, Locks},
};

use super::{destination::Destination, ledger::Ledger};

/// A row with what is stored of it.
pub(super) struct Found {
    pub(super) row: Row,
    pub(super) target: Target,
}

/// Where a row goes.
pub(super) enum Target {
    /// Nowhere: it cannot be read, or names no service that it may go to. Holds what the row does not say itself.
    Nowhere(Vec<Finding>),
    /// To this key, under which this is stored.
    Key(Box<(Key, Match)>),
}

/// What is stored of the patients of some rows.
pub(super) struct Batch {
    neighbours: HashMap<NhsNumber, Vec<Neighbour>>,
    /// By patient: all their episodes, if the patient may change or an episode move.
    episodes: HashMap<String, Vec<StoredEpisode>>,
    /// Stored patients by service and NHS number, where a row may give a patient another number.
    owners: HashMap<(ServiceCode, NhsNumber), StoredPatient>,
    locks: Locks,
}

impl Batch {
    /// Looks the rows up.
    pub(super) fn load(
        r: &mut Reader<'_>,
        scope: &Scope,
        destination: &Destination,
        ledger: &Ledger,
        blank: Blank,
        rows: Vec<Row>,
    ) -> Outcome<(Vec<Found>, Self)> {
        let targets: Vec<Result<Key, Vec<Finding>>> =
            rows.iter().map(|row| key_of(row, destination)).collect();
        let keys: Vec<Key> = targets.iter().flatten().cloned().collect();
        let mut matches = episodes::find_by_keys(r, scope, &keys)?.into_iter();
        let found: Vec<Found> = rows
            .into_iter()
            .zip(targets)
            .map(|(row, target)| {
                let target = match target {
                    Ok(key) => Target::Key(Box::new((key, matches.next().unwrap_or_default()))),
                    Err(findings) => Target::Nowhere(findings),
                };
                Found { row, target }
            })
            .collect();
        let batch = Batch {
            neighbours: neighbours(r, &keys)?,
            episodes: episodes_of_changed(r, scope, ledger, blank, &found)?,
            owners: owners(r, scope, &found)?,
            locks: periods::locks(r, &keys.iter().map(|key| key.service).collect())?,
        };
        Ok((found, batch))
    }

    /// Stored episodes of the NHS number, in any service.
    pub(super) fn neighbours(&self, key: &Key) -> &[Neighbour] {
        key.nhs_number
            .and_then(|number| self.neighbours.get(&number))
            .map_or(&[], Vec::as_slice)
    }

    /// Stored episodes of a patient who may change.
    pub(super) fn episodes(&self, patient_id: &str) -> &[StoredEpisode] {
        self.episodes.get(patient_id).map_or(&[], Vec::as_slice)
    }

    /// Years that the services of these rows have locked.
    pub(super) fn locks(&self) -> &Locks {
        &self.locks
    }

    /// The stored patient who has the row's NHS number, where the row was matched by something else.
    pub(super) fn owner(&self, key: &Key) -> Option<&StoredPatient> {
        self.owners.get(&(key.service, key.nhs_number?))
    }
}

fn key_of(row: &Row, destination: &Destination) -> Result<Key, Vec<Finding>> {
    if row.is_unreadable() {
        return Err(Vec::new());
    }
    let service = destination.of(row)?;
    let episode = &row.reading.episode;
    Ok(Key {
        service,
        nhs_number: episode.patient.nhs_number,
        local_record_number: episode.patient.local_record_number.clone(),
        diagnosed_on: episode.fracture.diagnosed_on,
        source: episode
            .fracture
            .source_system
            .clone()
            .zip(episode.fracture.source_id.clone()),
    })
}

fn neighbours(r: &mut Reader<'_>, keys: &[Key]) -> Outcome<HashMap<NhsNumber, Vec<Neighbour>>> {
    let numbers: HashSet<_> = keys.iter().filter_map(|key| key.nhs_number).collect();
    let numbers: Vec<_> = numbers.into_iter().collect();
    let mut by_number: HashMap<NhsNumber, Vec<Neighbour>> = HashMap::new();
    for neighbour in episodes::neighbours(r, &numbers)? {
        by_number.entry(neighbour.nhs_number).or_default().push(neighbour);
    }
    Ok(by_number)
}

/// The episodes of stored patients whom a row changes, or of whom the file has more than one row, or whose episode moves
/// to another day.
fn episodes_of_changed(
    r: &mut Reader<'_>,
    scope: &Scope,
    ledger: &Ledger,
    blank: Blank,
    found: &[Found],
) -> Outcome<HashMap<String, Vec<StoredEpisode>>> {
    let mut seen = HashSet::new();
    let mut ids = HashSet::new();
    for Found { row, target } in found {
        let Target::Key(target) = target else { continue };
        let (
            key,
            Match {
                patient: Some(patient),
                episode,
            },
        ) = &**target
        else {
            continue;
        };
        let stored = episode
            .as_ref()
            .map(|e| e.episode.clone())
            .unwrap_or_else(|| Episode {
                patient: patient.patient.clone(),
                ..Episode::default()
            });
        let merged = overlay(&stored, &row.reading.episode, row.fields(), blank);
        let moves = episode.is_some() && merged.fracture.diagnosed_on != stored.fracture.diagnosed_on;
        let again = !seen.insert(&patient.id) || ledger.find(key, Some(&patient.id)).is_some();
        if merged.patient != stored.patient || moves || again {
            ids.insert(patient.id.clone());
        }
    }
    let ids: Vec<String> = ids.into_iter().collect();
    let mut by_patient: HashMap<String, Vec<StoredEpisode>> = HashMap::new();
    for episode in episodes::list_of_patients(r, scope, &ids)? {
        by_patient
            .entry(episode.patient_id.clone())
            .or_default()
            .push(episode);
    }
    Ok(by_patient)
}

/// Who has the NHS numbers of rows that were matched by something else.
fn owners(
    r: &mut Reader<'_>,
    scope: &Scope,
    found: &[Found],
) -> Outcome<HashMap<(ServiceCode, NhsNumber), StoredPatient>> {
    let renumbered = found.iter().filter_map(|found| {
        let Target::Key(target) = &found.target else {
            return None;
        };
        let (
            key,
            Match {
                patient: Some(patient),
                ..
            },
        ) = &**target
        else {
            return None;
        };
        let is_other = key.nhs_number.is_some() && key.nhs_number != patient.patient.nhs_number;
        is_other.then_some(Key {
            service: key.service,
            nhs_number: key.nhs_number,
            local_record_number: None,
            diagnosed_on: None,
            source: None,
        })
    });
    let keys: Vec<Key> = renumbered.collect();
    let matches = episodes::find_by_keys(r, scope, &keys)?;
    let owners = keys.iter().zip(matches);
    let owners = owners.filter_map(|(key, found)| Some(((key.service, key.nhs_number?), found.patient?)));
    Ok(owners.collect())
}
