//! The registry's records, kept: SQLite or PostgreSQL, chosen by URL.
//!
//! [`Store::read`] gives a consistent snapshot, [`Store::write`] one transaction. Whoever changes a record does so
//! through a [`Writer`], which raises the service's version, keeps the former state and writes the audit event in that
//! same transaction. Every function that touches records takes the caller's [`Scope`](flsdb_domain::access::Scope);
//! what lies outside it is [`StoreError::NotFound`]. Rows are private: functions take and give the domain's own types.
//! Nothing here reads a clock: the time comes with the [`Author`].

pub mod audit;
mod author;
pub mod baselines;
mod bulk;
pub mod care;
mod changes;
pub mod clients;
mod columns;
mod connection;
mod cursor;
pub mod deprivations;
mod duplicates;
pub mod episodes;
pub mod error;
pub mod facts;
pub mod feed;
pub mod findings;
pub mod fractures;
pub mod idempotency;
pub mod identity;
pub mod imports;
pub mod letter_templates;
mod load;
pub mod messages;
pub mod opt_out;
pub mod patients;
pub mod periods;
pub mod receipts;
pub mod registrations;
pub mod reports;
pub mod resources;
mod rows;
mod saving;
mod schema;
pub mod sections;
pub mod services;
pub mod sessions;
pub mod settings;
mod states;
mod store;
pub mod submissions;
#[cfg(feature = "testing")]
pub mod testing;
mod transaction;
pub mod undo;
pub mod users;

pub use author::{Author, AuthorKind};
pub use error::{Changed, EpisodeName, StoreError};
pub use store::{Store, StoreOptions};
pub use transaction::{Reader, Writer};

/// What a function of the store gives.
pub type Outcome<T> = Result<T, StoreError>;
