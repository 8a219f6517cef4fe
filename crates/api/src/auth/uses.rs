//! When clients were used last, queued until it is written: at most once a minute each, and never in the way of a request.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

/// A later use within this time is not worth writing.
const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// Uses that wait to be written.
#[derive(Default)]
pub struct Uses(Mutex<HashMap<String, DateTime<Utc>>>);

impl Uses {
    fn waiting(&self) -> MutexGuard<'_, HashMap<String, DateTime<Utc>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the client is used now, unless what is stored says nearly the same.
    pub fn note(&self, client: &str, stored: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        if stored.is_none_or(|stored| now - stored >= MINUTE) {
            self.waiting().insert(client.to_owned(), now);
        }
    }

    /// Hands what waits to `write`; on an error it is lost, and the next use says it again.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn flush<E>(&self, write: impl FnOnce(&[(String, DateTime<Utc>)]) -> Result<(), E>) -> Result<(), E> {
        let waiting: Vec<_> = mem::take(&mut *self.waiting()).into_iter().collect();
        if waiting.is_empty() {
            return Ok(());
        }
        write(&waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_written_once_a_minute() {
        let now = Utc::now();
        for (stored, written) in [
            (None, 1),
            (Some(now - TimeDelta::seconds(59)), 0),
            (Some(now - MINUTE), 1),
        ] {
            let uses = Uses::default();
            uses.note("a", stored, now);
            uses.note("a", stored, now);
            let mut seen = 0;
            let outcome: Result<(), ()> = uses.flush(|uses| {
                seen = uses.len();
                Ok(())
            });
            assert_eq!((outcome, seen), (Ok(()), written), "{stored:?}");
        }
    }
}
