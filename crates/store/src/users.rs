//! Accounts of people: their grants, their password hash, and the throttle on signing in.

mod administration;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::{Grant, Role, Scope, permissions_of},
    wire::auth::Me,
};

pub use administration::{
    AccountRefusal, find_by_link, find_user, list, reset_password, set_password, update,
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action},
    columns::{Code, Written, utc},
    connection::Conn,
    schema::{grants, users},
    services,
};

/// Failures in a row after which an account is locked.
const FAILURES: i32 = 5;
/// The longest lock, in minutes.
const LONGEST_LOCK: i64 = 60;

/// A row of `users`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
struct UserRow {
    id: String,
    email: String,
    name: String,
    password_hash: String,
    failed_sign_ins: i32,
    locked_until: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    version: i64,
    disabled_at: Option<NaiveDateTime>,
    changed_at: Option<NaiveDateTime>,
    changed_by: Option<String>,
}

/// An account to be made.
#[derive(Clone)]
pub struct NewUser {
    /// E-mail address; compared without case.
    pub email: String,
    /// Name as shown.
    pub name: String,
    /// Argon2id hash of the password, in PHC form; empty until one is set.
    pub password_hash: String,
    /// Roles and the services they hold for.
    pub grants: Vec<Grant>,
}

/// A stored account.
#[derive(Clone)]
pub struct Account {
    /// Id.
    pub id: String,
    /// E-mail address, in lower case.
    pub email: String,
    /// Name as shown.
    pub name: String,
    /// Argon2id hash of the password.
    pub password_hash: String,
    /// Roles and the services they hold for.
    pub grants: Vec<Grant>,
    /// Sign-ins that failed since the last one that did not.
    pub failed_sign_ins: i32,
    /// No sign-in before this time.
    pub locked_until: Option<DateTime<Utc>>,
    /// Whether an administrator has locked it.
    pub is_locked: bool,
}

/// Makes an account and gives its id.
///
/// # Errors
/// `Exists` with the id of the account that has the address; `NotFound` when a grant names an unknown service.
pub fn create(w: &mut Writer<'_>, user: &NewUser) -> Outcome<String> {
    let email = user.email.trim().to_lowercase();
    let same = users::table.filter(users::email.eq(&email)).select(users::id);
    if let Some(id) = same.first(w.conn).optional()? {
        return Err(StoreError::Exists { id });
    }
    let id = w.new_id();
    let row = UserRow {
        id: id.clone(),
        email,
        name: user.name.clone(),
        password_hash: user.password_hash.clone(),
        failed_sign_ins: 0,
        locked_until: None,
        created_at: w.author.now_as_kept(),
        version: 1,
        disabled_at: None,
        changed_at: None,
        changed_by: Some(w.author.name.clone()),
    };
    diesel::insert_into(users::table).values(row).execute(w.conn)?;
    insert_grants(w, &id, &administration::normal(&user.grants))?;
    audit::note_account(w, Action::Create, &id)?;
    Ok(id)
}

/// The account with this address, compared without case.
///
/// # Errors
/// Those of the database.
pub fn find_by_email(r: &mut Reader<'_>, email: &str) -> Outcome<Option<Account>> {
    let email = email.trim().to_lowercase();
    let row = users::table
        .filter(users::email.eq(email))
        .select(UserRow::as_select());
    let row: Option<UserRow> = row.first(r.conn).optional()?;
    row.map(|row| account(r.conn, row)).transpose()
}

/// The account with this id: its grants as they are now.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, id: &str) -> Outcome<Account> {
    let row = users::table
        .find(id)
        .select(UserRow::as_select())
        .first(r.conn)
        .optional()?;
    account(r.conn, row.ok_or(StoreError::NotFound)?)
}

/// What a signed-in person is told of their account.
///
/// # Errors
/// `NotFound`.
pub fn find_me(r: &mut Reader<'_>, id: &str) -> Outcome<Me> {
    let account = find(r, id)?;
    Ok(Me {
        id: account.id,
        name: account.name,
        email: Some(account.email),
        permissions: permissions_of(&account.grants).into_iter().collect(),
        services: services::names(r, &account.grants)?,
        grants: account.grants,
    })
}

/// Counts a failed sign-in; from the fifth on the account is locked, for one minute and then twice as long each time, up to
/// an hour. Gives the time until which it is locked.
///
/// # Errors
/// `NotFound`.
pub fn note_failed_sign_in(w: &mut Writer<'_>, id: &str) -> Outcome<Option<DateTime<Utc>>> {
    let failures: Option<i32> = diesel::update(users::table.find(id))
        .set(users::failed_sign_ins.eq(users::failed_sign_ins + 1))
        .returning(users::failed_sign_ins)
        .get_result(w.conn)
        .optional()?;
    let locked_until =
        lock_after(failures.ok_or(StoreError::NotFound)?).map(|time| w.author.now_as_kept() + time);
    diesel::update(users::table.find(id))
        .set(users::locked_until.eq(locked_until))
        .execute(w.conn)?;
    audit::note_account(w, Action::SignInFailed, id)?;
    Ok(locked_until.map(utc))
}

/// Notes a sign-in: the count of failures starts anew.
///
/// # Errors
/// `NotFound`.
pub fn note_sign_in(w: &mut Writer<'_>, id: &str) -> Outcome<()> {
    let none: Option<NaiveDateTime> = None;
    let start = (users::failed_sign_ins.eq(0), users::locked_until.eq(none));
    if diesel::update(users::table.find(id)).set(start).execute(w.conn)? == 0 {
        return Err(StoreError::NotFound);
    }
    audit::note_account(w, Action::SignIn, id)
}

/// One minute at the fifth failure in a row, then twice as long each time, up to an hour.
fn lock_after(failures: i32) -> Option<TimeDelta> {
    let beyond = u32::try_from(failures - FAILURES).ok()?;
    let minutes = 1i64
        .checked_shl(beyond.min(10))
        .unwrap_or(LONGEST_LOCK)
        .min(LONGEST_LOCK);
    TimeDelta::try_minutes(minutes)
}

fn insert_grants(w: &mut Writer<'_>, user_id: &str, grants: &[Grant]) -> Outcome<()> {
    for grant in grants {
        if grant.services.is_empty() {
            insert_grant(w, user_id, grant.role, None)?;
        }
        for service in &grant.services {
            services::find(&mut w.reader(), &Scope::All, *service)?;
            insert_grant(w, user_id, grant.role, Some(*service))?;
        }
    }
    Ok(())
}

fn insert_grant(w: &mut Writer<'_>, user_id: &str, role: Role, service: Option<ServiceCode>) -> Outcome<()> {
    let row = (
        grants::id.eq(w.new_id()),
        grants::user_id.eq(user_id),
        grants::role.eq(Code(role)),
        grants::service.eq(service.map(Written)),
    );
    diesel::insert_into(grants::table).values(row).execute(w.conn)?;
    Ok(())
}

fn account(conn: &mut Conn, row: UserRow) -> Outcome<Account> {
    let held: Vec<(Code<Role>, Option<Written<ServiceCode>>)> = grants::table
        .filter(grants::user_id.eq(&row.id))
        .select((grants::role, grants::service))
        .load(conn)?;
    let mut grants: BTreeMap<Role, BTreeSet<ServiceCode>> = BTreeMap::new();
    for (role, service) in held {
        grants.entry(role.0).or_default().extend(service.map(|s| s.0));
    }
    Ok(Account {
        id: row.id,
        email: row.email,
        name: row.name,
        password_hash: row.password_hash,
        grants: grants
            .into_iter()
            .map(|(role, services)| Grant { role, services })
            .collect(),
        failed_sign_ins: row.failed_sign_ins,
        locked_until: row.locked_until.map(utc),
        is_locked: row.disabled_at.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_grow() {
        for (failures, minutes) in [
            (1, None),
            (4, None),
            (5, Some(1)),
            (6, Some(2)),
            (10, Some(32)),
            (11, Some(60)),
            (99, Some(60)),
        ] {
            assert_eq!(
                lock_after(failures).map(|t| t.num_minutes()),
                minutes,
                "{failures}"
            );
        }
    }
}
