//! Keeping the facts beside the records: made anew for what a transaction touched, and for all when their format changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use flsdb_domain::{Episode, Postcode, ServiceCode, access::Scope, deprivation::Deprivation, kpi::Facts};

use super::records::{episodes_of, for_each_record};
use crate::{
    Outcome, StoreError, Writer,
    bulk::{self, CHUNK},
    columns::Written,
    connection::Conn,
    rows::EpisodeFactsRow,
    schema::{deprivations, episode_facts, fractures, services},
    settings::{self, Setting},
};

/// A transaction that touches more than this has facts made anew before its end: it does not gather ids without bound.
const MANY: usize = 5_000;

/// What a transaction has changed.
#[derive(Debug, Default)]
pub struct Touched {
    episodes: BTreeMap<String, ServiceCode>,
    patients: BTreeSet<String>,
}

impl Touched {
    /// An episode was created, changed, withdrawn or removed.
    pub fn episode(&mut self, id: &str, service: ServiceCode) {
        self.episodes.insert(id.to_owned(), service);
    }

    /// A patient was: all their episodes have other facts.
    pub fn patient(&mut self, id: &str) {
        self.patients.insert(id.to_owned());
    }
}

/// Makes the facts of what was touched anew.
pub fn refresh(w: &mut Writer<'_>) -> Outcome<()> {
    let Touched {
        mut episodes,
        patients,
    } = std::mem::take(&mut w.touched);
    let patients: Vec<String> = patients.into_iter().collect();
    for patients in patients.chunks(CHUNK) {
        let theirs: Vec<(String, Written<ServiceCode>)> = fractures::table
            .filter(fractures::patient_id.eq_any(patients))
            .select((fractures::id, fractures::service))
            .load(w.conn)?;
        episodes.extend(theirs.into_iter().map(|(id, service)| (id, service.0)));
    }
    let episodes: Vec<(String, ServiceCode)> = episodes.into_iter().collect();
    for episodes in episodes.chunks(CHUNK) {
        write(w, episodes)?;
    }
    Ok(())
}

/// The same, once there is much.
pub fn refresh_if_many(w: &mut Writer<'_>) -> Outcome<()> {
    match w.touched.episodes.len() + w.touched.patients.len() {
        ..MANY => Ok(()),
        _ => refresh(w),
    }
}

fn write(w: &mut Writer<'_>, episodes: &[(String, ServiceCode)]) -> Outcome<()> {
    let ids: Vec<&String> = episodes.iter().map(|(id, _)| id).collect();
    let found = episodes_of(w.conn, &ids)?;
    let deprivations = deprivations_of(w.conn, &found)?;
    let facts: HashMap<String, Facts> = found
        .into_iter()
        .filter_map(|(id, episode)| Some((id, facts_of(&episode, &deprivations)?)))
        .collect();
    let mut rows = Vec::with_capacity(episodes.len());
    for (id, service) in episodes {
        rows.push(EpisodeFactsRow {
            fracture_id: id.clone(),
            service: Written(*service),
            version: w.mark(*service)?.version,
            facts: facts.get(id).map(|facts| facts.to_bytes().to_vec()),
        });
    }
    diesel::delete(episode_facts::table.filter(episode_facts::fracture_id.eq_any(&ids))).execute(w.conn)?;
    Ok(bulk::insert_facts(w.conn, &rows)?)
}

pub(super) fn facts_of(episode: &Episode, deprivations: &HashMap<Postcode, Deprivation>) -> Option<Facts> {
    let postcode = episode.patient.postcode.as_ref();
    Some(Facts {
        deprivation: postcode.and_then(|postcode| deprivations.get(postcode)).copied(),
        ..Facts::of(episode)?
    })
}

/// The deprivation of the postcodes of these episodes, as far as the deployment has loaded it.
pub(super) fn deprivations_of(
    conn: &mut Conn,
    episodes: &[(String, Episode)],
) -> QueryResult<HashMap<Postcode, Deprivation>> {
    let postcodes = episodes
        .iter()
        .filter_map(|(_, episode)| episode.patient.postcode.clone());
    let postcodes: BTreeSet<Written<Postcode>> = postcodes.map(Written).collect();
    let rows: Vec<(Written<Postcode>, i16)> = deprivations::table
        .filter(deprivations::postcode.eq_any(postcodes))
        .load(conn)?;
    let known = |(postcode, code): (Written<Postcode>, i16)| {
        let deprivation = u8::try_from(code).ok().and_then(Deprivation::from_code)?;
        Some((postcode.0, deprivation))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Whether the stored facts are of another format than this program's.
pub fn are_outdated(conn: &mut Conn) -> Outcome<bool> {
    let format = settings::value(conn, Setting::FactsFormat)?;
    Ok(format.is_none_or(|format| format != Facts::FORMAT.to_string()))
}

/// Makes all facts anew from the records. They get the present versions of their services.
pub fn rebuild(conn: &mut Conn) -> Outcome<()> {
    diesel::delete(episode_facts::table).execute(conn)?;
    let versions: Vec<(Written<ServiceCode>, i64)> = services::table
        .select((services::code, services::version))
        .load(conn)?;
    let versions: BTreeMap<_, _> = versions
        .into_iter()
        .map(|(code, version)| (code.0, version))
        .collect();
    for (service, version) in versions {
        let mut episodes = Vec::new();
        for_each_record(conn, &Scope::Services([service].into()), None, |id, episode| {
            episodes.push((id, episode));
            Ok(())
        })?;
        for episodes in episodes.chunks(CHUNK) {
            let deprivations = deprivations_of(conn, episodes)?;
            let row = |(id, episode): &(String, Episode)| EpisodeFactsRow {
                fracture_id: id.clone(),
                service: Written(service),
                version,
                facts: facts_of(episode, &deprivations).map(|facts| facts.to_bytes().to_vec()),
            };
            let rows: Vec<_> = episodes.iter().map(row).collect();
            bulk::insert_facts(conn, &rows)?;
        }
    }
    settings::replace(conn, Setting::FactsFormat, &Facts::FORMAT.to_string()).map_err(StoreError::from)
}
