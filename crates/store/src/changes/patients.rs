//! Changes of patients.

use diesel::prelude::*;

use super::{Change, Deed, Trail, changed_person, settle};
use crate::{
    Outcome, Writer, audit::Resource, bulk, rows::PatientRow, schema::patients, states::PatientState,
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
    for mut change in changes.into_iter().filter(|c| !c.is_void()) {
        let mark = w.mark(change.service)?;
        w.touched.patient(&change.id);
        if let Some(after) = &mut change.after {
            after.created_version = change.before.as_ref().map_or(mark.version, |b| b.created_version);
            let person = change.before.as_ref().map(|b| &b.person);
            if !settle(person, &mut after.person, &mark) {
                // A withdrawal is a change of the patient, whose only section this is.
                after.person.mark = mark.clone();
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
        note(w, &mut trail, &change, mark.version)?;
    }
    bulk::insert_patients(w.conn, &new)?;
    trail.write(w)
}

fn note(w: &mut Writer<'_>, trail: &mut Trail, change: &PatientChange, version: i64) -> Outcome<()> {
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
    Ok(())
}
