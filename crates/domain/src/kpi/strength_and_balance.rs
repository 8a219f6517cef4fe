//! KPI 8, strength and balance exercise by 16 weeks.

use chrono::NaiveDate;

use crate::{Field, vocabulary::Site};

use super::{
    Exclusion, FOLLOW_UP_16_DAYS, Facts, Kpi, Outcome, Parameters,
    definition::{Clause, Wording},
    follow_up::died_by_16_weeks,
    truth::{Truth, all},
};

/// Excluded: any of 1.11–1.13 is Hip; under age (iof: 65)†; died by 112 days or 6.01 is Died; immature†. Met when 6.01
/// is Yes, 0 ≤ days(6.02) ≤ 112 and 6.06 is Yes.
pub(super) fn outcome(facts: &Facts, parameters: &Parameters, as_of: NaiveDate) -> Outcome {
    if facts.sites.contains(&Some(Site::Hip)) {
        return Outcome::Excluded(Exclusion::HipFracture);
    }
    if parameters.is_under_age(Kpi::K8, facts) {
        return Outcome::Excluded(Exclusion::UnderAge);
    }
    if died_by_16_weeks(facts) {
        return Outcome::Excluded(Exclusion::Died);
    }
    if !parameters.is_mature(Kpi::K8, facts, as_of) {
        return Outcome::Excluded(Exclusion::Immature);
    }
    all(&[
        Truth::followed_up(Field::FollowedUp16, facts.followed_up_16),
        Truth::within(Field::FollowedUp16On, facts.followed_up_16_at, FOLLOW_UP_16_DAYS),
        Truth::exercises(Field::ExerciseStarted, facts.exercise),
    ])
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(_: &Parameters) -> Wording {
    Wording {
        title: "Strength and balance by 16 weeks",
        measures: "Patients without a hip fracture who started strength and balance exercise by 16 weeks.",
        denominator: Clause::all_records(),
        exclusions: vec![
            Exclusion::HipFracture,
            Exclusion::UnderAge,
            Exclusion::Died,
            Exclusion::Immature,
        ],
        met_when: vec![
            Clause::read("6.01 is Yes"),
            Clause::read(format!(
                "6.02 is at most {FOLLOW_UP_16_DAYS} days after 1.09, and not before"
            )),
            Clause::read("6.06 is Yes"),
        ],
        standards: &["NICE NG249", "ROS FLS standards"],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K8,
            SetId::FlsDb,
            "2024-04-22",
            &[
                ("6.01=Yes 6.02=112 6.06=Yes", "met"),
                ("6.01=Yes 6.02=0 6.06=Yes 1.11=Wrist", "met"),
                ("6.01=Yes 6.02=113 6.06=Yes", "late"),
                ("6.01=Yes 6.02=-1 6.06=Yes", "before-diagnosis"),
                ("6.01=Yes 6.02=100 6.06=No", "not-started"),
                ("6.01=Yes 6.02=100 6.06=Don't know", "not-started"),
                ("6.01=Yes 6.02=100", "missing 6.06"),
                ("6.01=Yes 6.06=Yes", "missing 6.02"),
                ("6.02=100 6.06=Yes", "missing 6.01"),
                ("6.06=No", "not-started"),
                ("6.01=No", "not-followed-up"),
                ("6.01=Declined", "not-followed-up"),
                ("6.01=Lost to follow-up 6.02=200", "not-followed-up"),
                ("", "missing 6.01 6.02 6.06"),
                ("6.01=Died", "died"),
                ("DateOfDeath=112", "died"),
                ("DateOfDeath=113 6.01=No", "not-followed-up"),
                ("1.11=Hip 6.01=Died", "hip-fracture"),
                (
                    "1.11=Wrist 1.12=Spine 1.13=Hip 6.01=Yes 6.02=100 6.06=Yes",
                    "hip-fracture",
                ),
            ],
        );
        check(
            Kpi::K8,
            SetId::FlsDb,
            "2024-04-21",
            &[
                ("6.01=Yes 6.02=100 6.06=Yes", "immature"),
                ("DateOfDeath=5", "died"),
            ],
        );
        check(
            Kpi::K8,
            SetId::Iof,
            "2024-04-22",
            &[
                ("6.01=Yes 6.02=100 6.06=Yes 1.02=1959-01-02", "under-age"),
                ("6.01=Died 1.02=1959-01-02", "under-age"),
                ("1.11=Hip 1.02=1959-01-02", "hip-fracture"),
                ("6.01=Yes 6.02=100 6.06=Yes 1.02=1959-01-01", "met"),
            ],
        );
    }
}
