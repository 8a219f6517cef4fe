//! What is stored under the keys of a file's rows.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use flsdb_domain::{NhsNumber, ServiceCode, access::Scope};

use super::{Key, Match, Neighbour, StoredEpisode, StoredPatient};
use crate::{
    Outcome, Reader, StoreError,
    bulk::CHUNK,
    columns::{Digits, Written},
    connection::Conn,
    duplicates, load,
    rows::PatientRow,
    schema::{fractures, patients},
    states::{KeptEpisode, KeptPatient},
};

/// What is stored under each key, in the order of the keys; a few queries for all of them. Give about 500 at a time.
///
/// # Errors
/// `NotFound` when a key's service is outside the scope.
pub fn find_by_keys(r: &mut Reader<'_>, scope: &Scope, keys: &[Key]) -> Outcome<Vec<Match>> {
    let services: BTreeSet<ServiceCode> = keys.iter().map(|key| key.service).collect();
    if services.iter().any(|service| !scope.contains(*service)) {
        return Err(StoreError::NotFound);
    }
    let mut stored = Stored::default();
    for service in services {
        let keys: Vec<&Key> = keys.iter().filter(|key| key.service == service).collect();
        stored.take_persons(r.conn, service, &keys)?;
        stored.take_sources(r.conn, service, &keys)?;
    }
    stored.take_episodes(r.conn)?;
    Ok(keys.iter().map(|key| stored.find(key)).collect())
}

/// All episodes of these patients that are not withdrawn, by patient and 1.09: what a change of a patient must check
/// again.
///
/// # Errors
/// Those of the database; patients outside the scope are left out.
pub fn list_of_patients(
    r: &mut Reader<'_>,
    scope: &Scope,
    patient_ids: &[String],
) -> Outcome<Vec<StoredEpisode>> {
    let persons = load::patients(r.conn, patient_ids)?;
    let episodes = load::episodes_of(r.conn, patient_ids)?.into_iter();
    let within = episodes.filter(|kept| scope.contains(kept.service) && kept.state.withdrawn.is_none());
    Ok(within
        .filter_map(|kept| {
            persons
                .get(&kept.state.patient_id)
                .map(|person| stored_episode(&kept, person))
        })
        .filter(|stored| !stored.withdrawn)
        .collect())
}

/// Diagnosis dates (1.09) of stored episodes of these NHS numbers in any service, for possible duplicates before they
/// are stored.
///
/// # Errors
/// Those of the database.
pub fn neighbours(r: &mut Reader<'_>, numbers: &[NhsNumber]) -> Outcome<Vec<Neighbour>> {
    Ok(duplicates::neighbours(r.conn, numbers)?)
}

/// Patients by NHS number and by local record number; the latter only without an NHS number.
pub type ByNumber = HashMap<(ServiceCode, Number), String>;

/// The number under which a patient is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Number {
    Nhs(NhsNumber),
    Local(String),
}

/// Finds patients of a service by number.
pub fn persons(
    conn: &mut Conn,
    service: ServiceCode,
    numbers: &[NhsNumber],
    locals: &[&str],
) -> QueryResult<Vec<KeptPatient>> {
    let mut found: Vec<PatientRow> = Vec::new();
    for numbers in numbers.chunks(CHUNK) {
        let same = patients::nhs_number.eq_any(numbers.iter().map(|n| Some(Digits::from(*n))));
        let query = patients::table
            .filter(patients::service.eq(Written(service)))
            .filter(same);
        found.extend(query.select(PatientRow::as_select()).load(conn)?);
    }
    for locals in locals.chunks(CHUNK) {
        let same = patients::local_record_number.eq_any(locals.iter().map(|local| Some(*local)));
        let query = patients::table
            .filter(patients::service.eq(Written(service)))
            .filter(patients::nhs_number.is_null())
            .filter(same);
        found.extend(query.select(PatientRow::as_select()).load(conn)?);
    }
    Ok(found.into_iter().map(KeptPatient::from).collect())
}

/// The number under which a stored patient is kept.
pub fn number_of(nhs_number: Option<NhsNumber>, local: Option<&str>) -> Option<Number> {
    nhs_number
        .map(Number::Nhs)
        .or_else(|| local.map(|local| Number::Local(local.to_owned())))
}

/// What is stored under the keys of a batch.
#[derive(Default)]
struct Stored {
    persons: HashMap<String, KeptPatient>,
    by_number: ByNumber,
    /// Patients of the episodes with these sources.
    by_source: HashMap<(ServiceCode, String, String), (String, String)>,
    episodes: HashMap<String, Vec<KeptEpisode>>,
}

impl Stored {
    fn take_persons(&mut self, conn: &mut Conn, service: ServiceCode, keys: &[&Key]) -> QueryResult<()> {
        let numbers: Vec<NhsNumber> = keys.iter().filter_map(|key| key.nhs_number).collect();
        let locals: Vec<&str> = keys
            .iter()
            .filter_map(|key| key.local_record_number.as_deref())
            .collect();
        for person in persons(conn, service, &numbers, &locals)? {
            let patient = person.state.patient();
            if let Some(number) = number_of(patient.nhs_number, patient.local_record_number.as_deref()) {
                self.by_number.insert((service, number), person.id.clone());
            }
            self.persons.insert(person.id.clone(), person);
        }
        Ok(())
    }

    fn take_sources(&mut self, conn: &mut Conn, service: ServiceCode, keys: &[&Key]) -> QueryResult<()> {
        let ids: Vec<&str> = keys
            .iter()
            .filter_map(|key| Some(key.source.as_ref()?.1.as_str()))
            .collect();
        let mut strangers = Vec::new();
        for ids in ids.chunks(CHUNK) {
            let rows: Vec<(String, String, Option<String>, Option<String>)> = fractures::table
                .filter(fractures::service.eq(Written(service)))
                .filter(fractures::source_id.eq_any(ids.iter().map(|id| Some(*id))))
                .select((
                    fractures::id,
                    fractures::patient_id,
                    fractures::source_system,
                    fractures::source_id,
                ))
                .load(conn)?;
            for (id, patient_id, system, number) in rows {
                if let (Some(system), Some(number)) = (system, number) {
                    if !self.persons.contains_key(&patient_id) {
                        strangers.push(patient_id.clone());
                    }
                    self.by_source.insert((service, system, number), (id, patient_id));
                }
            }
        }
        self.persons.extend(load::patients(conn, &strangers)?);
        Ok(())
    }

    fn take_episodes(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let ids: Vec<String> = self.persons.keys().cloned().collect();
        for episode in load::episodes_of(conn, &ids)? {
            self.episodes
                .entry(episode.state.patient_id.clone())
                .or_default()
                .push(episode);
        }
        Ok(())
    }

    fn find(&self, key: &Key) -> Match {
        let source = key
            .source
            .as_ref()
            .and_then(|(system, number)| self.by_source.get(&(key.service, system.clone(), number.clone())));
        let by_nhs = key.nhs_number.map(Number::Nhs);
        let by_local = key.local_record_number.clone().map(Number::Local);
        let by_number = || {
            [by_nhs, by_local]
                .into_iter()
                .flatten()
                .find_map(|n| self.by_number.get(&(key.service, n)))
        };
        let Some(person) = source
            .map(|(_, patient)| patient)
            .or_else(by_number)
            .and_then(|id| self.persons.get(id))
        else {
            return Match::default();
        };
        let episodes = self.episodes.get(&person.id).map_or(&[][..], Vec::as_slice);
        let episode = match source {
            Some((id, _)) => episodes.iter().find(|episode| episode.id == *id),
            None => {
                let of_day = episodes
                    .iter()
                    .filter(|e| e.state.fracture.answers.diagnosed_on == key.diagnosed_on);
                of_day.min_by_key(|episode| episode.state.withdrawn.is_some())
            }
        };
        Match {
            patient: Some(StoredPatient {
                id: person.id.clone(),
                service: person.service,
                patient: person.state.patient().clone(),
                version: person.state.person.mark.version,
                withdrawn: person.state.withdrawn.is_some(),
                machine_fields: person.state.person.mark.machine_fields.clone(),
            }),
            episode: episode.map(|episode| stored_episode(episode, person)),
        }
    }
}

fn stored_episode(kept: &KeptEpisode, person: &KeptPatient) -> StoredEpisode {
    StoredEpisode {
        id: kept.id.clone(),
        patient_id: person.id.clone(),
        episode: kept.state.to_episode(kept.service, person.state.patient()),
        version: kept.state.version,
        withdrawn: kept.state.withdrawn.is_some() || person.state.withdrawn.is_some(),
        machine_fields: &kept.state.machine_fields() | &person.state.person.mark.machine_fields,
    }
}
