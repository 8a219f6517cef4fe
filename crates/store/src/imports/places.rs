//! Pages of what is kept in the order in which it was added, or by row. A cursor is the place of the last entry.

use flsdb_domain::wire::{Page, page::Paging};

use crate::{Outcome, StoreError, cursor};

/// The place after which the page begins.
pub fn after(paging: &Paging) -> Outcome<i32> {
    match &paging.cursor {
        Some(cursor) => cursor.parse().map_err(|_| StoreError::BadCursor),
        None => Ok(-1),
    }
}

/// The page from what was fetched.
pub fn page<R, T: From<R>>(
    found: Vec<R>,
    paging: &Paging,
    total: Option<i64>,
    place: impl Fn(&R) -> i32,
) -> Page<T> {
    let page = cursor::page_by(found, paging, total, |last| place(last).to_string());
    Page {
        items: page.items.into_iter().map(T::from).collect(),
        next: page.next,
        total: page.total,
    }
}
