//! KPI 5, time to DXA.

use chrono::NaiveDate;

use crate::{Field, vocabulary::Dxa};

use super::{
    Exclusion, Facts, Kpi, Outcome, Parameters,
    definition::{Clause, Wording},
    truth::{Truth, all},
};

/// Excluded: 3.01 blank; 3.01 not Ordered or Recommended; immature†. Met when 0 ≤ days(3.03) ≤ 90 (iof: 84).
pub(super) fn outcome(facts: &Facts, parameters: &Parameters, as_of: NaiveDate) -> Outcome {
    match facts.dxa {
        None => return Outcome::Excluded(Exclusion::DecisionMissing),
        Some(Dxa::NotOrdered | Dxa::DoneInLast2Years) => {
            return Outcome::Excluded(Exclusion::DxaNotRequested);
        }
        Some(Dxa::Ordered | Dxa::Recommended) => {}
    }
    if !parameters.is_mature(Kpi::K5, facts, as_of) {
        return Outcome::Excluded(Exclusion::Immature);
    }
    all(&[Truth::within(Field::DxaOn, facts.scanned, parameters.dxa_days)])
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(parameters: &Parameters) -> Wording {
    Wording {
        title: "Time to DXA",
        measures: "Patients for whom a DXA was asked for and done soon after the fracture was diagnosed.",
        denominator: Clause::all_records(),
        exclusions: vec![
            Exclusion::DecisionMissing,
            Exclusion::DxaNotRequested,
            Exclusion::Immature,
        ],
        met_when: vec![Clause::read(format!(
            "3.03 is at most {} days after 1.09, and not before",
            parameters.dxa_days
        ))],
        standards: &["NICE NG259", "NOGG"],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kpi, SetId, table::check};

    #[test]
    fn outcomes() {
        check(
            Kpi::K5,
            SetId::FlsDb,
            "2024-03-31",
            &[
                ("3.03=10", "decision-missing"),
                ("3.01=Not ordered 3.03=10", "dxa-not-requested"),
                ("3.01=Done in last 2 years", "dxa-not-requested"),
                ("3.01=Ordered 3.03=0", "met"),
                ("3.01=Recommended 3.03=90", "met"),
                ("3.01=Ordered 3.03=91", "late"),
                ("3.01=Ordered 3.03=-30", "before-diagnosis"),
                ("3.01=Ordered", "missing 3.03"),
            ],
        );
        check(
            Kpi::K5,
            SetId::FlsDb,
            "2024-03-30",
            &[
                ("3.01=Ordered 3.03=10", "immature"),
                ("3.03=10", "decision-missing"),
                ("3.01=Not ordered", "dxa-not-requested"),
            ],
        );
        check(
            Kpi::K5,
            SetId::Iof,
            "2024-03-25",
            &[("3.01=Ordered 3.03=84", "met"), ("3.01=Ordered 3.03=85", "late")],
        );
    }
}
