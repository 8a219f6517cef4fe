//! The difference between the good rows of a file and what is stored.

use std::collections::BTreeMap;

use flsdb_domain::{
    Episode, Field, Section,
    reading::changed_fields,
    wire::imports::{FieldChanges, RowChange},
};
use flsdb_files::Row;
use flsdb_store::{Store, episodes::Match, imports};

use super::{ImportError, Importer, spill::Spill};
use crate::matching::base;

/// Changes stored by one statement.
const CHUNK: usize = 1000;

/// What becomes of a stored value, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Clear,
    Overwrite,
    Fill,
}

/// What the rows change, counted and put aside.
pub(super) struct Changes {
    by_field: BTreeMap<(Field, Kind), u64>,
    clear: Spill<RowChange>,
    overwrite: Spill<RowChange>,
    fill: Spill<RowChange>,
}

impl Changes {
    pub(super) fn new() -> Result<Self, ImportError> {
        Ok(Changes {
            by_field: BTreeMap::new(),
            clear: Spill::new()?,
            overwrite: Spill::new()?,
            fill: Spill::new()?,
        })
    }

    /// Notes what a good row changes of the record that is stored. A new episode can change its patient alone.
    pub(super) fn note(&mut self, row: &Row, found: &Match, merged: &Episode) -> Result<(), ImportError> {
        let Some(patient) = &found.patient else {
            return Ok(());
        };
        let is_new = found.episode.is_none();
        let stored = base(found);
        for field in changed_fields(&stored, merged) {
            let Some(question) = field.question() else {
                continue;
            };
            if is_new && question.section != Section::Patient {
                continue;
            }
            let change = RowChange {
                row: row.number,
                patient_id: patient.id.clone(),
                fracture_id: found.episode.as_ref().map(|episode| episode.id.clone()),
                column: question.heading().into_owned(),
                stored: (question.answer)(&stored).text(),
                given: (question.answer)(merged).text(),
            };
            let (kind, spill) = match (change.stored.is_empty(), change.given.is_empty()) {
                (true, _) => (Kind::Fill, &mut self.fill),
                (false, true) => (Kind::Clear, &mut self.clear),
                (false, false) => (Kind::Overwrite, &mut self.overwrite),
            };
            spill.append(&change)?;
            *self.by_field.entry((field, kind)).or_default() += 1;
        }
        Ok(())
    }

    /// How often each field changes, in the order of the data set.
    pub(super) fn counts(&self) -> Vec<FieldChanges> {
        let count = |field, kind| self.by_field.get(&(field, kind)).copied().unwrap_or_default();
        let mut fields: Vec<Field> = self.by_field.keys().map(|(field, _)| *field).collect();
        fields.dedup();
        let changes = fields.into_iter().map(|field| FieldChanges {
            column: field.heading().into_owned(),
            clear: count(field, Kind::Clear),
            overwrite: count(field, Kind::Overwrite),
            fill: count(field, Kind::Fill),
        });
        changes.collect()
    }

    /// Stores them, worst first, in steps that each hold the database's lock for a moment.
    pub(super) fn store(&mut self, store: &Store, importer: &Importer, id: &str) -> Result<(), ImportError> {
        for spill in [&mut self.clear, &mut self.overwrite, &mut self.fill] {
            spill.for_each_chunk(CHUNK, |chunk| {
                Ok(store.write(&importer.author, |w| imports::append_changes(w, id, &chunk))?)
            })?;
        }
        Ok(())
    }
}
