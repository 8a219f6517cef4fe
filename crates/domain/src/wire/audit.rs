//! Who read or changed what.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ServiceCode;

/// An audit event. It holds no value and names no record: references are keyed, the same for the same record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Id; grows with time.
    pub id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Id of the account or client, or a word such as `system`.
    pub author_id: String,
    /// Name of the account, as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// `person`, `machine` or `system`.
    pub author_kind: String,
    /// Id of the request, also in the log.
    pub request_id: String,
    /// The service whose records it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    /// What was done, for instance `update`.
    pub action: String,
    /// What it was done to, for instance `episode`.
    pub resource: String,
    /// Keyed reference of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Keyed reference of its patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_reference: Option<String>,
    /// Headings of the fields that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}
