//! Records that other systems send, one at a time or many, without HTTP.
//!
//! Each record is matched by its key, laid over what is stored, checked as it would be stored, and written with its version,
//! history and audit event. What was received is counted in the same transaction, and what was refused is kept.

mod batch;
mod judge;
mod receive;

use flsdb_domain::{ServiceCode, access::Scope, opt_out::Deployment, ownership::Claim};
use flsdb_files::Row;
use flsdb_store::{Author, Store, sections::Expected};

pub use batch::{LINE_BYTES, LINES, write_receipts};
pub use receive::receive;

/// What a record does to the stored one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// It is the whole: what it does not name is cleared. An episode that is not stored is created.
    Put,
    /// It changes what it names; null clears. The episode must be stored.
    Patch,
}

/// How records are taken.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// What they do to stored ones.
    pub method: Method,
    /// Which stored answers they may overwrite.
    pub claim: Claim,
    /// Whether to say what would be done, and do nothing.
    pub dry_run: bool,
    /// What the sender expects to be stored, if it says so.
    pub expected: Option<Expected>,
    /// Where the national data opt-out is applied: in a national deployment, before a record is stored.
    pub deployment: Deployment,
}

/// A record that was sent, and the service that it is for; none if that cannot be told.
pub struct Message {
    /// The service.
    pub service: Option<ServiceCode>,
    /// The record as read.
    pub row: Row,
}

/// Who sends, and where they may.
pub struct Sender<'a> {
    /// The store.
    pub store: &'a Store,
    /// Who writes.
    pub author: &'a Author,
    /// The services of which they may change records.
    pub scope: &'a Scope,
}

impl Message {
    /// A record for the service that it names, else for the sender's only one.
    pub fn of(mut row: Row, scope: &Scope) -> Self {
        let own = match scope {
            Scope::Services(services) if services.len() == 1 => services.first().copied(),
            _ => None,
        };
        let named = row.reading.episode.service;
        let is_known = named.is_none_or(|service| scope.contains(service));
        let is_missing = named.is_none() && own.is_none();
        if !is_known || is_missing {
            row.reading.findings.push(judge::unknown_service(is_missing));
        }
        let service = named.filter(|_| is_known).or(own);
        Message { service, row }
    }
}
