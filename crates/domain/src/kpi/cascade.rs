//! The cascade: identified → assessed → recommended → started → adherent.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{AssessmentOutcome, Choice, Coded, choice};

use super::{ALL_RECORDS, Course, Facts};

/// A step of the cascade. Each is within the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CascadeStepName))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A record of the period.
    Identified,
    /// The assessment took place.
    Assessed,
    /// A drug or a referral was recommended.
    Recommended,
    /// A drug was started by the first follow-up.
    Started,
    /// A drug is taken at 12 months.
    Adherent,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Step; 5] = [
        Step::Identified,
        Step::Assessed,
        Step::Recommended,
        Step::Started,
        Step::Adherent,
    ];

    /// Who has taken the step, in plain words.
    pub fn definition(self) -> &'static str {
        match self {
            Step::Identified => ALL_RECORDS,
            Step::Assessed => "1.07 is given, and the outcome of the assessment is blank or Done",
            Step::Recommended => "4.01 names a drug or a referral†",
            Step::Started => "6.05 is a drug",
            Step::Adherent => "7.05 is a drug",
        }
    }

    /// The furthest step that a record has taken, without a gap.
    pub fn reached(facts: &Facts) -> Step {
        let is_assessed =
            facts.assessed.is_some() && matches!(facts.assessment, None | Some(AssessmentOutcome::Done));
        if !is_assessed {
            Step::Identified
        } else if facts.recommended != Some(true) {
            Step::Assessed
        } else if facts.therapy_16 != Some(Course::OnDrug) {
            Step::Recommended
        } else if facts.therapy_52 != Some(Course::OnDrug) {
            Step::Started
        } else {
            Step::Adherent
        }
    }
}

impl Coded for Step {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Step>] = &[
            choice(Step::Identified, "identified", "Identified"),
            choice(Step::Assessed, "assessed", "Assessed"),
            choice(Step::Recommended, "recommended", "Bone therapy recommended"),
            choice(Step::Started, "started", "Bone therapy started"),
            choice(Step::Adherent, "adherent", "On bone therapy at 12 months"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::table::facts, *};

    #[test]
    fn steps_have_no_gaps() {
        for (record, reached) in [
            ("", Step::Identified),
            ("4.01=Denosumab 6.05=Denosumab 7.05=Denosumab", Step::Identified),
            (
                "1.07=10 AssessmentOutcome=Declined 4.01=Denosumab",
                Step::Identified,
            ),
            ("AssessmentOutcome=Done 4.01=Denosumab", Step::Identified),
            ("1.07=10", Step::Assessed),
            (
                "1.07=400 AssessmentOutcome=Done 4.01=Inappropriate 6.05=Denosumab",
                Step::Assessed,
            ),
            ("1.07=10 4.01=Denosumab", Step::Recommended),
            (
                "1.07=10 4.01=Denosumab 6.05=Not started 7.05=Denosumab",
                Step::Recommended,
            ),
            ("1.07=10 4.01=Denosumab 6.05=Zoledronate", Step::Started),
            (
                "1.07=10 4.01=Denosumab 6.05=Zoledronate 7.05=Informed decline",
                Step::Started,
            ),
            (
                "1.07=10 4.01=Denosumab 6.05=Zoledronate 7.05=Denosumab",
                Step::Adherent,
            ),
        ] {
            assert_eq!(Step::reached(&facts(record)), reached, "{record}");
        }
    }
}
