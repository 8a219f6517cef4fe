//! Signing in.

use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use crate::{
    ServiceCode,
    access::{Grant, Permission},
};

/// What a person gives to sign in.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// E-mail address of the account.
    #[validate(
        custom(
            function = "looks_like_an_address",
            message = "Give the e-mail address of your account, like name@example.nhs.uk"
        ),
        length(max = 200)
    )]
    pub email: String,
    /// Password.
    #[validate(length(min = 1, max = 200, message = "Give your password"))]
    pub password: String,
    /// Six digits of the second factor, if the account has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(equal = 6))]
    pub totp: Option<String>,
}

/// Something on both sides of one `@`, a dot behind it, no blank. Whether the account exists is for the server to say; the
/// full rule of RFC 5322 would bring Unicode's tables into the page.
pub(super) fn looks_like_an_address(email: &str) -> Result<(), ValidationError> {
    let is_good = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !host.contains('@')
    });
    if is_good && !email.contains(char::is_whitespace) {
        Ok(())
    } else {
        Err(ValidationError::new("email"))
    }
}

/// The access token of a session; the refresh token travels in an HttpOnly cookie.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    /// JWT for the header `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds until the token expires.
    pub expires_in: u32,
}

/// The signed-in user, or the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Id of the account.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// E-mail address; a client has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Roles and the services they hold for.
    pub grants: Vec<Grant>,
    /// Everything that some grant allows: what the page offers.
    pub permissions: Vec<Permission>,
    /// The services of the grants, with their names.
    pub services: Vec<ServiceName>,
}

/// A service by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceName {
    /// Code.
    pub code: ServiceCode,
    /// Name.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::looks_like_an_address;

    #[test]
    fn addresses() {
        for (text, is_good) in [
            ("ann@example.nhs.uk", true),
            ("data-entry@demo.example", true),
            ("ann", false),
            ("ann@", false),
            ("ann@nhs", false),
            ("@nhs.uk", false),
            ("ann@bob@nhs.uk", false),
            ("ann smith@nhs.uk", false),
            ("ann@nhs.", false),
        ] {
            assert_eq!(looks_like_an_address(text).is_ok(), is_good, "{text}");
        }
    }
}
