//! Accounts of people: their grants, their password hash, and the throttle on signing in.

use chrono::{DateTime, Utc};
use flsdb_domain::{access::Grant, wire::auth::Me};

use crate::{Outcome, Reader, Writer, error::later};

/// An account to be made.
#[derive(Clone)]
pub struct NewUser {
    /// E-mail address; compared without case.
    pub email: String,
    /// Name as shown.
    pub name: String,
    /// Argon2id hash of the password, in PHC form.
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
}

/// Makes an account and gives its id.
///
/// # Errors
/// `Exists` with the id of the account that has the address; `NotFound` when a grant names an unknown service.
pub fn create(w: &mut Writer<'_>, user: &NewUser) -> Outcome<String> {
    later()
}

/// The account with this address, compared without case.
///
/// # Errors
/// Those of the database.
pub fn find_by_email(r: &mut Reader<'_>, email: &str) -> Outcome<Option<Account>> {
    later()
}

/// The account with this id: its grants as they are now.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, id: &str) -> Outcome<Account> {
    later()
}

/// What a signed-in person is told of their account.
///
/// # Errors
/// `NotFound`.
pub fn find_me(r: &mut Reader<'_>, id: &str) -> Outcome<Me> {
    later()
}

/// Counts a failed sign-in; from the fifth on the account is locked, for one minute and then twice as long each time, up to
/// an hour. Gives the time until which it is locked.
///
/// # Errors
/// `NotFound`.
pub fn note_failed_sign_in(w: &mut Writer<'_>, id: &str) -> Outcome<Option<DateTime<Utc>>> {
    later()
}

/// Notes a sign-in: the count of failures starts anew.
///
/// # Errors
/// `NotFound`.
pub fn note_sign_in(w: &mut Writer<'_>, id: &str) -> Outcome<()> {
    later()
}
