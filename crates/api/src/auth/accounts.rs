//! Accounts as last seen: a memory of a few seconds, so that a page that asks ten things looks an account up once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use chrono::Utc;
use flsdb_domain::access::Rights;
use flsdb_store::{
    AuthorKind,
    clients::{self, Credential, Machine},
    users,
};

use super::{
    Caller,
    assertion::thumbprints,
    tokens::{Bearer, Pass},
};
use crate::{
    problem::{Answer, Failure},
    registry::Registry,
};

const MEMORY: Duration = Duration::from_secs(5);

/// What the owner of a locked account is told.
pub const LOCKED: &str =
    "The account is locked. Ask the clinical lead of your service or a national administrator.";

const LOCKED_CLIENT: &str =
    "The client is locked. Ask the clinical lead of your service or a national administrator.";
const REVOKED: &str = "What this token was got by is revoked. Get a token by another secret or key.";

type Seen = HashMap<Bearer, (Instant, Arc<Caller>)>;

/// Accounts as last seen.
#[derive(Default)]
pub struct Accounts(Mutex<Seen>);

impl Accounts {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account or client of a token, as it was at most five seconds ago.
    ///
    /// # Errors
    /// Unauthenticated when it is gone, locked, or what the token was got by is revoked.
    pub(super) async fn find(&self, registry: &Registry, bearer: Bearer) -> Answer<Arc<Caller>> {
        let held = self
            .seen()
            .get(&bearer)
            .filter(|(at, _)| at.elapsed() < MEMORY)
            .map(|(_, caller)| caller.clone());
        if let Some(caller) = held {
            return Ok(caller);
        }
        let caller = Arc::new(match &bearer {
            Bearer::Person(id) => person(registry, id.clone()).await?,
            Bearer::Client(id, pass) => client(registry, id.clone(), pass).await?,
        });
        let mut seen = self.seen();
        seen.retain(|_, (at, _)| at.elapsed() < MEMORY);
        seen.insert(bearer, (Instant::now(), caller.clone()));
        Ok(caller)
    }

    /// Looks the account or client up anew the next time, as it was changed.
    pub fn forget(&self, id: &str) {
        self.seen().retain(|_, (_, caller)| caller.id != id);
    }
}

async fn person(registry: &Registry, id: String) -> Answer<Caller> {
    let found = registry
        .read(move |r| users::find(r, &id))
        .await
        .map_err(|failure| match failure {
            Failure::NotFound => Failure::Unauthenticated("The account is closed. Sign in with another one."),
            other => other,
        })?;
    if found.is_locked {
        return Err(Failure::Unauthenticated(LOCKED));
    }
    Ok(Caller {
        id: found.id,
        name: found.name,
        kind: AuthorKind::Person,
        rights: Rights::of_person(found.grants),
    })
}

async fn client(registry: &Registry, id: String, pass: &Pass) -> Answer<Caller> {
    let now = Utc::now();
    let found = registry.read(move |r| clients::find_machine(r, &id, now)).await?;
    let found = found.ok_or(Failure::Unauthenticated(REVOKED))?;
    if found.is_locked {
        return Err(Failure::Unauthenticated(LOCKED_CLIENT));
    }
    if !holds(&found, pass.credential()) {
        return Err(Failure::Unauthenticated(REVOKED));
    }
    registry.clients().uses.note(&found.id, found.last_used_at, now);
    let scopes = &pass.scopes() & &found.scopes;
    Ok(Caller {
        id: found.id,
        name: found.name,
        kind: AuthorKind::Machine,
        rights: Rights::of_client(found.service, &scopes),
    })
}

/// Whether the client still has what it got a token by.
fn holds(client: &Machine, credential: &Credential) -> bool {
    match credential {
        Credential::Secret(id) => client.secrets.iter().any(|secret| secret.id == *id),
        Credential::Key(thumbprint) => thumbprints(client).any(|known| known == *thumbprint),
    }
}
