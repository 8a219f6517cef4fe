//! The one way in which records change. Whatever is changed goes through [`patients`] or [`episodes`] here, which raise
//! the service's version, stamp what changed, keep the former state and write the audit event, in one transaction.

pub mod episodes;
pub mod patients;

use std::collections::BTreeSet;

use flsdb_domain::{Episode, Field, Patient, ServiceCode, ownership, reading::changed_fields};
use serde::Serialize;

use crate::{
    AuthorKind, Outcome, Writer,
    audit::{Action, Resource},
    columns::{Code, Written},
    rows::{AuditRow, VersionRow},
    states::{Mark, Section},
};

/// A record before and after a change. Marks in `after` are set when it is written: they are those of `before` where the
/// answers are the same.
pub struct Change<S> {
    pub id: String,
    pub service: ServiceCode,
    pub before: Option<S>,
    pub after: Option<S>,
    pub action: Action,
}

/// What a change leaves beside the record.
#[derive(Default)]
struct Trail {
    versions: Vec<VersionRow>,
    events: Vec<AuditRow>,
}

/// What was done to which record: what an audit event says of it.
struct Deed<'a> {
    service: ServiceCode,
    action: Action,
    resource: Resource,
    id: &'a str,
    patient_id: &'a str,
    fields: &'a [Field],
}

impl Trail {
    /// Keeps a state that held from one version to another. A state that this transaction itself made held in none.
    fn keep(
        &mut self,
        w: &mut Writer<'_>,
        deed: &Deed<'_>,
        held: (i64, i64),
        state: &impl Serialize,
    ) -> Outcome<()> {
        let (version_from, version_to) = held;
        if version_from < version_to {
            self.versions.push(VersionRow {
                id: w.new_id(),
                service: Written(deed.service),
                resource: Code(deed.resource),
                resource_id: deed.id.to_owned(),
                version_from,
                version_to,
                document: serde_json::to_string(state)?,
            });
        }
        Ok(())
    }

    /// Notes who did it.
    fn note(&mut self, w: &mut Writer<'_>, deed: &Deed<'_>) {
        let event = crate::audit::event_of_change(w, deed.service, deed.action, deed.resource);
        self.events.push(AuditRow {
            reference: Some(w.key.refer(deed.id)),
            patient_reference: Some(w.key.refer(deed.patient_id)),
            fields: deed
                .fields
                .iter()
                .map(|f| f.heading())
                .collect::<Vec<_>>()
                .join(";"),
            ..event
        });
    }

    fn write(self, w: &mut Writer<'_>) -> Outcome<()> {
        crate::bulk::insert_versions(w.conn, &self.versions)?;
        crate::bulk::insert_events(w.conn, &self.events)?;
        Ok(())
    }
}

/// Sets the mark of a section that is about to be written, and says whether it has other answers than before.
fn settle<T: Clone + Default + PartialEq + Into<Episode>>(
    before: Option<&Section<T>>,
    after: &mut Section<T>,
    mark: &Mark,
) -> bool {
    match before {
        Some(before) if before.answers == after.answers => {
            after.mark = before.mark.clone();
            false
        }
        _ => {
            after.mark = Mark {
                machine_fields: machine_fields(before, &after.answers, mark),
                ..mark.clone()
            };
            true
        }
    }
}

/// The fields of a section whose answers are a machine's once they are written.
fn machine_fields<T: Clone + Default + Into<Episode>>(
    before: Option<&Section<T>>,
    after: &T,
    mark: &Mark,
) -> BTreeSet<Field> {
    let is_by_machine = mark.kind == AuthorKind::Machine;
    let owned = before.map(|section| &section.mark.machine_fields);
    let owned = owned.cloned().unwrap_or_default();
    if owned.is_empty() && !is_by_machine {
        return owned;
    }
    let before: Episode = before
        .map(|section| section.answers.clone())
        .unwrap_or_default()
        .into();
    let after: Episode = after.clone().into();
    ownership::after_change(&owned, &changed_fields(&before, &after), is_by_machine, &after)
}

/// The fields about the person that differ.
fn changed_person(before: Option<&Patient>, after: Option<&Patient>) -> Vec<Field> {
    let record = |patient: Option<&Patient>| patient.cloned().unwrap_or_default().into();
    changed_fields(&record(before), &record(after))
}
