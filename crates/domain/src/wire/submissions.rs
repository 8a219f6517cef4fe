//! Submissions: runs of records for the national audit, and the layouts of their files.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{
    messages::RecordState,
    problem::Stamp,
    text::{filled_line, one_line},
};
use crate::{Field, NhsNumber, ServiceCode, vocabulary::SubmissionState};

/// How the files of a submission are laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Its id, for instance `fls-db`.
    pub id: String,
    /// Its version: another one when a column changes.
    pub version: String,
    /// What it is called.
    pub title: String,
    /// By which columns the audit tells records apart: the first of these lists that has no blank in a record.
    pub keys: Vec<Vec<String>>,
    /// The columns, in order.
    pub columns: Vec<LayoutColumn>,
}

/// A column of a layout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LayoutColumn {
    /// Its heading in the file.
    pub heading: String,
    /// The question whose answers it holds.
    pub question: Field,
    /// How they are written.
    pub written: Writing,
    /// The audit's code for each token of the question's options; without any, the tokens themselves are its codes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, String>,
}

/// How the answers of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Writing {
    /// As it stands: texts, numbers, yes or no.
    #[serde(rename = "text")]
    Text,
    /// The label of an option, for instance `Don't know`; several joined by semicolons.
    #[serde(rename = "label")]
    Label,
    /// The code of an option; several joined by semicolons.
    #[serde(rename = "code")]
    Code,
    /// A date as 2024-06-17.
    #[serde(rename = "yyyy-mm-dd")]
    IsoDate,
    /// A date as 17/06/2024.
    #[serde(rename = "dd/mm/yyyy")]
    BritishDate,
}

/// Asks for a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSubmission {
    /// The service whose records are to be sent; may be left out by who has one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    /// What to call it, for instance `January 2026`.
    #[validate(
        length(max = 100, message = "Give the name, of 100 characters at most"),
        custom(function = filled_line, message = "Give the name, of 100 characters at most")
    )]
    pub name: String,
    /// Id of the layout of its files.
    #[validate(
        length(max = 100, message = "Give the id of a layout"),
        custom(function = one_line)
    )]
    pub layout: String,
}

/// A run: what was collected for the audit, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submission {
    /// Id.
    pub id: String,
    /// The service whose records it holds.
    pub service: ServiceCode,
    /// Id of the layout of its files.
    pub layout: String,
    /// Version of the layout when it was started.
    pub layout_version: String,
    /// What it is called.
    pub name: String,
    /// How far it is.
    pub state: SubmissionState,
    /// When it was started: it holds the records as they were then.
    pub started_at: DateTime<Utc>,
    /// Who started it.
    pub started_by: String,
    /// The last day on which it may be sent: the opt-out check on which it relies is valid until then. None for services outside
    /// England, which need no check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_by: Option<NaiveDate>,
    /// How many records of which kind.
    pub counts: SubmissionCounts,
    /// The file of records; none once its rows are deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<SubmissionFile>,
    /// The file of keys of records that the audit is to delete; none once its rows are deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletions: Option<SubmissionFile>,
    /// The list of rejected rows that was handed in last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejects: Option<RejectList>,
    /// Version and who changed it last: who accepted or abandoned it, once it is closed.
    pub stamp: Stamp,
}

/// How many records of which kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubmissionCounts {
    /// In the file: the audit does not hold them yet.
    pub new: i64,
    /// In the file: the audit holds them as they were earlier.
    pub changed: i64,
    /// To be deleted: the audit holds them, and they were withdrawn, removed, withheld, or got another key.
    pub deletions: i64,
    /// Not in the file: the audit holds them as they are.
    pub unchanged: i64,
    /// Withheld: the patient opted out.
    pub opted_out: i64,
    /// Withheld: the patient told the service that they object.
    pub objecting: i64,
    /// Withheld: the opt-out check did not cover the patient.
    pub unchecked: i64,
}

impl SubmissionCounts {
    /// Records in the file.
    pub fn in_file(&self) -> i64 {
        self.new + self.changed
    }

    /// Records that stay with the service.
    pub fn withheld(&self) -> i64 {
        self.opted_out + self.objecting + self.unchecked
    }
}

/// A file of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubmissionFile {
    /// Rows, the headings left out.
    pub rows: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
}

/// A list of rejected rows that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectList {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Rows that it rejects.
    pub rows: i64,
    /// SHA-256 of the list, in hexadecimal.
    pub digest: String,
}

/// A row that the audit rejected: its record waits to be put right, and goes into the next run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RejectedRecord))]
pub struct RejectedRow {
    /// Id of the run.
    pub submission_id: String,
    /// Name of the run.
    pub submission: String,
    /// The service.
    pub service: ServiceCode,
    /// Number of the row in the file; the headings are row 1.
    pub row: i32,
    /// Why, in the audit's words.
    pub reason: String,
    /// Id of the episode.
    pub fracture_id: String,
    /// Id of its patient; none if it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_id: Option<String>,
    /// 1.01, as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// The hospital's number, as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_record_number: Option<String>,
    /// 1.09, as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosed_on: Option<NaiveDate>,
    /// What has become of the record.
    pub state: RecordState,
    /// Whether the record, or its patient, was changed since the run was started.
    pub changed: bool,
}
