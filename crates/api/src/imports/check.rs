//! The dry run.

use flsdb_domain::wire::imports::{ImportCounts, ImportRecord, ImportStatus};
use flsdb_store::{Store, imports};

use super::{
    ImportError, Importer,
    examine::{Examined, examine},
};

/// What the sender is told when the check broke off for no fault of the file.
const BROKE_OFF: &str =
    "The file could not be checked, for no fault of its own. Send it again in a few minutes";

/// What the user is told when rows were mended and the check broke off.
const BROKE_OFF_AGAIN: &str = "The rows could not be checked again, for no fault of theirs. What was typed is kept. Check again in a few minutes";

/// Checks the file of an import and stores its report: status `Checked`, or `Failed` when the file cannot be read.
///
/// # Errors
/// Those of the store and of temporary files; the import is `Failed` then, too, if that can be stored. One that was checked
/// before is `Checked` again, and says why its report is the one before.
pub fn check(store: &Store, importer: &Importer, id: &str) -> Result<ImportRecord, ImportError> {
    let import = store.read(|r| imports::find(r, importer.viewer(), id))?;
    match examine(store, importer, &import).and_then(|examined| {
        let fresh = ImportRecord {
            failure: None,
            ..import.clone()
        };
        keep(store, importer, fresh, examined)
    }) {
        Ok(checked) => Ok(checked),
        Err(ImportError::File(fault)) => fail(store, importer, import, fault.to_string()),
        Err(error) => {
            break_off(store, importer, import)?;
            Err(error)
        }
    }
}

/// Stores the report of an examination: status `Checked`. What the import says as its failure stays.
pub(super) fn keep(
    store: &Store,
    importer: &Importer,
    import: ImportRecord,
    examined: Examined,
) -> Result<ImportRecord, ImportError> {
    let checked = ImportRecord {
        status: ImportStatus::Checked,
        progress: examined.progress,
        counts: examined.report.counts,
        findings: examined.report.finding_counts(),
        changes: examined.report.changes.counts(),
        columns: examined.columns,
        ..import
    };
    examined.report.store(store, importer, &checked.id)?;
    save(store, importer, &checked)
}

fn break_off(store: &Store, importer: &Importer, import: ImportRecord) -> Result<(), ImportError> {
    if import.counts == ImportCounts::default() {
        fail(store, importer, import, BROKE_OFF.to_owned())?;
    } else {
        let as_before = ImportRecord {
            status: ImportStatus::Checked,
            failure: Some(BROKE_OFF_AGAIN.to_owned()),
            ..import
        };
        save(store, importer, &as_before)?;
    }
    Ok(())
}

fn fail(
    store: &Store,
    importer: &Importer,
    import: ImportRecord,
    failure: String,
) -> Result<ImportRecord, ImportError> {
    let failed = ImportRecord {
        status: ImportStatus::Failed,
        failure: Some(failure),
        ..import
    };
    save(store, importer, &failed)
}

/// Stores where an import stands and gives it as stored.
pub(super) fn save(
    store: &Store,
    importer: &Importer,
    import: &ImportRecord,
) -> Result<ImportRecord, ImportError> {
    let saved = store.write(&importer.author, |w| {
        imports::save(w, import)?;
        imports::find(&mut w.reader(), importer.viewer(), &import.id)
    });
    Ok(saved?)
}
