//! Notes about a patient.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::wire::care::{CareRecord, Note};

use super::{
    Entry,
    sealed::{Sealed, statements},
};
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
    statements!(notes, NoteRow);
}
