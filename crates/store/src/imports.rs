//! Imports: the file, its report and its rejected rows, kept for 24 hours after the last step.

mod steps;

use std::collections::BTreeMap;

pub use steps::{advance, delete, recover};

use flsdb_domain::{
    Level, ServiceCode,
    access::Scope,
    wire::{
        Page,
        imports::{BlankCells, ImportRecord, RowFinding},
        page::Paging,
    },
};

use crate::{Outcome, Reader, Writer, error::later};

/// An import to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport {
    /// The service whose file it is; absent when the file has a column `service`.
    pub service: Option<ServiceCode>,
    /// Name of the file as sent.
    pub filename: String,
    /// What blank cells do.
    pub blank: BlankCells,
}

/// Which findings of an import are wanted; all, if nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// Only those with this code.
    pub code: Option<String>,
    /// Only those of this level.
    pub level: Option<Level>,
}

/// Who looks at imports: those of the services in the scope, and, without a service, one's own.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// Services in which the viewer may import.
    pub scope: &'a Scope,
    /// Id of the account or client.
    pub author_id: &'a str,
}

/// Makes an import, status `Checking`, and gives its id. The file follows with [`append_file`].
///
/// # Errors
/// `NotFound` when the service is outside the viewer's scope.
pub fn create(w: &mut Writer<'_>, viewer: Viewer<'_>, import: &NewImport) -> Outcome<String> {
    later()
}

/// Adds a piece to the file; about a megabyte at a time.
///
/// # Errors
/// `NotFound`.
pub fn append_file(w: &mut Writer<'_>, id: &str, piece: &[u8]) -> Outcome<()> {
    later()
}

/// Hands over the file piece by piece.
///
/// # Errors
/// `NotFound`, and those of `take`.
pub fn for_each_piece(r: &mut Reader<'_>, id: &str, mut take: impl FnMut(&[u8]) -> Outcome<()>) -> Outcome<()> {
    later()
}

/// One import.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, viewer: Viewer<'_>, id: &str) -> Outcome<ImportRecord> {
    later()
}

/// Imports, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, viewer: Viewer<'_>, paging: &Paging) -> Outcome<Page<ImportRecord>> {
    later()
}

/// Stores where an import stands: status, failure, progress, counts, columns, findings, policy, committed_at. It expires 24
/// hours from now. Id, service, filename, size and sender stay as they were.
///
/// # Errors
/// `NotFound`.
pub fn save(w: &mut Writer<'_>, import: &ImportRecord) -> Outcome<()> {
    later()
}

/// Stores how far an import has got, and nothing else.
///
/// # Errors
/// `NotFound`.
pub fn save_progress(w: &mut Writer<'_>, id: &str, rows_read: u64, rows_total: Option<u64>) -> Outcome<()> {
    later()
}

/// Adds findings at rows and columns to the report.
///
/// # Errors
/// `NotFound`.
pub fn append_findings(w: &mut Writer<'_>, id: &str, findings: &[RowFinding]) -> Outcome<()> {
    later()
}

/// The findings of an import by row, then in the order in which they were added.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub fn list_findings(
    r: &mut Reader<'_>,
    viewer: Viewer<'_>,
    id: &str,
    filter: &FindingFilter,
    paging: &Paging,
) -> Outcome<Page<RowFinding>> {
    later()
}

/// Forgets the findings and rejected rows, before they are made afresh.
///
/// # Errors
/// `NotFound`.
pub fn clear_report(w: &mut Writer<'_>, id: &str) -> Outcome<()> {
    later()
}

/// Adds a piece to the file of rejected rows.
///
/// # Errors
/// `NotFound`.
pub fn append_rejected(w: &mut Writer<'_>, id: &str, piece: &[u8]) -> Outcome<()> {
    later()
}

/// Hands over the file of rejected rows piece by piece.
///
/// # Errors
/// `NotFound`, and those of `take`.
pub fn for_each_rejected_piece(
    r: &mut Reader<'_>,
    viewer: Viewer<'_>,
    id: &str,
    mut take: impl FnMut(&[u8]) -> Outcome<()>,
) -> Outcome<()> {
    later()
}

/// Keeps which version of each service the commit wrote: [`Writer::versions`] at its end.
///
/// # Errors
/// `NotFound`.
pub fn save_versions(w: &mut Writer<'_>, id: &str, versions: &BTreeMap<ServiceCode, i64>) -> Outcome<()> {
    later()
}

/// The versions that the commit wrote, for [`crate::undo::undo`].
///
/// # Errors
/// `NotFound`.
pub fn find_versions(
    r: &mut Reader<'_>,
    viewer: Viewer<'_>,
    id: &str,
) -> Outcome<BTreeMap<ServiceCode, i64>> {
    later()
}

/// Deletes imports that expired before now, and gives their number.
///
/// # Errors
/// Those of the database.
pub fn forget_expired(w: &mut Writer<'_>) -> Outcome<usize> {
    later()
}
