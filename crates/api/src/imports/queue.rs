//! Imports are worked on in the background, a few at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::{rt, web};
use flsdb_domain::wire::imports::{ImportPolicy, ImportRecord, ImportStatus, Progress};
use flsdb_store::{Changed, Store, StoreError, imports};
use tokio::sync::{Semaphore, oneshot};

use super::{ImportError, Importer, check, commit};
use crate::{
    body::finding,
    problem::{Answer, Failure},
};

/// Imports that are worked on at once; others wait.
const AT_ONCE: usize = 2;

/// The work that waits and the work that is done.
#[derive(Clone)]
pub struct Queue {
    turns: Arc<Semaphore>,
    /// How far commits are, by import: what a transaction writes nobody else sees before its end.
    stored: Arc<Mutex<HashMap<String, Progress>>>,
}

impl Default for Queue {
    fn default() -> Self {
        Queue {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            stored: Arc::default(),
        }
    }
}

impl Queue {
    /// Checks the file of a new import as soon as it is its turn.
    pub fn check(&self, store: Store, importer: Importer, id: String) {
        self.run(move || {
            if let Err(error) = check(&store, &importer, &id) {
                tracing::error!(
                    import = id,
                    error = &error as &dyn std::error::Error,
                    "an import was not checked"
                );
            }
        });
    }

    /// Commits a checked import as soon as it is its turn, and answers as soon as it is known whether it goes on: the
    /// file has then been compared afresh and is being stored.
    ///
    /// # Errors
    /// Those of [`commit`].
    pub async fn commit(
        &self,
        store: Store,
        importer: Importer,
        id: String,
        policy: ImportPolicy,
    ) -> Answer<ImportRecord> {
        let (tell, told) = oneshot::channel();
        let (looking, seen) = (importer.clone(), id.clone());
        let (found, queue) = (store.clone(), self.clone());
        self.run(move || {
            let mut tell = Some(tell);
            let outcome = commit(&store, &importer, &id, policy, |progress| {
                queue.stored().insert(id.clone(), progress);
                if let Some(tell) = tell.take() {
                    // Whoever asked may have gone: the commit goes on.
                    let _ = tell.send(Ok(()));
                }
            });
            queue.stored().remove(&id);
            match (outcome, tell) {
                (Err(error), Some(tell)) => {
                    let _ = tell.send(Err(error));
                }
                (Err(error), None) => {
                    tracing::error!(
                        import = id,
                        error = &error as &dyn std::error::Error,
                        "an import was not stored"
                    );
                }
                (Ok(_), _) => {}
            }
        });
        told.await.map_err(Failure::internal)??;
        let record = web::block(move || found.read(|r| imports::find(r, looking.viewer(), &seen)));
        Ok(self.as_it_stands(record.await.map_err(Failure::internal)??))
    }

    /// The import with the rows that its commit has stored so far, if it runs here.
    pub fn as_it_stands(&self, import: ImportRecord) -> ImportRecord {
        match self.stored().get(&import.id) {
            Some(progress) if import.status == ImportStatus::Committing => ImportRecord {
                progress: *progress,
                ..import
            },
            _ => import,
        }
    }

    fn stored(&self) -> MutexGuard<'_, HashMap<String, Progress>> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, work: impl FnOnce() + Send + 'static) {
        let turns = self.turns.clone();
        rt::spawn(async move {
            // The semaphore is never closed.
            if let Ok(_turn) = turns.acquire_owned().await
                && let Err(error) = web::block(work).await
            {
                tracing::error!(%error, "the work on an import broke off");
            }
        });
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(StoreError::ChangedSince(changed)) => {
                Failure::Conflict(changed_since(&changed))
            }
            ImportError::Store(error) => error.into(),
            ImportError::TooLarge => Failure::TooLarge,
            ImportError::Unmendable(faults) => {
                let findings = faults.iter();
                let findings = findings.map(|(pointer, message)| finding(pointer, "value.invalid", message));
                Failure::Invalid(findings.collect())
            }
            ImportError::File(_)
            | ImportError::Standing(_)
            | ImportError::HasErrors(_)
            | ImportError::CountsChanged { .. }
            | ImportError::KeepsChanging => Failure::Conflict(format!("{error}.")),
            ImportError::Temporary(_) | ImportError::Rejected(_) | ImportError::Spilled(_) => {
                Failure::internal(error)
            }
        }
    }
}

/// Records named at most, when an import cannot be undone.
const NAMED: usize = 20;

/// Names the records by their ids, which identify nobody.
fn changed_since(changed: &[Changed]) -> String {
    let names = changed.iter().take(NAMED).map(|record| match record {
        Changed::Patient(id) => format!("patient {id}"),
        Changed::Episode(id) => format!("episode {id}"),
    });
    let names = names.collect::<Vec<_>>().join(", ");
    let more = match changed.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("Records that the import wrote have been changed since, so it cannot be undone: {names}{more}.")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use flsdb_domain::wire::imports::{BlankCells, ImportColumns, ImportCounts};

    use super::*;

    fn import(status: ImportStatus) -> ImportRecord {
        ImportRecord {
            id: "one".to_owned(),
            service: None,
            filename: "file".to_owned(),
            bytes: 0,
            status,
            failure: None,
            progress: Progress::default(),
            counts: ImportCounts::default(),
            columns: ImportColumns::default(),
            findings: Vec::new(),
            changes: Vec::new(),
            blank: BlankCells::Keep,
            policy: None,
            created_at: DateTime::UNIX_EPOCH,
            created_by: "nurse".to_owned(),
            committed_at: None,
            expires_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn rows_stored_are_told_while_a_commit_runs() {
        let queue = Queue::default();
        let stored = Progress {
            rows_read: 500,
            rows_total: Some(608),
        };
        queue.stored().insert("one".to_owned(), stored);
        for (status, expected) in [
            (ImportStatus::Committing, stored),
            (ImportStatus::Checking, Progress::default()),
            (ImportStatus::Committed, Progress::default()),
        ] {
            assert_eq!(
                queue.as_it_stands(import(status)).progress,
                expected,
                "{status:?}"
            );
        }
    }
}
