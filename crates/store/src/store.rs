//! The store: opened by URL, read and written in transactions.

use std::{fmt, time::Duration};

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    Author, Outcome, Reader, StoreError, Writer,
    connection::{Address, Conn, Connections, Opener},
    facts,
    transaction::Ids,
};

pub(crate) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// The secret under which audit events refer to records: without it nobody can tell which one an event means.
#[derive(Clone)]
pub(crate) struct ReferenceKey([u8; 32]);

impl ReferenceKey {
    /// The keyed reference of an id: HMAC-SHA256 in hexadecimal.
    pub(crate) fn refer(&self, id: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            // HMAC takes a key of any length.
            return String::new();
        };
        mac.update(id.as_bytes());
        mac.finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// How to open a store.
#[derive(Clone)]
pub struct StoreOptions {
    /// Connections at most.
    pub connections: u32,
    /// How long to wait for a connection, or for SQLite's write lock.
    pub patience: Duration,
    /// The key of the references in audit events; kept outside the database.
    pub reference_key: [u8; 32],
    /// Megabytes of SQLite's pages that a connection may keep in memory. PostgreSQL has settings of its own.
    pub page_cache: u32,
}

impl StoreOptions {
    /// Usual settings with this key.
    pub fn with_key(reference_key: [u8; 32]) -> Self {
        StoreOptions {
            connections: 8,
            patience: Duration::from_secs(30),
            reference_key,
            page_cache: 16,
        }
    }

    /// Settings for filling a whole registry in one transaction: its pages stay in memory, as random keys would have them
    /// written and read again and again.
    pub fn to_fill(reference_key: [u8; 32]) -> Self {
        StoreOptions {
            page_cache: 1_000,
            ..StoreOptions::with_key(reference_key)
        }
    }
}

/// A database with the registry's records. Cheap to clone: clones share the connections.
#[derive(Clone)]
pub struct Store {
    connections: Connections,
    pub(crate) key: ReferenceKey,
    pub(crate) ids: Ids,
}

impl Store {
    /// Opens the database at `sqlite:PATH` (made if absent), `postgres://…` or `postgresql://…`. Its schema is left as
    /// it is: see [`Store::migrate`].
    ///
    /// # Errors
    /// [`StoreError::UnknownDatabase`] for any other URL; [`StoreError::Pool`] when it cannot be reached.
    pub fn open(url: &str, options: StoreOptions) -> Outcome<Self> {
        let opener = Opener {
            address: Address::parse(url)?,
            busy_timeout: options.patience,
            page_cache: options.page_cache,
        };
        let connections = Connections::builder()
            .max_size(options.connections)
            .min_idle(Some(1))
            .connection_timeout(options.patience)
            .build(opener)?;
        Ok(Store {
            connections,
            key: ReferenceKey(options.reference_key),
            ids: Ids::new(),
        })
    }

    /// Brings the schema and the facts of KPIs up to date and names the migrations that were run.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when one fails; it is rolled back.
    pub fn migrate(&self) -> Outcome<Vec<String>> {
        let mut conn = self.connections.get()?;
        let run = conn
            .run_pending_migrations(MIGRATIONS)
            .map_err(StoreError::Migration)?;
        let names = run.iter().map(ToString::to_string).collect();
        if facts::are_outdated(&mut conn)? {
            self.in_transaction(facts::rebuild)?;
        }
        Ok(names)
    }

    /// Whether the schema is older than this program.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when the database cannot say.
    pub fn needs_migration(&self) -> Outcome<bool> {
        let mut conn = self.connections.get()?;
        let is_behind = conn
            .has_pending_migration(MIGRATIONS)
            .map_err(StoreError::Migration)?;
        Ok(is_behind || facts::are_outdated(&mut conn)?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What keeps it from answering.
    pub fn ping(&self) -> Outcome<()> {
        Ok(self.connections.get()?.ping_database()?)
    }

    /// Reads from one consistent state of the data.
    ///
    /// # Errors
    /// Those of `read`, and those of the database.
    pub fn read<T>(&self, read: impl FnOnce(&mut Reader<'_>) -> Outcome<T>) -> Outcome<T> {
        let mut conn = self.connections.get()?;
        conn.begin_read()?;
        let outcome = read(&mut Reader { conn: &mut conn });
        conn.roll_back()?;
        outcome
    }

    /// Changes records in one transaction: all of it lasts, or, on an error, nothing.
    ///
    /// # Errors
    /// Those of `write`, and those of the database.
    pub fn write<T>(&self, author: &Author, write: impl FnOnce(&mut Writer<'_>) -> Outcome<T>) -> Outcome<T> {
        self.in_transaction(|conn| {
            let mut writer = Writer::new(conn, author, &self.key, &self.ids);
            let written = write(&mut writer)?;
            facts::refresh(&mut writer)?;
            Ok(written)
        })
    }

    /// A write transaction without an author: only for what changes no record.
    pub(crate) fn in_transaction<T>(&self, write: impl FnOnce(&mut Conn) -> Outcome<T>) -> Outcome<T> {
        let mut conn = self.connections.get()?;
        conn.begin_write()?;
        match write(&mut conn) {
            Ok(value) => {
                conn.commit()?;
                Ok(value)
            }
            Err(error) => {
                // The first error is what the caller must hear of; a connection that cannot roll back is not used again.
                let _ = conn.roll_back();
                Err(error)
            }
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreOptions")
            .field("connections", &self.connections)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}
