//! What is done to imports from time to time.

use flsdb_store::{Author, Outcome, Store, imports};

/// Settles what the last stop of the server broke off: a dry run has failed, a commit has stored nothing and may be
/// asked for again. To be called before anything runs. Gives how many imports there were.
///
/// # Errors
/// Those of the store.
pub fn recover(store: &Store, author: &Author) -> Outcome<usize> {
    store.write(author, imports::recover)
}

/// Forgets imports whose time is over at the author's time, 24 hours after their last step, and gives their number.
///
/// # Errors
/// Those of the store.
pub fn forget_expired(store: &Store, author: &Author) -> Outcome<usize> {
    store.write(author, imports::forget_expired)
}
