//! Resources for professionals, patients and carers: what the public page lists.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use super::text::{filled_line, lines, trimmed, web_address};
use crate::vocabulary::Audience;

/// A document has this many bytes at most.
pub const DOCUMENT_LIMIT: usize = 5 * 1024 * 1024;

/// What is said of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResourceDetails {
    /// What it is called; 1 to 200 characters.
    #[validate(
        length(max = 200, message = "Give a title of 200 characters at most"),
        custom(function = "filled_line", message = "Give the title, in one line")
    )]
    pub title: String,
    /// What it is about; 1 to 2,000 characters.
    #[validate(
        length(max = 2000, message = "Write at most 2,000 characters"),
        custom(function = "lines", message = "Say in a sentence what it is about")
    )]
    pub description: String,
    /// For whom; one at least.
    #[validate(custom(function = "somebody"))]
    pub audiences: BTreeSet<Audience>,
    /// Address on the web, `https` or `http`; left out if there is a document only.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "trimmed"
    )]
    #[validate(
        length(max = 500, message = "Give an address of 500 characters at most"),
        custom(
            function = "web_address",
            message = "Give an address that begins with https:// or http://, like https://www.example.nhs.uk/leaflet"
        )
    )]
    pub link: Option<String>,
    /// The day that it carries: when it was written or last reviewed.
    pub dated_on: NaiveDate,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resource {
    /// Id made by the server (UUIDv7).
    pub id: String,
    /// What is said of it.
    pub details: ResourceDetails,
    /// Bytes of its document, a PDF under `resources/{id}/document`, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_bytes: Option<i64>,
    /// Counts its changes; it is the ETag.
    pub version: i64,
}

fn somebody(audiences: &BTreeSet<Audience>) -> Result<(), ValidationError> {
    if audiences.is_empty() {
        return Err(ValidationError::new("audience").with_message("Say for whom it is".into()));
    }
    Ok(())
}
