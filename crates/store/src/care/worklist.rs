//! Who is to be called back, which injections are due, and who the patients on a worklist are.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    kpi::{Facts, worklist::has_died},
    wire::{
        care::{CareRecord, Contact, Treatment},
        worklist::{LastContact, WorklistPatient},
    },
};

use super::{contacts::ContactRow, treatments::TreatmentRow};
use crate::{
    Outcome, Reader, StoreError,
    bulk::CHUNK,
    columns::{Digits, Written},
    schema::{contact_attempts, contact_details, episode_facts, fractures, patients, treatment_courses},
};

/// The contacts once more, to look for later ones.
mod again {
    use crate::schema::contact_attempts;

    diesel::alias!(contact_attempts as later: Later);
}

/// The latest contact of each patient who is to be called back, with the service. Withdrawn patients are left out, and those
/// who are known to have died.
///
/// # Errors
/// Those of the database.
pub fn call_backs(r: &mut Reader<'_>, scope: &Scope) -> Outcome<Vec<(ServiceCode, CareRecord<Contact>)>> {
    let later = again::later;
    let (patient_id, attempted_at, id) = later.fields((
        contact_attempts::patient_id,
        contact_attempts::attempted_at,
        contact_attempts::id,
    ));
    let is_later = attempted_at.gt(contact_attempts::attempted_at).or(attempted_at
        .eq(contact_attempts::attempted_at)
        .and(id.gt(contact_attempts::id)));
    let of_same = later
        .filter(patient_id.eq(contact_attempts::patient_id))
        .filter(is_later);
    let mut query = contact_attempts::table
        .inner_join(patients::table)
        .filter(patients::withdrawn_at.is_null())
        .filter(patients::date_of_death.is_null())
        .filter(contact_attempts::call_back_on.is_not_null())
        .filter(not(exists(of_same)))
        .into_boxed();
    if let Scope::Services(services) = scope {
        query = query.filter(patients::service.eq_any(services.iter().map(|s| Written(*s))));
    }
    let rows: Vec<(Written<ServiceCode>, ContactRow)> = query
        .select((patients::service, ContactRow::as_select()))
        .load(r.conn)?;
    let found: Vec<_> = rows
        .into_iter()
        .map(|(s, row)| (s.0, CareRecord::from(row)))
        .collect();
    of_the_living(r, found)
}

/// The courses of treatment of which an injection is late or due on this day, with the service. Withdrawn patients are left
/// out, and those who are known to have died.
///
/// # Errors
/// Those of the database.
pub fn injections(
    r: &mut Reader<'_>,
    scope: &Scope,
    today: NaiveDate,
) -> Outcome<Vec<(ServiceCode, CareRecord<Treatment>)>> {
    let has_day = treatment_courses::next_due_on
        .is_not_null()
        .or(treatment_courses::last_given_on.is_not_null());
    let mut query = treatment_courses::table
        .inner_join(patients::table)
        .filter(patients::withdrawn_at.is_null())
        .filter(patients::date_of_death.is_null())
        .filter(treatment_courses::stopped_on.is_null())
        .filter(has_day)
        .into_boxed();
    if let Scope::Services(services) = scope {
        query = query.filter(patients::service.eq_any(services.iter().map(|s| Written(*s))));
    }
    let rows: Vec<(Written<ServiceCode>, TreatmentRow)> = query
        .select((patients::service, TreatmentRow::as_select()))
        .load(r.conn)?;
    let found = rows
        .into_iter()
        .map(|(s, row)| (s.0, CareRecord::<Treatment>::from(row)));
    let found = found
        .filter(|(_, record)| record.entry.urgency(today).is_some())
        .collect();
    of_the_living(r, found)
}

/// Whether somebody has died is a rule of the domain, over the facts of their episodes.
fn of_the_living<T>(
    r: &mut Reader<'_>,
    mut found: Vec<(ServiceCode, CareRecord<T>)>,
) -> Outcome<Vec<(ServiceCode, CareRecord<T>)>> {
    let ids: Vec<&String> = found.iter().map(|(_, record)| &record.patient_id).collect();
    let mut died: HashSet<String> = HashSet::new();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<(String, Option<Vec<u8>>)> = episode_facts::table
            .inner_join(fractures::table)
            .filter(fractures::patient_id.eq_any(ids.iter().copied()))
            .filter(episode_facts::facts.is_not_null())
            .select((fractures::patient_id, episode_facts::facts))
            .load(r.conn)?;
        for (patient_id, facts) in rows {
            let facts = facts.as_deref().and_then(Facts::from_bytes);
            if has_died(&facts.ok_or(StoreError::UnreadableFacts)?) {
                died.insert(patient_id);
            }
        }
    }
    found.retain(|(_, record)| !died.contains(&record.patient_id));
    Ok(found)
}

/// Who a patient on a worklist is, and the latest contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name, number, birth.
    pub patient: WorklistPatient,
    /// The latest contact, if there was one.
    pub last_contact: Option<LastContact>,
}

/// Patients of the scope by their ids; others are left out.
///
/// # Errors
/// Those of the database.
pub fn people(r: &mut Reader<'_>, scope: &Scope, ids: &[String]) -> Outcome<HashMap<String, Person>> {
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        type Row = (
            String,
            Written<ServiceCode>,
            Option<Digits>,
            Option<String>,
            NaiveDate,
        );
        let rows: Vec<Row> = patients::table
            .filter(patients::id.eq_any(ids))
            .select((
                patients::id,
                patients::service,
                patients::nhs_number,
                patients::local_record_number,
                patients::date_of_birth,
            ))
            .load(r.conn)?;
        for (id, service, nhs_number, local_record_number, date_of_birth) in rows {
            if scope.contains(service.0) {
                let patient = WorklistPatient {
                    family_name: None,
                    given_names: None,
                    nhs_number: nhs_number.map(Digits::into_inner),
                    local_record_number,
                    date_of_birth,
                };
                let last_contact = None;
                found.insert(
                    id,
                    Person {
                        patient,
                        last_contact,
                    },
                );
            }
        }
        add_names(r, ids, &mut found)?;
        add_contacts(r, ids, &mut found)?;
    }
    Ok(found)
}

fn add_names(r: &mut Reader<'_>, ids: &[String], found: &mut HashMap<String, Person>) -> Outcome<()> {
    let rows: Vec<(String, Option<String>, Option<String>)> = contact_details::table
        .filter(contact_details::patient_id.eq_any(ids))
        .select((
            contact_details::patient_id,
            contact_details::family_name,
            contact_details::given_names,
        ))
        .load(r.conn)?;
    for (id, family_name, given_names) in rows {
        if let Some(person) = found.get_mut(&id) {
            person.patient.family_name = family_name;
            person.patient.given_names = given_names;
        }
    }
    Ok(())
}

fn add_contacts(r: &mut Reader<'_>, ids: &[String], found: &mut HashMap<String, Person>) -> Outcome<()> {
    // The latest comes last, and stays.
    let rows: Vec<ContactRow> = contact_attempts::table
        .filter(contact_attempts::patient_id.eq_any(ids))
        .order((contact_attempts::attempted_at, contact_attempts::id))
        .select(ContactRow::as_select())
        .load(r.conn)?;
    for record in rows.into_iter().map(CareRecord::<Contact>::from) {
        if let Some(person) = found.get_mut(&record.patient_id) {
            person.last_contact = last_contact(&record.entry);
        }
    }
    Ok(())
}

/// A stored contact in short.
pub fn last_contact(contact: &Contact) -> Option<LastContact> {
    Some(LastContact {
        attempted_at: contact.attempted_at?,
        method: contact.method,
        outcome: contact.outcome,
    })
}
