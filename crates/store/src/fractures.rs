//! Index fractures, each the head of an episode: create, find, list, change, withdraw.

use flsdb_domain::{
    Episode, Fracture,
    access::Scope,
    wire::{
        Page,
        page::Paging,
        records::{EpisodeRecord, FractureRecord},
    },
};

use crate::{Outcome, Reader, Writer, error::later};

/// Stores a new index fracture of a patient.
///
/// # Errors
/// `NotFound` when the patient is; `Exists` with the id of the patient's episode of that day (1.09), or of the episode
/// with the same source id; `Refused` when the episode has errors, `episode.withdrawn` among them; `Withdrawn` when the
/// patient is.
pub fn create(w: &mut Writer<'_>, scope: &Scope, patient_id: &str, fracture: &Fracture) -> Outcome<FractureRecord> {
    later()
}

/// Stores a whole new episode with its patient, who is new too, in the service that the episode names.
///
/// # Errors
/// `NotFound` when the service is outside the scope or not named; `Exists` with the id of the patient who has the key;
/// `Refused` when the episode has errors.
pub fn create_episode(w: &mut Writer<'_>, scope: &Scope, episode: &Episode) -> Outcome<EpisodeRecord> {
    later()
}

/// One index fracture; a withdrawn one too, marked so.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<FractureRecord> {
    later()
}

/// The whole episode in one document, with its open findings.
///
/// # Errors
/// `NotFound`.
pub fn find_episode(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<EpisodeRecord> {
    later()
}

/// Index fractures, newest first; none that is withdrawn.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<FractureRecord>> {
    later()
}

/// The index fractures of one patient by 1.09, latest first; none that is withdrawn.
///
/// # Errors
/// `NotFound` when the patient is.
pub fn list_of_patient(r: &mut Reader<'_>, scope: &Scope, patient_id: &str) -> Outcome<Vec<FractureRecord>> {
    later()
}

/// Replaces the answers about a fracture. Unchanged answers make no new version.
///
/// # Errors
/// `NotFound`; `Stale` unless `expected` is the section's stored version; `Refused`; `Exists` when another episode has
/// the new key; `Withdrawn`.
pub fn update(
    w: &mut Writer<'_>,
    scope: &Scope,
    id: &str,
    expected: i64,
    fracture: &Fracture,
) -> Outcome<FractureRecord> {
    later()
}

/// Withdraws an episode. Once withdrawn, nothing happens.
///
/// # Errors
/// `NotFound`.
pub fn withdraw(w: &mut Writer<'_>, scope: &Scope, id: &str, reason: &str) -> Outcome<FractureRecord> {
    later()
}

/// Undoes [`withdraw`].
///
/// # Errors
/// `NotFound`; `Exists` when another episode has the key by now.
pub fn restore(w: &mut Writer<'_>, scope: &Scope, id: &str) -> Outcome<FractureRecord> {
    later()
}
