//! Rows of `imports`.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    wire::imports::{
        FieldChanges, FindingCount, ImportColumns, ImportCounts, ImportRecord, ImportStatus, Progress,
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use super::{NewImport, Viewer};
use crate::{
    Outcome, Writer,
    columns::{Written, utc},
    schema::imports,
};

/// How long an import is kept after its last step.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// A row of `imports`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = imports)]
pub struct ImportRow {
    pub id: String,
    service: Option<Written<ServiceCode>>,
    filename: String,
    bytes: i64,
    status: String,
    failure: Option<String>,
    rows_read: i64,
    rows_total: Option<i64>,
    report: String,
    blank: String,
    policy: Option<String>,
    created_at: NaiveDateTime,
    created_by: String,
    created_by_id: String,
    committed_at: Option<NaiveDateTime>,
    expires_at: NaiveDateTime,
}

/// What changes of an import from step to step.
#[derive(AsChangeset)]
#[diesel(table_name = imports, treat_none_as_null = true)]
pub struct ImportChange {
    status: String,
    failure: Option<String>,
    rows_read: i64,
    rows_total: Option<i64>,
    report: String,
    policy: Option<String>,
    committed_at: Option<NaiveDateTime>,
    expires_at: NaiveDateTime,
}

/// The report in figures, kept as one document.
#[derive(Default, Serialize, Deserialize)]
struct Report {
    counts: ImportCounts,
    columns: ImportColumns,
    findings: Vec<FindingCount>,
    #[serde(default)]
    changes: Vec<FieldChanges>,
}

impl ImportRow {
    /// An import that begins now.
    pub fn new(w: &Writer<'_>, import: &NewImport) -> Outcome<Self> {
        let now = w.author.now_as_kept();
        Ok(ImportRow {
            id: w.new_id(),
            service: import.service.map(Written),
            filename: import.filename.clone(),
            bytes: 0,
            status: token(&ImportStatus::Checking)?,
            failure: None,
            rows_read: 0,
            rows_total: None,
            report: serde_json::to_string(&Report::default())?,
            blank: token(&import.blank)?,
            policy: None,
            created_at: now,
            created_by: w.author.name.clone(),
            created_by_id: w.author.id.clone(),
            committed_at: None,
            expires_at: now + KEPT,
        })
    }

    /// Whether the service is in the viewer's scope, or, with a column `service`, the file is the viewer's own.
    pub fn is_seen_by(&self, viewer: Viewer<'_>) -> bool {
        match self.service {
            Some(service) => viewer.scope.contains(service.0),
            None => self.created_by_id == viewer.author_id,
        }
    }

    /// The import as told.
    pub fn into_record(self) -> Outcome<ImportRecord> {
        let Report {
            counts,
            columns,
            findings,
            changes,
        } = serde_json::from_str(&self.report)?;
        Ok(ImportRecord {
            id: self.id,
            service: self.service.map(|s| s.0),
            filename: self.filename,
            bytes: self.bytes,
            status: from_token(self.status)?,
            failure: self.failure,
            progress: Progress {
                rows_read: unsigned(self.rows_read),
                rows_total: self.rows_total.map(unsigned),
            },
            counts,
            columns,
            findings,
            changes,
            blank: from_token(self.blank)?,
            policy: self.policy.map(from_token).transpose()?,
            created_at: utc(self.created_at),
            created_by: self.created_by,
            committed_at: self.committed_at.map(utc),
            expires_at: utc(self.expires_at),
        })
    }
}

impl ImportChange {
    /// Where an import stands now.
    pub fn of(w: &Writer<'_>, import: &ImportRecord) -> Outcome<Self> {
        let report = Report {
            counts: import.counts,
            columns: import.columns.clone(),
            findings: import.findings.clone(),
            changes: import.changes.clone(),
        };
        Ok(ImportChange {
            status: token(&import.status)?,
            failure: import.failure.clone(),
            rows_read: signed(import.progress.rows_read),
            rows_total: import.progress.rows_total.map(signed),
            report: serde_json::to_string(&report)?,
            policy: import.policy.as_ref().map(token).transpose()?,
            committed_at: import.committed_at.map(|at| at.naive_utc()),
            expires_at: w.author.now_as_kept() + KEPT,
        })
    }
}

/// A count as the database keeps it.
pub fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count that the database keeps.
pub fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

/// The token that JSON has for an option.
fn token(option: &impl Serialize) -> Outcome<String> {
    match serde_json::to_value(option)? {
        Json::String(token) => Ok(token),
        other => Ok(other.to_string()),
    }
}

fn from_token<T: DeserializeOwned>(token: String) -> Outcome<T> {
    Ok(serde_json::from_value(Json::String(token))?)
}
