//! KPI 4, time to FLS assessment.

use chrono::NaiveDate;

use crate::{Field, vocabulary::AssessmentOutcome};

use super::{
    Exclusion, Facts, Kpi, Outcome, Parameters, Shortfall,
    definition::{Clause, Wording},
    truth::{Truth, all},
};

/// Excluded: immature†. Met when the assessment's outcome is blank or Done, and 0 ≤ days(1.07) ≤ 90 (iof: 84).
/// An outcome other than Done settles it as not met, even when 1.07 is in time.
pub(super) fn outcome(facts: &Facts, parameters: &Parameters, as_of: NaiveDate) -> Outcome {
    if !parameters.is_mature(Kpi::K4, facts, as_of) {
        return Outcome::Excluded(Exclusion::Immature);
    }
    let took_place = match facts.assessment {
        None | Some(AssessmentOutcome::Done) => Truth::True,
        Some(other) => Truth::False(Shortfall::Assessment(other)),
    };
    let in_time = Truth::within(Field::AssessedOn, facts.assessed, parameters.assessment_days);
    all(&[took_place, in_time])
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(parameters: &Parameters) -> Wording {
    Wording {
        title: "Time to FLS assessment",
        measures: "Patients assessed by the service soon after the fracture was diagnosed.",
        denominator: Clause::all_records(),
        exclusions: vec![Exclusion::Immature],
        met_when: vec![
            Clause::read("The outcome of the assessment is blank or Done"),
            Clause::read(format!(
                "1.07 is at most {} days after 1.09, and not before",
                parameters.assessment_days
            )),
        ],
        standards: &[
            "ROS FLS standards, Investigation (within 12 weeks)",
            "NICE NG259 (July 2026, replaced CG146)",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K4,
            SetId::FlsDb,
            "2024-03-31",
            &[
                ("1.07=0", "met"),
                ("1.07=90", "met"),
                ("1.07=90 AssessmentOutcome=Done", "met"),
                ("1.07=91", "late"),
                ("1.07=-1", "before-diagnosis"),
                ("1.07=10 AssessmentOutcome=Declined", "assessment-declined"),
                ("AssessmentOutcome=Did not attend", "assessment-did-not-attend"),
                (
                    "1.07=91 AssessmentOutcome=Could not contact",
                    "assessment-could-not-contact",
                ),
                ("AssessmentOutcome=Moved away", "assessment-moved-away"),
                ("AssessmentOutcome=Died", "assessment-died"),
                ("AssessmentOutcome=Done", "missing 1.07"),
                ("", "missing 1.07"),
            ],
        );
        check(
            Kpi::K4,
            SetId::FlsDb,
            "2024-03-30",
            &[("1.07=0", "immature"), ("AssessmentOutcome=Declined", "immature")],
        );
        check(
            Kpi::K4,
            SetId::Iof,
            "2024-03-25",
            &[("1.07=84", "met"), ("1.07=85", "late")],
        );
        check(Kpi::K4, SetId::Iof, "2024-03-24", &[("1.07=84", "immature")]);
    }
}
