//! Records that other systems send: what became of them, what has changed since, and proof that nothing was lost.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::WireFinding;
use crate::{Episode, NhsNumber, ServiceCode};

/// What became of a record that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReceiptOutcome {
    /// A new episode is stored.
    Created,
    /// A stored episode, or its patient, was changed.
    Updated,
    /// It was stored so already: nothing was written.
    Unchanged,
    /// It has errors: nothing was written.
    Refused,
}

/// Says what became of a record that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// What was done, or in a dry run would be.
    pub outcome: ReceiptOutcome,
    /// Whether this was a dry run: nothing was stored.
    pub dry_run: bool,
    /// Id of the episode; none of one that is not stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Id of its patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_id: Option<String>,
    /// Version of the episode, also its ETag for `If-Match`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// JSON pointers to answers that stayed as they are, as a person wrote them: send `overwrite=true` to replace them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
    /// Errors that refused the record, or warnings that are stored with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<WireFinding>,
}

/// What became of one line of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineReceipt {
    /// Number of the line; the first is 1.
    pub line: u64,
    /// What became of it.
    #[serde(flatten)]
    pub receipt: Receipt,
}

/// Records of a service that have changed, each once, at its last change, in the order of versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeFeed {
    /// The service.
    pub service: ServiceCode,
    /// Its version now: each change of its records, all of a transaction together, raises it by one.
    pub version: i64,
    /// The changes.
    pub items: Vec<RecordChange>,
    /// Give this as `since` the next time: what changes from now on will be there, and nothing will be missing.
    pub next: String,
    /// Whether `items` holds all there is up to `version`; if not, ask again at once with `next`.
    pub complete: bool,
}

/// That a record has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordChange {
    /// Id of the episode.
    pub id: String,
    /// Version of the service in which the episode or its patient was changed last.
    pub version: i64,
    /// What has become of it.
    pub state: RecordState,
    /// Id of its patient; none if it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_id: Option<String>,
    /// The record as it is now, if it was asked for with `expand=record` and is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Box<Episode>>,
}

/// What has become of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RecordPresence))]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// It is there.
    Present,
    /// It, or its patient, is withdrawn; that can be undone.
    Withdrawn,
    /// The import that made it was undone.
    Removed,
}

/// By which day received records are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReceiptDay {
    /// The day on which they were received.
    #[default]
    Received,
    /// 1.09 as the record gave it.
    Diagnosed,
}

/// Records received, counted by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptSummary {
    /// The service.
    pub service: ServiceCode,
    /// Which day counts.
    pub by: ReceiptDay,
    /// Days with records, in order; last those without a day that could be read.
    pub days: Vec<ReceiptsOfDay>,
    /// All of them together.
    pub total: ReceiptCounts,
}

/// Records of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptsOfDay {
    /// The day; none where the record has no date of diagnosis that could be read.
    pub day: Option<NaiveDate>,
    /// How many.
    #[serde(flatten)]
    pub counts: ReceiptCounts,
}

/// How many records, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptCounts {
    /// All: accepted and rejected.
    pub received: i64,
    /// Created, updated and unchanged.
    pub accepted: i64,
    /// New episodes.
    pub created: i64,
    /// Changes of stored ones.
    pub updated: i64,
    /// Records that were stored so already.
    pub unchanged: i64,
    /// Records with errors.
    pub rejected: i64,
}

impl ReceiptCounts {
    /// Adds others.
    pub fn add(&mut self, other: &ReceiptCounts) {
        self.received += other.received;
        self.accepted += other.accepted;
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
    }

    /// Counts one record.
    pub fn count(&mut self, outcome: ReceiptOutcome) {
        let one = match outcome {
            ReceiptOutcome::Created => &mut self.created,
            ReceiptOutcome::Updated => &mut self.updated,
            ReceiptOutcome::Unchanged => &mut self.unchanged,
            ReceiptOutcome::Refused => &mut self.rejected,
        };
        *one += 1;
        self.received += 1;
        self.accepted += i64::from(outcome != ReceiptOutcome::Refused);
    }
}

/// Whether a refused message still asks for something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// It does.
    #[default]
    Open,
    /// A later message of the same episode was accepted, or somebody has settled it.
    Settled,
}

/// A message that was refused. The same message again counts as another attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedMessage {
    /// Id.
    pub id: String,
    /// The service that it was for.
    pub service: ServiceCode,
    /// When it came first.
    pub first_at: DateTime<Utc>,
    /// When it came last.
    pub last_at: DateTime<Utc>,
    /// How often it came.
    pub attempts: i64,
    /// Name of the system or person that sent it.
    pub sender: String,
    /// Id of the last request.
    pub request_id: String,
    /// 1.01, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// The hospital's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_record_number: Option<String>,
    /// 1.09, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosed_on: Option<NaiveDate>,
    /// Why it was refused the last time, warnings included.
    pub findings: Vec<WireFinding>,
    /// The message as it came: JSON, unless that is what is wrong with it.
    pub document: String,
    /// Set once it is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settlement>,
}

/// That a refused message asks for nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settlement {
    /// When.
    pub at: DateTime<Utc>,
    /// Who settled it, or whose later message was accepted.
    pub by: String,
    /// Why; none if a later message of the same episode was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a refused message needs nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSettlement {
    /// The reason, in words.
    #[validate(length(min = 3, max = 500, message = "Say why, in 3 to 500 characters"))]
    pub reason: String,
}
