//! Contact details: name, telephone, general practice, communication needs.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{
    access::Scope,
    wire::care::{ContactDetails, ContactDetailsRecord},
};

use super::{changed_names, lock, note, service_of};
use crate::{
    AuthorKind, Outcome, Reader, StoreError, Writer,
    audit::{Action, Resource},
    columns::Code,
    connection::Conn,
    load, rows,
    schema::contact_details,
    sections::Expected,
    states::Mark,
};

/// A row of `contact_details`.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = contact_details, treat_none_as_null = true, treat_none_as_default_value = false)]
struct DetailsRow {
    patient_id: String,
    family_name: Option<String>,
    given_names: Option<String>,
    telephone: Option<String>,
    gp_practice: Option<String>,
    communication_needs: Option<String>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
}

/// The contact details of a patient; none where none were ever written.
///
/// # Errors
/// `NotFound`, also for a withdrawn patient.
pub fn find(r: &mut Reader<'_>, scope: &Scope, patient_id: &str) -> Outcome<Option<ContactDetailsRecord>> {
    service_of(r, scope, patient_id)?;
    Ok(stored(r.conn, patient_id)?)
}

/// Writes contact details whole. Unchanged ones make no new version.
///
/// # Errors
/// `NotFound`, also for a withdrawn patient; `Stale` when something else is stored than expected (with the version stored
/// now, or that of the patient when nothing is).
pub fn save(
    w: &mut Writer<'_>,
    scope: &Scope,
    patient_id: &str,
    expected: Expected,
    details: &ContactDetails,
) -> Outcome<ContactDetailsRecord> {
    let service = lock(w, scope, patient_id)?;
    let before = stored(w.conn, patient_id)?;
    let (action, version) = match (&before, expected) {
        (None, Expected::Nothing) => (Action::Create, 1),
        (Some(before), Expected::Version(version)) if before.stamp.version == version => {
            (Action::Update, version + 1)
        }
        (Some(before), _) => {
            let current = before.stamp.clone();
            return Err(StoreError::Stale { current });
        }
        (None, Expected::Version(_)) => {
            let patient = load::patient(w.conn, scope, patient_id)?.state.person;
            let current = patient.mark.to_stamp();
            return Err(StoreError::Stale { current });
        }
    };
    let before = before.map(|before| before.details);
    if before.as_ref() != Some(details) {
        let row = DetailsRow::of(patient_id, details, &w.mark_of(version));
        write(w.conn, action, &row)?;
        let names = changed_names(before.as_ref(), Some(details))?;
        let deed = (action, Resource::ContactDetails);
        note(w, deed, service, (patient_id, patient_id), &names)?;
    }
    stored(w.conn, patient_id)?.ok_or(StoreError::NotFound)
}

fn write(conn: &mut Conn, action: Action, row: &DetailsRow) -> QueryResult<()> {
    match action {
        Action::Create => diesel::insert_into(contact_details::table)
            .values(row)
            .execute(conn)?,
        _ => diesel::update(contact_details::table.find(&row.patient_id))
            .set(row)
            .execute(conn)?,
    };
    Ok(())
}

fn stored(conn: &mut Conn, patient_id: &str) -> QueryResult<Option<ContactDetailsRecord>> {
    let row: Option<DetailsRow> = contact_details::table
        .find(patient_id)
        .select(DetailsRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(ContactDetailsRecord::from))
}

impl DetailsRow {
    fn of(patient_id: &str, details: &ContactDetails, mark: &Mark) -> Self {
        DetailsRow {
            patient_id: patient_id.to_owned(),
            family_name: details.family_name.clone(),
            given_names: details.given_names.clone(),
            telephone: details.telephone.clone(),
            gp_practice: details.gp_practice.clone(),
            communication_needs: details.communication_needs.clone(),
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
        }
    }
}

impl From<DetailsRow> for ContactDetailsRecord {
    fn from(row: DetailsRow) -> Self {
        let stamp = rows::mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind).to_stamp();
        ContactDetailsRecord {
            patient_id: row.patient_id,
            details: ContactDetails {
                family_name: row.family_name,
                given_names: row.given_names,
                telephone: row.telephone,
                gp_practice: row.gp_practice,
                communication_needs: row.communication_needs,
            },
            stamp,
        }
    }
}
