//! Changes of patients.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{Field, period::moves_figures};

use super::{Change, Deed, Trail, changed_person, settle};
use crate::{
    Outcome, Writer,
    audit::Resource,
    bulk, findings, periods,
    rows::PatientRow,
    schema::{fractures, patients},
    states::{Mark, PatientState},
};

/// A change of a patient.
pub type PatientChange = Change<PatientState>;

impl PatientChange {
    /// Whether nothing changes.
    pub fn is_void(&self) -> bool {
        match (&self.before, &self.after) {
            (Some(a), Some(b)) => a.person.answers == b.person.answers && a.withdrawn == b.withdrawn,
            (None, None) => true,
            _ => false,
        }
    }
}

/// Writes changes of patients; those that change nothing leave no trace.
pub fn apply(w: &mut Writer<'_>, changes: impl IntoIterator<Item = PatientChange>) -> Outcome<()> {
    let mut trail = Trail::default();
    let mut new = Vec::new();
    let mut changed = HashMap::new();
    for mut change in changes.into_iter().filter(|c| !c.is_void()) {
        let mark = w.mark(change.service)?;
        refuse_locked(w, &change)?;
        w.touched.patient(&change.id);
        if let Some(after) = &mut change.after {
            after.created_version = change.before.as_ref().map_or(mark.version, |b| b.created_version);
            let person = change.before.as_ref().map(|b| &b.person);
            if !settle(person, &mut after.person, &mark) {
                // A withdrawal is a change of the patient, whose only section this is.
                after.person.mark = Mark {
                    machine_fields: std::mem::take(&mut after.person.mark.machine_fields),
                    ..mark.clone()
                };
            }
            let row = PatientRow::of(&change.id, change.service, after)?;
            if change.before.is_none() {
                new.push(row);
            } else {
                diesel::update(patients::table.find(&row.id))
                    .set(&row)
                    .execute(w.conn)?;
            }
        } else {
            diesel::delete(patients::table.find(&change.id)).execute(w.conn)?;
        }
        let fields = note(w, &mut trail, &change, mark.version)?;
        if change.before.is_some() {
            changed.insert(change.id, fields);
        }
    }
    bulk::insert_patients(w.conn, &new)?;
    trail.write(w)?;
    findings::reopen_of_patients(w, &changed)
}

/// Refuses a change of the patient that is one of an episode in a locked year: a withdrawal, its undoing, or an answer that
/// figures follow. An episode that is itself withdrawn is in no figure.
fn refuse_locked(w: &mut Writer<'_>, change: &PatientChange) -> Outcome<()> {
    let (Some(before), Some(after)) = (&change.before, &change.after) else {
        // A new patient has no episode yet, and one that goes has none left.
        return Ok(());
    };
    if periods::of_writer(w, change.service)?.is_empty() {
        return Ok(());
    }
    let days: Vec<NaiveDate> = fractures::table
        .filter(fractures::patient_id.eq(&change.id))
        .filter(fractures::withdrawn_at.is_null())
        .select(fractures::diagnosed_on)
        .load(w.conn)?;
    let is_about = |day: &NaiveDate| {
        before.withdrawn.is_some() != after.withdrawn.is_some()
            || moves_figures(before.patient(), after.patient(), *day)
    };
    periods::refuse_locked(w, change.service, days.into_iter().filter(is_about))
}

/// Notes the change, and gives the fields that it changes.
fn note(w: &mut Writer<'_>, trail: &mut Trail, change: &PatientChange, version: i64) -> Outcome<Vec<Field>> {
    let answers = |state: &Option<PatientState>| state.as_ref().map(|s| s.person.answers.clone());
    let fields = changed_person(answers(&change.before).as_ref(), answers(&change.after).as_ref());
    let deed = Deed {
        service: change.service,
        action: change.action,
        resource: Resource::Patient,
        id: &change.id,
        patient_id: &change.id,
        fields: &fields,
    };
    if let Some(before) = &change.before {
        trail.keep(w, &deed, (before.person.mark.version, version), before)?;
    }
    trail.note(w, &deed);
    Ok(fields)
}
