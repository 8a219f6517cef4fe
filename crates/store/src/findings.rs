//! Findings of stored episodes: warnings that stay listed until resolved or accepted with a reason.

mod acceptance;
mod listing;
mod pairs;

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{
    Field, Finding, FindingCode, ServiceCode,
    access::Scope,
    vocabulary::Coded,
    wire::{WireFinding, quality::OpenFindings},
};

pub use acceptance::{accept, reopen};
pub(crate) use acceptance::{reopen_of_episodes, reopen_of_patients};
pub use listing::{FindingFilter, find, list};
pub use pairs::duplicates;

use crate::{
    Outcome, Reader, Writer,
    bulk::{self, CHUNK},
    columns::{Code, Written},
    connection::Conn,
    rows::FindingRow,
    schema::{findings, fractures, patients},
};

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

/// The open findings of an episode, in the order of the data set.
pub(crate) fn open_of(conn: &mut Conn, fracture_id: &str) -> Outcome<Vec<WireFinding>> {
    let rows: Vec<FindingRow> = findings::table
        .filter(findings::fracture_id.eq(fracture_id))
        .filter(findings::accepted_at.is_null())
        .select(FindingRow::as_select())
        .load(conn)?;
    let mut found: Vec<Finding> = rows.into_iter().filter_map(FindingRow::into_finding).collect();
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
    fn into_finding(self) -> Option<Finding> {
        let field = Field::from_heading(&self.field)?;
        Some(Finding::new(field, self.code.0, self.message))
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
/// recurs otherwise, for instance with another day in its message, is open again. Accepted findings whose fields have
/// changed were opened when the record was written.
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
