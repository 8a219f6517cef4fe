//! Accounts as administrators see and change them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use flsdb_domain::{
    access::{
        Grant, Role, Scope,
        giving::{may_change, may_see},
    },
    wire::{
        Page,
        page::Paging,
        problem::Stamp,
        users::{User, UserChange},
    },
};

use super::{Account, UserRow, account, insert_grants};
use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action},
    columns::{Code, Written, utc},
    connection::Conn,
    cursor,
    schema::{grants, password_links, users},
    sessions,
};

/// Why an account stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// Nobody would be left to administer the registry.
    #[error("This is the last national administrator. Give the role to somebody else first")]
    LastAdministrator,
    /// One does not lock oneself out.
    #[error("This is your own account. Somebody else has to lock it")]
    Own,
    /// The account holds grants that the caller could not give.
    #[error("The account holds grants beyond your services. Ask a national administrator")]
    Beyond,
}

/// Accounts that hold a grant in the scope, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<User>> {
    let before = cursor::before(paging)?;
    let seen = || {
        let mut query = users::table.into_boxed();
        if let Scope::Services(services) = scope {
            let held = grants::table
                .filter(grants::service.eq_any(services.iter().map(|s| Some(Written(*s)))))
                .select(grants::user_id);
            query = query.filter(users::id.eq_any(held));
        }
        query
    };
    let total = if paging.total {
        Some(seen().count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = seen();
    if let Some(before) = before {
        query = query.filter(users::id.lt(before));
    }
    let rows: Vec<UserRow> = query
        .order(users::id.desc())
        .limit(cursor::fetched(paging))
        .select(UserRow::as_select())
        .load(r.conn)?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(told(r.conn, scope, row)?);
    }
    Ok(cursor::page(found, paging, total, |user: &User| &user.id))
}

/// An account that holds a grant in the scope.
///
/// # Errors
/// `NotFound`.
pub fn find_user(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<User> {
    load(r.conn, scope, id)
}

/// Changes name, grants and lock. Other grants and a lock end the sessions of the account; unlocking forgets failed sign-ins.
///
/// # Errors
/// `NotFound`; `Stale`; `Account` when it may not be changed so.
pub fn update(
    w: &mut Writer<'_>,
    scope: &Scope,
    id: &str,
    expected: i64,
    change: &UserChange,
) -> Outcome<User> {
    let stored = load_locked(w, scope, id, Some(expected))?;
    if change.locked && w.author.id == id {
        return Err(AccountRefusal::Own.into());
    }
    let (before, after) = (normal(&stored.grants), normal(&change.grants));
    if before != after {
        diesel::delete(grants::table.filter(grants::user_id.eq(id))).execute(w.conn)?;
        insert_grants(w, id, &after)?;
    }
    let disabled_at = change.locked.then(|| w.author.now_as_kept());
    diesel::update(users::table.find(id))
        .set((users::name.eq(&change.name), users::disabled_at.eq(disabled_at)))
        .execute(w.conn)?;
    if !change.locked {
        let none: Option<NaiveDateTime> = None;
        diesel::update(users::table.find(id))
            .set((users::failed_sign_ins.eq(0), users::locked_until.eq(none)))
            .execute(w.conn)?;
    }
    if before != after || change.locked {
        sessions::end_all(w, id)?;
    }
    if is_administrator(&before) && administrators(w.conn)? == 0 {
        return Err(AccountRefusal::LastAdministrator.into());
    }
    let action = match (stored.locked, change.locked) {
        (false, true) => Action::Lock,
        (true, false) => Action::Unlock,
        _ => Action::Update,
    };
    note(w, id, action)?;
    load(w.conn, scope, id)
}

/// Takes the password away, ends all sessions, and lets a new password be set once by the link with this hash.
///
/// # Errors
/// `NotFound`; `Account` when the caller may not change it.
pub fn reset_password(
    w: &mut Writer<'_>,
    scope: &Scope,
    id: &str,
    link_hash: &str,
    expires_at: DateTime<Utc>,
) -> Outcome<User> {
    load_locked(w, scope, id, None)?;
    diesel::update(users::table.find(id))
        .set(users::password_hash.eq(""))
        .execute(w.conn)?;
    sessions::end_all(w, id)?;
    let others = password_links::table.filter(password_links::user_id.eq(id));
    diesel::delete(others).execute(w.conn)?;
    let link = (
        password_links::token_hash.eq(link_hash),
        password_links::user_id.eq(id),
        password_links::expires_at.eq(expires_at.naive_utc()),
    );
    diesel::insert_into(password_links::table)
        .values(link)
        .execute(w.conn)?;
    note(w, id, Action::Update)?;
    load(w.conn, scope, id)
}

/// The account whose password the link lets be set, if it is still good.
///
/// # Errors
/// `NotFound` for an unknown link, one that was used, and one that has expired.
pub fn find_by_link(r: &mut Reader<'_>, link_hash: &str, now: DateTime<Utc>) -> Outcome<Account> {
    let id: Option<String> = password_links::table
        .find(link_hash)
        .filter(password_links::expires_at.gt(now.naive_utc()))
        .select(password_links::user_id)
        .first(r.conn)
        .optional()?;
    super::find(r, &id.ok_or(StoreError::NotFound)?)
}

/// Sets a password by a link, which is used up by it, and ends all sessions.
///
/// # Errors
/// `NotFound` as [`find_by_link`].
pub fn set_password(w: &mut Writer<'_>, link_hash: &str, password_hash: &str) -> Outcome<()> {
    let now = w.author.now;
    let id = find_by_link(&mut w.reader(), link_hash, now)?.id;
    let used = diesel::delete(password_links::table.find(link_hash)).execute(w.conn)?;
    if used == 0 {
        return Err(StoreError::NotFound);
    }
    let none: Option<NaiveDateTime> = None;
    diesel::update(users::table.find(&id))
        .set((
            users::password_hash.eq(password_hash),
            users::failed_sign_ins.eq(0),
            users::locked_until.eq(none),
        ))
        .execute(w.conn)?;
    sessions::end_all(w, &id)?;
    note(w, &id, Action::Update)
}

/// An account that the caller may change, locked until the transaction ends, and with it those of the administrators: of two
/// who take the role from each other, the second sees what the first has done.
fn load_locked(w: &mut Writer<'_>, scope: &Scope, id: &str, expected: Option<i64>) -> Outcome<User> {
    let administrators = grants::table
        .filter(grants::role.eq(Code(Role::NationalAdministrator)))
        .select(grants::user_id);
    diesel::update(users::table.filter(users::id.eq(id).or(users::id.eq_any(administrators))))
        .set(users::version.eq(users::version))
        .execute(w.conn)?;
    let stored = load(w.conn, scope, id)?;
    if expected.is_some_and(|expected| stored.stamp.version != expected) {
        return Err(StoreError::Stale {
            current: stored.stamp,
        });
    }
    if stored.changeable {
        Ok(stored)
    } else {
        Err(AccountRefusal::Beyond.into())
    }
}

fn load(conn: &mut Conn, scope: &Scope, id: &str) -> Outcome<User> {
    let row = users::table
        .find(id)
        .select(UserRow::as_select())
        .first(conn)
        .optional()?;
    let user = told(conn, scope, row.ok_or(StoreError::NotFound)?)?;
    may_see(scope, &user.grants)
        .then_some(user)
        .ok_or(StoreError::NotFound)
}

fn told(conn: &mut Conn, scope: &Scope, row: UserRow) -> Outcome<User> {
    let stamp = Stamp {
        version: row.version,
        changed_at: utc(row.changed_at.unwrap_or(row.created_at)),
        changed_by: row.changed_by.clone().unwrap_or_default(),
    };
    let account = account(conn, row)?;
    Ok(User {
        locked: account.is_locked,
        has_password: !account.password_hash.is_empty(),
        throttled_until: account.locked_until,
        changeable: may_change(scope, &account.grants),
        id: account.id,
        email: account.email,
        name: account.name,
        grants: account.grants,
        stamp,
    })
}

/// Raises the version, and notes who did what.
fn note(w: &mut Writer<'_>, id: &str, action: Action) -> Outcome<()> {
    diesel::update(users::table.find(id))
        .set((
            users::version.eq(users::version + 1),
            users::changed_at.eq(Some(w.author.now_as_kept())),
            users::changed_by.eq(Some(&w.author.name)),
        ))
        .execute(w.conn)?;
    audit::note_account(w, action, id)
}

fn is_administrator(grants: &[Grant]) -> bool {
    grants
        .iter()
        .any(|grant| grant.role == Role::NationalAdministrator)
}

fn administrators(conn: &mut Conn) -> QueryResult<i64> {
    grants::table
        .inner_join(users::table)
        .filter(grants::role.eq(Code(Role::NationalAdministrator)))
        .filter(users::disabled_at.is_null())
        .count()
        .get_result(conn)
}

/// Each role once, with all its services.
pub(super) fn normal(grants: &[Grant]) -> Vec<Grant> {
    let mut roles: std::collections::BTreeMap<Role, Grant> = std::collections::BTreeMap::new();
    for grant in grants {
        let services = grant.services.iter().copied();
        roles
            .entry(grant.role)
            .or_insert_with(|| Grant {
                role: grant.role,
                services: Default::default(),
            })
            .services
            .extend(services);
    }
    roles.into_values().collect()
}
