//! Files on their way in.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{Level, ServiceCode};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    /// The dry run is on its way.
    Checking,
    /// The dry run is done: read the report, then commit.
    Checked,
    /// The file could not be read; `failure` says why.
    Failed,
    /// The commit is on its way.
    Committing,
    /// Stored.
    Committed,
    /// Stored once, then undone.
    Undone,
}

/// What the import does with good rows when others have errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportPolicy {
    /// Refuses the whole file.
    #[default]
    RefuseFile,
    /// Stores the good rows and gives the bad ones back as a file.
    AcceptValidRows,
}

/// What a blank cell does to a stored answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BlankCells {
    /// Nothing.
    #[default]
    Keep,
    /// Clears it, but for 1.01, 1.02, 1.09 and the date of death.
    Clear,
}

/// An import with its report in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRecord {
    /// Id made by the server (UUIDv7).
    pub id: String,
    /// The service whose file it is; absent when the file has a column `service`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    /// Name of the file as sent.
    pub filename: String,
    /// Size in bytes.
    pub bytes: i64,
    /// Where it stands.
    pub status: ImportStatus,
    /// Why the file could not be read, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Rows read so far, and of how many.
    pub progress: Progress,
    /// What the rows do, or did.
    pub counts: ImportCounts,
    /// How the columns were understood.
    pub columns: ImportColumns,
    /// Findings by code, errors first.
    pub findings: Vec<FindingCount>,
    /// How often the rows change what is stored, by field, in the order of the data set.
    pub changes: Vec<FieldChanges>,
    /// What blank cells do.
    pub blank: BlankCells,
    /// What was asked for at the commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<ImportPolicy>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
    /// Name of the person or client that sent it.
    pub created_by: String,
    /// When it was committed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed_at: Option<DateTime<Utc>>,
    /// When file and report are deleted: 24 hours after the last step.
    pub expires_at: DateTime<Utc>,
}

/// Rows read, and of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Rows read.
    pub rows_read: u64,
    /// Rows in the file, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_total: Option<u64>,
}

/// What the rows of a file do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportCounts {
    /// Rows that make a new episode.
    pub create: u64,
    /// Rows that change an episode or its patient.
    pub update: u64,
    /// Rows that say what is stored already.
    pub unchanged: u64,
    /// Rows with an error.
    pub rejected: u64,
}

/// How the columns of a file were understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportColumns {
    /// Headings that were recognised.
    pub found: Vec<FoundColumn>,
    /// Headings that were not, and are ignored.
    pub ignored: Vec<String>,
    /// Headings of the data set that the file has not.
    pub missing: Vec<String>,
}

/// A recognised heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundColumn {
    /// As in the file.
    pub heading: String,
    /// As in the data set.
    pub field: String,
}

/// How often a finding occurs in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindingCount {
    /// Code of the finding.
    pub code: String,
    /// Error or warning.
    pub level: Level,
    /// Rows that have it.
    pub count: u64,
}

/// A finding at its row and column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowFinding {
    /// Row of the file; the heading is row 1.
    pub row: u64,
    /// Heading of the column in the data set, for instance `1.01 NHSNumber`.
    pub column: String,
    /// The cell as sent.
    pub value: String,
    /// Code of the finding.
    pub code: String,
    /// Error or warning.
    pub level: Level,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// How often the rows of a file change a field of what is stored. New episodes of new patients change nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChanges {
    /// Heading of the column in the data set, for instance `1.04 Post Code`.
    pub column: String,
    /// Rows that clear a stored value.
    pub clear: u64,
    /// Rows that put another value in the place of a stored one.
    pub overwrite: u64,
    /// Rows that give a value where none is stored.
    pub fill: u64,
}

impl FieldChanges {
    /// Rows that change the field.
    pub fn rows(&self) -> u64 {
        self.clear + self.overwrite + self.fill
    }
}

/// A stored value that a row changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowChange {
    /// Row of the file; the heading is row 1.
    pub row: u64,
    /// Id of the patient.
    pub patient_id: String,
    /// Id of the episode; absent when the row makes a new episode of a stored patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fracture_id: Option<String>,
    /// Heading of the column in the data set.
    pub column: String,
    /// The value that is stored, as exports write it; empty if blank.
    pub stored: String,
    /// The value that takes its place; empty if blank.
    pub given: String,
}

/// A row with an error, cell by cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectedRow {
    /// Row of the file; the heading is row 1.
    pub row: u64,
    /// The cells of the columns that were recognised, in the order of the file.
    pub cells: Vec<RowCell>,
    /// What is wrong with it, and what is to be checked.
    pub findings: Vec<RowFinding>,
}

/// A cell of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowCell {
    /// Heading of the column in the data set.
    pub column: String,
    /// Its text.
    pub value: String,
}

/// Rows to be mended, and checked again with all the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct MendRows {
    /// The rows; none, to check the file again as it is.
    #[validate(length(max = 500))]
    pub rows: Vec<MendedRow>,
}

/// A row to be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MendedRow {
    /// Row of the file; the heading is row 1.
    pub row: u64,
    /// The text that each cell is to have, by the heading of its column in the data set. Other cells stay as they are.
    pub cells: BTreeMap<String, String>,
}

/// How to commit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CommitImport {
    /// What to do with good rows when others have errors.
    pub policy: ImportPolicy,
}
