//! KPI 11, adherence to bone therapy at 12 months.

use chrono::NaiveDate;

use crate::{Field, vocabulary::FollowedUp};

use super::{
    Exclusion, FOLLOW_UP_52_DAYS, Facts, Kpi, Outcome, Parameters,
    definition::{Clause, Wording},
    therapy_commenced::given_up,
    truth::{Truth, all},
};

/// Excluded: 4.01 blank; not recommended†; died by 392 days, or 6.01 or 7.01 is Died; immature†; no longer appropriate
/// and declined, by 7.05†. Met when 7.01 is Yes and 7.05 is a drug; 7.02 has no limit.
pub(super) fn outcome(facts: &Facts, parameters: &Parameters, as_of: NaiveDate) -> Outcome {
    if let Some(exclusion) = exclusion(facts, parameters, as_of) {
        return Outcome::Excluded(exclusion);
    }
    all(&[
        Truth::followed_up(Field::FollowedUp52, facts.followed_up_52),
        Truth::on_drug(Field::Therapy52, facts.therapy_52),
    ])
}

fn exclusion(facts: &Facts, parameters: &Parameters, as_of: NaiveDate) -> Option<Exclusion> {
    let says_died = [facts.followed_up_16, facts.followed_up_52].contains(&Some(FollowedUp::Died));
    match facts.recommended {
        None => Some(Exclusion::DecisionMissing),
        Some(false) => Some(Exclusion::NotRecommended),
        Some(true) if says_died || facts.died_by(FOLLOW_UP_52_DAYS) => Some(Exclusion::Died),
        Some(true) if !parameters.is_mature(Kpi::K11, facts, as_of) => Some(Exclusion::Immature),
        Some(true) => given_up(facts.therapy_52),
    }
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(_: &Parameters) -> Wording {
    Wording {
        title: "Adherence at 12 months",
        measures: "Patients with a recommendation of bone therapy who still take a drug after a year.",
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
            Clause::read("7.01 is Yes; 7.02 has no limit"),
            Clause::read("7.05 is a drug"),
        ],
        standards: &["NICE QS149", "NOGG"],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K11,
            SetId::FlsDb,
            "2025-01-27",
            &[
                ("", "decision-missing"),
                ("4.01=None", "not-recommended"),
                ("4.01=Denosumab 7.01=Yes 7.02=360 7.05=Denosumab", "met"),
                ("4.01=Denosumab 7.01=Yes 7.02=900 7.05=Denosumab", "met"),
                ("4.01=Denosumab 7.01=Yes 7.05=Alendronate", "met"),
                ("4.01=Denosumab 7.01=Yes 7.05=Not started", "not-started"),
                (
                    "4.01=Denosumab 7.01=Yes 7.05=No longer appropriate",
                    "no-longer-appropriate",
                ),
                ("4.01=Denosumab 7.01=Yes 7.05=Informed decline", "declined"),
                (
                    "4.01=Denosumab 6.05=Informed decline 7.01=Yes 7.05=Denosumab",
                    "met",
                ),
                ("4.01=Denosumab 7.01=Lost to follow-up", "not-followed-up"),
                ("4.01=Denosumab 7.05=Not started", "not-started"),
                ("4.01=Denosumab 7.01=Yes", "missing 7.05"),
                ("4.01=Denosumab", "missing 7.01 7.05"),
                ("4.01=Denosumab 7.01=Died", "died"),
                ("4.01=Denosumab 6.01=Died 7.01=Yes 7.05=Denosumab", "died"),
                ("4.01=Denosumab DateOfDeath=392", "died"),
                ("4.01=Denosumab DateOfDeath=393 7.01=No", "not-followed-up"),
            ],
        );
        check(
            Kpi::K11,
            SetId::FlsDb,
            "2025-01-26",
            &[
                ("4.01=Denosumab 7.01=Yes 7.05=Denosumab", "immature"),
                ("4.01=Denosumab 7.01=Yes 7.05=Informed decline", "immature"),
                ("4.01=Denosumab DateOfDeath=393", "immature"),
            ],
        );
    }
}
