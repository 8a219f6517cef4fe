use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    Field, Fracture, ServiceCode,
    measures::{Height, Weight},
    vocabulary::{FoundBy, Site, TherapyAtFracture, YesNo},
};

use super::{mark, patient::required, section_mark, withdrawal};
use crate::{
    AuthorKind, Outcome,
    columns::{Code, Fields, Quantity, Written},
    schema::fractures,
    states::{EpisodeState, Kept, KeptEpisode, Section},
};

/// A row of `fractures`, the head of an episode.
#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = fractures, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct FractureRow {
    pub id: String,
    pub patient_id: String,
    service: Written<ServiceCode>,
    created_version: i64,
    episode_version: i64,
    pub diagnosed_on: NaiveDate,
    found_by: Option<Code<FoundBy>>,
    site: Option<Code<Site>>,
    second_site: Option<Code<Site>>,
    third_site: Option<Code<Site>>,
    care_home: Option<Code<YesNo>>,
    first_contact_on: Option<NaiveDate>,
    admitted: Option<Code<YesNo>>,
    height_cm: Option<Quantity<Height>>,
    weight_kg: Option<Quantity<Weight>>,
    previous_fracture: Option<Code<YesNo>>,
    parent_hip_fracture: Option<Code<YesNo>>,
    smoker: Option<Code<YesNo>>,
    therapy_at_fracture: Option<Code<TherapyAtFracture>>,
    source_system: Option<String>,
    source_id: Option<String>,
    withdrawn_at: Option<NaiveDateTime>,
    withdrawn_by: Option<String>,
    withdrawn_reason: Option<String>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
    machine_fields: Fields,
}

impl FractureRow {
    /// The row of an episode's fracture.
    ///
    /// # Errors
    /// `Refused` without a date of diagnosis.
    pub fn of(id: &str, service: ServiceCode, state: &EpisodeState) -> Outcome<Self> {
        let Section { answers, mark } = &state.fracture;
        let withdrawn = state.withdrawn.as_ref();
        Ok(FractureRow {
            id: id.to_owned(),
            patient_id: state.patient_id.clone(),
            service: Written(service),
            created_version: state.created_version,
            episode_version: state.version,
            diagnosed_on: answers.diagnosed_on.ok_or_else(|| required(Field::DiagnosedOn))?,
            found_by: answers.found_by.map(Code),
            site: answers.site.map(Code),
            second_site: answers.second_site.map(Code),
            third_site: answers.third_site.map(Code),
            care_home: answers.care_home.map(Code),
            first_contact_on: answers.first_contact_on,
            admitted: answers.admitted.map(Code),
            height_cm: answers.height_cm.map(Quantity::from),
            weight_kg: answers.weight_kg.map(Quantity::from),
            previous_fracture: answers.previous_fracture.map(Code),
            parent_hip_fracture: answers.parent_hip_fracture.map(Code),
            smoker: answers.smoker.map(Code),
            therapy_at_fracture: answers.therapy_at_fracture.map(Code),
            source_system: answers.source_system.clone(),
            source_id: answers.source_id.clone(),
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

impl From<FractureRow> for KeptEpisode {
    /// The episode with its first section; the others are loaded from their own tables.
    fn from(row: FractureRow) -> Self {
        let answers = Fracture {
            diagnosed_on: Some(row.diagnosed_on),
            found_by: row.found_by.map(|c| c.0),
            site: row.site.map(|c| c.0),
            second_site: row.second_site.map(|c| c.0),
            third_site: row.third_site.map(|c| c.0),
            care_home: row.care_home.map(|c| c.0),
            first_contact_on: row.first_contact_on,
            admitted: row.admitted.map(|c| c.0),
            height_cm: row.height_cm.map(Quantity::into_inner),
            weight_kg: row.weight_kg.map(Quantity::into_inner),
            previous_fracture: row.previous_fracture.map(|c| c.0),
            parent_hip_fracture: row.parent_hip_fracture.map(|c| c.0),
            smoker: row.smoker.map(|c| c.0),
            therapy_at_fracture: row.therapy_at_fracture.map(|c| c.0),
            source_system: row.source_system,
            source_id: row.source_id,
        };
        let mark = section_mark(
            mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind),
            row.machine_fields,
        );
        Kept {
            id: row.id,
            service: row.service.0,
            state: EpisodeState {
                patient_id: row.patient_id,
                created_version: row.created_version,
                version: row.episode_version,
                fracture: Section { answers, mark },
                assessment: None,
                follow_up_16: None,
                follow_up_52: None,
                withdrawn: withdrawal(row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason),
            },
        }
    }
}
