use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    Field, Finding, FindingCode, Patient, Postcode, ServiceCode,
    vocabulary::{AbsentReason, EthnicCategory, Sex},
};

use super::{mark, section_mark, withdrawal};
use crate::{
    AuthorKind, Outcome, StoreError,
    columns::{Code, Digits, Fields, Written},
    schema::patients,
    states::{Kept, KeptPatient, PatientState, Section},
};

/// A row of `patients`.
#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = patients, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct PatientRow {
    pub id: String,
    pub service: Written<ServiceCode>,
    created_version: i64,
    nhs_number: Option<Digits>,
    nhs_number_absent_reason: Option<Code<AbsentReason>>,
    local_record_number: Option<String>,
    date_of_birth: NaiveDate,
    sex: Option<Code<Sex>>,
    postcode: Option<Written<Postcode>>,
    ethnic_category: Option<Code<EthnicCategory>>,
    date_of_death: Option<NaiveDate>,
    local_objection: bool,
    withdrawn_at: Option<NaiveDateTime>,
    withdrawn_by: Option<String>,
    withdrawn_reason: Option<String>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
    machine_fields: Fields,
}

impl PatientRow {
    /// The row of a patient.
    ///
    /// # Errors
    /// `Refused` without a date of birth.
    pub fn of(id: &str, service: ServiceCode, state: &PatientState) -> Outcome<Self> {
        let Section { answers, mark } = &state.person;
        let withdrawn = state.withdrawn.as_ref();
        Ok(PatientRow {
            id: id.to_owned(),
            service: Written(service),
            created_version: state.created_version,
            nhs_number: answers.nhs_number.map(Digits::from),
            nhs_number_absent_reason: answers.nhs_number_absent_reason.map(Code),
            local_record_number: answers.local_record_number.clone(),
            date_of_birth: answers
                .date_of_birth
                .ok_or_else(|| required(Field::DateOfBirth))?,
            sex: answers.sex.map(Code),
            postcode: answers.postcode.clone().map(Written),
            ethnic_category: answers.ethnic_category.map(Code),
            date_of_death: answers.date_of_death,
            local_objection: answers.local_objection,
            withdrawn_at: withdrawn.map(|w| w.at.naive_utc()),
            withdrawn_by: withdrawn.map(|w| w.by.clone()),
            withdrawn_reason: withdrawn.map(|w| w.reason.clone()),
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
            machine_fields: mark.machine_fields.clone().into(),
        })
    }
}

impl From<PatientRow> for KeptPatient {
    fn from(row: PatientRow) -> Self {
        let answers = Patient {
            nhs_number: row.nhs_number.map(Digits::into_inner),
            nhs_number_absent_reason: row.nhs_number_absent_reason.map(|c| c.0),
            local_record_number: row.local_record_number,
            date_of_birth: Some(row.date_of_birth),
            sex: row.sex.map(|c| c.0),
            postcode: row.postcode.map(|p| p.0),
            ethnic_category: row.ethnic_category.map(|c| c.0),
            date_of_death: row.date_of_death,
            local_objection: row.local_objection,
        };
        let mark = section_mark(
            mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind),
            row.machine_fields,
        );
        Kept {
            id: row.id,
            service: row.service.0,
            state: PatientState {
                created_version: row.created_version,
                person: Section { answers, mark },
                withdrawn: withdrawal(row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason),
            },
        }
    }
}

/// What a row cannot be without; validation says so first.
pub(super) fn required(field: Field) -> StoreError {
    let finding = Finding::new(field, FindingCode::FieldRequired, "Give a date");
    StoreError::Refused {
        findings: vec![finding],
        episode: None,
    }
}
