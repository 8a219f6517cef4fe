//! KPI 3, spine identification: the index fracture is of the spine.

use chrono::NaiveDate;

use crate::{Field, vocabulary::Site};

use super::{
    Facts, Outcome, Parameters, Shortfall, SpineRule,
    definition::{Clause, Wording},
    truth::{Truth, all},
};

/// Met when 1.11 is Spine. No exclusions. In the sets that divide by hips, the records met are the numerator.
pub(super) fn outcome(facts: &Facts, _: &Parameters, _: NaiveDate) -> Outcome {
    all(&[Truth::of(Field::Site, facts.sites[0], |site| match site {
        Site::Spine => Ok(()),
        _ => Err(Shortfall::NotSpine),
    })])
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(parameters: &Parameters) -> Wording {
    Wording {
        title: "Spine identification",
        measures: "How many spine fractures the service has found.",
        denominator: match parameters.spine {
            SpineRule::OfRecords => Clause::all_records(),
            SpineRule::PerHip => Clause::read("Hip fractures of the period × 1"),
        },
        exclusions: vec![],
        met_when: vec![Clause::read("1.11 is Spine")],
        standards: &["ROS FLS standards, Identification", "NICE QS149"],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K3,
            SetId::FlsDb,
            "2024-01-01",
            &[
                ("1.11=Spine", "met"),
                ("1.11=Wrist 1.12=Spine", "not-spine"),
                ("1.11=Non hip/non spine", "not-spine"),
                ("", "missing 1.11"),
            ],
        );
    }
}
