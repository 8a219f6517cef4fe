//! Options of direct care: how a patient was to be reached, and what came of it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{Choice, Coded, choice};

/// How somebody tried to reach a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContactMethod {
    /// By telephone.
    Telephone,
    /// In a clinic.
    Clinic,
    /// By video.
    Video,
    /// By text message.
    Text,
    /// By e-mail.
    Email,
    /// By letter.
    Letter,
    /// At home.
    HomeVisit,
    /// Otherwise.
    Other,
}

impl Coded for ContactMethod {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<ContactMethod>] = &[
            choice(ContactMethod::Telephone, "telephone", "Telephone"),
            choice(ContactMethod::Clinic, "clinic", "Clinic"),
            choice(ContactMethod::Video, "video", "Video"),
            choice(ContactMethod::Text, "text", "Text"),
            choice(ContactMethod::Email, "email", "Email"),
            choice(ContactMethod::Letter, "letter", "Letter"),
            choice(ContactMethod::HomeVisit, "home_visit", "Home visit"),
            choice(ContactMethod::Other, "other", "Other"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContactOutcome {
    /// The patient, or who speaks for them, was reached.
    Reached,
    /// Nobody answered.
    NoAnswer,
    /// A message was left.
    LeftMessage,
    /// They asked to be called another time.
    AskedToCallBack,
    /// The number or address is not theirs.
    WrongNumber,
    /// They did not come.
    DidNotAttend,
    /// A letter or message is on its way.
    Sent,
    /// They do not want to be contacted about this.
    Declined,
}

impl Coded for ContactOutcome {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<ContactOutcome>] = &[
            choice(ContactOutcome::Reached, "reached", "Reached"),
            choice(ContactOutcome::NoAnswer, "no_answer", "No answer"),
            choice(ContactOutcome::LeftMessage, "left_message", "Left message"),
            choice(
                ContactOutcome::AskedToCallBack,
                "asked_to_call_back",
                "Asked to call back",
            ),
            choice(ContactOutcome::WrongNumber, "wrong_number", "Wrong number"),
            choice(ContactOutcome::DidNotAttend, "did_not_attend", "Did not attend"),
            choice(ContactOutcome::Sent, "sent", "Sent"),
            choice(ContactOutcome::Declined, "declined", "Declined"),
        ];
        Cow::Borrowed(CHOICES)
    }
}
