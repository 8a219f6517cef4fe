//! Options of what anybody may see and send.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{Choice, Coded, choice};

/// For whom a resource is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Those who work for fracture liaison services, and those who pay for them.
    Professionals,
    /// Patients.
    Patients,
    /// Those who look after a patient at home.
    Carers,
}

impl Coded for Audience {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Audience>] = &[
            choice(Audience::Professionals, "professionals", "Professionals"),
            choice(Audience::Patients, "patients", "Patients"),
            choice(Audience::Carers, "carers", "Carers"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// How the request of a service to take part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RegistrationState {
    /// Nobody has decided yet.
    Waiting,
    /// The service takes part.
    Accepted,
    /// It does not.
    Refused,
}

impl Coded for RegistrationState {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<RegistrationState>] = &[
            choice(RegistrationState::Waiting, "waiting", "Waiting"),
            choice(RegistrationState::Accepted, "accepted", "Accepted"),
            choice(RegistrationState::Refused, "refused", "Refused"),
        ];
        Cow::Borrowed(CHOICES)
    }
}
