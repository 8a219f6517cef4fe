//! Submissions: the layouts of the files, and the records of the store, brought together.

use flsdb_domain::{Episode, ServiceCode, access::Scope, wire::submissions::Submission};
use flsdb_files::Sheet;
use flsdb_store::{
    Outcome, StoreError, Writer,
    submissions::{self, Line},
};

/// Starts a run of a service in this layout.
///
/// # Errors
/// Those of [`submissions::start`].
pub fn start(
    w: &mut Writer<'_>,
    scope: &Scope,
    named: (ServiceCode, &str),
    sheet: &Sheet,
) -> Outcome<Submission> {
    let write = |episode: &Episode| {
        Ok(Line {
            content: sheet.line(episode).map_err(StoreError::receiver)?,
            key: sheet.key(episode).map_err(StoreError::receiver)?,
        })
    };
    let kept = submissions::Sheet {
        layout: sheet.layout(),
        headings: sheet.headings().map_err(StoreError::receiver)?,
        key_headings: sheet.key_headings().map_err(StoreError::receiver)?,
        write: &write,
    };
    submissions::start(w, scope, named, &kept)
}
