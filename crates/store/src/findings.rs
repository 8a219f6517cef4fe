//! Findings of stored episodes: warnings that stay listed until resolved or accepted with a reason.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{
    Field, Finding, FindingCode, ServiceCode,
    access::Scope,
    vocabulary::Coded,
    wire::{Page, WireFinding, page::Paging, quality::OpenFindings},
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    bulk::{self, CHUNK},
    columns::{Code, Written},
    connection::Conn,
    cursor,
    rows::{AuditRow, FindingRow},
    schema::{findings, fractures, patients},
};

/// An open finding of a stored episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFinding {
    /// Id of the finding.
    pub id: String,
    /// Id of the episode.
    pub fracture_id: String,
    /// The service.
    pub service: ServiceCode,
    /// The finding.
    pub finding: Finding,
}

/// Open findings of records that are not withdrawn, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<OpenFinding>> {
    let before = cursor::before(paging)?;
    let open = || {
        let mut query = findings::table
            .inner_join(fractures::table.inner_join(patients::table))
            .filter(findings::accepted_at.is_null())
            .filter(fractures::withdrawn_at.is_null())
            .filter(patients::withdrawn_at.is_null())
            .into_boxed();
        if let Scope::Services(services) = scope {
            query = query.filter(findings::service.eq_any(services.iter().map(|s| Written(*s))));
        }
        query
    };
    let total = if paging.total {
        Some(open().count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = open();
    if let Some(before) = before {
        query = query.filter(findings::id.lt(before));
    }
    let rows: Vec<FindingRow> = query
        .order(findings::id.desc())
        .limit(cursor::fetched(paging))
        .select(FindingRow::as_select())
        .load(r.conn)?;
    let found = rows.into_iter().filter_map(FindingRow::into_open).collect();
    Ok(cursor::page(found, paging, total, |f: &OpenFinding| &f.id))
}

/// How many findings of records that are not withdrawn are open, by kind, the most frequent first.
///
/// # Errors
/// Those of the database.
pub fn open_by_kind(r: &mut Reader<'_>, scope: &Scope) -> Outcome<Vec<OpenFindings>> {
    let mut query = findings::table
        .inner_join(fractures::table.inner_join(patients::table))
        .filter(findings::accepted_at.is_null())
        .filter(fractures::withdrawn_at.is_null())
        .filter(patients::withdrawn_at.is_null())
        .group_by(findings::code)
        .select((findings::code, diesel::dsl::count_star()))
        .into_boxed();
    if let Scope::Services(services) = scope {
        query = query.filter(findings::service.eq_any(services.iter().map(|s| Written(*s))));
    }
    let rows: Vec<(Code<FindingCode>, i64)> = query.load(r.conn)?;
    let kind = |(code, open): (Code<FindingCode>, i64)| OpenFindings {
        code: code.0,
        level: code.0.level(),
        open: u64::try_from(open).unwrap_or_default(),
    };
    let mut found: Vec<_> = rows.into_iter().map(kind).collect();
    found.sort_by(|a, b| {
        b.open
            .cmp(&a.open)
            .then_with(|| a.code.token().cmp(b.code.token()))
    });
    Ok(found)
}

/// Accepts a finding: it is listed no more as long as it recurs unchanged.
///
/// # Errors
/// `NotFound`.
pub fn accept(w: &mut Writer<'_>, scope: &Scope, id: &str, reason: &str) -> Outcome<()> {
    let row = findings::table
        .find(id)
        .select(FindingRow::as_select())
        .first(w.conn)
        .optional()?;
    let row: FindingRow = row
        .filter(|row: &FindingRow| scope.contains(row.service.0))
        .ok_or(StoreError::NotFound)?;
    let service = row.service.0;
    let patient_id: String = fractures::table
        .find(&row.fracture_id)
        .select(fractures::patient_id)
        .first(w.conn)?;
    w.mark(service)?;
    diesel::update(findings::table.find(id))
        .set((
            findings::accepted_at.eq(Some(w.author.now_as_kept())),
            findings::accepted_by.eq(Some(&w.author.name)),
            findings::accepted_reason.eq(Some(reason)),
        ))
        .execute(w.conn)?;
    let event = AuditRow {
        reference: Some(w.key.refer(&row.fracture_id)),
        patient_reference: Some(w.key.refer(&patient_id)),
        fields: row.field,
        ..audit::event_of_change(w, service, Action::Accept, Resource::Episode)
    };
    Ok(bulk::insert_events(w.conn, &[event])?)
}

/// The open findings of an episode, in the order of the data set.
pub(crate) fn open_of(conn: &mut Conn, fracture_id: &str) -> Outcome<Vec<WireFinding>> {
    let rows: Vec<FindingRow> = findings::table
        .filter(findings::fracture_id.eq(fracture_id))
        .filter(findings::accepted_at.is_null())
        .select(FindingRow::as_select())
        .load(conn)?;
    let mut found: Vec<Finding> = rows
        .into_iter()
        .filter_map(FindingRow::into_open)
        .map(|f| f.finding)
        .collect();
    found.sort();
    Ok(found.iter().map(WireFinding::from).collect())
}

/// How many findings are open, by episode.
pub(crate) fn open_counts(conn: &mut Conn, fracture_ids: &[String]) -> QueryResult<HashMap<String, i64>> {
    let mut counts = HashMap::new();
    for ids in fracture_ids.chunks(CHUNK) {
        let rows: Vec<(String, i64)> = findings::table
            .filter(findings::fracture_id.eq_any(ids))
            .filter(findings::accepted_at.is_null())
            .group_by(findings::fracture_id)
            .select((findings::fracture_id, diesel::dsl::count_star()))
            .load(conn)?;
        counts.extend(rows);
    }
    Ok(counts)
}

impl FindingRow {
    fn into_open(self) -> Option<OpenFinding> {
        let finding = Finding {
            field: Field::from_heading(&self.field)?,
            code: self.code.0,
            level: self.code.0.level(),
            message: self.message,
        };
        Some(OpenFinding {
            id: self.id,
            fracture_id: self.fracture_id,
            service: self.service.0,
            finding,
        })
    }
}

/// What was found of a stored episode.
pub(crate) struct Found {
    pub fracture_id: String,
    pub service: ServiceCode,
    pub findings: Vec<Finding>,
}

/// Which findings are computed: those of a record by itself, or those about other episodes of the same NHS number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Itself,
    Others,
}

impl About {
    fn of(code: FindingCode) -> Self {
        match code {
            FindingCode::EpisodePossibleDuplicate | FindingCode::PatientInOtherService => About::Others,
            _ => About::Itself,
        }
    }
}

/// Stores what was found, in place of what was found before. What recurs unchanged stays as it is, accepted or not; what
/// recurs otherwise, for instance with another day in its message, is open again.
pub(crate) fn replace(w: &mut Writer<'_>, about: About, found: Vec<Found>) -> Outcome<()> {
    let ids: Vec<String> = found.iter().map(|f| f.fracture_id.clone()).collect();
    let mut stored = stored(w.conn, about, &ids)?;
    let mut new = Vec::new();
    let open = || {
        (
            findings::accepted_at.eq(None::<NaiveDateTime>),
            findings::accepted_by.eq(None::<String>),
            findings::accepted_reason.eq(None::<String>),
        )
    };
    for Found {
        fracture_id,
        service,
        findings,
    } in found
    {
        for finding in findings.into_iter().filter(|f| About::of(f.code) == about) {
            let field = finding.field.heading().into_owned();
            match stored.remove(&(fracture_id.clone(), finding.code, field.clone())) {
                Some(row) if row.message == finding.message => {}
                Some(row) => {
                    diesel::update(findings::table.find(row.id))
                        .set((findings::message.eq(finding.message), open()))
                        .execute(w.conn)?;
                }
                None => new.push(FindingRow {
                    id: w.new_id(),
                    fracture_id: fracture_id.clone(),
                    service: Written(service),
                    field,
                    code: Code(finding.code),
                    message: finding.message,
                    accepted_at: None,
                    accepted_by: None,
                    accepted_reason: None,
                }),
            }
        }
    }
    let resolved: Vec<String> = stored.into_values().map(|row| row.id).collect();
    for ids in resolved.chunks(CHUNK) {
        diesel::delete(findings::table.filter(findings::id.eq_any(ids))).execute(w.conn)?;
    }
    Ok(bulk::insert_findings(w.conn, &new)?)
}

type Place = (String, FindingCode, String);

fn stored(conn: &mut Conn, about: About, fracture_ids: &[String]) -> QueryResult<HashMap<Place, FindingRow>> {
    let mut stored = HashMap::new();
    for ids in fracture_ids.chunks(CHUNK) {
        let rows: Vec<FindingRow> = findings::table
            .filter(findings::fracture_id.eq_any(ids))
            .select(FindingRow::as_select())
            .load(conn)?;
        let rows = rows.into_iter().filter(|row| About::of(row.code.0) == about);
        stored.extend(rows.map(|row| ((row.fracture_id.clone(), row.code.0, row.field.clone()), row)));
    }
    Ok(stored)
}
