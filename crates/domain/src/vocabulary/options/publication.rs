//! Options of what anybody may see and send, and of what goes to the national audit.

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

/// How far a run of records for the national audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// Its files can be sent, and rejected rows handed in.
    Open,
    /// The audit has it: what was not rejected counts as sent.
    Accepted,
    /// It counts as never made.
    Abandoned,
}

impl Coded for SubmissionState {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<SubmissionState>] = &[
            choice(SubmissionState::Open, "open", "Open"),
            choice(SubmissionState::Accepted, "accepted", "Accepted"),
            choice(SubmissionState::Abandoned, "abandoned", "Abandoned"),
        ];
        Cow::Borrowed(CHOICES)
    }
}
