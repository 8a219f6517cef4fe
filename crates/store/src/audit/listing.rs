//! Lists of audit events.

use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveTime};
use diesel::prelude::*;
use flsdb_domain::{
    access::Scope,
    vocabulary::Coded,
    wire::{Page, audit::AuditEntry, page::Paging},
};

use super::{Action, AuditEvent, Resource};
use crate::{
    Outcome, Reader,
    bulk::CHUNK,
    columns::{Code, Written},
    connection::{Conn, MultiBackend},
    cursor, load,
    rows::AuditRow,
    schema::{audit_events, users},
};

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// On this day (UTC) or later.
    pub start: Option<NaiveDate>,
    /// On this day or before.
    pub end: Option<NaiveDate>,
    /// Only this was done.
    pub action: Option<Action>,
    /// Only to this.
    pub resource: Option<Resource>,
    /// Only by this account.
    pub author_id: Option<String>,
    /// Only changes of this patient (a keyed reference) and of what is kept of them: no reading.
    pub changes_of: Option<String>,
}

/// Audit events, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<AuditEvent>> {
    filtered(r, scope, &AuditFilter::default(), paging)
}

/// Events that a filter means, newest first, with the names of their authors.
///
/// # Errors
/// `BadCursor`.
pub fn list_entries(
    r: &mut Reader<'_>,
    scope: &Scope,
    filter: &AuditFilter,
    paging: &Paging,
) -> Outcome<Page<AuditEntry>> {
    let Page { items, next, total } = filtered(r, scope, filter, paging)?;
    let names = names(r.conn, &items)?;
    let entry = |event: AuditEvent| AuditEntry {
        author: names.get(&event.author_id).cloned(),
        id: event.id,
        at: event.at,
        author_id: event.author_id,
        author_kind: event.author_kind.token().to_owned(),
        request_id: event.request_id,
        service: event.service,
        action: event.action.token().to_owned(),
        resource: event.resource.token().to_owned(),
        reference: event.reference,
        patient_reference: event.patient_reference,
        fields: event.fields,
    };
    Ok(Page {
        items: items.into_iter().map(entry).collect(),
        next,
        total,
    })
}

/// Who changed what of a patient, newest first: the person, the episodes, and what is kept for direct care. `reference` is
/// the patient's in audit events.
///
/// # Errors
/// `NotFound`; `BadCursor`.
pub fn history(
    r: &mut Reader<'_>,
    scope: &Scope,
    (patient_id, reference): (&str, String),
    paging: &Paging,
) -> Outcome<Page<AuditEntry>> {
    let patient = load::patient(r.conn, scope, patient_id)?;
    let filter = AuditFilter {
        changes_of: Some(reference),
        ..AuditFilter::default()
    };
    list_entries(r, &Scope::Services([patient.service].into()), &filter, paging)
}

fn filtered(
    r: &mut Reader<'_>,
    scope: &Scope,
    filter: &AuditFilter,
    paging: &Paging,
) -> Outcome<Page<AuditEvent>> {
    let before = cursor::before(paging)?;
    let total = if paging.total {
        Some(meant(scope, filter).count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = meant(scope, filter);
    if let Some(before) = before {
        query = query.filter(audit_events::id.lt(before));
    }
    let rows: Vec<AuditRow> = query
        .order(audit_events::id.desc())
        .limit(cursor::fetched(paging))
        .select(AuditRow::as_select())
        .load(r.conn)?;
    let events = rows.into_iter().map(AuditEvent::from).collect();
    Ok(cursor::page(events, paging, total, |event: &AuditEvent| {
        &event.id
    }))
}

fn meant<'a>(
    scope: &Scope,
    filter: &AuditFilter,
) -> diesel::helper_types::IntoBoxed<'a, audit_events::table, MultiBackend> {
    let mut query = audit_events::table.into_boxed();
    if let Scope::Services(services) = scope {
        let own: Vec<_> = services.iter().map(|s| Some(Written(*s))).collect();
        query = query.filter(audit_events::service.eq_any(own));
    }
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    if let Some(start) = filter.start {
        query = query.filter(audit_events::at.ge(midnight(start)));
    }
    if let Some(next) = filter.end.and_then(|end| end.checked_add_days(Days::new(1))) {
        query = query.filter(audit_events::at.lt(midnight(next)));
    }
    if let Some(action) = filter.action {
        query = query.filter(audit_events::action.eq(Code(action)));
    }
    if let Some(resource) = filter.resource {
        query = query.filter(audit_events::resource.eq(Code(resource)));
    }
    if let Some(patient) = &filter.changes_of {
        let reading = [Action::Read, Action::List, Action::Export].map(Code);
        query = query
            .filter(audit_events::patient_reference.eq(patient.clone()))
            .filter(audit_events::action.ne_all(reading));
    }
    if let Some(author) = &filter.author_id {
        query = query.filter(audit_events::author_id.eq(author.clone()));
    }
    query
}

/// The names of the accounts behind events.
fn names(conn: &mut Conn, events: &[AuditEvent]) -> QueryResult<HashMap<String, String>> {
    let mut ids: Vec<&String> = events.iter().map(|event| &event.author_id).collect();
    ids.sort();
    ids.dedup();
    let mut names = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<(String, String)> = users::table
            .filter(users::id.eq_any(ids))
            .select((users::id, users::name))
            .load(conn)?;
        names.extend(rows);
    }
    Ok(names)
}
