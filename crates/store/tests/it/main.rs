//! The store through its public surface, each body on SQLite and on PostgreSQL.

mod accounts;
mod bulk;
mod changes;
mod findings;
mod imports;
mod records;
mod schema;
mod undo;
