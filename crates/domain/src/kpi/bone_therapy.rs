//! KPI 7, bone therapy recommended.

use chrono::NaiveDate;

use crate::Field;

use super::{
    Facts, Outcome, Parameters, Shortfall,
    definition::{Clause, Wording},
    truth::{Truth, all},
};

/// Met when 4.01 holds a drug or a referral†. No exclusions.
pub(super) fn outcome(facts: &Facts, _: &Parameters, _: NaiveDate) -> Outcome {
    all(&[Truth::of(Field::BoneTherapy, facts.recommended, |recommended| {
        recommended.then_some(()).ok_or(Shortfall::NotRecommended)
    })])
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(_: &Parameters) -> Wording {
    Wording {
        title: "Bone therapy recommended",
        measures: "Patients for whom a bone-sparing drug, or a referral to decide on one, was recommended.",
        denominator: Clause::all_records(),
        exclusions: vec![],
        met_when: vec![Clause::assumed(
            "4.01 names a drug or a referral (to the GP, or for a further clinical opinion)",
        )],
        standards: &[
            "NICE TA464",
            "NICE TA204",
            "NICE TA160 / TA161",
            "NICE TA791",
            "NICE TA991",
            "NICE QS149",
            "NOGG",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K7,
            SetId::FlsDb,
            "2024-01-01",
            &[
                ("4.01=Alendronate", "met"),
                ("4.01=Referred to GP to decide prescription", "met"),
                ("4.01=Referred for further clinical opinion", "met"),
                ("4.01=Zoledronate;Informed decline", "met"),
                ("4.01=Informed decline", "not-recommended"),
                ("4.01=Inappropriate", "not-recommended"),
                ("4.01=None", "not-recommended"),
                ("4.01=Don't know", "not-recommended"),
                ("", "missing 4.01"),
            ],
        );
    }
}
