//! The part of the worklist that comes from direct care: call-backs and injections.

use std::collections::HashMap;

use flsdb_domain::{
    dates::days_from,
    wire::{
        page::Paging,
        worklist::{CallBack, Injection},
    },
};
use flsdb_store::{
    Outcome, Reader,
    care::worklist::{self, Person, people},
};

use super::WorklistQuestion;

/// Entries of a list at most.
const MOST: usize = 500;

/// The beginning of a list, and how many entries it has in all.
pub struct Listed<T> {
    /// All entries.
    pub count: u64,
    first: Vec<T>,
}

impl<T> Listed<T> {
    /// The entries, on the first page of the worklist.
    pub fn on_page(self, paging: &Paging) -> Vec<T> {
        match paging.cursor {
            None => self.first,
            Some(_) => Vec::new(),
        }
    }
}

/// Cuts a list, which is in order, and looks up the people of what is left.
fn begin<F, T>(
    r: &mut Reader<'_>,
    question: &WorklistQuestion,
    mut found: Vec<F>,
    patient_id: impl Fn(&F) -> &String,
    entry: impl Fn(F, &HashMap<String, Person>) -> Option<T>,
) -> Outcome<Listed<T>> {
    let count = found.len() as u64;
    found.truncate(MOST);
    let ids: Vec<String> = found.iter().map(|one| patient_id(one).clone()).collect();
    let people = people(r, &question.care, &ids)?;
    let first = found.into_iter().filter_map(|one| entry(one, &people)).collect();
    Ok(Listed { count, first })
}

/// Patients to be called back, the earliest day first.
///
/// # Errors
/// Those of the database.
pub fn call_backs(r: &mut Reader<'_>, question: &WorklistQuestion) -> Outcome<Listed<CallBack>> {
    let mut found = worklist::call_backs(r, &question.care)?;
    found.sort_by(|(_, a), (_, b)| (a.entry.call_back_on, &a.id).cmp(&(b.entry.call_back_on, &b.id)));
    let today = question.today;
    begin(
        r,
        question,
        found,
        |(_, record)| &record.patient_id,
        |(service, record), people| {
            let call_back_on = record.entry.call_back_on?;
            Some(CallBack {
                service,
                patient: people.get(&record.patient_id)?.patient.clone(),
                last_contact: worklist::last_contact(&record.entry)?,
                call_back_on,
                days_left: days_from(today, call_back_on),
                patient_id: record.patient_id,
            })
        },
    )
}

/// Injections that are late or due, in the order of their precedence.
///
/// # Errors
/// Those of the database.
pub fn injections(r: &mut Reader<'_>, question: &WorklistQuestion) -> Outcome<Listed<Injection>> {
    let today = question.today;
    let mut found = worklist::injections(r, &question.care, today)?;
    found.sort_by(|(_, a), (_, b)| {
        (a.entry.precedence(today), &a.id).cmp(&(b.entry.precedence(today), &b.id))
    });
    begin(
        r,
        question,
        found,
        |(_, record)| &record.patient_id,
        |(service, record), people| {
            let person = people.get(&record.patient_id)?;
            let due_on = record.entry.due_on()?;
            Some(Injection {
                service,
                patient: person.patient.clone(),
                last_contact: person.last_contact.clone(),
                drug: record.entry.drug,
                last_given_on: record.entry.last_given_on,
                due_on,
                days_left: days_from(today, due_on),
                urgency: record.entry.urgency(today)?,
                treatment_id: record.id,
                patient_id: record.patient_id,
            })
        },
    )
}
