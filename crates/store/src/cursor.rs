//! Pages of lists in the order of their ids, newest first. A cursor is the last id of the page before.

use flsdb_domain::wire::{Page, page::Paging};
use uuid::Uuid;

use crate::{Outcome, StoreError};

/// The id before which the page begins.
pub fn before(paging: &Paging) -> Outcome<Option<String>> {
    match &paging.cursor {
        None => Ok(None),
        Some(cursor) if Uuid::try_parse(cursor).is_ok_and(|id| id.to_string() == *cursor) => {
            Ok(Some(cursor.clone()))
        }
        Some(_) => Err(StoreError::BadCursor),
    }
}

/// One more than the page holds, to see whether another follows.
pub fn fetched(paging: &Paging) -> i64 {
    i64::from(paging.limit.clamp(1, 500)) + 1
}

/// The page from what was fetched.
pub fn page<T>(found: Vec<T>, paging: &Paging, total: Option<i64>, id: impl Fn(&T) -> &str) -> Page<T> {
    page_by(found, paging, total, |last| id(last).to_owned())
}

/// The same for lists in another order than that of their ids.
pub fn page_by<T>(
    mut found: Vec<T>,
    paging: &Paging,
    total: Option<i64>,
    cursor: impl Fn(&T) -> String,
) -> Page<T> {
    let limit = usize::from(paging.limit.clamp(1, 500));
    let follows = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| follows).map(cursor);
    Page {
        items: found,
        next,
        total,
    }
}
