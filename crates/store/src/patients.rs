//! Patients: create, find, list, search, change, withdraw.

use flsdb_domain::{
    Patient, ServiceCode,
    access::Scope,
    wire::{
        page::Paging,
        records::{PatientPage, PatientRecord, PatientSearch},
    },
};

use crate::{Outcome, Reader, Writer, error::later};

/// Stores a new patient of a service.
///
/// # Errors
/// `NotFound` when the service is outside the scope; `Exists` with the id of the patient that has this NHS number in
/// the service (without one: this local record number); `Refused` when the patient has errors; `Withdrawn` when the
/// patient with this key is withdrawn.
pub fn create(w: &mut Writer<'_>, scope: &Scope, service: ServiceCode, patient: &Patient) -> Outcome<PatientRecord> {
    later()
}

/// One patient; a withdrawn one too, marked so.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<PatientRecord> {
    later()
}

/// Patients, newest first; none that is withdrawn.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<PatientPage> {
    later()
}

/// Patients that a search means, newest first; none that is withdrawn.
///
/// # Errors
/// `BadCursor`.
pub fn search(r: &mut Reader<'_>, scope: &Scope, wanted: &PatientSearch) -> Outcome<PatientPage> {
    later()
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
    later()
}

/// Withdraws a patient, and so all their episodes. Once withdrawn, nothing happens.
///
/// # Errors
/// `NotFound`.
pub fn withdraw(w: &mut Writer<'_>, scope: &Scope, id: &str, reason: &str) -> Outcome<PatientRecord> {
    later()
}

/// Undoes [`withdraw`].
///
/// # Errors
/// `NotFound`.
pub fn restore(w: &mut Writer<'_>, scope: &Scope, id: &str) -> Outcome<PatientRecord> {
    later()
}
