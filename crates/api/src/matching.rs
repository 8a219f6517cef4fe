//! What is stored around the records that come in, from files or from other systems, and what of it speaks against them.

mod against;
mod locked;
mod withheld;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use flsdb_domain::{Episode, NhsNumber, ServiceCode, access::Scope, opt_out::Deployment};
use flsdb_store::{
    Outcome, Reader,
    episodes::{self, Key, Match, Neighbour, StoredEpisode, StoredPatient},
    periods::{self, Locks},
};

pub use against::{
    duplicates_stored, errors_in, neighbouring_days, spoils_others, taken_by_others, withdrawn,
};
pub use locked::locked;
pub use withheld::{OptOut, refuse_new, unchecked, withheld};

/// The key of a record that goes to this service.
pub fn key_of(service: ServiceCode, episode: &Episode) -> Key {
    let fracture = &episode.fracture;
    Key {
        service,
        nhs_number: episode.patient.nhs_number,
        local_record_number: episode.patient.local_record_number.clone(),
        diagnosed_on: fracture.diagnosed_on,
        source: fracture.source_system.clone().zip(fracture.source_id.clone()),
    }
}

/// What is stored of the record under a key; of the patient alone where the episode is new.
pub fn base(found: &Match) -> Episode {
    match (&found.episode, &found.patient) {
        (Some(stored), _) => stored.episode.clone(),
        (None, Some(stored)) => stored.patient.clone().into(),
        (None, None) => Episode::default(),
    }
}

/// A record that comes in.
pub struct Incoming<'a> {
    /// By what it is matched.
    pub key: &'a Key,
    /// What is stored under it.
    pub found: &'a Match,
    /// Whether the patient changes, the episode moves to another day, or the patient has come before.
    pub concerns_others: bool,
}

/// Whether the record as it would be is another patient's than the stored one says, or of another day: then the patient's
/// other episodes must be looked at.
pub fn concerns_others(found: &Match, merged: &Episode) -> bool {
    let stored = base(found);
    let moves = found.episode.is_some() && merged.fracture.diagnosed_on != stored.fracture.diagnosed_on;
    merged.patient != stored.patient || moves
}

/// What is stored around some records that come in: a few queries for all of them.
pub struct Surroundings {
    neighbours: HashMap<NhsNumber, Vec<Neighbour>>,
    /// By patient: all their episodes, where others are concerned.
    episodes: HashMap<String, Vec<StoredEpisode>>,
    /// Stored patients by service and NHS number, where a record may give a patient another number.
    owners: HashMap<(ServiceCode, NhsNumber), StoredPatient>,
    locks: Locks,
    opt_out: OptOut,
}

impl Surroundings {
    /// Looks them up.
    ///
    /// # Errors
    /// `NotFound` when a key's service is outside the scope.
    pub fn load(
        r: &mut Reader<'_>,
        scope: &Scope,
        (deployment, today): (Deployment, NaiveDate),
        incoming: &[Incoming<'_>],
    ) -> Outcome<Self> {
        let services = incoming.iter().map(|record| record.key.service).collect();
        Ok(Surroundings {
            opt_out: OptOut::load(r, deployment, today, incoming)?,
            neighbours: neighbours(r, incoming)?,
            episodes: episodes_of_concerned(r, scope, incoming)?,
            owners: owners(r, scope, incoming)?,
            locks: periods::locks(r, &services)?,
        })
    }

    /// Stored episodes of the NHS number, in any service.
    pub fn neighbours(&self, key: &Key) -> &[Neighbour] {
        let found = key.nhs_number.and_then(|number| self.neighbours.get(&number));
        found.map_or(&[], Vec::as_slice)
    }

    /// Stored episodes of a patient whom the records concern.
    pub fn episodes(&self, patient_id: &str) -> &[StoredEpisode] {
        self.episodes.get(patient_id).map_or(&[], Vec::as_slice)
    }

    /// Years that the services of these records have locked.
    pub fn locks(&self) -> &Locks {
        &self.locks
    }

    /// What is known of the patients' opt-outs.
    pub fn opt_out(&self) -> &OptOut {
        &self.opt_out
    }

    /// The stored patient who has the record's NHS number, where the record was matched by something else.
    pub fn owner(&self, key: &Key) -> Option<&StoredPatient> {
        self.owners.get(&(key.service, key.nhs_number?))
    }
}

fn neighbours(r: &mut Reader<'_>, incoming: &[Incoming<'_>]) -> Outcome<HashMap<NhsNumber, Vec<Neighbour>>> {
    let numbers: HashSet<_> = incoming
        .iter()
        .filter_map(|record| record.key.nhs_number)
        .collect();
    let numbers: Vec<_> = numbers.into_iter().collect();
    let mut by_number: HashMap<NhsNumber, Vec<Neighbour>> = HashMap::new();
    for neighbour in episodes::neighbours(r, &numbers)? {
        by_number.entry(neighbour.nhs_number).or_default().push(neighbour);
    }
    Ok(by_number)
}

fn episodes_of_concerned(
    r: &mut Reader<'_>,
    scope: &Scope,
    incoming: &[Incoming<'_>],
) -> Outcome<HashMap<String, Vec<StoredEpisode>>> {
    let concerned = incoming.iter().filter(|record| record.concerns_others);
    let ids: HashSet<String> = concerned
        .filter_map(|record| Some(record.found.patient.as_ref()?.id.clone()))
        .collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let mut by_patient: HashMap<String, Vec<StoredEpisode>> = HashMap::new();
    for episode in episodes::list_of_patients(r, scope, &ids)? {
        let of_patient = by_patient.entry(episode.patient_id.clone()).or_default();
        of_patient.push(episode);
    }
    Ok(by_patient)
}

/// Who has the NHS numbers of records that were matched by something else.
fn owners(
    r: &mut Reader<'_>,
    scope: &Scope,
    incoming: &[Incoming<'_>],
) -> Outcome<HashMap<(ServiceCode, NhsNumber), StoredPatient>> {
    let renumbered = incoming.iter().filter_map(|record| {
        let (key, patient) = (record.key, record.found.patient.as_ref()?);
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
