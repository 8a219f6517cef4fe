//! Letters about a patient.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    access::Scope,
    letters::{LetterKind, Recipient},
    wire::{
        care::{CareRecord, ContactDetails},
        letters::{Letter, NewLetter},
        records::EpisodeRecord,
    },
};

use super::{
    Entry, details,
    sealed::{Sealed, statements},
    service_of,
};
use crate::{
    AuthorKind, Outcome, Reader, StoreError, audit::Resource, columns::Code, connection::Conn, fractures,
    letter_templates, rows, schema::letters, services, states::Mark,
};

/// Why a letter stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LetterRefusal {
    /// It was sent: its text is what somebody else holds, too.
    #[error(
        "The letter was sent, so its text stays. If it was not, take the day back first, or write a new one"
    )]
    Sent,
    /// A letter is filled from one template for good.
    #[error("A letter keeps its template. Write a new one from the other")]
    OtherTemplate,
}

/// What a letter is filled from, all of one state of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Sources {
    /// The text with its placeholders.
    pub template: String,
    /// The episode.
    pub episode: EpisodeRecord,
    /// Name, general practice and the like, if they were ever written.
    pub details: Option<ContactDetails>,
    /// Name of the service.
    pub service_name: String,
}

/// What a new letter is filled from.
///
/// # Errors
/// `NotFound` when the patient is withdrawn, or the episode is not one of theirs; `Withdrawn` when the episode is.
pub fn sources(r: &mut Reader<'_>, scope: &Scope, patient_id: &str, new: &NewLetter) -> Outcome<Sources> {
    let service = service_of(r, scope, patient_id)?;
    let episode = fractures::find_episode(r, scope, &new.fracture_id)?;
    if episode.patient_id != patient_id {
        return Err(StoreError::NotFound);
    }
    if episode.withdrawn.is_some() {
        return Err(StoreError::Withdrawn);
    }
    let details = details::find(r, scope, patient_id)?.map(|record| record.details);
    Ok(Sources {
        template: letter_templates::find(r, scope, service, new.template)?.content,
        episode,
        details,
        service_name: services::find(r, scope, service)?.name,
    })
}

/// A row of `letters`.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = letters, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct LetterRow {
    id: String,
    patient_id: String,
    recipient: Code<Recipient>,
    template: Code<LetterKind>,
    content: String,
    sent_on: Option<NaiveDate>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
}

impl LetterRow {
    fn of((id, patient_id): (&str, &str), entry: &Letter, mark: &Mark) -> Self {
        LetterRow {
            id: id.to_owned(),
            patient_id: patient_id.to_owned(),
            recipient: Code(entry.template.recipient()),
            template: Code(entry.template),
            content: entry.content.clone(),
            sent_on: entry.sent_on,
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
        }
    }
}

impl From<LetterRow> for CareRecord<Letter> {
    fn from(row: LetterRow) -> Self {
        let stamp = rows::mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind).to_stamp();
        let entry = Letter {
            template: row.template.0,
            content: row.content,
            sent_on: row.sent_on,
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

impl Entry for Letter {
    const RESOURCE: Resource = Resource::Letter;
}

impl Sealed for Letter {
    /// A sent letter keeps its text; only the day may be put right or taken back.
    fn allow(&self, next: Option<&Self>) -> Outcome<()> {
        let keeps_text = next.is_some_and(|next| next.content == self.content);
        if self.sent_on.is_some() && !keeps_text {
            return Err(LetterRefusal::Sent.into());
        }
        if next.is_some_and(|next| next.template != self.template) {
            return Err(LetterRefusal::OtherTemplate.into());
        }
        Ok(())
    }

    statements!(letters, LetterRow);
}
