//! Undoing what an import wrote, from the history.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use flsdb_domain::{NhsNumber, ServiceCode, access::Scope, validation::check};

use crate::{
    Outcome, StoreError, Writer,
    audit::{Action, Resource},
    care,
    changes::{
        Change,
        episodes::{self, EpisodeChange},
        patients::{self, PatientChange},
    },
    columns::{Code, Written},
    connection::Conn,
    duplicates,
    error::Changed,
    findings::{About, Found, replace},
    load,
    rows::VersionRow,
    saving::numbers_of,
    schema::{fractures, patients as patients_table, versions},
    states::{EpisodeState, KeptEpisode, KeptPatient, PatientState},
};

/// Removes what was created in this version of the service and restores what was changed in it. An undo is a change with
/// a version and audit events of its own. A patient that was created stays if an episode made otherwise refers to it.
///
/// # Errors
/// `NotFound` outside the scope; `ChangedSince` naming the patients and episodes that have a later version, and patients who
/// would go but of whom something is kept for direct care;
/// `PlanOutdated` when another record has taken a key that would come back.
pub fn undo(w: &mut Writer<'_>, scope: &Scope, service: ServiceCode, version: i64) -> Outcome<()> {
    if !scope.contains(service) {
        return Err(StoreError::NotFound);
    }
    w.lock(service)?;
    let traces = Traces::find(w.conn, service, version)?;
    traces.refuse_later(version)?;
    let (persons, episodes) = traces.into_changes(w.conn)?;
    refuse_kept(w.conn, &persons)?;

    let numbers: BTreeSet<NhsNumber> = persons
        .iter()
        .flat_map(|c| numbers_of(c.before.as_ref(), c.after.as_ref()))
        .collect();
    let touched: BTreeSet<String> = persons
        .iter()
        .map(|c| c.id.clone())
        .chain(
            episodes
                .iter()
                .flat_map(|c| [c.before.as_ref(), c.after.as_ref()])
                .flatten()
                .map(|state| state.patient_id.clone()),
        )
        .collect();
    restore(w, persons, episodes)?;
    check_again(w, touched.into_iter().collect(), numbers)
}

/// What somebody has written of a patient for direct care is not lost with an import.
fn refuse_kept(conn: &mut Conn, persons: &[PatientChange]) -> Outcome<()> {
    let going = persons.iter().filter(|change| change.after.is_none());
    let going: Vec<String> = going.map(|change| change.id.clone()).collect();
    let kept = care::kept_of(conn, &going)?;
    if kept.is_empty() {
        return Ok(());
    }
    Err(StoreError::ChangedSince(
        kept.into_iter().map(Changed::Patient).collect(),
    ))
}

/// Writes the changes back. Episodes go before the patients that they refer to. A former key that another record has
/// by now cannot come back.
fn restore(w: &mut Writer<'_>, persons: Vec<PatientChange>, episodes: Vec<EpisodeChange>) -> Outcome<()> {
    let restored = episodes::apply(w, episodes).and_then(|()| patients::apply(w, persons));
    restored.map_err(StoreError::outdated_if_taken)
}

/// What a version of a service wrote: what it created, and the states before it of what it changed.
struct Traces {
    created_persons: Vec<String>,
    created_episodes: Vec<String>,
    former_persons: BTreeMap<String, PatientState>,
    former_episodes: BTreeMap<String, EpisodeState>,
    persons: HashMap<String, KeptPatient>,
    episodes: HashMap<String, KeptEpisode>,
}

impl Traces {
    fn find(conn: &mut Conn, service: ServiceCode, version: i64) -> Outcome<Self> {
        let created_persons: Vec<String> = patients_table::table
            .filter(patients_table::service.eq(Written(service)))
            .filter(patients_table::created_version.eq(version))
            .order(patients_table::id)
            .select(patients_table::id)
            .load(conn)?;
        let created_episodes: Vec<String> = fractures::table
            .filter(fractures::service.eq(Written(service)))
            .filter(fractures::created_version.eq(version))
            .order(fractures::id)
            .select(fractures::id)
            .load(conn)?;
        let former_persons = former(conn, service, version, Resource::Patient)?;
        let former_episodes = former(conn, service, version, Resource::Episode)?;
        let ids: Vec<String> = created_persons
            .iter()
            .chain(former_persons.keys())
            .cloned()
            .collect();
        let persons = load::patients(conn, &ids)?;
        let ids: Vec<String> = created_episodes
            .iter()
            .chain(former_episodes.keys())
            .cloned()
            .collect();
        let episodes = load::episodes(conn, &ids)?;
        Ok(Traces {
            created_persons,
            created_episodes,
            former_persons,
            former_episodes,
            persons,
            episodes,
        })
    }

    fn refuse_later(&self, version: i64) -> Outcome<()> {
        let persons = self.created_persons.iter().chain(self.former_persons.keys());
        let is_later = |stored: Option<i64>| stored != Some(version);
        let later = persons
            .filter(|id| is_later(self.persons.get(*id).map(|kept| kept.state.person.mark.version)))
            .map(|id| Changed::Patient(id.clone()));
        let episodes = self.created_episodes.iter().chain(self.former_episodes.keys());
        let later_episodes = episodes
            .filter(|id| is_later(self.episodes.get(*id).map(|kept| kept.state.version)))
            .map(|id| Changed::Episode(id.clone()));
        let changed: Vec<Changed> = later.chain(later_episodes).collect();
        if changed.is_empty() {
            Ok(())
        } else {
            Err(StoreError::ChangedSince(changed))
        }
    }

    fn into_changes(mut self, conn: &mut Conn) -> Outcome<(Vec<PatientChange>, Vec<EpisodeChange>)> {
        let mut episodes = Vec::new();
        for id in &self.created_episodes {
            episodes.extend(
                self.episodes
                    .remove(id)
                    .map(|kept| back(kept.id, kept.service, kept.state, None)),
            );
        }
        for (id, former) in self.former_episodes {
            let kept = self.episodes.remove(&id);
            episodes.extend(kept.map(|kept| back(kept.id, kept.service, kept.state, Some(former))));
        }
        let going: HashSet<&str> = self.created_episodes.iter().map(String::as_str).collect();
        let staying: HashSet<String> = load::episodes_of(conn, &self.created_persons)?
            .into_iter()
            .filter(|episode| !going.contains(episode.id.as_str()))
            .map(|episode| episode.state.patient_id)
            .collect();
        let mut persons = Vec::new();
        for id in self.created_persons.iter().filter(|id| !staying.contains(*id)) {
            persons.extend(
                self.persons
                    .remove(id)
                    .map(|kept| back(kept.id, kept.service, kept.state, None)),
            );
        }
        for (id, former) in self.former_persons {
            let kept = self.persons.remove(&id);
            persons.extend(kept.map(|kept| back(kept.id, kept.service, kept.state, Some(former))));
        }
        Ok((persons, episodes))
    }
}

/// The change back to a former state, or to nothing.
fn back<S>(id: String, service: ServiceCode, before: S, after: Option<S>) -> Change<S> {
    let action = if after.is_some() {
        Action::Update
    } else {
        Action::Delete
    };
    Change {
        id,
        service,
        before: Some(before),
        after,
        action,
    }
}

/// The states that held until this version, by id.
fn former<S: serde::de::DeserializeOwned>(
    conn: &mut Conn,
    service: ServiceCode,
    version: i64,
    resource: Resource,
) -> Outcome<BTreeMap<String, S>> {
    let rows: Vec<VersionRow> = versions::table
        .filter(versions::service.eq(Written(service)))
        .filter(versions::version_to.eq(version))
        .filter(versions::resource.eq(Code(resource)))
        .select(VersionRow::as_select())
        .load(conn)?;
    let read = |row: VersionRow| Ok((row.resource_id, serde_json::from_str(&row.document)?));
    rows.into_iter().map(read).collect()
}

/// Computes the findings of these patients' episodes afresh. Nothing is refused: this state was stored before.
fn check_again(
    w: &mut Writer<'_>,
    patient_ids: Vec<String>,
    mut numbers: BTreeSet<NhsNumber>,
) -> Outcome<()> {
    let persons = load::patients(w.conn, &patient_ids)?;
    numbers.extend(
        persons
            .values()
            .filter_map(|person| person.state.patient().nhs_number),
    );
    let mut found = Vec::new();
    for kept in load::episodes_of(w.conn, &patient_ids)? {
        let Some(person) = persons.get(&kept.state.patient_id) else {
            continue;
        };
        let episode = kept.state.to_episode(kept.service, person.state.patient());
        let mut findings = check(&episode, &BTreeSet::new(), w.author.today);
        findings.retain(|finding| !finding.is_error());
        found.push(Found {
            fracture_id: kept.id,
            service: kept.service,
            findings,
        });
    }
    replace(w, About::Itself, found)?;
    duplicates::refresh(w, numbers)
}
