//! Accounts as last seen: a memory of a few seconds, so that a page that asks ten things looks an account up once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use flsdb_store::users;

use super::Caller;
use crate::{
    problem::{Answer, Failure},
    registry::Registry,
};

const MEMORY: Duration = Duration::from_secs(5);

/// What the owner of a locked account is told.
pub const LOCKED: &str =
    "The account is locked. Ask the clinical lead of your service or a national administrator.";

type Seen = HashMap<String, (Instant, Arc<Caller>)>;

/// Accounts as last seen.
#[derive(Default)]
pub struct Accounts(Mutex<Seen>);

impl Accounts {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account with this id, as it was at most five seconds ago.
    ///
    /// # Errors
    /// Unauthenticated when the account is gone.
    pub(super) async fn find(&self, registry: &Registry, id: String) -> Answer<Arc<Caller>> {
        let held = self
            .seen()
            .get(&id)
            .filter(|(at, _)| at.elapsed() < MEMORY)
            .map(|(_, caller)| caller.clone());
        if let Some(caller) = held {
            return Ok(caller);
        }
        let found = registry
            .read(move |r| users::find(r, &id))
            .await
            .map_err(|failure| match failure {
                Failure::NotFound => {
                    Failure::Unauthenticated("The account is closed. Sign in with another one.")
                }
                other => other,
            })?;
        if found.is_locked {
            return Err(Failure::Unauthenticated(LOCKED));
        }
        let caller = Arc::new(Caller {
            id: found.id,
            name: found.name,
            grants: found.grants,
        });
        self.remember(caller.clone());
        Ok(caller)
    }

    /// Looks the account up anew the next time, as it was changed.
    pub fn forget(&self, id: &str) {
        self.seen().remove(id);
    }

    fn remember(&self, caller: Arc<Caller>) {
        let mut seen = self.seen();
        seen.retain(|_, (at, _)| at.elapsed() < MEMORY);
        seen.insert(caller.id.clone(), (Instant::now(), caller));
    }
}
