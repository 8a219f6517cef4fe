//! Loading patients and episodes by their ids, a few queries for many.

use std::collections::HashMap;

use diesel::prelude::*;
use flsdb_domain::access::Scope;

use crate::{
    Outcome, StoreError,
    bulk::CHUNK,
    connection::Conn,
    rows::{AssessmentRow, FollowUpRow, FractureRow, PatientRow, RefractureRow, WEEK_16},
    schema::{assessments, follow_ups, fractures, patients, refractures},
    states::{Kept, KeptEpisode, KeptPatient},
};

/// One patient in the scope.
pub fn patient(conn: &mut Conn, scope: &Scope, id: &str) -> Outcome<KeptPatient> {
    let row = patients::table
        .find(id)
        .select(PatientRow::as_select())
        .first(conn)
        .optional()?;
    within(scope, row.map(Kept::from))
}

/// One episode in the scope.
pub fn episode(conn: &mut Conn, scope: &Scope, id: &str) -> Outcome<KeptEpisode> {
    let head = fractures::table
        .find(id)
        .select(FractureRow::as_select())
        .first(conn)
        .optional()?;
    within(scope, assemble(conn, head.into_iter().collect())?.pop())
}

/// What lies outside the scope is not found.
fn within<S>(scope: &Scope, kept: Option<Kept<S>>) -> Outcome<Kept<S>> {
    kept.filter(|kept| scope.contains(kept.service))
        .ok_or(StoreError::NotFound)
}

/// Patients by id.
pub fn patients(conn: &mut Conn, ids: &[String]) -> QueryResult<HashMap<String, KeptPatient>> {
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<PatientRow> = patients::table
            .filter(patients::id.eq_any(ids))
            .select(PatientRow::as_select())
            .load(conn)?;
        found.extend(rows.into_iter().map(|row| (row.id.clone(), Kept::from(row))));
    }
    Ok(found)
}

/// Episodes by id.
pub fn episodes(conn: &mut Conn, ids: &[String]) -> QueryResult<HashMap<String, KeptEpisode>> {
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let heads = fractures::table
            .filter(fractures::id.eq_any(ids))
            .select(FractureRow::as_select())
            .load(conn)?;
        found.extend(
            assemble(conn, heads)?
                .into_iter()
                .map(|kept| (kept.id.clone(), kept)),
        );
    }
    Ok(found)
}

/// The episodes of these patients, by patient and 1.09, withdrawn ones too.
pub fn episodes_of(conn: &mut Conn, patient_ids: &[String]) -> QueryResult<Vec<KeptEpisode>> {
    let mut found = Vec::new();
    for ids in patient_ids.chunks(CHUNK) {
        let heads = fractures::table
            .filter(fractures::patient_id.eq_any(ids))
            .order((fractures::patient_id, fractures::diagnosed_on, fractures::id))
            .select(FractureRow::as_select())
            .load(conn)?;
        found.extend(assemble(conn, heads)?);
    }
    Ok(found)
}

/// Whole episodes from their fractures, in the same order.
pub fn assemble(conn: &mut Conn, heads: Vec<FractureRow>) -> QueryResult<Vec<KeptEpisode>> {
    let mut places = HashMap::with_capacity(heads.len());
    for (place, head) in heads.iter().enumerate() {
        places.insert(head.id.clone(), place);
    }
    let ids: Vec<String> = heads.iter().map(|head| head.id.clone()).collect();
    let mut kept: Vec<KeptEpisode> = heads.into_iter().map(Kept::from).collect();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<AssessmentRow> = assessments::table
            .filter(assessments::fracture_id.eq_any(ids))
            .select(AssessmentRow::as_select())
            .load(conn)?;
        for row in rows {
            let place = places[&row.fracture_id];
            kept[place].state.assessment = Some(row.into());
        }
        let rows: Vec<FollowUpRow> = follow_ups::table
            .filter(follow_ups::fracture_id.eq_any(ids))
            .select(FollowUpRow::as_select())
            .load(conn)?;
        for row in rows {
            let state = &mut kept[places[&row.fracture_id]].state;
            if row.kind == WEEK_16 {
                state.follow_up_16 = Some(row.into());
            } else {
                state.follow_up_52 = Some(row.into());
            }
        }
        let rows: Vec<RefractureRow> = refractures::table
            .filter(refractures::fracture_id.eq_any(ids))
            .order((refractures::fracture_id, refractures::position))
            .select(RefractureRow::as_select())
            .load(conn)?;
        for row in rows {
            if let Some(section) = &mut kept[places[&row.fracture_id]].state.follow_up_52 {
                section.answers.refractures.push(row.into());
            }
        }
    }
    Ok(kept)
}
