//! What every handler works with: the store, the clock, the keys, and who is signed in.

use std::{num::NonZeroU32, sync::Arc};

use actix_web::web;
use chrono::Utc;
use flsdb_domain::opt_out::Deployment;
use flsdb_files::Layouts;
use flsdb_kpi::disclosure::Rule;
use flsdb_store::{
    Author, Outcome, Reader, Store, StoreError, Writer, audit::ReadEvent, clients::note_uses,
    identity::IdentityRefusal, opt_out::OptOutRefusal, submissions::SubmissionRefusal,
};

use crate::{
    auth::{Access, Accounts, AddressThrottle, Keys, Passwords, Throttle, Uses},
    body::finding,
    clock::Clock,
    figures::{Cohorts, Control, Masks},
    imports::Queue,
    problem::{Answer, Failure, Quota},
    reads::ReadQueue,
    routes::lists::at_lines,
    settings::{CLIENT_REQUESTS, SIGN_INS},
};

/// What every handler works with. One for all workers.
pub struct Registry {
    store: Store,
    clock: Clock,
    keys: Keys,
    reads: ReadQueue,
    accounts: Accounts,
    sign_ins: AddressThrottle,
    clients: Clients,
    passwords: Passwords,
    cohorts: Arc<Cohorts>,
    imports: Queue,
    rule: Rule,
    masks: Arc<Masks>,
    deployment: Deployment,
    layouts: Arc<Layouts>,
}

/// What there is to know of the systems of hospitals.
pub struct Clients {
    /// Where the registry is to be found: what a signed assertion must be meant for.
    pub public_url: String,
    /// Requests for tokens by address.
    pub token_requests: AddressThrottle,
    /// Requests of each client.
    pub requests: Throttle<String>,
    /// When each was used last.
    pub uses: Uses,
}

impl Default for Clients {
    fn default() -> Self {
        Clients::new("http://127.0.0.1:8080", SIGN_INS, CLIENT_REQUESTS)
    }
}

impl Clients {
    /// Bounds: so many requests for tokens a minute from one address, so many requests a minute of one client.
    pub fn new(public_url: &str, tokens_per_minute: NonZeroU32, requests_per_minute: NonZeroU32) -> Self {
        Clients {
            public_url: public_url.trim_end_matches('/').to_owned(),
            token_requests: Throttle::new(Quota {
                name: "token",
                per_minute: tokens_per_minute,
            }),
            requests: Throttle::new(Quota {
                name: "client",
                per_minute: requests_per_minute,
            }),
            uses: Uses::default(),
        }
    }
}

impl Registry {
    /// A registry over an open store.
    pub fn new(store: Store, clock: Clock, keys: Keys, sign_ins: AddressThrottle) -> Self {
        Registry {
            store,
            clock,
            keys,
            reads: ReadQueue::default(),
            accounts: Accounts::default(),
            sign_ins,
            clients: Clients::default(),
            passwords: Passwords::default(),
            cohorts: Arc::default(),
            imports: Queue::default(),
            rule: Rule::default(),
            masks: Arc::default(),
            deployment: Deployment::default(),
            layouts: Arc::default(),
        }
    }

    /// The same with a rule of disclosure control.
    #[must_use]
    pub fn with_rule(self, rule: Rule) -> Self {
        Registry { rule, ..self }
    }

    /// The same with the national data opt-out applied where the deployment says.
    #[must_use]
    pub fn with_deployment(self, deployment: Deployment) -> Self {
        Registry { deployment, ..self }
    }

    /// The same with these layouts for the files of submissions.
    #[must_use]
    pub fn with_layouts(self, layouts: Layouts) -> Self {
        let layouts = Arc::new(layouts);
        Registry { layouts, ..self }
    }

    /// The same with other bounds for the systems of hospitals.
    #[must_use]
    pub fn with_clients(self, clients: Clients) -> Self {
        Registry { clients, ..self }
    }

    /// Disclosure control as of today.
    pub fn control(&self) -> Control {
        Control::new(self.rule, self.clock.today(), self.masks.clone())
    }

    /// The store itself, for work that runs in a thread of its own.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Tells the day.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Where the national data opt-out is applied.
    pub fn deployment(&self) -> Deployment {
        self.deployment
    }

    /// The layouts of the files of submissions.
    pub fn layouts(&self) -> &Layouts {
        &self.layouts
    }

    /// The keys outside the database.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Accounts as last seen.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Sign-in attempts by address.
    pub fn sign_ins(&self) -> &AddressThrottle {
        &self.sign_ins
    }

    /// The systems of hospitals.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }

    /// The way passwords are hashed.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// Imports that wait and that are worked on.
    pub fn imports(&self) -> &Queue {
        &self.imports
    }

    /// The records of every service, for figures.
    pub fn cohorts(&self) -> Arc<Cohorts> {
        self.cohorts.clone()
    }

    /// Reads from one state of the data, off the thread that serves requests.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Reader<'_>) -> Outcome<T> + Send + 'static,
    ) -> Answer<T> {
        let store = self.store.clone();
        self.block(move || store.read(read)).await
    }

    /// Writes in one transaction, off the thread that serves requests.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn write<T: Send + 'static>(
        &self,
        author: Author,
        write: impl FnOnce(&mut Writer<'_>) -> Outcome<T> + Send + 'static,
    ) -> Answer<T> {
        let store = self.store.clone();
        self.block(move || store.write(&author, write)).await
    }

    /// Works with the store, off the thread that serves requests.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn block<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Outcome<T> + Send + 'static,
    ) -> Answer<T> {
        Ok(web::block(work).await.map_err(Failure::internal)??)
    }

    /// Who writes, now, in this request.
    pub fn author(&self, access: &Access) -> Author {
        Author {
            id: access.caller.id.clone(),
            name: access.caller.name.clone(),
            kind: access.caller.kind,
            request_id: access.request_id.clone(),
            now: Utc::now(),
            today: self.clock.today(),
        }
    }

    /// The software itself as the writer.
    pub fn system(&self, name: &str, request_id: &str) -> Author {
        Author {
            request_id: request_id.to_owned(),
            ..Author::system(name, Utc::now(), self.clock.today())
        }
    }

    /// Queues the audit event of a read; [`Registry::flush_reads`] writes it within a second.
    pub fn note_read(&self, event: ReadEvent) {
        self.reads.push(event);
    }

    /// Writes the queued audit events, and when clients were used last. Events that cannot be written are kept for the next time.
    ///
    /// # Errors
    /// Those of the store.
    pub fn flush_reads(&self) -> Outcome<()> {
        self.reads.flush(|events| self.store.append_read_events(events))?;
        self.clients.uses.flush(|uses| note_uses(&self.store, uses))
    }

    /// Whether the database answers with a schema of this program.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn check_ready(&self) -> Answer<()> {
        let store = self.store.clone();
        let is_behind = self
            .block(move || {
                store.ping()?;
                store.needs_migration()
            })
            .await?;
        if is_behind {
            return Err(Failure::Unavailable("the database must be migrated first".into()));
        }
        Ok(())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Failure::NotFound,
            StoreError::Exists { id } => Failure::Conflict(format!(
                "A record with this key is stored already, under the id {id}. Change that one."
            )),
            // Version 0 is that of what was never written.
            StoreError::Stale { current } => Failure::PreconditionFailed {
                current: Some(current).filter(|current| current.version > 0),
            },
            StoreError::Refused { findings, episode } => Failure::refused(&findings, episode.as_ref()),
            StoreError::Withdrawn => {
                Failure::Conflict("The record is withdrawn. Undo the withdrawal first.".to_owned())
            }
            StoreError::Locked(lock) => Failure::Conflict(format!("{lock}.")),
            StoreError::ChangedSince(changed) => Failure::Conflict(format!(
                "{} of the records have been changed since, so this cannot be undone.",
                changed.len()
            )),
            StoreError::PlanOutdated => Failure::Conflict(
                "The records have changed since they were compared. Check the file again.".to_owned(),
            ),
            StoreError::Report(refusal) => Failure::Conflict(refusal.to_string()),
            StoreError::Letter(refusal) => Failure::Conflict(format!("{refusal}.")),
            StoreError::Client(refusal) => Failure::Conflict(format!("{refusal}.")),
            StoreError::Account(refusal) => Failure::Conflict(format!("{refusal}.")),
            StoreError::Identity(refusal) => identity(refusal),
            StoreError::OptOut(refusal) => opt_out(refusal),
            StoreError::Submission(refusal) => submission(refusal),
            // An hour is time for somebody to read what waits.
            StoreError::TooManyWaiting => Failure::TooManyRequests {
                retry_after: 3600,
                quota: None,
            },
            StoreError::BadCursor => Failure::Malformed(
                "The cursor belongs to no list. Give `next` of the page before, unchanged.".to_owned(),
            ),
            StoreError::NoSuchVersion { service, current } => Failure::Malformed(format!(
                "Service {service} has no such version. Give one from 0 to {current}."
            )),
            error @ (StoreError::Connection(_) | StoreError::Pool(_)) => Failure::Unavailable(error.into()),
            error => Failure::Internal(error.into()),
        }
    }
}

fn opt_out(refusal: OptOutRefusal) -> Failure {
    let message = refusal.to_string();
    match refusal {
        OptOutRefusal::NotSent { line } => at_lines("opt_out.not_sent", [(line as u64, message)]),
        _ => Failure::Conflict(format!("{message}.")),
    }
}

fn submission(refusal: SubmissionRefusal) -> Failure {
    match refusal {
        SubmissionRefusal::NotSent { lines } => {
            let told = |line| {
                (
                    line,
                    format!("Row {line} of the list means no row of this submission"),
                )
            };
            at_lines("reject.not_sent", lines.into_iter().take(TOLD_LINES).map(told))
        }
        other => Failure::Conflict(format!("{other}.")),
    }
}

/// Faults of lines that are told at most.
const TOLD_LINES: usize = 100;

fn identity(refusal: IdentityRefusal) -> Failure {
    let message = format!("{refusal}.");
    match refusal {
        IdentityRefusal::UnknownPatient => Failure::Invalid(vec![finding("/patient", UNKNOWN, message)]),
        IdentityRefusal::UnknownMerged => Failure::Invalid(vec![finding("/merged", UNKNOWN, message)]),
        _ => Failure::Conflict(message),
    }
}

/// The code of a finding that no patient has a number.
const UNKNOWN: &str = "patient.unknown";
