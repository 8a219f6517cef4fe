//! The columns that decide KPIs, and no others.

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{
    Assessment, Episode, FollowUp16, FollowUp52, Fracture, Patient, Postcode, ServiceCode,
    vocabulary::{
        AssessmentOutcome, Dxa, EthnicCategory, FallsAssessment, FollowUpTherapy, FollowedUp, FoundBy,
        Recommendation, Sex, Site, TherapyAtFracture, YesNo,
    },
};

use super::WEEK_16;
use crate::{
    columns::{Code, Codes, Written},
    schema::{assessments, deprivations, episode_facts, follow_ups, fractures, patients},
};

/// A fracture with its patient and its assessment.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = fractures)]
pub struct HeadFacts {
    pub id: String,
    service: Written<ServiceCode>,
    diagnosed_on: NaiveDate,
    found_by: Option<Code<FoundBy>>,
    site: Option<Code<Site>>,
    second_site: Option<Code<Site>>,
    third_site: Option<Code<Site>>,
    care_home: Option<Code<YesNo>>,
    first_contact_on: Option<NaiveDate>,
    admitted: Option<Code<YesNo>>,
    previous_fracture: Option<Code<YesNo>>,
    therapy_at_fracture: Option<Code<TherapyAtFracture>>,
    #[diesel(embed)]
    patient: PatientFacts,
    #[diesel(embed)]
    assessment: Option<AssessmentFacts>,
}

/// The patient of a fracture.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = patients)]
pub struct PatientFacts {
    date_of_birth: NaiveDate,
    sex: Option<Code<Sex>>,
    date_of_death: Option<NaiveDate>,
    ethnic_category: Option<Code<EthnicCategory>>,
    postcode: Option<Written<Postcode>>,
}

/// The assessment of a fracture.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = assessments)]
pub struct AssessmentFacts {
    bone_therapy: Codes<Recommendation>,
    assessed_on: Option<NaiveDate>,
    outcome: Option<Code<AssessmentOutcome>>,
    dxa: Option<Code<Dxa>>,
    dxa_on: Option<NaiveDate>,
    falls_assessment: Option<Code<FallsAssessment>>,
}

/// A follow-up of either kind.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = follow_ups)]
pub struct FollowUpFacts {
    kind: i16,
    followed_up: Option<Code<FollowedUp>>,
    followed_up_on: Option<NaiveDate>,
    therapy: Option<Code<FollowUpTherapy>>,
    exercise_started: Option<Code<YesNo>>,
}

impl From<HeadFacts> for Episode {
    fn from(head: HeadFacts) -> Self {
        Episode {
            service: Some(head.service.0),
            patient: Patient {
                date_of_birth: Some(head.patient.date_of_birth),
                sex: head.patient.sex.map(|c| c.0),
                date_of_death: head.patient.date_of_death,
                ethnic_category: head.patient.ethnic_category.map(|c| c.0),
                postcode: head.patient.postcode.map(|written| written.0),
                ..Patient::default()
            },
            fracture: Fracture {
                diagnosed_on: Some(head.diagnosed_on),
                found_by: head.found_by.map(|c| c.0),
                site: head.site.map(|c| c.0),
                second_site: head.second_site.map(|c| c.0),
                third_site: head.third_site.map(|c| c.0),
                care_home: head.care_home.map(|c| c.0),
                first_contact_on: head.first_contact_on,
                admitted: head.admitted.map(|c| c.0),
                previous_fracture: head.previous_fracture.map(|c| c.0),
                therapy_at_fracture: head.therapy_at_fracture.map(|c| c.0),
                ..Fracture::default()
            },
            assessment: head.assessment.map(Assessment::from).unwrap_or_default(),
            ..Episode::default()
        }
    }
}

impl From<AssessmentFacts> for Assessment {
    fn from(facts: AssessmentFacts) -> Self {
        Assessment {
            assessed_on: facts.assessed_on,
            outcome: facts.outcome.map(|c| c.0),
            dxa: facts.dxa.map(|c| c.0),
            dxa_on: facts.dxa_on,
            bone_therapy: facts.bone_therapy.into_vec(),
            falls_assessment: facts.falls_assessment.map(|c| c.0),
            ..Assessment::default()
        }
    }
}

impl FollowUpFacts {
    /// Puts the answers in their section.
    pub fn put(self, episode: &mut Episode) {
        let followed_up = self.followed_up.map(|c| c.0);
        let therapy = self.therapy.map(|c| c.0);
        if self.kind == WEEK_16 {
            episode.follow_up_16 = FollowUp16 {
                followed_up,
                followed_up_on: self.followed_up_on,
                therapy,
                exercise_started: self.exercise_started.map(|c| c.0),
                ..FollowUp16::default()
            };
        } else {
            episode.follow_up_52 = FollowUp52 {
                followed_up,
                followed_up_on: self.followed_up_on,
                therapy,
                ..FollowUp52::default()
            };
        }
    }
}

/// The facts of an episode as they are kept.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = episode_facts)]
pub struct EpisodeFactsRow {
    pub fracture_id: String,
    pub service: Written<ServiceCode>,
    pub version: i64,
    pub facts: Option<Vec<u8>>,
}

/// A row of `deprivations`; the deprivation by its place among all values.
#[derive(Debug, Insertable)]
#[diesel(table_name = deprivations)]
pub struct DeprivationRow {
    pub postcode: Written<Postcode>,
    pub deprivation: i16,
}
