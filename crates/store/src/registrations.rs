//! Services that ask to take part, and what was decided.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{
    Nation,
    vocabulary::RegistrationState,
    wire::{
        Page,
        page::Paging,
        problem::Stamp,
        registrations::{NewDecision, NewRegistration, Registration, RegistrationReceipt},
    },
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    columns::{Code, utc},
    connection::Conn,
    cursor,
    schema::registrations,
};

/// So many requests may wait at a time: anybody may send them, and somebody reads them.
pub const MOST_WAITING: i64 = 500;

/// A row of `registrations`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = registrations, treat_none_as_default_value = false)]
struct RegistrationRow {
    id: String,
    service_name: String,
    nation: Code<Nation>,
    contact_name: String,
    email: String,
    message: Option<String>,
    sent_at: NaiveDateTime,
    state: Code<RegistrationState>,
    reason: Option<String>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
}

/// Keeps a request until somebody decides.
///
/// # Errors
/// `TooManyWaiting`.
pub fn create(w: &mut Writer<'_>, new: NewRegistration) -> Outcome<RegistrationReceipt> {
    let waiting: i64 = registrations::table
        .filter(registrations::state.eq(Code(RegistrationState::Waiting)))
        .count()
        .get_result(w.conn)?;
    if waiting >= MOST_WAITING {
        return Err(StoreError::TooManyWaiting);
    }
    let now = w.author.now_as_kept();
    let row = RegistrationRow {
        id: w.new_id(),
        service_name: new.service_name,
        nation: Code(new.nation),
        contact_name: new.contact_name,
        email: new.email,
        message: new.message,
        sent_at: now,
        state: Code(RegistrationState::Waiting),
        reason: None,
        version: 1,
        changed_at: now,
        changed_by: w.author.name.clone(),
    };
    diesel::insert_into(registrations::table)
        .values(&row)
        .execute(w.conn)?;
    audit::note_national(w, Action::Create, Resource::Registration, &row.id)?;
    Ok(RegistrationReceipt {
        id: row.id,
        sent_at: utc(now),
    })
}

/// Requests in one state or all, those sent last first.
///
/// # Errors
/// `BadCursor`.
pub fn list(
    r: &mut Reader<'_>,
    state: Option<RegistrationState>,
    paging: &Paging,
) -> Outcome<Page<Registration>> {
    let before = cursor::before(paging)?;
    let chosen = || {
        let mut query = registrations::table.into_boxed();
        if let Some(state) = state {
            query = query.filter(registrations::state.eq(Code(state)));
        }
        query
    };
    let total = match paging.total {
        true => Some(chosen().count().get_result(r.conn)?),
        false => None,
    };
    let mut query = chosen();
    if let Some(before) = before {
        query = query.filter(registrations::id.lt(before));
    }
    let rows: Vec<RegistrationRow> = query
        .order(registrations::id.desc())
        .limit(cursor::fetched(paging))
        .select(RegistrationRow::as_select())
        .load(r.conn)?;
    let found = rows.into_iter().map(Registration::from).collect();
    Ok(cursor::page(found, paging, total, |found: &Registration| {
        &found.id
    }))
}

/// One request.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, id: &str) -> Outcome<Registration> {
    load(r.conn, id)
}

/// Decides on a request, or takes the decision back. A reason is kept while it is refused.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn decide(w: &mut Writer<'_>, id: &str, expected: i64, decision: NewDecision) -> Outcome<Registration> {
    let NewDecision { state, reason } = decision;
    let seen = registrations::table
        .find(id)
        .filter(registrations::version.eq(expected));
    let changed = diesel::update(seen)
        .set((
            registrations::state.eq(Code(state)),
            registrations::reason.eq(reason.filter(|_| state == RegistrationState::Refused)),
            registrations::version.eq(expected + 1),
            registrations::changed_at.eq(w.author.now_as_kept()),
            registrations::changed_by.eq(&w.author.name),
        ))
        .execute(w.conn)?;
    let stored = load(w.conn, id)?;
    if changed == 0 {
        return Err(StoreError::Stale {
            current: stored.stamp,
        });
    }
    let action = match state {
        RegistrationState::Waiting => Action::Reopen,
        RegistrationState::Accepted => Action::Accept,
        RegistrationState::Refused => Action::Refuse,
    };
    audit::note_national(w, action, Resource::Registration, id)?;
    Ok(stored)
}

/// Forgets a request, and with it who asked.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn delete(w: &mut Writer<'_>, id: &str, expected: i64) -> Outcome<()> {
    let seen = registrations::table
        .find(id)
        .filter(registrations::version.eq(expected));
    if diesel::delete(seen).execute(w.conn)? == 0 {
        let current = load(w.conn, id)?.stamp;
        return Err(StoreError::Stale { current });
    }
    audit::note_national(w, Action::Delete, Resource::Registration, id)
}

fn load(conn: &mut Conn, id: &str) -> Outcome<Registration> {
    let row: Option<RegistrationRow> = registrations::table
        .find(id)
        .select(RegistrationRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Registration::from).ok_or(StoreError::NotFound)
}

impl From<RegistrationRow> for Registration {
    fn from(row: RegistrationRow) -> Self {
        Registration {
            id: row.id,
            request: NewRegistration {
                service_name: row.service_name,
                nation: row.nation.0,
                contact_name: row.contact_name,
                email: row.email,
                message: row.message,
            },
            sent_at: utc(row.sent_at),
            state: row.state.0,
            reason: row.reason,
            stamp: Stamp {
                version: row.version,
                changed_at: utc(row.changed_at),
                changed_by: row.changed_by,
            },
        }
    }
}
