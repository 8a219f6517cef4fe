//! What a client must show to get a token, and what is noted of its coming.

use std::collections::BTreeSet;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use diesel::prelude::*;
use flsdb_domain::{ServiceCode, access::ClientScope, wire::clients::KeySet};
use serde::{Deserialize, Serialize};

use super::{read, row, secrets};
use crate::{
    Outcome, Reader, Store, Writer,
    audit::{self, Action, Resource},
    columns::utc,
    connection::Conn,
    schema::{client_assertions, client_secrets, clients},
};

/// A later use within this time is not written.
const LAST_USE: TimeDelta = TimeDelta::minutes(1);

/// A client as it signs in.
#[derive(Clone)]
pub struct Machine {
    /// Id.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// The service for which it acts.
    pub service: ServiceCode,
    /// What it may be used for.
    pub scopes: BTreeSet<ClientScope>,
    /// Its public keys.
    pub keys: Option<KeySet>,
    /// Its secrets that have not expired.
    pub secrets: Vec<StoredSecret>,
    /// Whether an administrator has locked it.
    pub is_locked: bool,
    /// When it was used last.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A secret as it is kept.
#[derive(Clone)]
pub struct StoredSecret {
    /// Its id.
    pub id: String,
    /// Argon2id hash of it, in PHC form.
    pub hash: String,
}

/// By what a client got its token.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// The secret with this id.
    Secret(String),
    /// The key with this thumbprint (RFC 7638).
    Key(String),
}

/// A client that has shown who it is.
pub struct SignIn<'a> {
    /// Its id.
    pub client: &'a str,
    /// Its service.
    pub service: ServiceCode,
    /// By what.
    pub credential: &'a Credential,
    /// Id and end of the assertion that it has signed, if it has.
    pub assertion: Option<(String, DateTime<Utc>)>,
}

/// The client with this id, with the secrets that are good now.
///
/// # Errors
/// Those of the database.
pub fn find_machine(r: &mut Reader<'_>, id: &str, now: DateTime<Utc>) -> Outcome<Option<Machine>> {
    let Some(row) = row(r.conn, id)? else {
        return Ok(None);
    };
    let held = secrets(r.conn, id)?.into_iter();
    let good = held.filter(|secret| secret.expires_at.is_none_or(|end| utc(end) > now));
    let secrets = good.map(|secret| StoredSecret {
        id: secret.id,
        hash: secret.secret_hash,
    });
    Ok(Some(Machine {
        name: row.name,
        service: row.service.0,
        scopes: row.scopes.into_vec().into_iter().collect(),
        keys: read(row.keys.as_deref())?,
        secrets: secrets.collect(),
        is_locked: row.disabled_at.is_some(),
        last_used_at: row.last_used_at.map(utc),
        id: row.id,
    }))
}

/// Notes that a client got a token, and uses its assertion up: false, and nothing is noted, if it was used before.
///
/// # Errors
/// Those of the database.
pub fn sign_in(w: &mut Writer<'_>, sign_in: SignIn<'_>) -> Outcome<bool> {
    let SignIn {
        client,
        service,
        credential,
        assertion,
    } = sign_in;
    if let Some((jti, until)) = assertion
        && !use_up(w, client, &jti, until)?
    {
        return Ok(false);
    }
    let now = w.author.now_as_kept();
    if let Credential::Secret(id) = credential {
        diesel::update(client_secrets::table.find(id))
            .set(client_secrets::last_used_at.eq(Some(now)))
            .execute(w.conn)?;
    }
    used(w.conn, client, w.author.now)?;
    audit::note_client(w, (Action::SignIn, Resource::Client), service, client)?;
    Ok(true)
}

/// Notes that somebody failed to get a token in the name of a client.
///
/// # Errors
/// Those of the database.
pub fn note_failed_sign_in(w: &mut Writer<'_>, service: ServiceCode, id: &str) -> Outcome<()> {
    audit::note_client(w, (Action::SignInFailed, Resource::Client), service, id)
}

/// Notes when clients were used last.
///
/// # Errors
/// Those of the database.
pub fn note_uses(store: &Store, uses: &[(String, DateTime<Utc>)]) -> Outcome<()> {
    store.in_transaction(|conn| uses.iter().try_for_each(|(id, at)| used(conn, id, *at)))
}

fn used(conn: &mut Conn, id: &str, at: DateTime<Utc>) -> Outcome<()> {
    let at = at.naive_utc().trunc_subsecs(6);
    let before = clients::last_used_at
        .is_null()
        .or(clients::last_used_at.lt(at - LAST_USE));
    diesel::update(clients::table.find(id).filter(before))
        .set(clients::last_used_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}

/// Whether nobody has used the assertion before. Those that have expired are forgotten.
fn use_up(w: &mut Writer<'_>, client: &str, jti: &str, until: DateTime<Utc>) -> Outcome<bool> {
    let now = w.author.now_as_kept();
    diesel::delete(client_assertions::table.filter(client_assertions::expires_at.lt(now))).execute(w.conn)?;
    let row = (
        client_assertions::client_id.eq(client),
        client_assertions::jti.eq(jti),
        client_assertions::expires_at.eq(until.naive_utc()),
    );
    let claim = diesel::insert_into(client_assertions::table)
        .values(row)
        .on_conflict_do_nothing();
    let claimed = match &mut *w.conn {
        Conn::Pg(conn) => claim.execute(conn)?,
        Conn::Sqlite(conn) => claim.execute(conn)?,
    };
    Ok(claimed > 0)
}
