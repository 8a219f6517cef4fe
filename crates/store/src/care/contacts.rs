//! Contacts: attempts to reach a patient.

use chrono::{NaiveDate, NaiveDateTime, SubsecRound};
use diesel::prelude::*;
use flsdb_domain::{
    vocabulary::{ContactMethod, ContactOutcome},
    wire::care::{CareRecord, Contact},
};

use super::{
    Entry,
    sealed::{Sealed, statements},
};
use crate::{
    AuthorKind,
    audit::Resource,
    columns::{Code, utc},
    connection::Conn,
    rows,
    schema::contact_attempts,
    states::Mark,
};

/// A row of `contact_attempts`.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = contact_attempts, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct ContactRow {
    id: String,
    patient_id: String,
    attempted_at: NaiveDateTime,
    method: Code<ContactMethod>,
    outcome: Code<ContactOutcome>,
    call_back_on: Option<NaiveDate>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
}

impl ContactRow {
    fn of((id, patient_id): (&str, &str), entry: &Contact, mark: &Mark) -> Self {
        ContactRow {
            id: id.to_owned(),
            patient_id: patient_id.to_owned(),
            attempted_at: entry.attempted_at.unwrap_or(mark.at).naive_utc().trunc_subsecs(6),
            method: Code(entry.method),
            outcome: Code(entry.outcome),
            call_back_on: entry.call_back_on,
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
        }
    }
}

impl From<ContactRow> for CareRecord<Contact> {
    fn from(row: ContactRow) -> Self {
        let stamp = rows::mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind).to_stamp();
        let entry = Contact {
            attempted_at: Some(utc(row.attempted_at)),
            method: row.method.0,
            outcome: row.outcome.0,
            call_back_on: row.call_back_on,
        };
        CareRecord {
            id: row.id,
            patient_id: row.patient_id,
            due_on: None,
            entry,
            stamp,
        }
    }
}

impl Entry for Contact {
    const RESOURCE: Resource = Resource::Contact;
}

impl Sealed for Contact {
    statements!(contact_attempts, ContactRow);
}
