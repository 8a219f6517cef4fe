//! Services that ask to take part.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{
    auth::looks_like_an_address,
    problem::Stamp,
    text::{filled_line, lines, trimmed},
};
use crate::{Nation, vocabulary::RegistrationState};

/// A service asks to take part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRegistration {
    /// Name of the hospital or service; 1 to 200 characters.
    #[validate(
        length(max = 200, message = "Give a name of 200 characters at most"),
        custom(
            function = "filled_line",
            message = "Give the name of the hospital or service"
        )
    )]
    pub service_name: String,
    /// Nation.
    pub nation: Nation,
    /// Who asks; 1 to 100 characters.
    #[validate(
        length(max = 100, message = "Give a name of 100 characters at most"),
        custom(function = "filled_line", message = "Give your name")
    )]
    pub contact_name: String,
    /// Where the answer goes.
    #[validate(
        length(max = 200, message = "Give an e-mail address of 200 characters at most"),
        custom(
            function = "looks_like_an_address",
            message = "Give your e-mail address at work, like name@example.nhs.uk"
        )
    )]
    pub email: String,
    /// What else there is to say; 2,000 characters at most.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "trimmed"
    )]
    #[validate(
        length(max = 2000, message = "Write at most 2,000 characters"),
        custom(function = "lines")
    )]
    pub message: Option<String>,
}

/// What is told to whoever asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistrationReceipt {
    /// Id of the request, to quote.
    pub id: String,
    /// When it came in.
    pub sent_at: DateTime<Utc>,
}

/// A request to take part, for those who decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Registration {
    /// Id made by the server (UUIDv7).
    pub id: String,
    /// What was sent.
    pub request: NewRegistration,
    /// When it came in.
    pub sent_at: DateTime<Utc>,
    /// How it stands.
    pub state: RegistrationState,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Version and who decided last.
    pub stamp: Stamp,
}

/// What is decided on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// How it stands from now on.
    pub state: RegistrationState,
    /// Why it is refused; 3 to 500 characters.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "trimmed"
    )]
    #[validate(
        length(min = 3, max = 500, message = "Say why, in 3 to 500 characters"),
        custom(function = "lines")
    )]
    pub reason: Option<String>,
}
