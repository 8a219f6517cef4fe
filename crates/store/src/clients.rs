//! Clients: the systems of a hospital, each of one service, with their secrets and public keys.

mod signing_in;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::{ClientScope, Rights, Scope},
    wire::{
        Page,
        auth::Me,
        clients::{Client, ClientChange, ClientSecret, KeySet, MOST_SECRETS, NewClient, PublicKey},
        page::Paging,
        problem::Stamp,
    },
};

pub use signing_in::{
    Credential, Machine, SignIn, StoredSecret, find_machine, note_failed_sign_in, note_uses, sign_in,
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    columns::{Codes, Written, utc},
    connection::Conn,
    cursor,
    schema::{client_secrets, clients},
    services,
};

/// Why a client stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientRefusal {
    /// Another secret would be one too many.
    #[error("The client has two secrets. Revoke the one that is no longer used first")]
    TooManySecrets,
}

/// A row of `clients`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = clients, treat_none_as_default_value = false)]
struct ClientRow {
    id: String,
    service: Written<ServiceCode>,
    name: String,
    scopes: Codes<ClientScope>,
    keys: Option<String>,
    created_at: NaiveDateTime,
    disabled_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
}

/// A row of `client_secrets`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = client_secrets, treat_none_as_default_value = false)]
struct SecretRow {
    id: String,
    client_id: String,
    secret_hash: String,
    created_at: NaiveDateTime,
    expires_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
}

/// Clients of the services in the scope, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<Client>> {
    let before = cursor::before(paging)?;
    let seen = || {
        let mut query = clients::table.into_boxed();
        if let Scope::Services(services) = scope {
            query = query.filter(clients::service.eq_any(services.iter().map(|s| Written(*s))));
        }
        query
    };
    let total = match paging.total {
        true => Some(seen().count().get_result(r.conn)?),
        false => None,
    };
    let page = match before {
        Some(before) => seen().filter(clients::id.lt(before)),
        None => seen(),
    };
    let rows: Vec<ClientRow> = page
        .order(clients::id.desc())
        .limit(cursor::fetched(paging))
        .select(ClientRow::as_select())
        .load(r.conn)?;
    let told = rows.into_iter().map(|row| told(r.conn, row));
    let found = told.collect::<Outcome<_>>()?;
    Ok(cursor::page(found, paging, total, |client: &Client| &client.id))
}

/// A client of a service in the scope.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<Client> {
    load(r.conn, scope, id)
}

/// What a client is told of itself: what its token allows.
///
/// # Errors
/// `NotFound`.
pub fn find_me(r: &mut Reader<'_>, id: &str, rights: &Rights) -> Outcome<Me> {
    let row = row(r.conn, id)?.ok_or(StoreError::NotFound)?;
    Ok(Me {
        id: row.id,
        name: row.name,
        email: None,
        grants: rights.grants().to_vec(),
        permissions: rights.permissions().into_iter().collect(),
        services: services::names(r, rights.grants())?,
    })
}

/// Makes a client, without a secret yet.
///
/// # Errors
/// `NotFound` when the service does not exist, or lies outside the scope.
pub fn create(w: &mut Writer<'_>, scope: &Scope, new: NewClient) -> Outcome<Client> {
    let id = w.new_id();
    create_as(w, scope, id, new)
}

/// The same under an id that was given out before: a UUID.
///
/// # Errors
/// As [`create`].
pub fn create_as(w: &mut Writer<'_>, scope: &Scope, id: String, new: NewClient) -> Outcome<Client> {
    services::find(&mut w.reader(), scope, new.service)?;
    let now = w.author.now_as_kept();
    let row = ClientRow {
        id: id.clone(),
        service: Written(new.service),
        name: new.name,
        scopes: codes(new.scopes),
        keys: new.keys.map(written).transpose()?,
        created_at: now,
        disabled_at: None,
        last_used_at: None,
        version: 1,
        changed_at: now,
        changed_by: w.author.name.clone(),
    };
    diesel::insert_into(clients::table).values(row).execute(w.conn)?;
    audit::note_client(w, (Action::Create, Resource::Client), new.service, &id)?;
    load(w.conn, scope, &id)
}

/// Changes name, scopes and keys; locks and unlocks.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn update(
    w: &mut Writer<'_>,
    scope: &Scope,
    id: &str,
    expected: i64,
    change: ClientChange,
) -> Outcome<Client> {
    let stored = load_locked(w, scope, id, Some(expected))?;
    let disabled_at = change.locked.then(|| w.author.now_as_kept());
    diesel::update(clients::table.find(id))
        .set((
            clients::name.eq(change.name),
            clients::scopes.eq(codes(change.scopes)),
            clients::keys.eq(change.keys.map(written).transpose()?),
            clients::disabled_at.eq(disabled_at),
        ))
        .execute(w.conn)?;
    let action = match (stored.locked, change.locked) {
        (false, true) => Action::Lock,
        (true, false) => Action::Unlock,
        _ => Action::Update,
    };
    raise(w, id)?;
    audit::note_client(w, (action, Resource::Client), stored.service, id)?;
    load(w.conn, scope, id)
}

/// Adds a secret with this hash, and gives its id. Those that have expired are forgotten.
///
/// # Errors
/// `NotFound`; `Client` when it has as many as it may have.
pub fn add_secret(
    w: &mut Writer<'_>,
    scope: &Scope,
    id: &str,
    secret_hash: &str,
    expires_at: Option<DateTime<Utc>>,
) -> Outcome<(Client, String)> {
    let stored = load_locked(w, scope, id, None)?;
    let now = w.author.now_as_kept();
    let expired = client_secrets::table
        .filter(client_secrets::client_id.eq(id))
        .filter(client_secrets::expires_at.le(now));
    let forgotten = diesel::delete(expired).execute(w.conn)?;
    if stored.secrets.len() - forgotten >= MOST_SECRETS {
        return Err(ClientRefusal::TooManySecrets.into());
    }
    let row = SecretRow {
        id: w.new_id(),
        client_id: id.to_owned(),
        secret_hash: secret_hash.to_owned(),
        created_at: now,
        expires_at: expires_at.map(|time| time.naive_utc()),
        last_used_at: None,
    };
    let secret = row.id.clone();
    diesel::insert_into(client_secrets::table)
        .values(row)
        .execute(w.conn)?;
    raise(w, id)?;
    audit::note_client(
        w,
        (Action::Create, Resource::ClientSecret),
        stored.service,
        &secret,
    )?;
    Ok((load(w.conn, scope, id)?, secret))
}

/// Revokes a secret: neither it nor a token got with it is good any longer.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn revoke_secret(
    w: &mut Writer<'_>,
    scope: &Scope,
    (id, secret): (&str, &str),
    expected: i64,
) -> Outcome<Client> {
    let stored = load_locked(w, scope, id, Some(expected))?;
    let held = client_secrets::table
        .find(secret)
        .filter(client_secrets::client_id.eq(id));
    if diesel::delete(held).execute(w.conn)? == 0 {
        return Err(StoreError::NotFound);
    }
    raise(w, id)?;
    audit::note_client(
        w,
        (Action::Delete, Resource::ClientSecret),
        stored.service,
        secret,
    )?;
    load(w.conn, scope, id)
}

/// A client that the caller may change, locked until the transaction ends.
fn load_locked(w: &mut Writer<'_>, scope: &Scope, id: &str, expected: Option<i64>) -> Outcome<Client> {
    diesel::update(clients::table.find(id))
        .set(clients::version.eq(clients::version))
        .execute(w.conn)?;
    let stored = load(w.conn, scope, id)?;
    match expected {
        Some(expected) if stored.stamp.version != expected => Err(StoreError::Stale {
            current: stored.stamp,
        }),
        _ => Ok(stored),
    }
}

fn load(conn: &mut Conn, scope: &Scope, id: &str) -> Outcome<Client> {
    let row = row(conn, id)?.filter(|row| scope.contains(row.service.0));
    told(conn, row.ok_or(StoreError::NotFound)?)
}

fn row(conn: &mut Conn, id: &str) -> Outcome<Option<ClientRow>> {
    let row = clients::table.find(id).select(ClientRow::as_select());
    Ok(row.first(conn).optional()?)
}

fn secrets(conn: &mut Conn, id: &str) -> Outcome<Vec<SecretRow>> {
    let held = client_secrets::table
        .filter(client_secrets::client_id.eq(id))
        .order(client_secrets::id.desc());
    Ok(held.select(SecretRow::as_select()).load(conn)?)
}

fn told(conn: &mut Conn, row: ClientRow) -> Outcome<Client> {
    let secrets = secrets(conn, &row.id)?.into_iter().map(|secret| ClientSecret {
        id: secret.id,
        created_at: utc(secret.created_at),
        expires_at: secret.expires_at.map(utc),
        last_used_at: secret.last_used_at.map(utc),
    });
    Ok(Client {
        id: row.id,
        service: row.service.0,
        name: row.name,
        scopes: row.scopes.into_vec().into_iter().collect(),
        keys: read(row.keys.as_deref())?,
        secrets: secrets.collect(),
        locked: row.disabled_at.is_some(),
        last_used_at: row.last_used_at.map(utc),
        stamp: Stamp {
            version: row.version,
            changed_at: utc(row.changed_at),
            changed_by: row.changed_by,
        },
    })
}

/// Raises the version, and says who has.
fn raise(w: &mut Writer<'_>, id: &str) -> Outcome<()> {
    diesel::update(clients::table.find(id))
        .set((
            clients::version.eq(clients::version + 1),
            clients::changed_at.eq(w.author.now_as_kept()),
            clients::changed_by.eq(&w.author.name),
        ))
        .execute(w.conn)?;
    Ok(())
}

fn codes(scopes: BTreeSet<ClientScope>) -> Codes<ClientScope> {
    scopes.into_iter().collect::<Vec<_>>().into()
}

/// Keys as they are kept: what is understood of them.
fn written(set: KeySet) -> Outcome<String> {
    let understood = |key: PublicKey| PublicKey {
        other: Default::default(),
        ..key
    };
    let keys = set.keys.into_iter().map(understood).collect();
    Ok(serde_json::to_string(&KeySet { keys })?)
}

fn read(keys: Option<&str>) -> Outcome<Option<KeySet>> {
    Ok(keys.map(serde_json::from_str).transpose()?)
}
