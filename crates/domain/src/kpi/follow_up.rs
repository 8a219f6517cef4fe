//! KPI 9, follow-up by 16 weeks of those for whom bone therapy was recommended.

use chrono::NaiveDate;

use crate::{Field, vocabulary::FollowedUp};

use super::{
    Exclusion, FOLLOW_UP_16_DAYS, Facts, Kpi, Outcome, Parameters,
    definition::{Clause, Wording},
    truth::{Truth, all},
};

/// Excluded: 4.01 blank; not recommended†; died by 112 days or 6.01 is Died; immature†. Met when 6.01 is Yes and
/// 0 ≤ days(6.02) ≤ 112.
pub(super) fn outcome(facts: &Facts, parameters: &Parameters, as_of: NaiveDate) -> Outcome {
    match exclusion(Kpi::K9, facts, parameters, as_of) {
        Some(exclusion) => Outcome::Excluded(exclusion),
        None => all(&conditions(facts)),
    }
}

/// The exclusions of KPIs 9 and 10.
pub(super) fn exclusion(
    kpi: Kpi,
    facts: &Facts,
    parameters: &Parameters,
    as_of: NaiveDate,
) -> Option<Exclusion> {
    match facts.recommended {
        None => Some(Exclusion::DecisionMissing),
        Some(false) => Some(Exclusion::NotRecommended),
        Some(true) if died_by_16_weeks(facts) => Some(Exclusion::Died),
        Some(true) if !parameters.is_mature(kpi, facts, as_of) => Some(Exclusion::Immature),
        Some(true) => None,
    }
}

/// The conditions of KPI 9, with which those of KPI 10 begin.
pub(super) fn conditions(facts: &Facts) -> [Truth; 2] {
    [
        Truth::followed_up(Field::FollowedUp16, facts.followed_up_16),
        Truth::within(Field::FollowedUp16On, facts.followed_up_16_at, FOLLOW_UP_16_DAYS),
    ]
}

/// Died by 112 days, or 6.01 is Died.
pub(super) fn died_by_16_weeks(facts: &Facts) -> bool {
    facts.died_by(FOLLOW_UP_16_DAYS) || facts.followed_up_16 == Some(FollowedUp::Died)
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(_: &Parameters) -> Wording {
    Wording {
        title: "Follow-up by 16 weeks",
        measures: "Patients with a recommendation of bone therapy who were followed up by 16 weeks.",
        denominator: Clause::all_records(),
        exclusions: vec![
            Exclusion::DecisionMissing,
            Exclusion::NotRecommended,
            Exclusion::Died,
            Exclusion::Immature,
        ],
        met_when: vec![
            Clause::read("6.01 is Yes"),
            Clause::read(format!(
                "6.02 is at most {FOLLOW_UP_16_DAYS} days after 1.09, and not before"
            )),
        ],
        standards: &["ROS FLS standards, Integration"],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K9,
            SetId::FlsDb,
            "2024-04-22",
            &[
                ("6.01=Yes 6.02=100", "decision-missing"),
                ("4.01=None 6.01=Yes 6.02=100", "not-recommended"),
                ("4.01=Risedronate 6.01=Yes 6.02=112", "met"),
                ("4.01=Risedronate 6.01=Yes 6.02=113", "late"),
                ("4.01=Risedronate 6.01=Yes 6.02=-3", "before-diagnosis"),
                ("4.01=Risedronate 6.01=Declined", "not-followed-up"),
                ("4.01=Risedronate 6.01=Yes", "missing 6.02"),
                ("4.01=Risedronate 6.02=100", "missing 6.01"),
                ("4.01=Risedronate 6.02=113", "late"),
                ("4.01=Risedronate", "missing 6.01 6.02"),
                ("4.01=Risedronate 6.01=Died", "died"),
                ("4.01=Risedronate DateOfDeath=112 6.01=Yes 6.02=100", "died"),
                ("4.01=Risedronate DateOfDeath=113 6.01=Yes 6.02=100", "met"),
                ("4.01=None 6.01=Died", "not-recommended"),
            ],
        );
        check(
            Kpi::K9,
            SetId::FlsDb,
            "2024-04-21",
            &[
                ("4.01=Risedronate 6.01=Yes 6.02=90", "immature"),
                ("4.01=Risedronate 6.01=Died", "died"),
                ("", "decision-missing"),
            ],
        );
    }
}
