//! `Idempotency-Key`: the same request again gets the first answer.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::{Outcome, Writer, connection::Conn, schema::idempotency_keys as keys};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// A request that has not been answered after this time never will be.
const RUNNING: TimeDelta = TimeDelta::minutes(5);

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
    let now = w.author.now_as_kept();
    let broken_off = keys::status.is_null().and(keys::created_at.lt(now - RUNNING));
    diesel::delete(keys::table.filter(keys::created_at.lt(now - KEPT).or(broken_off))).execute(w.conn)?;
    // Of two requests that come at once the second waits here for the first, and then finds its key.
    let row = (
        keys::author_id.eq(&w.author.id),
        keys::idempotency_key.eq(key),
        keys::request_hash.eq(request_hash),
        keys::created_at.eq(now),
    );
    let claim = diesel::insert_into(keys::table)
        .values(row)
        .on_conflict_do_nothing();
    let claimed = match &mut *w.conn {
        Conn::Pg(conn) => claim.execute(conn)?,
        Conn::Sqlite(conn) => claim.execute(conn)?,
    };
    if claimed > 0 {
        return Ok(KeyState::New);
    }
    let (hash, status, body): (String, Option<i32>, Option<String>) = keys::table
        .find((&w.author.id, key))
        .select((keys::request_hash, keys::status, keys::body))
        .first(w.conn)?;
    Ok(match status {
        _ if hash != request_hash => KeyState::Mismatch,
        Some(status) => KeyState::Answered {
            status: u16::try_from(status).unwrap_or(500),
            body: body.unwrap_or_default(),
        },
        None => KeyState::Running,
    })
}

/// Keeps the answer to the author's key.
///
/// # Errors
/// Those of the database.
pub fn finish(w: &mut Writer<'_>, key: &str, status: u16, body: &str) -> Outcome<()> {
    diesel::update(keys::table.find((&w.author.id, key)))
        .set((
            keys::status.eq(Some(i32::from(status))),
            keys::body.eq(Some(body)),
        ))
        .execute(w.conn)?;
    Ok(())
}

/// Gives the author's key up, after a failure that may be tried again.
///
/// # Errors
/// Those of the database.
pub fn abandon(w: &mut Writer<'_>, key: &str) -> Outcome<()> {
    diesel::delete(keys::table.find((&w.author.id, key))).execute(w.conn)?;
    Ok(())
}
