//! The store through its public surface, each body on SQLite and on PostgreSQL.

#![cfg(test)]

mod accounts;
mod baselines;
mod bulk;
mod changes;
mod deprivations;
mod facts;
mod findings;
mod imports;
mod lists;
mod past;
mod records;
mod registrations;
mod schema;
mod submissions;
mod undo;
