//! The rows of the tables of submissions.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    vocabulary::SubmissionState,
    wire::{
        problem::Stamp,
        submissions::{RejectList, Submission, SubmissionCounts, SubmissionFile},
    },
};

use crate::{
    columns::{Code, Written, utc},
    schema::{submission_deletions, submission_holdings, submission_rows, submissions},
};

/// A row of `submissions`.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = submissions, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct SubmissionRow {
    pub id: String,
    pub service: Written<ServiceCode>,
    pub layout: String,
    pub layout_version: String,
    pub name: String,
    pub state: Code<SubmissionState>,
    pub version: i64,
    pub changed_at: NaiveDateTime,
    pub changed_by: String,
    pub started_at: NaiveDateTime,
    pub started_by: String,
    pub send_by: Option<NaiveDate>,
    #[diesel(embed)]
    pub counts: Counts,
    pub headings: String,
    pub key_headings: String,
    pub records_digest: String,
    pub deletions_digest: String,
    pub rejected: Option<i64>,
    pub rejects_digest: Option<String>,
    pub rejects_at: Option<NaiveDateTime>,
    pub rejects_by: Option<String>,
    pub superseded_at: Option<NaiveDateTime>,
}

/// The counts of a row of `submissions`.
#[derive(Default, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = submissions)]
pub(super) struct Counts {
    pub new_records: i64,
    pub changed_records: i64,
    pub deletions: i64,
    pub unchanged: i64,
    pub opted_out: i64,
    pub objecting: i64,
    pub unchecked: i64,
}

/// A row of `submission_rows`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = submission_rows, treat_none_as_default_value = false)]
pub(crate) struct LineRow {
    pub submission_id: String,
    pub position: i32,
    pub fracture_id: String,
    pub row_key: String,
    pub content: String,
    pub record_version: i64,
    pub reason: Option<String>,
}

/// A row of `submission_deletions`.
#[derive(Insertable)]
#[diesel(table_name = submission_deletions)]
pub(crate) struct DeletionRow {
    pub submission_id: String,
    pub position: i32,
    pub fracture_id: String,
    pub row_key: String,
}

/// A row of `submission_holdings`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = submission_holdings)]
pub(crate) struct HoldingRow {
    pub layout: String,
    pub fracture_id: String,
    pub service: Written<ServiceCode>,
    pub row_key: String,
    pub digest: String,
}

impl SubmissionRow {
    /// Whether its rows are kept.
    pub fn is_kept(&self) -> bool {
        self.state.0 != SubmissionState::Abandoned && self.superseded_at.is_none()
    }

    pub fn stamp(&self) -> Stamp {
        Stamp {
            version: self.version,
            changed_at: utc(self.changed_at),
            changed_by: self.changed_by.clone(),
        }
    }

    pub fn told(self) -> Submission {
        let is_kept = self.is_kept();
        let file = |rows, digest| is_kept.then_some(SubmissionFile { rows, digest });
        let rejects = self.rejected.zip(self.rejects_at).map(|(rows, at)| RejectList {
            at: utc(at),
            by: self.rejects_by.clone().unwrap_or_default(),
            rows,
            digest: self.rejects_digest.clone().unwrap_or_default(),
        });
        let stamp = self.stamp();
        let counts: SubmissionCounts = self.counts.into();
        Submission {
            id: self.id,
            service: self.service.0,
            layout: self.layout,
            layout_version: self.layout_version,
            name: self.name,
            state: self.state.0,
            started_at: utc(self.started_at),
            started_by: self.started_by,
            send_by: self.send_by,
            records: file(counts.in_file(), self.records_digest),
            deletions: file(counts.deletions, self.deletions_digest),
            counts,
            rejects,
            stamp,
        }
    }
}

impl From<Counts> for SubmissionCounts {
    fn from(counts: Counts) -> Self {
        SubmissionCounts {
            new: counts.new_records,
            changed: counts.changed_records,
            deletions: counts.deletions,
            unchanged: counts.unchanged,
            opted_out: counts.opted_out,
            objecting: counts.objecting,
            unchecked: counts.unchecked,
        }
    }
}
