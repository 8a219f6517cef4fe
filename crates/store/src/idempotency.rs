//! `Idempotency-Key`: the same request again gets the first answer.

use crate::{Outcome, Writer, error::later};

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// New: carry out the request and call [`finish`].
    New,
    /// The same request is being carried out.
    Running,
    /// The same request was answered so.
    Answered {
        /// HTTP status.
        status: u16,
        /// Body.
        body: String,
    },
    /// The key belongs to another request.
    Mismatch,
}

/// Claims a key of the author for a request with this hash. Keys older than 24 hours are forgotten.
///
/// # Errors
/// Those of the database.
pub fn begin(w: &mut Writer<'_>, key: &str, request_hash: &str) -> Outcome<KeyState> {
    later()
}

/// Keeps the answer to the author's key.
///
/// # Errors
/// Those of the database.
pub fn finish(w: &mut Writer<'_>, key: &str, status: u16, body: &str) -> Outcome<()> {
    later()
}

/// Gives the author's key up, after a failure that may be tried again.
///
/// # Errors
/// Those of the database.
pub fn abandon(w: &mut Writer<'_>, key: &str) -> Outcome<()> {
    later()
}
