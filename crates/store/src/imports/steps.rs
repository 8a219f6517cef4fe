//! From one status of an import to the next, so that of two who ask at once only one goes on.

use diesel::prelude::*;
use flsdb_domain::wire::imports::ImportStatus;

use super::Viewer;
use crate::{
    Outcome, Writer,
    schema::{import_changes, import_findings, import_pieces, import_versions, imports},
};

/// What a new start says of a dry run that the last stop broke off.
const BROKEN_OFF: &str = "The server stopped while the file was being checked. Send the file again";

/// Moves an import from one status to another, unless somebody else has moved it already: then nothing happens and
/// the answer is `false`.
///
/// # Errors
/// `NotFound`.
pub fn advance(
    w: &mut Writer<'_>,
    viewer: Viewer<'_>,
    id: &str,
    from: ImportStatus,
    to: ImportStatus,
) -> Outcome<bool> {
    super::find(&mut w.reader(), viewer, id)?;
    let standing = imports::table.find(id).filter(imports::status.eq(name(from)));
    let moved = diesel::update(standing)
        .set(imports::status.eq(name(to)))
        .execute(w.conn)?;
    Ok(moved > 0)
}

/// Forgets an import with its file and its report. What it stored stays.
///
/// # Errors
/// `NotFound`.
pub fn delete(w: &mut Writer<'_>, viewer: Viewer<'_>, id: &str) -> Outcome<()> {
    super::find(&mut w.reader(), viewer, id)?;
    diesel::delete(import_findings::table.filter(import_findings::import_id.eq(id))).execute(w.conn)?;
    diesel::delete(import_changes::table.filter(import_changes::import_id.eq(id))).execute(w.conn)?;
    diesel::delete(import_pieces::table.filter(import_pieces::import_id.eq(id))).execute(w.conn)?;
    diesel::delete(import_versions::table.filter(import_versions::import_id.eq(id))).execute(w.conn)?;
    diesel::delete(imports::table.find(id)).execute(w.conn)?;
    Ok(())
}

/// Settles what the last stop broke off, when nothing runs yet: a dry run has failed, a commit is as if it had not been
/// asked for. Gives how many there were.
///
/// # Errors
/// Those of the database.
pub fn recover(w: &mut Writer<'_>) -> Outcome<usize> {
    let checking = imports::table.filter(imports::status.eq(name(ImportStatus::Checking)));
    let failed = diesel::update(checking)
        .set((
            imports::status.eq(name(ImportStatus::Failed)),
            imports::failure.eq(BROKEN_OFF),
        ))
        .execute(w.conn)?;
    let committing = imports::table.filter(imports::status.eq(name(ImportStatus::Committing)));
    let checked = diesel::update(committing)
        .set(imports::status.eq(name(ImportStatus::Checked)))
        .execute(w.conn)?;
    Ok(failed + checked)
}

/// The status as the database keeps it: as in JSON.
fn name(status: ImportStatus) -> &'static str {
    match status {
        ImportStatus::Checking => "checking",
        ImportStatus::Checked => "checked",
        ImportStatus::Failed => "failed",
        ImportStatus::Committing => "committing",
        ImportStatus::Committed => "committed",
        ImportStatus::Undone => "undone",
    }
}
