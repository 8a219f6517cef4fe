//! Patients: create, find, list, search, change, withdraw.

mod lists;

use flsdb_domain::{
    Patient, ServiceCode,
    access::Scope,
    wire::records::{PatientRecord, Withdrawal},
};

pub use lists::{Sight, list, search};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::Action,
    changes::Change,
    duplicates, load,
    saving::{numbers_of, save_patient},
    states::{KeptPatient, PatientState},
};

/// Stores a new patient of a service.
///
/// # Errors
/// `NotFound` when the service is outside the scope; `Exists` with the id of the patient, withdrawn or not, that has
/// this NHS number in the service (or this local record number and no NHS number); `Refused` when the patient has
/// errors.
pub fn create(
    w: &mut Writer<'_>,
    scope: &Scope,
    service: ServiceCode,
    patient: &Patient,
) -> Outcome<PatientRecord> {
    let id = insert(w, scope, service, patient)?;
    find(&mut w.reader(), scope, &id)
}

/// Stores a new patient and gives the id.
pub(crate) fn insert(
    w: &mut Writer<'_>,
    scope: &Scope,
    service: ServiceCode,
    patient: &Patient,
) -> Outcome<String> {
    if !scope.contains(service) {
        return Err(StoreError::NotFound);
    }
    w.lock(service)?;
    let id = w.new_id();
    let after = Some(PatientState::new(patient.clone()));
    save_patient(
        w,
        Change {
            id: id.clone(),
            service,
            before: None,
            after,
            action: Action::Create,
        },
    )?;
    Ok(id)
}

/// One patient; a withdrawn one too, marked so.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<PatientRecord> {
    load::patient(r.conn, scope, id).map(PatientRecord::from)
}

/// Replaces the answers about a patient, and checks all their episodes again. Unchanged answers make no new version.
///
/// # Errors
/// `NotFound`; `Stale` unless `expected` is the stored version; `Refused` when the patient or one of their episodes
/// (then named) would have errors; `Exists` when another patient has the new key; `Withdrawn`.
pub fn update(
    w: &mut Writer<'_>,
    scope: &Scope,
    id: &str,
    expected: i64,
    patient: &Patient,
) -> Outcome<PatientRecord> {
    let stored = load_locked(w, scope, id)?;
    if stored.state.person.mark.version != expected {
        return Err(StoreError::Stale {
            current: stored.state.person.mark.to_stamp(),
        });
    }
    if stored.state.withdrawn.is_some() {
        return Err(StoreError::Withdrawn);
    }
    let mut after = stored.state.clone();
    after.person.answers = patient.clone();
    save_patient(w, stored.changed(after, Action::Update))?;
    find(&mut w.reader(), scope, id)
}

/// Withdraws a patient, and so all their episodes. Once withdrawn, nothing happens.
///
/// # Errors
/// `NotFound`.
pub fn withdraw(w: &mut Writer<'_>, scope: &Scope, id: &str, reason: &str) -> Outcome<PatientRecord> {
    let stored = load_locked(w, scope, id)?;
    if stored.state.withdrawn.is_none() {
        let withdrawal = w.withdrawal(reason);
        save_withdrawal(w, stored, Some(withdrawal), Action::Withdraw)?;
    }
    find(&mut w.reader(), scope, id)
}

/// Undoes [`withdraw`].
///
/// # Errors
/// `NotFound`.
pub fn restore(w: &mut Writer<'_>, scope: &Scope, id: &str) -> Outcome<PatientRecord> {
    let stored = load_locked(w, scope, id)?;
    if stored.state.withdrawn.is_some() {
        save_withdrawal(w, stored, None, Action::Restore)?;
    }
    find(&mut w.reader(), scope, id)
}

fn save_withdrawal(
    w: &mut Writer<'_>,
    stored: KeptPatient,
    withdrawn: Option<Withdrawal>,
    action: Action,
) -> Outcome<()> {
    let numbers = numbers_of(Some(&stored.state), None);
    let after = PatientState {
        withdrawn,
        ..stored.state.clone()
    };
    crate::changes::patients::apply(w, [stored.changed(after, action)])?;
    duplicates::refresh(w, numbers)
}

/// The patient as stored now, under the lock of their service.
pub(crate) fn load_locked(w: &mut Writer<'_>, scope: &Scope, id: &str) -> Outcome<KeptPatient> {
    let service = load::patient(w.conn, scope, id)?.service;
    w.lock(service)?;
    load::patient(w.conn, scope, id)
}

impl From<KeptPatient> for PatientRecord {
    fn from(kept: KeptPatient) -> Self {
        PatientRecord {
            id: kept.id,
            service: kept.service,
            patient: kept.state.person.answers,
            stamp: kept.state.person.mark.to_stamp(),
            withdrawn: kept.state.withdrawn,
        }
    }
}
