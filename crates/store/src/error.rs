//! What can go wrong between a request and the database.

use chrono::NaiveDate;
use diesel::result::{DatabaseErrorKind, Error};
use flsdb_domain::{Finding, ServiceCode, wire::problem::Stamp};

use crate::{
    care::letters::LetterRefusal, clients::ClientRefusal, identity::IdentityRefusal, opt_out::OptOutRefusal,
    periods::Lock, reports::ReportRefusal, submissions::SubmissionRefusal, users::AccountRefusal,
};

/// Why the store did not do what was asked. Only [`StoreError::Database`] and its like are the operator's matter; the
/// others are answers to the caller.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no database that the store knows.
    #[error("{0:?} is no database. Give sqlite:PATH, or postgres://USER:PASSWORD@HOST/NAME")]
    UnknownDatabase(String),
    /// No such record, or outside the caller's scope.
    #[error("there is no such record")]
    NotFound,
    /// The key is taken. `id` names the record that has it: a patient, an episode, an account.
    #[error("a record with this key exists already")]
    Exists {
        /// Id of the record that has the key.
        id: String,
    },
    /// The stored version is another than the caller's.
    #[error("the record was changed meanwhile")]
    Stale {
        /// The version stored now, its writer and time.
        current: Stamp,
    },
    /// The record may not be stored: errors among these findings. Nothing was written.
    #[error("the record has errors")]
    Refused {
        /// The errors.
        findings: Vec<Finding>,
        /// Set when a change of a patient would put an error into this stored episode.
        episode: Option<EpisodeName>,
    },
    /// The patient or the episode is withdrawn: restore it first.
    #[error("the record is withdrawn")]
    Withdrawn,
    /// The episode is of a year that its service has locked: unlock it first.
    #[error("{0}")]
    Locked(Lock),
    /// What an import wrote has been changed since, so the import cannot be undone.
    #[error("{} records have been changed since", .0.len())]
    ChangedSince(Vec<Changed>),
    /// A plan made before the lock no longer fits what is stored; check and compare afresh.
    #[error("the records have changed since they were compared")]
    PlanOutdated,
    /// The report does not stand as it would have to.
    #[error(transparent)]
    Report(#[from] ReportRefusal),
    /// The account stays as it is.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// The client stays as it is.
    #[error(transparent)]
    Client(#[from] ClientRefusal),
    /// The letter stays as it is.
    #[error(transparent)]
    Letter(#[from] LetterRefusal),
    /// The event of the patient index was not carried out.
    #[error(transparent)]
    Identity(#[from] IdentityRefusal),
    /// The check against the national data opt-out stays as it is, or there is none where one is needed.
    #[error(transparent)]
    OptOut(#[from] OptOutRefusal),
    /// The submission stays as it is.
    #[error(transparent)]
    Submission(#[from] SubmissionRefusal),
    /// So many requests to take part wait already that no more are taken.
    #[error("too many requests to take part are waiting")]
    TooManyWaiting,
    /// The cursor of a list was not made by it.
    #[error("this cursor belongs to no list")]
    BadCursor,
    /// The service has not come to this version yet.
    #[error("service {service} has no such version: it is at {current}")]
    NoSuchVersion {
        /// The service.
        service: ServiceCode,
        /// Its present version.
        current: i64,
    },
    /// The facts kept beside a record are not those of this program: `flsdb migrate` makes them anew.
    #[error("facts of KPIs in the database cannot be read")]
    UnreadableFacts,
    /// The database refused or could not be reached.
    #[error("the database failed")]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error("the database cannot be reached")]
    Connection(#[from] diesel::ConnectionError),
    /// No connection free in time.
    #[error("no connection to the database came free")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// A migration failed.
    #[error("the database could not be brought up to date")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Whoever took what was read, piece by piece, can take no more.
    #[error("what was read could not be handed on")]
    Receiver(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A stored document cannot be read.
    #[error("a stored document cannot be read")]
    Document(#[from] serde_json::Error),
}

impl StoreError {
    /// For the `take` of functions that hand over many things: it can take no more.
    pub fn receiver(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        StoreError::Receiver(cause.into())
    }

    /// For records written by a plan: a key that is taken means that the plan no longer fits what is stored.
    pub(crate) fn outdated_if_taken(self) -> Self {
        match self {
            StoreError::Database(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                StoreError::PlanOutdated
            }
            other => other,
        }
    }
}

/// An episode, named without identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeName {
    /// Id of the episode.
    pub id: String,
    /// 1.09.
    pub diagnosed_on: NaiveDate,
}

/// A record that was changed after an import wrote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// A patient, by id.
    Patient(String),
    /// An episode, by id.
    Episode(String),
}
