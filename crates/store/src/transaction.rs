//! One transaction: reading from a snapshot, writing under the service's lock.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use flsdb_domain::{ServiceCode, wire::records::Withdrawal};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::{
    Author, Outcome, connection::Conn, facts::Touched, periods::Locks, states::Mark, store::ReferenceKey,
};

/// A read transaction: everything read through it belongs to one state of the data.
pub struct Reader<'c> {
    pub(crate) conn: &'c mut Conn,
}

/// A write transaction. It holds the lock of each service that it has touched.
pub struct Writer<'c> {
    pub(crate) conn: &'c mut Conn,
    pub(crate) author: &'c Author,
    pub(crate) key: &'c ReferenceKey,
    ids: &'c Ids,
    /// The version that this transaction gives each service that it changes.
    pub(crate) versions: BTreeMap<ServiceCode, i64>,
    /// What has changed and whose facts are to be made anew.
    pub(crate) touched: Touched,
    /// The locked years of the services whose locks were asked for.
    pub(crate) locks: BTreeMap<ServiceCode, Locks>,
}

impl<'c> Writer<'c> {
    pub(crate) fn new(conn: &'c mut Conn, author: &'c Author, key: &'c ReferenceKey, ids: &'c Ids) -> Self {
        Writer {
            conn,
            author,
            key,
            ids,
            versions: BTreeMap::new(),
            touched: Touched::default(),
            locks: BTreeMap::new(),
        }
    }

    /// Who writes, and when.
    pub fn author(&self) -> &Author {
        self.author
    }

    /// To read inside the same transaction.
    pub fn reader(&mut self) -> Reader<'_> {
        Reader { conn: self.conn }
    }

    /// Takes the lock of the service and gives its current version: nobody else changes it until this transaction
    /// ends. Locks of several services are taken in the order of their codes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound) when there is no such service.
    pub fn lock(&mut self, service: ServiceCode) -> Outcome<i64> {
        crate::services::lock(self, service)
    }

    /// A new version for the service, one per transaction, and who gives it.
    pub(crate) fn mark(&mut self, service: ServiceCode) -> Outcome<Mark> {
        let version = match self.versions.get(&service) {
            Some(version) => *version,
            None => crate::services::raise(self, service)?,
        };
        self.versions.insert(service, version);
        Ok(self.mark_of(version))
    }

    /// This version, by the author, now.
    pub(crate) fn mark_of(&self, version: i64) -> Mark {
        Mark {
            version,
            at: self.author.now_as_kept().and_utc(),
            by: self.author.name.clone(),
            kind: self.author.kind,
            machine_fields: BTreeSet::new(),
        }
    }

    /// A withdrawal by this author, now.
    pub(crate) fn withdrawal(&self, reason: &str) -> Withdrawal {
        Withdrawal {
            at: self.author.now_as_kept().and_utc(),
            by: self.author.name.clone(),
            reason: reason.to_owned(),
        }
    }

    /// A new id; ids grow.
    pub(crate) fn new_id(&self) -> String {
        self.ids.next(self.author.now)
    }

    /// The versions that this transaction has given so far, service by service; what an undo needs to know.
    pub fn versions(&self) -> &BTreeMap<ServiceCode, i64> {
        &self.versions
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reader")
    }
}

impl fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("author", self.author)
            .field("versions", &self.versions)
            .finish_non_exhaustive()
    }
}

/// Makes ids that grow with time, and within one millisecond, too.
#[derive(Clone)]
pub(crate) struct Ids(Arc<Mutex<ContextV7>>);

impl Ids {
    pub(crate) fn new() -> Self {
        Ids(Arc::new(Mutex::new(ContextV7::new())))
    }

    /// A UUIDv7 of this time.
    pub(crate) fn next(&self, now: DateTime<Utc>) -> String {
        let context = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(
            &*context,
            seconds,
            now.timestamp_subsec_nanos(),
        ))
        .to_string()
    }
}
