//! Contacts: attempts to reach a patient.

use chrono::{NaiveDate, NaiveDateTime, SubsecRound};
use diesel::prelude::*;
use flsdb_domain::{
    vocabulary::{ContactMethod, ContactOutcome},
    wire::care::{CareRecord, Contact},
};

use super::{Entry, sealed::Sealed};
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
    fn count(conn: &mut Conn, patient_id: &str) -> QueryResult<i64> {
        let of_patient = contact_attempts::table.filter(contact_attempts::patient_id.eq(patient_id));
        of_patient.count().get_result(conn)
    }

    fn load(
        conn: &mut Conn,
        patient_id: &str,
        before: Option<&str>,
        limit: i64,
    ) -> QueryResult<Vec<CareRecord<Self>>> {
        let mut of_patient = contact_attempts::table
            .filter(contact_attempts::patient_id.eq(patient_id))
            .into_boxed();
        if let Some(before) = before {
            of_patient = of_patient.filter(contact_attempts::id.lt(before));
        }
        let latest = of_patient.order(contact_attempts::id.desc()).limit(limit);
        let rows: Vec<ContactRow> = latest.select(ContactRow::as_select()).load(conn)?;
        Ok(rows.into_iter().map(CareRecord::from).collect())
    }

    fn find(conn: &mut Conn, patient_id: &str, id: &str) -> QueryResult<Option<CareRecord<Self>>> {
        let row: Option<ContactRow> = contact_attempts::table
            .find(id)
            .filter(contact_attempts::patient_id.eq(patient_id))
            .select(ContactRow::as_select())
            .first(conn)
            .optional()?;
        Ok(row.map(CareRecord::from))
    }

    fn insert(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()> {
        let row = ContactRow::of(place, entry, mark);
        diesel::insert_into(contact_attempts::table)
            .values(&row)
            .execute(conn)
            .map(|_| ())
    }

    fn update(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()> {
        let row = ContactRow::of(place, entry, mark);
        diesel::update(contact_attempts::table.find(place.0))
            .set(&row)
            .execute(conn)
            .map(|_| ())
    }

    fn delete(conn: &mut Conn, id: &str) -> QueryResult<()> {
        diesel::delete(contact_attempts::table.find(id))
            .execute(conn)
            .map(|_| ())
    }
}
