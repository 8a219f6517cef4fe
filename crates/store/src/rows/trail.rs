//! Rows that a change leaves beside the record: history, audit, findings.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{FindingCode, ServiceCode};

use crate::{
    AuthorKind,
    audit::{Action, Resource},
    columns::{Code, Written},
    schema::{audit_events, findings, versions},
};

/// A row of `versions`: a former state.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = versions, treat_none_as_default_value = false)]
pub struct VersionRow {
    pub id: String,
    pub service: Written<ServiceCode>,
    pub resource: Code<Resource>,
    pub resource_id: String,
    pub version_from: i64,
    pub version_to: i64,
    pub document: String,
}

/// A row of `audit_events`.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub struct AuditRow {
    pub id: String,
    pub at: NaiveDateTime,
    pub author_id: String,
    pub author_kind: Code<AuthorKind>,
    pub request_id: String,
    pub service: Option<Written<ServiceCode>>,
    pub action: Code<Action>,
    pub resource: Code<Resource>,
    pub reference: Option<String>,
    pub patient_reference: Option<String>,
    pub fields: String,
}

/// A row of `findings`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = findings, treat_none_as_default_value = false)]
pub struct FindingRow {
    pub id: String,
    pub fracture_id: String,
    pub service: Written<ServiceCode>,
    /// Heading of the field.
    pub field: String,
    pub code: Code<FindingCode>,
    pub message: String,
    pub accepted_at: Option<NaiveDateTime>,
    pub accepted_by: Option<String>,
    pub accepted_reason: Option<String>,
}
