//! Errors as people and programs get them: problem details (RFC 9457).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Finding, Level, vocabulary::Coded};

/// What went wrong and what to do, as `application/problem+json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Kind of problem: a relative reference such as `/problems/not-found`; stable.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened here and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Path of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Quote this to the operator: the log has the cause under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What is wrong with the content, place by place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<WireFinding>,
    /// On 412: the version that is stored now, who wrote it and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Stamp>,
}

/// A finding with the place it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WireFinding {
    /// JSON pointer into the document that was sent (or, in a stored episode, into the whole episode).
    pub pointer: String,
    /// Heading of the field of the data set, for instance `1.01 NHSNumber`; absent for other content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Stable code, for instance `nhs_number.invalid`.
    pub code: String,
    /// Error or warning.
    pub level: Level,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl From<&Finding> for WireFinding {
    fn from(finding: &Finding) -> Self {
        WireFinding {
            pointer: finding.pointer(),
            field: finding
                .place
                .is_none()
                .then(|| finding.field.heading().into_owned()),
            code: finding.code.token().to_owned(),
            level: finding.level,
            message: finding.message.clone(),
        }
    }
}

/// Which version, when it was written and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stamp {
    /// Version; the strong `ETag` of the resource is this number in quotes.
    pub version: i64,
    /// When it was written.
    pub changed_at: DateTime<Utc>,
    /// Name of the person or client that wrote it.
    pub changed_by: String,
}
