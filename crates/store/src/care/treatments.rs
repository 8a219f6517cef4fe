//! Courses of treatment.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    vocabulary::Drug,
    wire::care::{CareRecord, Treatment},
};

use super::{
    Entry,
    sealed::{Sealed, statements},
};
use crate::{
    AuthorKind, audit::Resource, columns::Code, connection::Conn, rows, schema::treatment_courses,
    states::Mark,
};

/// A row of `treatment_courses`.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = treatment_courses, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct TreatmentRow {
    id: String,
    patient_id: String,
    drug: Code<Drug>,
    started_on: Option<NaiveDate>,
    last_given_on: Option<NaiveDate>,
    next_due_on: Option<NaiveDate>,
    stopped_on: Option<NaiveDate>,
    stop_reason: Option<String>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
}

impl TreatmentRow {
    fn of((id, patient_id): (&str, &str), entry: &Treatment, mark: &Mark) -> Self {
        TreatmentRow {
            id: id.to_owned(),
            patient_id: patient_id.to_owned(),
            drug: Code(entry.drug),
            started_on: entry.started_on,
            last_given_on: entry.last_given_on,
            next_due_on: entry.next_due_on,
            stopped_on: entry.stopped_on,
            stop_reason: entry.stop_reason.clone(),
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
        }
    }
}

impl From<TreatmentRow> for CareRecord<Treatment> {
    fn from(row: TreatmentRow) -> Self {
        let stamp = rows::mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind).to_stamp();
        let entry = Treatment {
            drug: row.drug.0,
            started_on: row.started_on,
            last_given_on: row.last_given_on,
            next_due_on: row.next_due_on,
            stopped_on: row.stopped_on,
            stop_reason: row.stop_reason,
        };
        CareRecord {
            id: row.id,
            patient_id: row.patient_id,
            due_on: entry.due_on(),
            entry,
            stamp,
        }
    }
}

impl Entry for Treatment {
    const RESOURCE: Resource = Resource::Treatment;
}

impl Sealed for Treatment {
    statements!(treatment_courses, TreatmentRow);
}
