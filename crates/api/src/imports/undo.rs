//! Taking back what a commit stored.

use flsdb_domain::wire::imports::{ImportRecord, ImportStatus};
use flsdb_store::{Store, imports, undo as history};

use super::{ImportError, Importer};

/// Removes what the import created and restores what it changed, in one transaction: status `Undone`.
///
/// # Errors
/// `Standing` unless the import is committed; the store's `ChangedSince` when a record that it wrote has a later
/// version.
pub fn undo(store: &Store, importer: &Importer, id: &str) -> Result<ImportRecord, ImportError> {
    let viewer = importer.viewer();
    let outcome = store.write(&importer.author, |w| {
        let import = imports::find(&mut w.reader(), viewer, id)?;
        if !imports::advance(w, viewer, id, ImportStatus::Committed, ImportStatus::Undone)? {
            return Ok(Err(ImportError::Standing(import.status)));
        }
        let versions = imports::find_versions(&mut w.reader(), viewer, id)?;
        let scope = importer.reach(import.service);
        for service in versions.keys() {
            w.lock(*service)?;
        }
        for (service, version) in versions {
            history::undo(w, &scope, service, version)?;
        }
        imports::save(
            w,
            &ImportRecord {
                status: ImportStatus::Undone,
                ..import
            },
        )?;
        Ok(Ok(imports::find(&mut w.reader(), viewer, id)?))
    });
    outcome?
}
