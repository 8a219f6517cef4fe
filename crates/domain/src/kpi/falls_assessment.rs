//! KPI 6, falls assessment.

use chrono::NaiveDate;

use crate::{Field, vocabulary::FallsAssessment};

use super::{
    Exclusion, Facts, Kpi, Outcome, Parameters, Shortfall,
    definition::{Clause, Wording},
    truth::{Truth, all},
};

/// Excluded: under age (iof: 65); 5.01 is Not applicable†. Met when 5.01 is Yes, Referred or Recommended.
pub(super) fn outcome(facts: &Facts, parameters: &Parameters, _: NaiveDate) -> Outcome {
    if parameters.is_under_age(Kpi::K6, facts) {
        return Outcome::Excluded(Exclusion::UnderAge);
    }
    if facts.falls == Some(FallsAssessment::NotApplicable) {
        return Outcome::Excluded(Exclusion::NotApplicable);
    }
    all(&[Truth::of(
        Field::FallsAssessment,
        facts.falls,
        |falls| match falls {
            FallsAssessment::Yes | FallsAssessment::Referred | FallsAssessment::Recommended => Ok(()),
            FallsAssessment::No | FallsAssessment::NotApplicable => Err(Shortfall::NotDone),
        },
    )])
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(_: &Parameters) -> Wording {
    Wording {
        title: "Falls assessment",
        measures: "Patients whose risk of falling was assessed, or who were referred for it.",
        denominator: Clause::all_records(),
        exclusions: vec![Exclusion::UnderAge, Exclusion::NotApplicable],
        met_when: vec![Clause::read("5.01 is Yes, Referred or Recommended")],
        standards: &["NICE NG249", "ROS FLS standards"],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K6,
            SetId::FlsDb,
            "2024-01-01",
            &[
                ("5.01=Yes", "met"),
                ("5.01=Referred", "met"),
                ("5.01=Recommended", "met"),
                ("5.01=No", "not-done"),
                ("5.01=Not applicable", "not-applicable"),
                ("5.01=Yes 1.02=1973-12-31", "met"),
                ("", "missing 5.01"),
            ],
        );
        check(
            Kpi::K6,
            SetId::Iof,
            "2024-01-01",
            &[
                ("5.01=Yes 1.02=1959-01-01", "met"),
                ("5.01=Yes 1.02=1959-01-02", "under-age"),
                ("5.01=Not applicable 1.02=1970-01-01", "under-age"),
                ("5.01=Not applicable 1.02=1940-01-01", "not-applicable"),
            ],
        );
    }
}
