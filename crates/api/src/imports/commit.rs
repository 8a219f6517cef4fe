//! Storing what was checked.

use flsdb_domain::{
    access::Scope,
    wire::imports::{ImportPolicy, ImportRecord, ImportStatus, Progress},
};
use flsdb_store::{
    Outcome, Store, StoreError, Writer,
    episodes::{self, PlannedEpisode},
    imports,
};

use super::{
    ImportError, Importer,
    check::keep,
    examine::{Examined, examine},
    plan,
};

/// How often the file is compared afresh when records change between comparing and storing.
const ATTEMPTS: usize = 3;

/// Stores the rows of a checked file in one transaction: status `Committed`. The rows are checked and compared afresh
/// before; `on_stored` is told when that has turned out as the report said, with no row stored yet, and then of how many of
/// the rows that are new or change something are stored.
///
/// # Errors
/// `Standing` unless the import is checked; `HasErrors` when the policy refuses the file; `CountsChanged` when the rows
/// would do something else by now: the import then has the new report. Nothing is stored then, and the import is checked
/// as before.
pub fn commit(
    store: &Store,
    importer: &Importer,
    id: &str,
    policy: ImportPolicy,
    mut on_stored: impl FnMut(Progress),
) -> Result<ImportRecord, ImportError> {
    let import = begin(store, importer, id, policy)?;
    for _ in 0..ATTEMPTS {
        let attempt = examine(store, importer, &import)
            .and_then(|examined| compare(store, importer, &import, policy, examined))
            .and_then(|examined| write(store, importer, &import, policy, examined, &mut on_stored));
        match attempt {
            Err(ImportError::Store(
                StoreError::PlanOutdated
                | StoreError::Withdrawn
                | StoreError::Locked(_)
                | StoreError::Refused { .. }
                | StoreError::Exists { .. },
            )) => {}
            Err(error @ ImportError::CountsChanged { .. }) => return Err(error),
            Err(error) => return give_up(store, importer, id, error),
            Ok(committed) => return Ok(committed),
        }
    }
    give_up(store, importer, id, ImportError::KeepsChanging)
}

/// Claims the import for this commit: of two that come at once the second is told so.
fn begin(
    store: &Store,
    importer: &Importer,
    id: &str,
    policy: ImportPolicy,
) -> Result<ImportRecord, ImportError> {
    let viewer = importer.viewer();
    let (before, is_ours) = store.write(&importer.author, |w| {
        let before = imports::find(&mut w.reader(), viewer, id)?;
        if before.status != ImportStatus::Checked || refuses(policy, before.counts.rejected) {
            return Ok((before, false));
        }
        let is_ours = imports::advance(w, viewer, id, ImportStatus::Checked, ImportStatus::Committing)?;
        Ok((before, is_ours))
    })?;
    match before.status {
        ImportStatus::Checked if is_ours => Ok(before),
        ImportStatus::Checked if refuses(policy, before.counts.rejected) => {
            Err(ImportError::HasErrors(before.counts.rejected))
        }
        ImportStatus::Checked => Err(ImportError::Standing(ImportStatus::Committing)),
        status => Err(ImportError::Standing(status)),
    }
}

fn refuses(policy: ImportPolicy, rejected: u64) -> bool {
    policy == ImportPolicy::RefuseFile && rejected > 0
}

/// Goes on only if the rows would do what the report said.
fn compare(
    store: &Store,
    importer: &Importer,
    import: &ImportRecord,
    policy: ImportPolicy,
    examined: Examined,
) -> Result<Examined, ImportError> {
    let (before, now) = (import.counts, examined.report.counts);
    if before != now {
        let error = ImportError::CountsChanged { before, now };
        let told = ImportRecord {
            failure: Some(error.to_string()),
            ..import.clone()
        };
        keep(store, importer, told, examined)?;
        return Err(error);
    }
    if refuses(policy, now.rejected) {
        return Err(ImportError::HasErrors(now.rejected));
    }
    Ok(examined)
}

/// Writes everything in one transaction.
fn write(
    store: &Store,
    importer: &Importer,
    import: &ImportRecord,
    policy: ImportPolicy,
    mut examined: Examined,
    on_stored: &mut impl FnMut(Progress),
) -> Result<ImportRecord, ImportError> {
    let counts = examined.report.counts;
    let mut stored = Progress {
        rows_read: 0,
        rows_total: Some(counts.create + counts.update),
    };
    on_stored(stored);
    let scope = importer.reach(import.service);
    let services = examined.ledger.services().clone();
    let committed = ImportRecord {
        status: ImportStatus::Committed,
        failure: None,
        progress: examined.progress,
        policy: Some(policy),
        committed_at: Some(importer.author.now),
        ..import.clone()
    };
    let mut broken = None;
    let written = store.write(&importer.author, |w| {
        for service in services {
            w.lock(service)?;
        }
        let saved = plan::for_each_chunk(&mut examined.ledger, importer.author.today, |chunk| {
            stored.rows_read += chunk.len() as u64;
            save_chunk(w, &scope, chunk)?;
            on_stored(stored);
            Ok(())
        });
        if let Err(error) = saved {
            return Err(as_store_error(error, &mut broken));
        }
        let versions = w.versions().clone();
        imports::save_versions(w, &import.id, &versions)?;
        imports::save(w, &committed)?;
        imports::find(&mut w.reader(), importer.viewer(), &import.id)
    });
    match broken {
        Some(error) => Err(error),
        None => Ok(written?),
    }
}

fn save_chunk(w: &mut Writer<'_>, scope: &Scope, chunk: Vec<PlannedEpisode>) -> Outcome<()> {
    episodes::save_many(w, scope, chunk)?;
    Ok(())
}

/// The transaction must end with an error of the store; any other is put aside.
fn as_store_error(error: ImportError, broken: &mut Option<ImportError>) -> StoreError {
    match error {
        ImportError::Store(error) => error,
        other => {
            *broken = Some(other);
            StoreError::receiver("what was planned cannot be read")
        }
    }
}

/// Puts the import back to where it was before the commit.
fn give_up(
    store: &Store,
    importer: &Importer,
    id: &str,
    error: ImportError,
) -> Result<ImportRecord, ImportError> {
    store.write(&importer.author, |w| {
        imports::advance(
            w,
            importer.viewer(),
            id,
            ImportStatus::Committing,
            ImportStatus::Checked,
        )
    })?;
    Err(error)
}
