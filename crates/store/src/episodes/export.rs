//! Every episode, in the order of exports.

use std::{collections::HashMap, ops::RangeInclusive};

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{Episode, ServiceCode, access::Scope};

use crate::{
    Outcome, Reader,
    bulk::CHUNK,
    columns::{Digits, Written},
    connection::Conn,
    load,
    rows::PatientRow,
    schema::{fractures, patients},
    services,
    states::{KeptEpisode, KeptPatient},
};

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
    for service in services::list(r, scope)? {
        for_each_kept(r.conn, service.code, &mut |_, person, episode| {
            let patient = person.state.patient().clone();
            take(episode.state.into_episode(episode.service, patient))
        })?;
    }
    Ok(())
}

/// The same for one service, as the store keeps them; whoever takes them may use the connection.
pub(crate) fn for_each_kept(conn: &mut Conn, service: ServiceCode, take: &mut TakeKept<'_>) -> Outcome<()> {
    for_each_numbered(conn, service, take)?;
    for_each_unnumbered(conn, service, take)
}

/// Takes an episode and its patient.
pub(crate) type TakeKept<'a> = dyn FnMut(&mut Conn, &KeptPatient, KeptEpisode) -> Outcome<()> + 'a;

fn for_each_numbered(conn: &mut Conn, service: ServiceCode, take: &mut TakeKept<'_>) -> Outcome<()> {
    let mut last: Option<Digits> = None;
    loop {
        let mut query = patients::table
            .filter(patients::service.eq(Written(service)))
            .filter(patients::withdrawn_at.is_null())
            .filter(patients::nhs_number.is_not_null())
            .into_boxed();
        if let Some(last) = last {
            query = query.filter(patients::nhs_number.gt(last));
        }
        let rows: Vec<PatientRow> = query
            .order(patients::nhs_number)
            .limit(CHUNK as i64)
            .select(PatientRow::as_select())
            .load(conn)?;
        let persons: Vec<KeptPatient> = rows.into_iter().map(KeptPatient::from).collect();
        let Some(person) = persons.last() else {
            return Ok(());
        };
        last = person.state.patient().nhs_number.map(Digits::from);
        hand_over(conn, persons, take)?;
    }
}

/// Those without an NHS number are few, and databases differ in how they order text: they are sorted here.
fn for_each_unnumbered(conn: &mut Conn, service: ServiceCode, take: &mut TakeKept<'_>) -> Outcome<()> {
    let mut numbers: Vec<(Option<String>, String)> = patients::table
        .filter(patients::service.eq(Written(service)))
        .filter(patients::withdrawn_at.is_null())
        .filter(patients::nhs_number.is_null())
        .select((patients::local_record_number, patients::id))
        .load(conn)?;
    numbers.sort();
    let ids: Vec<String> = numbers.into_iter().map(|(_, id)| id).collect();
    for ids in ids.chunks(CHUNK) {
        let mut persons = load::patients(conn, ids)?;
        let persons = ids.iter().filter_map(|id| persons.remove(id)).collect();
        hand_over(conn, persons, take)?;
    }
    Ok(())
}

fn hand_over(conn: &mut Conn, persons: Vec<KeptPatient>, take: &mut TakeKept<'_>) -> Outcome<()> {
    let ids: Vec<String> = persons.iter().map(|person| person.id.clone()).collect();
    let mut episodes: HashMap<String, Vec<KeptEpisode>> = HashMap::with_capacity(ids.len());
    for episode in load::episodes_of(conn, &ids)? {
        if episode.state.withdrawn.is_none() {
            episodes
                .entry(episode.state.patient_id.clone())
                .or_default()
                .push(episode);
        }
    }
    for person in persons {
        for episode in episodes.remove(&person.id).unwrap_or_default() {
            take(conn, &person, episode)?;
        }
    }
    Ok(())
}

/// How many episodes with 1.09 in the period, withdrawn ones left out.
///
/// # Errors
/// Those of the database.
pub fn count(r: &mut Reader<'_>, scope: &Scope, period: Option<RangeInclusive<NaiveDate>>) -> Outcome<i64> {
    let mut query = fractures::table
        .inner_join(patients::table)
        .filter(fractures::withdrawn_at.is_null())
        .filter(patients::withdrawn_at.is_null())
        .into_boxed();
    if let Scope::Services(services) = scope {
        query = query.filter(fractures::service.eq_any(services.iter().map(|s| Written(*s))));
    }
    if let Some(period) = period {
        query = query.filter(fractures::diagnosed_on.between(*period.start(), *period.end()));
    }
    Ok(query.count().get_result(r.conn)?)
}
