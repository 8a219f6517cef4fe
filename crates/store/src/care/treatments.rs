//! Courses of treatment.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    vocabulary::Drug,
    wire::care::{CareRecord, Treatment},
};

use super::{Entry, sealed::Sealed};
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
    fn count(conn: &mut Conn, patient_id: &str) -> QueryResult<i64> {
        let of_patient = treatment_courses::table.filter(treatment_courses::patient_id.eq(patient_id));
        of_patient.count().get_result(conn)
    }

    fn load(
        conn: &mut Conn,
        patient_id: &str,
        before: Option<&str>,
        limit: i64,
    ) -> QueryResult<Vec<CareRecord<Self>>> {
        let mut of_patient = treatment_courses::table
            .filter(treatment_courses::patient_id.eq(patient_id))
            .into_boxed();
        if let Some(before) = before {
            of_patient = of_patient.filter(treatment_courses::id.lt(before));
        }
        let latest = of_patient.order(treatment_courses::id.desc()).limit(limit);
        let rows: Vec<TreatmentRow> = latest.select(TreatmentRow::as_select()).load(conn)?;
        Ok(rows.into_iter().map(CareRecord::from).collect())
    }

    fn find(conn: &mut Conn, patient_id: &str, id: &str) -> QueryResult<Option<CareRecord<Self>>> {
        let row: Option<TreatmentRow> = treatment_courses::table
            .find(id)
            .filter(treatment_courses::patient_id.eq(patient_id))
            .select(TreatmentRow::as_select())
            .first(conn)
            .optional()?;
        Ok(row.map(CareRecord::from))
    }

    fn insert(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()> {
        let row = TreatmentRow::of(place, entry, mark);
        diesel::insert_into(treatment_courses::table)
            .values(&row)
            .execute(conn)
            .map(|_| ())
    }

    fn update(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()> {
        let row = TreatmentRow::of(place, entry, mark);
        diesel::update(treatment_courses::table.find(place.0))
            .set(&row)
            .execute(conn)
            .map(|_| ())
    }

    fn delete(conn: &mut Conn, id: &str) -> QueryResult<()> {
        diesel::delete(treatment_courses::table.find(id))
            .execute(conn)
            .map(|_| ())
    }
}
