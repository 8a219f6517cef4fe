//! Notes about a patient.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::wire::care::{CareRecord, Note};

use super::{Entry, sealed::Sealed};
use crate::{
    AuthorKind, audit::Resource, columns::Code, connection::Conn, rows, schema::notes, states::Mark,
};

/// A row of `notes`.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = notes, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct NoteRow {
    id: String,
    patient_id: String,
    content: String,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
}

impl NoteRow {
    fn of((id, patient_id): (&str, &str), entry: &Note, mark: &Mark) -> Self {
        NoteRow {
            id: id.to_owned(),
            patient_id: patient_id.to_owned(),
            content: entry.content.clone(),
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
        }
    }
}

impl From<NoteRow> for CareRecord<Note> {
    fn from(row: NoteRow) -> Self {
        let stamp = rows::mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind).to_stamp();
        let entry = Note { content: row.content };
        CareRecord {
            id: row.id,
            patient_id: row.patient_id,
            due_on: None,
            entry,
            stamp,
        }
    }
}

impl Entry for Note {
    const RESOURCE: Resource = Resource::Note;
}

impl Sealed for Note {
    fn count(conn: &mut Conn, patient_id: &str) -> QueryResult<i64> {
        let of_patient = notes::table.filter(notes::patient_id.eq(patient_id));
        of_patient.count().get_result(conn)
    }

    fn load(
        conn: &mut Conn,
        patient_id: &str,
        before: Option<&str>,
        limit: i64,
    ) -> QueryResult<Vec<CareRecord<Self>>> {
        let mut of_patient = notes::table.filter(notes::patient_id.eq(patient_id)).into_boxed();
        if let Some(before) = before {
            of_patient = of_patient.filter(notes::id.lt(before));
        }
        let latest = of_patient.order(notes::id.desc()).limit(limit);
        let rows: Vec<NoteRow> = latest.select(NoteRow::as_select()).load(conn)?;
        Ok(rows.into_iter().map(CareRecord::from).collect())
    }

    fn find(conn: &mut Conn, patient_id: &str, id: &str) -> QueryResult<Option<CareRecord<Self>>> {
        let row: Option<NoteRow> = notes::table
            .find(id)
            .filter(notes::patient_id.eq(patient_id))
            .select(NoteRow::as_select())
            .first(conn)
            .optional()?;
        Ok(row.map(CareRecord::from))
    }

    fn insert(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()> {
        let row = NoteRow::of(place, entry, mark);
        diesel::insert_into(notes::table)
            .values(&row)
            .execute(conn)
            .map(|_| ())
    }

    fn update(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()> {
        let row = NoteRow::of(place, entry, mark);
        diesel::update(notes::table.find(place.0))
            .set(&row)
            .execute(conn)
            .map(|_| ())
    }

    fn delete(conn: &mut Conn, id: &str) -> QueryResult<()> {
        diesel::delete(notes::table.find(id)).execute(conn).map(|_| ())
    }
}
