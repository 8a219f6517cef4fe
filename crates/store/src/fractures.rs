//! Index fractures, each the head of an episode: create, find, list, change, withdraw.

use diesel::prelude::*;
use flsdb_domain::{
    Episode, Fracture,
    access::Scope,
    wire::{
        Page,
        page::Paging,
        problem::Stamp,
        records::{EpisodeRecord, FractureRecord, Stamps, Withdrawal},
    },
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::Action,
    changes::{self, Change},
    columns::Written,
    cursor, duplicates, findings, load, patients,
    rows::FractureRow,
    saving::save_episode,
    schema::{fractures, patients as patients_table},
    states::{EpisodeState, Kept, KeptEpisode},
};

/// Stores a new index fracture of a patient.
///
/// # Errors
/// `NotFound` when the patient is; `Exists` with the id of the patient's episode of that day (1.09), or of the episode
/// with the same source id; `Refused` when the episode has errors, `episode.withdrawn` among them; `Withdrawn` when the
/// patient is.
pub fn create(
    w: &mut Writer<'_>,
    scope: &Scope,
    patient_id: &str,
    fracture: &Fracture,
) -> Outcome<FractureRecord> {
    let patient = patients::load_locked(w, scope, patient_id)?;
    let id = insert(
        w,
        &patient.id,
        Episode {
            fracture: fracture.clone(),
            ..Episode::default()
        },
    )?;
    find(&mut w.reader(), scope, &id)
}

/// Stores a whole new episode with its patient, who is new too, in the service that the episode names.
///
/// # Errors
/// `NotFound` when the service is outside the scope or not named; `Exists` with the id of the patient who has the key;
/// `Refused` when the episode has errors.
pub fn create_episode(w: &mut Writer<'_>, scope: &Scope, episode: &Episode) -> Outcome<EpisodeRecord> {
    let service = episode.service.ok_or(StoreError::NotFound)?;
    let patient_id = patients::insert(w, scope, service, &episode.patient)?;
    let id = insert(w, &patient_id, episode.clone())?;
    find_episode(&mut w.reader(), scope, &id)
}

/// One index fracture; a withdrawn one too, marked so.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<FractureRecord> {
    load::episode(r.conn, scope, id).map(FractureRecord::from)
}

/// The whole episode in one document, with its open findings.
///
/// # Errors
/// `NotFound`.
pub fn find_episode(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<EpisodeRecord> {
    let KeptEpisode { id, service, state } = load::episode(r.conn, scope, id)?;
    let patient = load::patient(r.conn, scope, &state.patient_id)?.state;
    let person = &patient.person.mark;
    let latest = state.latest_mark();
    let latest = if person.version > latest.version {
        person
    } else {
        latest
    };
    let stamps = Stamps {
        // A section that was taken away, or a withdrawal, leaves no mark of its own.
        episode: Stamp {
            version: state.version.max(person.version),
            ..latest.to_stamp()
        },
        patient: person.to_stamp(),
        fracture: state.fracture.mark.to_stamp(),
        assessment: state.assessment.as_ref().map(|s| s.mark.to_stamp()),
        follow_up_16: state.follow_up_16.as_ref().map(|s| s.mark.to_stamp()),
        follow_up_52: state.follow_up_52.as_ref().map(|s| s.mark.to_stamp()),
    };
    let findings = findings::open_of(r.conn, &id)?;
    let episode = state.to_episode(service, patient.patient());
    Ok(EpisodeRecord {
        id,
        patient_id: state.patient_id,
        service,
        patient: episode.patient,
        fracture: episode.fracture,
        assessment: episode.assessment,
        follow_up_16: episode.follow_up_16,
        follow_up_52: episode.follow_up_52,
        stamps,
        findings,
        withdrawn: state.withdrawn.or(patient.withdrawn),
    })
}

/// Index fractures, newest first; none that is withdrawn.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<FractureRecord>> {
    let before = cursor::before(paging)?;
    let stored = || {
        let mut query = fractures::table
            .inner_join(patients_table::table)
            .filter(fractures::withdrawn_at.is_null())
            .filter(patients_table::withdrawn_at.is_null())
            .into_boxed();
        if let Scope::Services(services) = scope {
            query = query.filter(fractures::service.eq_any(services.iter().map(|s| Written(*s))));
        }
        query
    };
    let total = if paging.total {
        Some(stored().count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = stored();
    if let Some(before) = before {
        query = query.filter(fractures::id.lt(before));
    }
    let rows: Vec<FractureRow> = query
        .order(fractures::id.desc())
        .limit(cursor::fetched(paging))
        .select(FractureRow::as_select())
        .load(r.conn)?;
    let page = cursor::page(rows, paging, total, |row| &row.id);
    let items = page
        .items
        .into_iter()
        .map(|row| KeptEpisode::from(row).into())
        .collect();
    Ok(Page {
        items,
        next: page.next,
        total: page.total,
    })
}

/// The index fractures of one patient by 1.09, latest first; those that are withdrawn only if they are wanted.
///
/// # Errors
/// `NotFound` when the patient is.
pub fn list_of_patient(
    r: &mut Reader<'_>,
    scope: &Scope,
    patient_id: &str,
    withdrawn: bool,
) -> Outcome<Vec<FractureRecord>> {
    let patient = load::patient(r.conn, scope, patient_id)?;
    let mut of_patient = fractures::table
        .filter(fractures::patient_id.eq(&patient.id))
        .into_boxed();
    if !withdrawn {
        of_patient = of_patient.filter(fractures::withdrawn_at.is_null());
    }
    let rows: Vec<FractureRow> = of_patient
        .order(fractures::diagnosed_on.desc())
        .select(FractureRow::as_select())
        .load(r.conn)?;
    Ok(rows
        .into_iter()
        .map(|row| KeptEpisode::from(row).into())
        .collect())
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
    let stored = load_locked(w, scope, id)?;
    let mark = &stored.state.fracture.mark;
    if mark.version != expected {
        return Err(StoreError::Stale {
            current: mark.to_stamp(),
        });
    }
    let mut after = stored.state.clone();
    after.fracture.answers = fracture.clone();
    save(w, stored, after, Action::Update)?;
    find(&mut w.reader(), scope, id)
}

/// Withdraws an episode. Once withdrawn, nothing happens.
///
/// # Errors
/// `NotFound`.
pub fn withdraw(w: &mut Writer<'_>, scope: &Scope, id: &str, reason: &str) -> Outcome<FractureRecord> {
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
/// `NotFound`; `Exists` when another episode has the key by now.
pub fn restore(w: &mut Writer<'_>, scope: &Scope, id: &str) -> Outcome<FractureRecord> {
    let stored = load_locked(w, scope, id)?;
    if stored.state.withdrawn.is_some() {
        save_withdrawal(w, stored, None, Action::Restore)?;
    }
    find(&mut w.reader(), scope, id)
}

/// Stores a new episode of a stored patient, whose own answers are left as they are, and gives the id.
fn insert(w: &mut Writer<'_>, patient_id: &str, episode: Episode) -> Outcome<String> {
    let patient = load::patient(w.conn, &Scope::All, patient_id)?;
    if patient.state.withdrawn.is_some() {
        return Err(StoreError::Withdrawn);
    }
    let id = w.new_id();
    let after = EpisodeState::new(patient.id, Fracture::default()).with_answers(episode);
    let change = Change {
        id: id.clone(),
        service: patient.service,
        before: None,
        after: Some(after),
        action: Action::Create,
    };
    save_episode(w, change, patient.state.patient())?;
    Ok(id)
}

/// Stores other answers of an episode that is not withdrawn.
pub(crate) fn save(
    w: &mut Writer<'_>,
    stored: KeptEpisode,
    after: EpisodeState,
    action: Action,
) -> Outcome<()> {
    let patient = load::patient(w.conn, &Scope::All, &stored.state.patient_id)?.state;
    if stored.state.withdrawn.is_some() || patient.withdrawn.is_some() {
        return Err(StoreError::Withdrawn);
    }
    save_episode(w, stored.changed(after, action), patient.patient())
}

fn save_withdrawal(
    w: &mut Writer<'_>,
    stored: KeptEpisode,
    withdrawn: Option<Withdrawal>,
    action: Action,
) -> Outcome<()> {
    let patient = load::patient(w.conn, &Scope::All, &stored.state.patient_id)?.state;
    let withdraws = withdrawn.is_some();
    let after = EpisodeState {
        withdrawn,
        ..stored.state.clone()
    };
    if withdraws {
        // Whatever is wrong with an episode, it can be withdrawn.
        changes::episodes::apply(w, [stored.changed(after, action)])?;
        return duplicates::refresh(w, patient.patient().nhs_number.into_iter().collect());
    }
    save_episode(w, stored.changed(after, action), patient.patient())
}

/// The episode as stored now, under the lock of its service.
pub(crate) fn load_locked(w: &mut Writer<'_>, scope: &Scope, id: &str) -> Outcome<KeptEpisode> {
    let service = load::episode(w.conn, scope, id)?.service;
    w.lock(service)?;
    load::episode(w.conn, scope, id)
}

impl From<KeptEpisode> for FractureRecord {
    fn from(kept: KeptEpisode) -> Self {
        let Kept { id, service, state } = kept;
        FractureRecord {
            id,
            patient_id: state.patient_id,
            service,
            fracture: state.fracture.answers,
            stamp: state.fracture.mark.to_stamp(),
            withdrawn: state.withdrawn,
        }
    }
}
