//! Accepting a finding with a reason, undoing it, and opening it again when what it is about changes.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{
    Field,
    access::Scope,
    wire::findings::{Acceptance, StoredFinding},
};

use super::listing::load;
use crate::{
    Outcome, StoreError, Writer,
    audit::{self, Action},
    bulk::{self, CHUNK},
    rows::{AuditRow, FindingRow},
    schema::{findings, fractures},
};

/// Accepts a finding: it is open no more as long as it recurs and nothing that it is about changes.
///
/// # Errors
/// `NotFound`; `Stale` when somebody has accepted it already.
pub fn accept(w: &mut Writer<'_>, scope: &Scope, id: &str, reason: &str) -> Outcome<StoredFinding> {
    let service = load(w.conn, scope, id)?.service;
    w.mark(service)?;
    let finding = load(w.conn, scope, id)?;
    if let Some(Acceptance { stamp, .. }) = finding.accepted {
        return Err(StoreError::Stale { current: stamp });
    }
    diesel::update(findings::table.find(id))
        .set((
            findings::accepted_at.eq(Some(w.author.now_as_kept())),
            findings::accepted_by.eq(Some(&w.author.name)),
            findings::accepted_reason.eq(Some(reason)),
        ))
        .execute(w.conn)?;
    note(w, &finding, Action::Accept)?;
    load(w.conn, scope, id)
}

/// Undoes [`accept`].
///
/// # Errors
/// `NotFound`, also for a finding that is not accepted; `Stale` for another acceptance.
pub fn reopen(w: &mut Writer<'_>, scope: &Scope, id: &str, version: i64) -> Outcome<()> {
    let service = load(w.conn, scope, id)?.service;
    w.mark(service)?;
    let finding = load(w.conn, scope, id)?;
    let accepted = finding.accepted.as_ref().ok_or(StoreError::NotFound)?;
    if accepted.stamp.version != version {
        let current = accepted.stamp.clone();
        return Err(StoreError::Stale { current });
    }
    open(w, std::slice::from_ref(&finding.id))?;
    note(w, &finding, Action::Reopen)
}

/// Opens accepted findings of changed episodes again whose fields are among the changed ones.
pub(crate) fn reopen_of_episodes(w: &mut Writer<'_>, changed: &HashMap<String, Vec<Field>>) -> Outcome<()> {
    let ids: Vec<&String> = changed.keys().collect();
    let mut changed_findings = Vec::new();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<FindingRow> = findings::table
            .filter(findings::accepted_at.is_not_null())
            .filter(findings::fracture_id.eq_any(ids))
            .select(FindingRow::as_select())
            .load(w.conn)?;
        let is_touched = |row: &FindingRow| {
            changed
                .get(&row.fracture_id)
                .is_some_and(|fields| is_about(row, fields))
        };
        changed_findings.extend(rows.into_iter().filter(is_touched).map(|row| row.id));
    }
    open(w, &changed_findings)
}

/// The same of the episodes of changed patients.
pub(crate) fn reopen_of_patients(w: &mut Writer<'_>, changed: &HashMap<String, Vec<Field>>) -> Outcome<()> {
    let ids: Vec<&String> = changed.keys().collect();
    let mut changed_findings = Vec::new();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<(FindingRow, String)> = findings::table
            .inner_join(fractures::table)
            .filter(findings::accepted_at.is_not_null())
            .filter(fractures::patient_id.eq_any(ids))
            .select((FindingRow::as_select(), fractures::patient_id))
            .load(w.conn)?;
        let is_touched = |(row, patient): &(FindingRow, String)| {
            changed.get(patient).is_some_and(|fields| is_about(row, fields))
        };
        changed_findings.extend(rows.into_iter().filter(is_touched).map(|(row, _)| row.id));
    }
    open(w, &changed_findings)
}

fn is_about(row: &FindingRow, fields: &[Field]) -> bool {
    fields
        .iter()
        .any(|field| row.code.0.is_about(*field) || row.field == field.heading())
}

fn open(w: &mut Writer<'_>, ids: &[String]) -> Outcome<()> {
    for ids in ids.chunks(CHUNK) {
        diesel::update(findings::table.filter(findings::id.eq_any(ids)))
            .set((
                findings::accepted_at.eq(None::<NaiveDateTime>),
                findings::accepted_by.eq(None::<String>),
                findings::accepted_reason.eq(None::<String>),
            ))
            .execute(w.conn)?;
    }
    Ok(())
}

fn note(w: &mut Writer<'_>, finding: &StoredFinding, action: Action) -> Outcome<()> {
    let event = AuditRow {
        reference: Some(w.key.refer(&finding.fracture_id)),
        patient_reference: Some(w.key.refer(&finding.patient_id)),
        fields: finding.field.heading().into_owned(),
        ..audit::event_of_change(w, finding.service, action, audit::Resource::Episode)
    };
    Ok(bulk::insert_events(w.conn, &[event])?)
}
