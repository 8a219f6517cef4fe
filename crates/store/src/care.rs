//! Direct care: what a service keeps to reach and treat its patients. It is no part of the records: no export, no KPI and no
//! version of a service knows of it. Each entry has a version of its own, counted from 1.

use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::{Page, care::CareRecord, page::Paging},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    connection::Conn,
    cursor, load,
};

mod contacts;
pub mod details;
mod kept;
pub mod letters;
mod notes;
mod sealed;
mod treatments;
pub mod worklist;

pub(crate) use kept::kept_of;
use sealed::Sealed;

/// A kind of entry of which a patient may have any number: contacts, courses of treatment, notes, letters.
pub trait Entry: Sealed {
    /// As audit events name it.
    const RESOURCE: Resource;
}

/// The service of a patient who is in the scope and not withdrawn.
///
/// # Errors
/// `NotFound`.
pub fn service_of(r: &mut Reader<'_>, scope: &Scope, patient_id: &str) -> Outcome<ServiceCode> {
    let kept = load::patient(r.conn, scope, patient_id)?;
    match kept.state.withdrawn {
        None => Ok(kept.service),
        Some(_) => Err(StoreError::NotFound),
    }
}

/// The entries of a patient, those made last first.
///
/// # Errors
/// `NotFound`, also for a withdrawn patient; `BadCursor`.
pub fn list<E: Entry>(
    r: &mut Reader<'_>,
    scope: &Scope,
    patient_id: &str,
    paging: &Paging,
) -> Outcome<Page<CareRecord<E>>> {
    service_of(r, scope, patient_id)?;
    let before = cursor::before(paging)?;
    let total = match paging.total {
        true => Some(E::count(r.conn, patient_id)?),
        false => None,
    };
    let found = E::load(r.conn, patient_id, before.as_deref(), cursor::fetched(paging))?;
    Ok(cursor::page(found, paging, total, |found| &found.id))
}

/// One entry of a patient.
///
/// # Errors
/// `NotFound`, also for a withdrawn patient.
pub fn find<E: Entry>(
    r: &mut Reader<'_>,
    scope: &Scope,
    (patient_id, id): (&str, &str),
) -> Outcome<CareRecord<E>> {
    service_of(r, scope, patient_id)?;
    stored(r.conn, patient_id, id)
}

/// Stores a new entry.
///
/// # Errors
/// `NotFound`, also for a withdrawn patient.
pub fn create<E: Entry>(
    w: &mut Writer<'_>,
    scope: &Scope,
    patient_id: &str,
    entry: &E,
) -> Outcome<CareRecord<E>> {
    let service = lock(w, scope, patient_id)?;
    let id = w.new_id();
    E::insert(w.conn, (&id, patient_id), entry, &w.mark_of(1))?;
    let deed = (Action::Create, E::RESOURCE);
    note(
        w,
        deed,
        service,
        (&id, patient_id),
        &changed_names(None, Some(entry))?,
    )?;
    stored(w.conn, patient_id, &id)
}

/// Replaces an entry. An unchanged one makes no new version.
///
/// # Errors
/// `NotFound`, also for a withdrawn patient; `Stale` unless `expected` is the stored version;
/// `Letter` when a letter has to stay as it is.
pub fn update<E: Entry>(
    w: &mut Writer<'_>,
    scope: &Scope,
    (patient_id, id): (&str, &str),
    expected: i64,
    entry: &E,
) -> Outcome<CareRecord<E>> {
    let service = lock(w, scope, patient_id)?;
    let before: CareRecord<E> = expect(w, patient_id, id, expected)?;
    before.entry.allow(Some(entry))?;
    if before.entry != *entry {
        E::update(w.conn, (id, patient_id), entry, &w.mark_of(expected + 1))?;
        let deed = (Action::Update, E::RESOURCE);
        let names = changed_names(Some(&before.entry), Some(entry))?;
        note(w, deed, service, (id, patient_id), &names)?;
    }
    stored(w.conn, patient_id, id)
}

/// Takes an entry away.
///
/// # Errors
/// As [`update`].
pub fn delete<E: Entry>(
    w: &mut Writer<'_>,
    scope: &Scope,
    (patient_id, id): (&str, &str),
    expected: i64,
) -> Outcome<()> {
    let service = lock(w, scope, patient_id)?;
    let before: CareRecord<E> = expect(w, patient_id, id, expected)?;
    before.entry.allow(None)?;
    E::delete(w.conn, id)?;
    let deed = (Action::Delete, E::RESOURCE);
    note(
        w,
        deed,
        service,
        (id, patient_id),
        &changed_names(Some(&before.entry), None)?,
    )
}

/// Takes the lock of the patient's service, so that nobody withdraws them or changes the entry meanwhile.
fn lock(w: &mut Writer<'_>, scope: &Scope, patient_id: &str) -> Outcome<ServiceCode> {
    let service = service_of(&mut w.reader(), scope, patient_id)?;
    w.lock(service)?;
    service_of(&mut w.reader(), scope, patient_id)
}

fn stored<E: Entry>(conn: &mut Conn, patient_id: &str, id: &str) -> Outcome<CareRecord<E>> {
    E::find(conn, patient_id, id)?.ok_or(StoreError::NotFound)
}

fn expect<E: Entry>(w: &mut Writer<'_>, patient_id: &str, id: &str, expected: i64) -> Outcome<CareRecord<E>> {
    let found = stored(w.conn, patient_id, id)?;
    if found.stamp.version == expected {
        return Ok(found);
    }
    Err(StoreError::Stale { current: found.stamp })
}

/// Notes what was done to which entry (its id and the patient's), with the names of the members that changed.
fn note(
    w: &mut Writer<'_>,
    deed: (Action, Resource),
    service: ServiceCode,
    (id, patient_id): (&str, &str),
    names: &[String],
) -> Outcome<()> {
    let event = crate::rows::AuditRow {
        reference: Some(w.key.refer(id)),
        patient_reference: Some(w.key.refer(patient_id)),
        fields: names.join(";"),
        ..audit::event_of_change(w, service, deed.0, deed.1)
    };
    Ok(crate::bulk::insert_events(w.conn, &[event])?)
}

/// The names of the members in which two states differ.
fn changed_names<T: Serialize>(before: Option<&T>, after: Option<&T>) -> Outcome<Vec<String>> {
    let members = |state: Option<&T>| -> Outcome<serde_json::Map<String, Value>> {
        match state.map(serde_json::to_value).transpose()? {
            Some(Value::Object(members)) => Ok(members),
            _ => Ok(serde_json::Map::new()),
        }
    };
    let (before, after) = (members(before)?, members(after)?);
    let names = before
        .keys()
        .chain(after.keys().filter(|name| !before.contains_key(*name)));
    let differ = names.filter(|name| before.get(*name) != after.get(*name));
    Ok(differ.cloned().collect())
}
