//! Reads of records, queued for the audit: one writer writes them at least every second and at a clean stop.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use flsdb_store::audit::ReadEvent;

/// Events waiting to be written.
#[derive(Default)]
pub struct ReadQueue(Mutex<Vec<ReadEvent>>);

impl ReadQueue {
    fn events(&self) -> MutexGuard<'_, Vec<ReadEvent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an event.
    pub fn push(&self, event: ReadEvent) {
        self.events().push(event);
    }

    /// Hands what waits to `write`; on an error it waits on.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn flush<E>(&self, write: impl FnOnce(&[ReadEvent]) -> Result<(), E>) -> Result<(), E> {
        let waiting = mem::take(&mut *self.events());
        if waiting.is_empty() {
            return Ok(());
        }
        let outcome = write(&waiting);
        if outcome.is_err() {
            self.events().splice(0..0, waiting);
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use flsdb_store::{
        AuthorKind,
        audit::{Action, Resource},
    };

    use super::*;

    fn event(id: &str) -> ReadEvent {
        ReadEvent {
            at: Utc::now(),
            author_id: "a".to_owned(),
            author_kind: AuthorKind::Person,
            request_id: String::new(),
            service: None,
            action: Action::Read,
            resource: Resource::Patient,
            resource_id: Some(id.to_owned()),
            patient_id: None,
        }
    }

    #[test]
    fn what_cannot_be_written_waits_in_its_order() {
        let queue = ReadQueue::default();
        queue.push(event("1"));
        assert_eq!(queue.flush(|_| Err("down")), Err("down"));
        queue.push(event("2"));
        let mut written = Vec::new();
        let outcome: Result<(), &str> = queue.flush(|events| {
            written = events.iter().filter_map(|e| e.resource_id.clone()).collect();
            Ok(())
        });
        assert_eq!((outcome, written.join(" ")), (Ok(()), "1 2".to_owned()));
        assert_eq!(queue.flush(|_| Err("nothing is left to write")), Ok(()));
    }
}
