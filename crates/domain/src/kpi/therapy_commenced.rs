//! KPI 10, bone therapy commenced by the first follow-up.

use chrono::NaiveDate;

use crate::Field;

use super::{
    Course, Exclusion, FOLLOW_UP_16_DAYS, Facts, Kpi, Outcome, Parameters,
    definition::{Clause, Wording},
    follow_up,
    truth::{Truth, all},
};

/// Excluded: as KPI 9; then no longer appropriate and declined, by 6.05†. Met when KPI 9 is and 6.05 is a drug.
pub(super) fn outcome(facts: &Facts, parameters: &Parameters, as_of: NaiveDate) -> Outcome {
    let excluded = follow_up::exclusion(Kpi::K10, facts, parameters, as_of);
    if let Some(exclusion) = excluded.or(given_up(facts.therapy_16)) {
        return Outcome::Excluded(exclusion);
    }
    let [followed_up, in_time] = follow_up::conditions(facts);
    all(&[
        followed_up,
        in_time,
        Truth::on_drug(Field::Therapy16, facts.therapy_16),
    ])
}

/// 6.05 or 7.05 says that therapy is no longer appropriate, or that the patient declined it†.
pub(super) fn given_up(course: Option<Course>) -> Option<Exclusion> {
    match course? {
        Course::NoLongerAppropriate => Some(Exclusion::NoLongerAppropriate),
        Course::Declined => Some(Exclusion::Declined),
        Course::OnDrug | Course::NoDrug => None,
    }
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(_: &Parameters) -> Wording {
    Wording {
        title: "Bone therapy commenced by first follow-up",
        measures: "Patients with a recommendation of bone therapy who had started a drug by 16 weeks.",
        denominator: Clause::all_records(),
        exclusions: vec![
            Exclusion::DecisionMissing,
            Exclusion::NotRecommended,
            Exclusion::Died,
            Exclusion::Immature,
            Exclusion::NoLongerAppropriate,
            Exclusion::Declined,
        ],
        met_when: vec![
            Clause::read("6.01 is Yes"),
            Clause::read(format!(
                "6.02 is at most {FOLLOW_UP_16_DAYS} days after 1.09, and not before"
            )),
            Clause::read("6.05 is a drug"),
        ],
        standards: &["ROS FLS standards, Intervention", "NICE QS149"],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K10,
            SetId::FlsDb,
            "2024-04-22",
            &[
                ("", "decision-missing"),
                ("4.01=Inappropriate 6.05=Denosumab", "not-recommended"),
                ("4.01=Denosumab 6.01=Yes 6.02=100 6.05=Denosumab", "met"),
                ("4.01=Denosumab 6.01=Yes 6.02=100 6.05=Zoledronate", "met"),
                ("4.01=Denosumab 6.01=Yes 6.02=113 6.05=Denosumab", "late"),
                ("4.01=Denosumab 6.01=Yes 6.02=100 6.05=Not started", "not-started"),
                (
                    "4.01=Denosumab 6.01=Yes 6.02=100 6.05=Refer for clinical opinion",
                    "not-started",
                ),
                ("4.01=Denosumab 6.01=Yes 6.02=100 6.05=Don't know", "not-started"),
                (
                    "4.01=Denosumab 6.01=Yes 6.02=100 6.05=No longer appropriate",
                    "no-longer-appropriate",
                ),
                (
                    "4.01=Denosumab 6.01=Yes 6.02=100 6.05=Informed decline",
                    "declined",
                ),
                ("4.01=Denosumab 6.05=Informed decline", "declined"),
                ("4.01=Denosumab 6.01=Died 6.05=Informed decline", "died"),
                ("4.01=Denosumab 6.01=Declined", "not-followed-up"),
                ("4.01=Denosumab 6.01=No 6.05=Denosumab", "not-followed-up"),
                ("4.01=Denosumab 6.05=Not started", "not-started"),
                ("4.01=Denosumab 6.01=Yes", "missing 6.02 6.05"),
                ("4.01=Denosumab", "missing 6.01 6.02 6.05"),
            ],
        );
        check(
            Kpi::K10,
            SetId::FlsDb,
            "2024-04-21",
            &[("4.01=Denosumab 6.05=Informed decline", "immature")],
        );
    }
}
