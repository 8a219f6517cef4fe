//! Events of a hospital's patient index, carried out and undone: merges, replaced NHS numbers, deaths.

mod belongings;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{
    Patient, ServiceCode,
    access::Scope,
    identity::merged as merged_answers,
    wire::{
        Page,
        identity::{IdentityChange, IdentityEvent, IdentityKind, NewIdentityEvent, Person, Undone},
        page::Paging,
    },
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    changes::{
        episodes::{self, EpisodeChange},
        patients,
    },
    columns::{Code, Written, utc},
    cursor,
    episodes::persons,
    findings::{About, replace},
    load,
    saving::{check_episodes_of, numbers_of, save_patient},
    schema::identity_events as events,
    states::KeptPatient,
    undo,
};

/// Why an event was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityRefusal {
    /// No patient of the service has the number.
    #[error("No patient of the service has this number")]
    UnknownPatient,
    /// Nor the other one of a merge.
    #[error("No patient of the service has this number")]
    UnknownMerged,
    /// A patient cannot be merged with themselves.
    #[error("Both numbers are those of one patient already")]
    SamePatient,
    /// The one who stays has no NHS number, the other has.
    #[error("Only the other patient has an NHS number. Name that one as the patient who stays")]
    NumberWouldGo,
    /// Both have an episode of one day.
    #[error("Both patients have an episode of the same day. Compare the two and withdraw one first")]
    SameDay,
    /// The event is undone already.
    #[error("This event is undone already")]
    Undone,
}

/// A row of `identity_events`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct EventRow {
    id: String,
    service: Written<ServiceCode>,
    kind: Code<IdentityKind>,
    version: Option<i64>,
    patient_id: String,
    merged_id: Option<String>,
    episodes: i64,
    moved: String,
    told_at: NaiveDateTime,
    told_by: String,
    undone_at: Option<NaiveDateTime>,
    undone_by: Option<String>,
}

/// Carries an event out, and checks the episodes that it concerns again.
///
/// # Errors
/// `NotFound` when the service is outside the scope; `Identity` with what keeps it from being carried out; `Exists` with the
/// id of the patient who has the new number; `Refused` when an episode would have errors; `Withdrawn`; `Locked`.
pub fn carry_out(
    w: &mut Writer<'_>,
    scope: &Scope,
    service: ServiceCode,
    event: &NewIdentityEvent,
    change: &IdentityChange,
) -> Outcome<IdentityEvent> {
    if !scope.contains(service) {
        return Err(StoreError::NotFound);
    }
    w.lock(service)?;
    let patient = person(w, service, &event.patient)?.ok_or(IdentityRefusal::UnknownPatient)?;
    if patient.state.withdrawn.is_some() {
        return Err(StoreError::Withdrawn);
    }
    let patient_id = patient.id.clone();
    let mut told = EventRow {
        id: w.new_id(),
        service: Written(service),
        kind: Code(event.kind),
        version: None,
        patient_id,
        merged_id: None,
        episodes: 0,
        moved: String::new(),
        told_at: w.author.now_as_kept(),
        told_by: w.author.name.clone(),
        undone_at: None,
        undone_by: None,
    };
    match change {
        IdentityChange::Merge(other) => {
            let merged = person(w, service, other)?.ok_or(IdentityRefusal::UnknownMerged)?;
            merge(w, patient, merged, &mut told)?;
        }
        IdentityChange::NhsNumber(number) => change_answers(w, patient, |answers| {
            answers.nhs_number = Some(*number);
            answers.nhs_number_absent_reason = None;
        })?,
        IdentityChange::Death(day) => change_answers(w, patient, |answers| {
            answers.date_of_death = Some(*day);
        })?,
    }
    told.version = w.versions().get(&service).copied();
    diesel::insert_into(events::table).values(&told).execute(w.conn)?;
    audit::note_of(
        w,
        (Action::Create, Resource::IdentityEvent),
        Some(service),
        &told.id,
    )?;
    Ok(told.into())
}

/// Undoes an event: what it changed is as it was before, under a new version.
///
/// # Errors
/// `NotFound`; `Identity` when it is undone already; `ChangedSince` when something that it changed was changed later;
/// `PlanOutdated` when another record has taken a number that would come back.
pub fn undo(w: &mut Writer<'_>, scope: &Scope, id: &str) -> Outcome<IdentityEvent> {
    let row = row(&mut w.reader(), scope, id)?;
    w.lock(row.service.0)?;
    if row.undone_at.is_some() {
        return Err(IdentityRefusal::Undone.into());
    }
    if let Some(version) = row.version {
        undo::undo(w, scope, row.service.0, version)?;
    }
    if let Some(merged_id) = &row.merged_id {
        belongings::give_back(w.conn, &row.moved, merged_id)?;
    }
    diesel::update(events::table.find(id))
        .set((
            events::undone_at.eq(w.author.now_as_kept()),
            events::undone_by.eq(&w.author.name),
        ))
        .execute(w.conn)?;
    audit::note_of(
        w,
        (Action::Delete, Resource::IdentityEvent),
        Some(row.service.0),
        id,
    )?;
    find(&mut w.reader(), scope, id)
}

/// Events of one's services, or of one patient of theirs, the last first.
///
/// # Errors
/// `BadCursor`.
pub fn list(
    r: &mut Reader<'_>,
    scope: &Scope,
    patient: Option<&str>,
    paging: &Paging,
) -> Outcome<Page<IdentityEvent>> {
    let before = cursor::before(paging)?;
    let chosen = || {
        let mut query = events::table.into_boxed();
        if let Scope::Services(services) = scope {
            query = query.filter(events::service.eq_any(services.iter().map(|s| Written(*s))));
        }
        if let Some(patient) = patient {
            let merged = events::merged_id.eq(patient).assume_not_null();
            query = query.filter(events::patient_id.eq(patient).or(merged));
        }
        query
    };
    let total = match paging.total {
        true => Some(chosen().count().get_result(r.conn)?),
        false => None,
    };
    let mut query = chosen();
    if let Some(before) = before {
        query = query.filter(events::id.lt(before));
    }
    let rows: Vec<EventRow> = query
        .order(events::id.desc())
        .limit(cursor::fetched(paging))
        .select(EventRow::as_select())
        .load(r.conn)?;
    let found = rows.into_iter().map(IdentityEvent::from).collect();
    Ok(cursor::page(found, paging, total, |event: &IdentityEvent| {
        &event.id
    }))
}

/// One event.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<IdentityEvent> {
    row(r, scope, id).map(IdentityEvent::from)
}

fn row(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<EventRow> {
    let row: Option<EventRow> = events::table
        .find(id)
        .select(EventRow::as_select())
        .first(r.conn)
        .optional()?;
    row.filter(|row| scope.contains(row.service.0))
        .ok_or(StoreError::NotFound)
}

/// The patient with this number.
fn person(w: &mut Writer<'_>, service: ServiceCode, person: &Person) -> Outcome<Option<KeptPatient>> {
    let numbers: Vec<_> = person.nhs_number.into_iter().collect();
    let locals: Vec<&str> = match person.nhs_number {
        Some(_) => Vec::new(),
        None => person.local_record_number.as_deref().into_iter().collect(),
    };
    Ok(persons(w.conn, service, &numbers, &locals)?.pop())
}

fn change_answers(
    w: &mut Writer<'_>,
    patient: KeptPatient,
    change: impl FnOnce(&mut Patient),
) -> Outcome<()> {
    let mut after = patient.state.clone();
    change(&mut after.person.answers);
    save_patient(w, patient.changed(after, Action::Update))
}

/// The episodes of one patient become those of the other, who takes the answers that they do not have; the one without episodes
/// is withdrawn and keeps the number.
fn merge(w: &mut Writer<'_>, patient: KeptPatient, merged: KeptPatient, told: &mut EventRow) -> Outcome<()> {
    if patient.id == merged.id {
        return Err(IdentityRefusal::SamePatient.into());
    }
    if merged.state.withdrawn.is_some() {
        return Err(StoreError::Withdrawn);
    }
    let answers = merged_answers(patient.state.patient(), merged.state.patient());
    if answers.nhs_number.is_none() && merged.state.patient().nhs_number.is_some() {
        return Err(IdentityRefusal::NumberWouldGo.into());
    }
    let moving = moving(w, &patient.id, &merged.id)?;
    let both = [patient.id.clone(), merged.id.clone()];
    let found = check_episodes_of(w, &both, |_| Some(answers.clone()))?;
    let mut after = patient.state.clone();
    after.person.answers = answers;
    let mut numbers = numbers_of(Some(&merged.state), Some(&after));
    numbers.extend(patient.state.patient().nhs_number);
    let mut gone = merged.state.clone();
    gone.withdrawn = Some(w.withdrawal("Merged with another patient"));
    told.merged_id = Some(merged.id.clone());
    told.episodes = i64::try_from(moving.len()).unwrap_or(i64::MAX);
    told.moved = belongings::take(w.conn, &merged.id, &patient.id)?;
    episodes::apply(w, moving)?;
    let changes = [
        patient.changed(after, Action::Update),
        merged.changed(gone, Action::Withdraw),
    ];
    patients::apply(w, changes)?;
    replace(w, About::Itself, found)?;
    crate::duplicates::refresh(w, numbers)
}

/// The episodes that go over, none of a day of which the patient has one already.
fn moving(w: &mut Writer<'_>, to: &str, from: &str) -> Outcome<Vec<EpisodeChange>> {
    let stored = load::episodes_of(w.conn, &[to.to_owned(), from.to_owned()])?;
    let present = stored.into_iter().filter(|kept| kept.state.withdrawn.is_none());
    let (going, there): (Vec<_>, Vec<_>) = present.partition(|kept| kept.state.patient_id == from);
    let day = |kept: &crate::states::KeptEpisode| kept.state.fracture.answers.diagnosed_on;
    if going
        .iter()
        .any(|kept| there.iter().any(|other| day(kept) == day(other)))
    {
        return Err(IdentityRefusal::SameDay.into());
    }
    let change = |kept: crate::states::KeptEpisode| {
        let mut after = kept.state.clone();
        after.patient_id = to.to_owned();
        kept.changed(after, Action::Update)
    };
    Ok(going.into_iter().map(change).collect())
}

impl From<EventRow> for IdentityEvent {
    fn from(row: EventRow) -> Self {
        let undone = row.undone_at.map(|at| Undone {
            at: utc(at),
            by: row.undone_by.unwrap_or_default(),
        });
        IdentityEvent {
            id: row.id,
            service: row.service.0,
            kind: row.kind.0,
            patient_id: row.patient_id,
            merged_id: row.merged_id,
            episodes: row.episodes,
            at: utc(row.told_at),
            by: row.told_by,
            undone,
        }
    }
}
