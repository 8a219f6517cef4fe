use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    Assessment,
    measures::{Percent, TScore},
    vocabulary::{
        AssessmentOutcome, Dxa, DxaNotOrdered, FallsAssessment, FallsReferral, FractureRisk, Mobility,
        Recommendation, YesNo,
    },
};

use super::{mark, section_mark};
use crate::{
    AuthorKind,
    columns::{Code, Codes, Fields, Quantity},
    schema::assessments,
    states::Section,
};

/// A row of `assessments`.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = assessments, treat_none_as_default_value = false)]
pub struct AssessmentRow {
    pub fracture_id: String,
    assessed_on: Option<NaiveDate>,
    outcome: Option<Code<AssessmentOutcome>>,
    dxa: Option<Code<Dxa>>,
    dxa_not_ordered_reason: Option<Code<DxaNotOrdered>>,
    dxa_on: Option<NaiveDate>,
    t_score: Option<Quantity<TScore>>,
    fracture_risk: Option<Code<FractureRisk>>,
    risk_tool: Option<String>,
    risk_tool_version: Option<String>,
    risk_major_percent: Option<Quantity<Percent>>,
    risk_hip_percent: Option<Quantity<Percent>>,
    bone_therapy: Codes<Recommendation>,
    calcium_vitamin_d: Option<Code<YesNo>>,
    falls_assessment: Option<Code<FallsAssessment>>,
    two_falls: Option<Code<YesNo>>,
    fear_of_falling: Option<Code<YesNo>>,
    medication_risk: Option<Code<YesNo>>,
    mobility: Option<Code<Mobility>>,
    vision: Option<Code<YesNo>>,
    toileting: Option<Code<YesNo>>,
    cardiac: Option<Code<YesNo>>,
    cognitive_impairment: Option<Code<YesNo>>,
    falls_referrals: Codes<FallsReferral>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
    machine_fields: Fields,
}

impl AssessmentRow {
    /// The row of an episode's assessment.
    pub fn of(fracture_id: &str, section: &Section<Assessment>) -> Self {
        let Section { answers, mark } = section;
        AssessmentRow {
            fracture_id: fracture_id.to_owned(),
            assessed_on: answers.assessed_on,
            outcome: answers.outcome.map(Code),
            dxa: answers.dxa.map(Code),
            dxa_not_ordered_reason: answers.dxa_not_ordered_reason.map(Code),
            dxa_on: answers.dxa_on,
            t_score: answers.t_score.map(Quantity::from),
            fracture_risk: answers.fracture_risk.map(Code),
            risk_tool: answers.risk_tool.clone(),
            risk_tool_version: answers.risk_tool_version.clone(),
            risk_major_percent: answers.risk_major_percent.map(Quantity::from),
            risk_hip_percent: answers.risk_hip_percent.map(Quantity::from),
            bone_therapy: answers.bone_therapy.clone().into(),
            calcium_vitamin_d: answers.calcium_vitamin_d.map(Code),
            falls_assessment: answers.falls_assessment.map(Code),
            two_falls: answers.two_falls.map(Code),
            fear_of_falling: answers.fear_of_falling.map(Code),
            medication_risk: answers.medication_risk.map(Code),
            mobility: answers.mobility.map(Code),
            vision: answers.vision.map(Code),
            toileting: answers.toileting.map(Code),
            cardiac: answers.cardiac.map(Code),
            cognitive_impairment: answers.cognitive_impairment.map(Code),
            falls_referrals: answers.falls_referrals.clone().into(),
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
            machine_fields: mark.machine_fields.clone().into(),
        }
    }
}

impl From<AssessmentRow> for Section<Assessment> {
    fn from(row: AssessmentRow) -> Self {
        let answers = Assessment {
            assessed_on: row.assessed_on,
            outcome: row.outcome.map(|c| c.0),
            dxa: row.dxa.map(|c| c.0),
            dxa_not_ordered_reason: row.dxa_not_ordered_reason.map(|c| c.0),
            dxa_on: row.dxa_on,
            t_score: row.t_score.map(Quantity::into_inner),
            fracture_risk: row.fracture_risk.map(|c| c.0),
            risk_tool: row.risk_tool,
            risk_tool_version: row.risk_tool_version,
            risk_major_percent: row.risk_major_percent.map(Quantity::into_inner),
            risk_hip_percent: row.risk_hip_percent.map(Quantity::into_inner),
            bone_therapy: row.bone_therapy.into_vec(),
            calcium_vitamin_d: row.calcium_vitamin_d.map(|c| c.0),
            falls_assessment: row.falls_assessment.map(|c| c.0),
            two_falls: row.two_falls.map(|c| c.0),
            fear_of_falling: row.fear_of_falling.map(|c| c.0),
            medication_risk: row.medication_risk.map(|c| c.0),
            mobility: row.mobility.map(|c| c.0),
            vision: row.vision.map(|c| c.0),
            toileting: row.toileting.map(|c| c.0),
            cardiac: row.cardiac.map(|c| c.0),
            cognitive_impairment: row.cognitive_impairment.map(|c| c.0),
            falls_referrals: row.falls_referrals.into_vec(),
        };
        Section {
            answers,
            mark: section_mark(
                mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind),
                row.machine_fields,
            ),
        }
    }
}
