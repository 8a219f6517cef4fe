//! Undoing what an import wrote, from the history.

use flsdb_domain::{ServiceCode, access::Scope};

use crate::{Outcome, Writer, error::later};

/// Removes what was created in this version of the service and restores what was changed in it. An undo is a change with
/// a version and audit events of its own. A patient that was created stays if an episode made otherwise refers to it.
///
/// # Errors
/// `NotFound` outside the scope; `ChangedSince` naming the patients and episodes that have a later version.
pub fn undo(w: &mut Writer<'_>, scope: &Scope, service: ServiceCode, version: i64) -> Outcome<()> {
    later()
}
