//! The record: one index fracture episode of one patient, in sections.
//!
//! Every answer may be blank here, also the required ones: a record is complete only when
//! [`crate::validation::check`] says so. Blank is `None`, and never the same as "Don't know".

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    NhsNumber, Postcode, ServiceCode,
    measures::{Height, Percent, RefractureCount, TScore, Weight},
    vocabulary::{
        AbsentReason, AssessmentOutcome, Dxa, DxaNotOrdered, EthnicCategory, FallsAssessment, FallsReferral,
        FollowUpMethod, FollowUpTherapy, FollowedUp, FoundBy, FractureRisk, Mobility, Recommendation, Sex,
        Site, TherapyAtFracture, YesNo,
    },
};

/// The person: 1.01–1.04 and what belongs to the person rather than to one fracture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Patient {
    /// 1.01: NHS number. May be absent only with a reason and a local record number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Why the NHS number is blank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number_absent_reason: Option<AbsentReason>,
    /// The hospital's number for the patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_record_number: Option<String>,
    /// 1.02: date of birth. Required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    /// 1.03: sex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// 1.04: postcode of residence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Ethnic category (NHS Data Dictionary). No column in FLS-DB files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethnic_category: Option<EthnicCategory>,
    /// Date of death; needed by KPIs 8–11.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_death: Option<NaiveDate>,
    /// The patient objects to the use of the record beyond direct care.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub local_objection: bool,
}

/// The index fracture: 1.05, 1.06, 1.08–1.13 and section 2.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Fracture {
    /// 1.09: diagnosis of the index fracture. Required; starts every clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosed_on: Option<NaiveDate>,
    /// 1.10: how the fracture was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found_by: Option<FoundBy>,
    /// 1.11: site of the index fracture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// 1.12: second site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_site: Option<Site>,
    /// 1.13: third site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub third_site: Option<Site>,
    /// 1.05: lives in a care or nursing home.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care_home: Option<YesNo>,
    /// 1.06: first contact with the FLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact_on: Option<NaiveDate>,
    /// 1.08: admitted to hospital with this fracture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admitted: Option<YesNo>,
    /// 2.01: height in cm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_cm: Option<Height>,
    /// 2.02: weight in kg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_kg: Option<Weight>,
    /// 2.03: earlier fragility fracture since the age of 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_fracture: Option<YesNo>,
    /// 2.04: a parent broke a hip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_hip_fracture: Option<YesNo>,
    /// 2.05: smokes now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smoker: Option<YesNo>,
    /// 2.06: bone-sparing therapy at the time of the fracture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub therapy_at_fracture: Option<TherapyAtFracture>,
    /// The system that sent the record; with `source_id` it is matched before the natural key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_system: Option<String>,
    /// The sender's own number of the episode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
}

/// The assessment by the FLS: 1.07, its outcome, and sections 3, 4 and 5.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Assessment {
    /// 1.07: FLS assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessed_on: Option<NaiveDate>,
    /// Outcome; blank counts as done when 1.07 is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<AssessmentOutcome>,
    /// 3.01: DXA scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dxa: Option<Dxa>,
    /// 3.02: why no DXA was ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dxa_not_ordered_reason: Option<DxaNotOrdered>,
    /// 3.03: date of the DXA scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dxa_on: Option<NaiveDate>,
    /// 3.04: lowest T-score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub t_score: Option<TScore>,
    /// 3.05: result of the fracture risk assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fracture_risk: Option<FractureRisk>,
    /// Tool behind 3.05, for instance FRAX or QFracture. JSON only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_tool: Option<String>,
    /// Version of the tool. JSON only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_tool_version: Option<String>,
    /// 10-year risk of a major osteoporotic fracture in per cent. JSON only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_major_percent: Option<Percent>,
    /// 10-year risk of a hip fracture in per cent. JSON only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_hip_percent: Option<Percent>,
    /// 4.01: bone therapy recommended, one or more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<Recommendation>>))]
    pub bone_therapy: Vec<Recommendation>,
    /// 4.02: calcium or vitamin D recommended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calcium_vitamin_d: Option<YesNo>,
    /// 5.01: falls risk assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub falls_assessment: Option<FallsAssessment>,
    /// 5.02: two falls or more in the last year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_falls: Option<YesNo>,
    /// 5.03: fear of falling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fear_of_falling: Option<YesNo>,
    /// 5.04: takes medication that increases the risk of falling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medication_risk: Option<YesNo>,
    /// 5.05: mobility before the fracture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobility: Option<Mobility>,
    /// 5.06: impaired vision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vision: Option<YesNo>,
    /// 5.07: toileting problems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toileting: Option<YesNo>,
    /// 5.08: abnormal cardiac assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cardiac: Option<YesNo>,
    /// 5.09: cognitive impairment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cognitive_impairment: Option<YesNo>,
    /// 5.10: falls referrals made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<FallsReferral>>))]
    pub falls_referrals: Vec<FallsReferral>,
}

/// Follow-up at 12–16 weeks: section 6.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FollowUp16 {
    /// 6.01: followed up at 12–16 weeks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed_up: Option<FollowedUp>,
    /// 6.02: date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed_up_on: Option<NaiveDate>,
    /// 6.03: how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<FollowUpMethod>,
    /// 6.04: started calcium or vitamin D.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calcium_vitamin_d_started: Option<YesNo>,
    /// 6.05: bone therapy at the follow-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub therapy: Option<FollowUpTherapy>,
    /// 6.06: started strength and balance exercise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exercise_started: Option<YesNo>,
}

/// Follow-up at 48–56 weeks: section 7.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FollowUp52 {
    /// 7.01: followed up at 48–56 weeks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed_up: Option<FollowedUp>,
    /// 7.02: date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed_up_on: Option<NaiveDate>,
    /// 7.03: how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<FollowUpMethod>,
    /// 7.04: still takes calcium or vitamin D.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calcium_vitamin_d_taken: Option<YesNo>,
    /// 7.05: bone therapy, adherence confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub therapy: Option<FollowUpTherapy>,
    /// 7.06: number of fractures since the index fracture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refracture_count: Option<RefractureCount>,
    /// Date and site of each fracture since the index fracture. JSON only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<Refracture>>))]
    pub refractures: Vec<Refracture>,
}

/// A fracture since the index fracture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Refracture {
    /// Day of the fracture.
    pub fractured_on: NaiveDate,
    /// Its site, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
}

/// The whole episode in one document: what NDJSON files hold a line of, and what `PUT records` takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Episode {
    /// The service that looks after the patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    /// The person.
    pub patient: Patient,
    /// The index fracture.
    pub fracture: Fracture,
    /// The assessment; blank before it is done.
    #[serde(skip_serializing_if = "Assessment::is_blank")]
    pub assessment: Assessment,
    /// The follow-up at 12–16 weeks; blank before it is done.
    #[serde(skip_serializing_if = "FollowUp16::is_blank")]
    pub follow_up_16: FollowUp16,
    /// The follow-up at 48–56 weeks; blank before it is done.
    #[serde(skip_serializing_if = "FollowUp52::is_blank")]
    pub follow_up_52: FollowUp52,
}

/// A record of which only one section is known.
macro_rules! alone {
    ($($section:ident: $type:ty),*) => {
        $(impl From<$type> for Episode {
            fn from($section: $type) -> Self {
                Episode { $section, ..Episode::default() }
            }
        })*
    };
}
alone!(patient: Patient, fracture: Fracture, assessment: Assessment, follow_up_16: FollowUp16, follow_up_52: FollowUp52);

impl Assessment {
    /// Whether no question of the section is answered.
    pub fn is_blank(&self) -> bool {
        *self == Assessment::default()
    }

    /// Whether the assessment counts as done: outcome blank or Done.
    pub fn counts_as_done(&self) -> bool {
        matches!(self.outcome, None | Some(AssessmentOutcome::Done))
    }
}

impl FollowUp16 {
    /// Whether no question of the section is answered.
    pub fn is_blank(&self) -> bool {
        *self == FollowUp16::default()
    }
}

impl FollowUp52 {
    /// Whether no question of the section is answered.
    pub fn is_blank(&self) -> bool {
        *self == FollowUp52::default()
    }
}
