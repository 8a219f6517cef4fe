//! Letters about a patient, and the templates from which they are filled. Rules about them are in [`crate::letters`].

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{problem::Stamp, text::lines};
use crate::{
    ServiceCode,
    letters::{LetterKind, Recipient},
};

/// A letter about a patient. Once it is sent its text stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// The template from which it was filled, which also says to whom it goes.
    pub template: LetterKind,
    /// The text; 1 to 20,000 characters.
    #[validate(
        length(min = 1, max = 20_000, message = "Write 1 to 20,000 characters"),
        custom(function = "lines")
    )]
    pub content: String,
    /// The day on which it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_on: Option<NaiveDate>,
}

/// A letter to be filled from the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewLetter {
    /// The template.
    pub template: LetterKind,
    /// The episode that it tells of, one of the patient's.
    pub fracture_id: String,
}

/// The text from which letters of a kind are filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterTemplate {
    /// The kind of letter.
    pub kind: LetterKind,
    /// Its title.
    pub title: String,
    /// To whom it goes.
    pub recipient: Recipient,
    /// The service.
    pub service: ServiceCode,
    /// The text, with placeholders in double braces.
    pub content: String,
    /// Whether the service has written it; otherwise it is the standard text.
    pub is_own: bool,
    /// Counts the service's changes; 0 if there was none. It is the ETag.
    pub version: i64,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Stamp>,
    /// What may stand in double braces.
    pub placeholders: Vec<KnownPlaceholder>,
}

/// What may stand in double braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownPlaceholder {
    /// As it stands between the braces.
    pub name: String,
    /// What takes its place.
    pub title: String,
}

/// A service's own text of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewLetterTemplate {
    /// The text; 1 to 10,000 characters.
    #[validate(
        length(min = 1, max = 10_000, message = "Write 1 to 10,000 characters"),
        custom(function = "lines")
    )]
    pub content: String,
}
