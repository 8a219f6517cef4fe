//! Refresh tokens: each is used once, and a reused one ends its whole family. Only their hashes are kept.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    Outcome, StoreError, Writer,
    schema::{sessions, users},
};

/// A row of `sessions`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
struct TokenRow {
    token_hash: String,
    family: String,
    user_id: String,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    used_at: Option<NaiveDateTime>,
    ended_at: Option<NaiveDateTime>,
}

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
    let known = users::table
        .find(user_id)
        .select(users::id)
        .first::<String>(w.conn)
        .optional()?;
    let user_id = known.ok_or(StoreError::NotFound)?;
    let family = w.new_id();
    insert(w, token_hash, family, user_id, expires_at)
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
    let Some(token) = find(w, token_hash)? else {
        return Ok(Rotation::Refused);
    };
    let TokenRow { family, user_id, .. } = token;
    if token.ended_at.is_some() {
        return Ok(Rotation::Refused);
    }
    // Whoever sets `used_at` first has used the token, whatever was read before.
    let unused = sessions::table
        .find(token_hash)
        .filter(sessions::used_at.is_null());
    let now = w.author.now_as_kept();
    if diesel::update(unused)
        .set(sessions::used_at.eq(Some(now)))
        .execute(w.conn)?
        == 0
    {
        end_family(w, &family)?;
        return Ok(Rotation::Reused { user_id });
    }
    if token.expires_at <= now {
        return Ok(Rotation::Refused);
    }
    insert(w, new_token_hash, family, user_id.clone(), expires_at)?;
    Ok(Rotation::Rotated { user_id })
}

/// Ends the family of a token, at a sign-out. An unknown token changes nothing.
///
/// # Errors
/// Those of the database.
pub fn end(w: &mut Writer<'_>, token_hash: &str) -> Outcome<()> {
    match find(w, token_hash)? {
        Some(token) => end_family(w, &token.family),
        None => Ok(()),
    }
}

/// Ends every session of an account.
///
/// # Errors
/// Those of the database.
pub fn end_all(w: &mut Writer<'_>, user_id: &str) -> Outcome<()> {
    let open = sessions::table
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::ended_at.is_null());
    diesel::update(open)
        .set(sessions::ended_at.eq(Some(w.author.now_as_kept())))
        .execute(w.conn)?;
    Ok(())
}

/// Forgets tokens that expired before now, and gives their number.
///
/// # Errors
/// Those of the database.
pub fn forget_expired(w: &mut Writer<'_>) -> Outcome<usize> {
    let now = w.author.now_as_kept();
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(w.conn)?)
}

fn find(w: &mut Writer<'_>, token_hash: &str) -> Outcome<Option<TokenRow>> {
    Ok(sessions::table
        .find(token_hash)
        .select(TokenRow::as_select())
        .first(w.conn)
        .optional()?)
}

fn insert(
    w: &mut Writer<'_>,
    token_hash: &str,
    family: String,
    user_id: String,
    expires_at: DateTime<Utc>,
) -> Outcome<()> {
    let row = TokenRow {
        token_hash: token_hash.to_owned(),
        family,
        user_id,
        created_at: w.author.now_as_kept(),
        expires_at: expires_at.naive_utc(),
        used_at: None,
        ended_at: None,
    };
    diesel::insert_into(sessions::table).values(row).execute(w.conn)?;
    Ok(())
}

fn end_family(w: &mut Writer<'_>, family: &str) -> Outcome<()> {
    let open = sessions::table
        .filter(sessions::family.eq(family))
        .filter(sessions::ended_at.is_null());
    diesel::update(open)
        .set(sessions::ended_at.eq(Some(w.author.now_as_kept())))
        .execute(w.conn)?;
    Ok(())
}
