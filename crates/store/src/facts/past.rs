//! Facts as they were at a former version: the present ones, overlaid with the former states of what changed since.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use flsdb_domain::{Episode, ServiceCode};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    EpisodeFacts, changed_since,
    keeping::{deprivations_of, facts_of},
};
use crate::{
    Outcome, Reader, StoreError,
    audit::Resource,
    columns::{Code, Written},
    connection::Conn,
    load,
    rows::{EpisodeFactsRow, VersionRow},
    schema::{episode_facts, services, versions},
    states::{EpisodeState, PatientState},
};

/// The facts of a service as its records were at this version of it. Postcodes have today's deprivation.
///
/// # Errors
/// `NotFound` when there is no such service; `NoSuchVersion` when it has not come to this version yet.
pub fn as_of_version(r: &mut Reader<'_>, service: ServiceCode, version: i64) -> Outcome<Vec<EpisodeFacts>> {
    let current: Option<i64> = services::table
        .find(Written(service))
        .select(services::version)
        .first(r.conn)
        .optional()?;
    let current = current.ok_or(StoreError::NotFound)?;
    if !(0..=current).contains(&version) {
        return Err(StoreError::NoSuchVersion { service, current });
    }
    let mut found = unchanged(r.conn, service, version)?;
    let changed = changed_since(r, service, version)?;
    let past = Past::find(r.conn, service, version, changed)?;
    found.extend(past.facts(r.conn, service, version)?);
    Ok(found)
}

/// The facts that are the same since.
fn unchanged(conn: &mut Conn, service: ServiceCode, version: i64) -> Outcome<Vec<EpisodeFacts>> {
    let rows: Vec<EpisodeFactsRow> = episode_facts::table
        .filter(episode_facts::service.eq(Written(service)))
        .filter(episode_facts::version.le(version))
        .filter(episode_facts::facts.is_not_null())
        .select(EpisodeFactsRow::as_select())
        .load(conn)?;
    rows.iter().map(EpisodeFacts::try_from).collect()
}

/// What held at the version and holds no more, and the episodes that may have been otherwise.
struct Past {
    episodes: BTreeMap<String, EpisodeState>,
    patients: BTreeMap<String, PatientState>,
    ids: Vec<String>,
}

impl Past {
    fn find(
        conn: &mut Conn,
        service: ServiceCode,
        version: i64,
        changed: Vec<EpisodeFacts>,
    ) -> Outcome<Self> {
        let episodes: BTreeMap<String, EpisodeState> = former(conn, service, version, Resource::Episode)?;
        let patients: BTreeMap<String, PatientState> = former(conn, service, version, Resource::Patient)?;
        let patient_ids: Vec<String> = patients.keys().cloned().collect();
        let theirs = load::episodes_of(conn, &patient_ids)?;
        let changed = changed.into_iter().map(|row| Uuid::from_u128(row.id).to_string());
        let mut ids: Vec<String> = changed
            .chain(theirs.into_iter().map(|kept| kept.id))
            .chain(episodes.keys().cloned())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Past {
            episodes,
            patients,
            ids,
        })
    }

    /// The facts of the episodes that there were.
    fn facts(mut self, conn: &mut Conn, service: ServiceCode, version: i64) -> Outcome<Vec<EpisodeFacts>> {
        let mut states: Vec<(String, EpisodeState)> = Vec::with_capacity(self.ids.len());
        let mut present = load::episodes(conn, &self.ids)?;
        for id in self.ids {
            let same = present.remove(&id).map(|kept| kept.state);
            let same = same.filter(|state| state.version <= version);
            let state = self.episodes.remove(&id).or(same);
            states.extend(state.map(|state| (id, state)));
        }
        let patient_ids: Vec<String> = states.iter().map(|(_, state)| state.patient_id.clone()).collect();
        let persons = load::patients(conn, &patient_ids)?;
        let person = |id: &str| {
            let same = persons.get(id).map(|kept| &kept.state);
            let same = same.filter(|state| state.person.mark.version <= version);
            self.patients.get(id).or(same)
        };
        let episode = |(id, state): (String, EpisodeState)| {
            let person = person(&state.patient_id).filter(|person| person.withdrawn.is_none())?;
            let is_there = state.withdrawn.is_none();
            is_there.then(|| (id, state.to_episode(service, person.patient())))
        };
        let episodes: Vec<(String, Episode)> = states.into_iter().filter_map(episode).collect();
        let mut found = Vec::with_capacity(episodes.len());
        let deprivations: HashMap<_, _> = deprivations_of(conn, &episodes)?;
        for (id, episode) in episodes {
            let id = Uuid::parse_str(&id).map_err(|_| StoreError::UnreadableFacts)?;
            found.push(EpisodeFacts {
                id: id.as_u128(),
                service,
                facts: facts_of(&episode, &deprivations),
            });
        }
        Ok(found)
    }
}

/// The states of what has changed since, as they held at this version.
fn former<S: DeserializeOwned>(
    conn: &mut Conn,
    service: ServiceCode,
    version: i64,
    resource: Resource,
) -> Outcome<BTreeMap<String, S>> {
    let rows: Vec<VersionRow> = versions::table
        .filter(versions::service.eq(Written(service)))
        .filter(versions::version_to.gt(version))
        .filter(versions::version_from.le(version))
        .filter(versions::resource.eq(Code(resource)))
        .select(VersionRow::as_select())
        .load(conn)?;
    let read = |row: VersionRow| Ok((row.resource_id, serde_json::from_str(&row.document)?));
    rows.into_iter().map(read).collect()
}
