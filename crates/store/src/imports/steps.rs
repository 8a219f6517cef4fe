//! From one status of an import to the next, so that of two who ask at once only one goes on.

use diesel::prelude::*;
use flsdb_domain::wire::imports::ImportStatus;

use super::Viewer;
use crate::{
    Outcome, Writer,
    schema::{import_mends, imports},
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
    super::forget(w, &[id.to_owned()])
}

/// What a new start says when rows were being checked again.
const BROKEN_OFF_AGAIN: &str =
    "The server stopped while the rows were being checked again. What was typed is kept. Check again";

/// Settles what the last stop broke off, when nothing runs yet: a dry run has failed, unless rows of it were mended, which
/// can be checked again; a commit is as if it had not been asked for. Gives how many there were.
///
/// # Errors
/// Those of the database.
pub fn recover(w: &mut Writer<'_>) -> Outcome<usize> {
    let checking = imports::table.filter(imports::status.eq(name(ImportStatus::Checking)));
    let mended: Vec<String> = import_mends::table
        .select(import_mends::import_id)
        .distinct()
        .load(w.conn)?;
    let kept = diesel::update(checking.filter(imports::id.eq_any(mended)))
        .set((
            imports::status.eq(name(ImportStatus::Checked)),
            imports::failure.eq(BROKEN_OFF_AGAIN),
        ))
        .execute(w.conn)?;
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
    Ok(kept + failed + checked)
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
