//! Refresh tokens: each is used once, and a reused one ends its whole family. Only their hashes are kept.

use chrono::{DateTime, Utc};

use crate::{Outcome, Writer, error::later};

/// What became of a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// It was good, and the new one takes its place.
    Rotated {
        /// The account.
        user_id: String,
    },
    /// It was used before: somebody has a copy. The family has ended.
    Reused {
        /// The account.
        user_id: String,
    },
    /// Unknown, expired or ended.
    Refused,
}

/// Begins a family of tokens at a sign-in with the hash of its first one.
///
/// # Errors
/// `NotFound` when there is no such account.
pub fn begin(w: &mut Writer<'_>, user_id: &str, token_hash: &str, expires_at: DateTime<Utc>) -> Outcome<()> {
    later()
}

/// Uses a token and puts a new one in its place. Never an error for a bad token, as its consequence must last.
///
/// # Errors
/// Those of the database.
pub fn rotate(
    w: &mut Writer<'_>,
    token_hash: &str,
    new_token_hash: &str,
    expires_at: DateTime<Utc>,
) -> Outcome<Rotation> {
    later()
}

/// Ends the family of a token, at a sign-out. An unknown token changes nothing.
///
/// # Errors
/// Those of the database.
pub fn end(w: &mut Writer<'_>, token_hash: &str) -> Outcome<()> {
    later()
}

/// Forgets tokens that expired before now, and gives their number.
///
/// # Errors
/// Those of the database.
pub fn forget_expired(w: &mut Writer<'_>) -> Outcome<usize> {
    later()
}
