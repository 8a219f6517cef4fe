//! Accounts of people, and the links by which they set their passwords.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use super::{auth::looks_like_an_address, problem::Stamp};
use crate::access::Grant;

/// Shortest password, in characters (ASVS 5.0, 6.2.1: 8 at least, 15 recommended).
pub const SHORTEST_PASSWORD: usize = 12;
/// Different characters that a password has at least.
const FEWEST_CHARACTERS: usize = 5;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Id of the account.
    pub id: String,
    /// E-mail address, in lower case.
    pub email: String,
    /// Name as shown.
    pub name: String,
    /// Roles and the services they hold for.
    pub grants: Vec<Grant>,
    /// Whether an administrator has locked the account.
    pub locked: bool,
    /// Whether a password is set: until then nobody can sign in.
    pub has_password: bool,
    /// After failed sign-ins: no further one before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttled_until: Option<DateTime<Utc>>,
    /// Whether the caller may change it. Who holds grants beyond one's services is changed by a national administrator.
    pub changeable: bool,
    /// Version and who changed it last.
    pub stamp: Stamp,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// E-mail address.
    #[validate(
        custom(
            function = "looks_like_an_address",
            message = "Give an e-mail address like name@example.nhs.uk"
        ),
        length(max = 200)
    )]
    pub email: String,
    /// Name as shown.
    #[validate(length(min = 1, max = 100, message = "Give the name, of 100 characters at most"))]
    pub name: String,
    /// Roles and the services they hold for.
    #[validate(length(min = 1, max = 20, message = "Give 1 to 20 grants"))]
    pub grants: Vec<Grant>,
}

/// What an account shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// Name as shown.
    #[validate(length(min = 1, max = 100, message = "Give the name, of 100 characters at most"))]
    pub name: String,
    /// Roles and the services they hold for.
    #[validate(length(min = 1, max = 20, message = "Give 1 to 20 grants"))]
    pub grants: Vec<Grant>,
    /// Whether the account is locked.
    pub locked: bool,
}

/// A link to set a password: good once, and told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordLink {
    /// Address of the page under the address of the registry. What stands after `#` is sent to no server and no log.
    pub path: String,
    /// It is good until then.
    pub expires_at: DateTime<Utc>,
}

/// An account with the link that lets its owner set a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserWithLink {
    /// The account.
    pub user: User,
    /// Give it to its owner by a way that you trust.
    pub link: PasswordLink,
}

/// A password, and the token of the link that lets it be set.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// What stands after `#` in the link.
    #[validate(length(min = 1, max = 100))]
    pub token: String,
    /// The password.
    #[validate(
        length(min = 12, max = 200, message = "Give a password of 12 to 200 characters"),
        custom(
            function = "has_many_characters",
            message = "Give a password that is harder to guess: of five different characters or more"
        )
    )]
    pub password: String,
}

fn has_many_characters(password: &str) -> Result<(), ValidationError> {
    let different: BTreeSet<char> = password.chars().collect();
    if different.len() < FEWEST_CHARACTERS {
        return Err(ValidationError::new("password"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords() {
        for (password, is_good) in [
            ("correct horse battery", true),
            ("short", false),
            ("aaaaaaaaaaaaaaaa", false),
            ("abababababababab", false),
            ("ünïcödé päss", true),
        ] {
            let new = NewPassword {
                token: "x".to_owned(),
                password: password.to_owned(),
            };
            assert_eq!(new.validate().is_ok(), is_good, "{password}");
        }
    }
}
