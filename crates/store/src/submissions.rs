//! Submissions: runs of records for the national audit, what came back of them, and what the audit holds by them.

mod closing;
mod collecting;
mod lines;
mod rejects;
mod row;
mod starting;

use diesel::prelude::*;
use flsdb_domain::{
    Episode, ServiceCode,
    access::Scope,
    vocabulary::{Coded, SubmissionState},
    wire::{
        Page,
        page::Paging,
        submissions::{Layout, Submission},
    },
};

pub use closing::{abandon, accept, forget_superseded};
pub use lines::{File, for_each_line};
pub use rejects::{Whose, list_rejects, take_rejects};
use row::SubmissionRow;
pub(crate) use row::{DeletionRow, HoldingRow, LineRow};
pub use starting::start;

use crate::{
    Outcome, Reader, StoreError, Writer,
    columns::{Code, Written},
    connection::{Conn, MultiBackend},
    cursor,
    schema::submissions,
};

/// Number of the first row below the headings.
const FIRST_ROW: i32 = 2;

/// Why a submission stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionRefusal {
    /// The one before is still open.
    #[error("The submission “{name}” ({id}) of this service and layout is open. Accept or abandon it first")]
    Unfinished {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
    /// It is accepted or abandoned.
    #[error("This submission is {} and cannot be changed", .0.label().to_lowercase())]
    Closed(SubmissionState),
    /// Its rows are deleted.
    #[error("The rows of this submission are deleted, as it was abandoned or a later one was accepted")]
    Deleted,
    /// Rows of a list of rejects mean no row of the file.
    #[error("{} rows of the list mean no row of this submission", .lines.len())]
    NotSent {
        /// The rows of the list; its headings are row 1.
        lines: Vec<u64>,
    },
}

/// How a layout writes records: what of it the store needs.
pub struct Sheet<'a> {
    /// The layout.
    pub layout: &'a Layout,
    /// The line of headings of the file of records.
    pub headings: String,
    /// The line of headings of the file of deletions.
    pub key_headings: String,
    /// Writes a record.
    pub write: &'a dyn Fn(&Episode) -> Outcome<Line>,
}

/// A record as a layout writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its line in the file, line feed and all.
    pub content: String,
    /// What tells it apart: its line in the file of deletions.
    pub key: String,
}

/// Submissions of the services in the scope, the last first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<Submission>> {
    let before = cursor::before(paging)?;
    let total = paging.total.then(|| seen(scope).count().get_result(r.conn));
    let total = total.transpose()?;
    let mut query = seen(scope);
    if let Some(before) = before {
        query = query.filter(submissions::id.lt(before));
    }
    let rows: Vec<SubmissionRow> = query
        .order(submissions::id.desc())
        .limit(cursor::fetched(paging))
        .select(SubmissionRow::as_select())
        .load(r.conn)?;
    let found = rows.into_iter().map(SubmissionRow::told).collect();
    Ok(cursor::page(found, paging, total, |one: &Submission| &one.id))
}

fn seen<'a>(scope: &Scope) -> submissions::BoxedQuery<'a, MultiBackend> {
    match scope {
        Scope::All => submissions::table.into_boxed(),
        Scope::Services(services) => {
            let own: Vec<Written<ServiceCode>> = services.iter().map(|s| Written(*s)).collect();
            submissions::table
                .filter(submissions::service.eq_any(own))
                .into_boxed()
        }
    }
}

/// One submission.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<Submission> {
    Ok(load(r.conn, scope, id)?.told())
}

/// One submission whose rows are kept.
///
/// # Errors
/// `NotFound`; `Submission` when they are deleted.
pub fn find_kept(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<Submission> {
    Ok(load_kept(r.conn, scope, id)?.told())
}

fn load_kept(conn: &mut Conn, scope: &Scope, id: &str) -> Outcome<SubmissionRow> {
    let row = load(conn, scope, id)?;
    match row.is_kept() {
        true => Ok(row),
        false => Err(SubmissionRefusal::Deleted.into()),
    }
}

fn load(conn: &mut Conn, scope: &Scope, id: &str) -> Outcome<SubmissionRow> {
    let row = submissions::table.find(id).select(SubmissionRow::as_select());
    let row: Option<SubmissionRow> = row.first(conn).optional()?;
    row.filter(|row| scope.contains(row.service.0))
        .ok_or(StoreError::NotFound)
}

/// An open submission of the expected version, under the lock of its service.
fn load_open(w: &mut Writer<'_>, scope: &Scope, id: &str, expected: i64) -> Outcome<SubmissionRow> {
    let service = load(w.conn, scope, id)?.service.0;
    w.lock(service)?;
    let row = load(w.conn, scope, id)?;
    if expected != row.version {
        return Err(StoreError::Stale { current: row.stamp() });
    }
    match row.state {
        Code(SubmissionState::Open) => Ok(row),
        Code(closed) => Err(SubmissionRefusal::Closed(closed).into()),
    }
}

/// Stores a submission as it is now, under its next version.
fn save(w: &mut Writer<'_>, mut row: SubmissionRow) -> Outcome<Submission> {
    row.version += 1;
    row.changed_at = w.author.now_as_kept();
    row.changed_by.clone_from(&w.author.name);
    diesel::update(submissions::table.find(row.id.clone()))
        .set(&row)
        .execute(w.conn)?;
    Ok(row.told())
}
