//! Connections: two databases behind one type, and the pool over them.

use std::time::Duration;

use diesel::{
    Connection, ConnectionError, PgConnection, RunQueryDsl, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    r2d2::{ManageConnection, Pool, R2D2Connection},
    result::Error,
};

use crate::StoreError;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// Which database, read from its URL.
#[derive(Clone)]
pub enum Address {
    /// A file.
    Sqlite(String),
    /// The whole URL.
    Postgres(String),
}

impl Address {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if !path.is_empty() && !path.contains(":memory:") {
                return Ok(Address::Sqlite(path.to_owned()));
            }
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Address::Postgres(url.to_owned()));
        }
        Err(StoreError::UnknownDatabase(without_password(url)))
    }
}

/// Only the scheme: an address may hold a password.
fn without_password(url: &str) -> String {
    url.split_once("://")
        .map_or_else(|| url.to_owned(), |(scheme, _)| format!("{scheme}://…"))
}

/// Opens connections for the pool.
pub struct Opener {
    /// Where to.
    pub address: Address,
    /// How long a writer waits for SQLite's write lock.
    pub busy_timeout: Duration,
    /// Megabytes of SQLite's pages that a connection may keep.
    pub page_cache: u32,
}

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        let connected = match &self.address {
            Address::Postgres(url) => open_postgres(url),
            Address::Sqlite(path) => open_sqlite(path, self),
        };
        connected.map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

/// PostgreSQL plans each execution anew: a plan made while the tables were empty would be kept for the whole of an import,
/// and take minutes where the right one takes milliseconds.
fn open_postgres(url: &str) -> Result<Conn, ConnectionError> {
    let mut conn = PgConnection::establish(url)?;
    conn.batch_execute("SET plan_cache_mode = force_custom_plan")
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(Conn::Pg(conn))
}

/// What SQLite wants said on each connection: it checks foreign keys, readers do not wait for the writer, and what is
/// committed survives a power cut.
fn open_sqlite(path: &str, opener: &Opener) -> Result<Conn, ConnectionError> {
    let mut conn = SqliteConnection::establish(path)?;
    let pragmas = format!(
        "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA cache_size = -{}; PRAGMA temp_store = MEMORY;",
        opener.busy_timeout.as_millis(),
        u64::from(opener.page_cache) * 1000
    );
    conn.batch_execute(&pragmas)
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(Conn::Sqlite(conn))
}

/// A pool of connections.
pub type Connections = Pool<Opener>;

impl Conn {
    /// Begins a transaction that sees one state of the data and changes nothing.
    pub fn begin_read(&mut self) -> Result<(), Error> {
        match self {
            Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction(conn),
            Conn::Pg(conn) => AnsiTransactionManager::begin_transaction_sql(
                conn,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
        }
    }

    /// Begins a transaction that writes: SQLite takes its one write lock at once.
    pub fn begin_write(&mut self) -> Result<(), Error> {
        match self {
            Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
            Conn::Pg(conn) => AnsiTransactionManager::begin_transaction(conn),
        }
    }

    /// Makes the transaction last.
    pub fn commit(&mut self) -> Result<(), Error> {
        <Conn as Connection>::TransactionManager::commit_transaction(self)
    }

    /// Forgets the transaction.
    pub fn roll_back(&mut self) -> Result<(), Error> {
        <Conn as Connection>::TransactionManager::rollback_transaction(self)
    }

    /// Whether the database answers.
    pub fn ping_database(&mut self) -> Result<(), Error> {
        diesel::sql_query("SELECT 1").execute(self).map(|_| ())
    }
}
