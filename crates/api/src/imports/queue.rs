//! Imports are worked on in the background, a few at a time.

use std::sync::Arc;

use actix_web::{rt, web};
use flsdb_domain::wire::imports::{ImportPolicy, ImportRecord};
use flsdb_store::{Changed, Store, StoreError, imports};
use tokio::sync::{Semaphore, oneshot};

use super::{ImportError, Importer, check, commit};
use crate::problem::{Answer, Failure};

/// Imports that are worked on at once; others wait.
const AT_ONCE: usize = 2;

/// The work that waits and the work that is done.
#[derive(Clone)]
pub struct Queue(Arc<Semaphore>);

impl Default for Queue {
    fn default() -> Self {
        Queue(Arc::new(Semaphore::new(AT_ONCE)))
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
        let found = store.clone();
        self.run(move || {
            let mut tell = Some(tell);
            let outcome = commit(&store, &importer, &id, policy, || {
                if let Some(tell) = tell.take() {
                    // Whoever asked may have gone: the commit goes on.
                    let _ = tell.send(Ok(()));
                }
            });
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
        Ok(record.await.map_err(Failure::internal)??)
    }

    fn run(&self, work: impl FnOnce() + Send + 'static) {
        let turns = self.0.clone();
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
