//! The KPIs of one record, with reasons in plain words.

use chrono::{Days, NaiveDate};

use crate::wire::kpis::{RecordOutcome, RecordState};

use super::{Blanks, Facts, Kpi, Outcome, SetId, completeness, definition::wording, identification, outcome};

/// What the eleven KPIs of a set make of a record on the day `as_of`.
pub fn outcomes(facts: &Facts, set: SetId, as_of: NaiveDate) -> Vec<RecordOutcome> {
    Kpi::ALL.map(|kpi| record_outcome(facts, set, kpi, as_of)).into()
}

/// What one KPI of a set makes of a record on the day `as_of`.
pub fn record_outcome(facts: &Facts, set: SetId, kpi: Kpi, as_of: NaiveDate) -> RecordOutcome {
    let set = set.set();
    let parameters = &set.parameters;
    let (state, reason, blank, sentence) = match outcome(kpi, facts, parameters, as_of) {
        Some(outcome) => {
            let (state, reason, blank) = parts(outcome);
            (state, reason, blank, outcome.sentence(kpi, parameters))
        }
        None if kpi == Kpi::K1 => {
            let blank = completeness::audited_blanks(facts, as_of);
            (RecordState::Counted, None, blank, blank_sentence(blank))
        }
        None => {
            let (state, sentence) = match identification::counts(facts, parameters) {
                true => (RecordState::Counted, "Counts as one fracture found."),
                false => (
                    RecordState::NotCounted,
                    "Does not count as found: 1.11 is Spine or blank.",
                ),
            };
            (state, None, Blanks::default(), sentence.to_owned())
        }
    };
    RecordOutcome {
        kpi,
        official_number: set.official_number(kpi).to_string(),
        title: wording(kpi, parameters).title.to_owned(),
        outcome: state,
        reason: reason.map(str::to_owned),
        blank: blank.fields().collect(),
        sentence,
        matures_on: parameters
            .window(kpi)
            .and_then(|days| facts.diagnosed_on.checked_add_days(Days::new(days.into()))),
    }
}

fn parts(outcome: Outcome) -> (RecordState, Option<&'static str>, Blanks) {
    let none = Blanks::default();
    match outcome {
        Outcome::Excluded(exclusion) => (RecordState::Excluded, Some(exclusion.token()), none),
        Outcome::Met => (RecordState::Met, None, none),
        Outcome::NotMet(shortfall) => (RecordState::NotMet, Some(shortfall.token()), none),
        Outcome::Missing(blanks) => (RecordState::Missing, None, blanks),
    }
}

fn blank_sentence(blank: Blanks) -> String {
    if blank.is_empty() {
        "Every audited field is filled in.".to_owned()
    } else {
        format!("Audited fields are blank: {}.", blank.sentence())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::table::facts, *};

    #[test]
    fn sentences_say_what_would_change_it() {
        let facts = facts("1.07=91 3.01=Ordered 4.01=Denosumab 1.11=Wrist");
        let as_of = "2024-06-01".parse().expect("a date");
        let outcomes = outcomes(&facts, SetId::FlsDb, as_of);
        let sentences: Vec<_> = outcomes.iter().map(|o| o.sentence.as_str()).collect();
        assert_eq!(
            sentences,
            [
                "Audited fields are blank: enter 1.03 (Sex), 1.05 (Lives in a care or nursing home), \
                 1.06 (First contact with the FLS), 1.08 (Admitted to hospital with this fracture), \
                 1.10 (How the fracture was found), 2.03 (Earlier fragility fracture since 50), \
                 2.06 (Bone-sparing therapy at the time of the fracture), 3.03 (Date of DXA), \
                 5.01 (Falls risk assessment) and 6.01 (Followed up at 12–16 weeks).",
                "Counts as one fracture found.",
                "Not met: the index fracture (1.11) is of another site.",
                "Not met: the assessment (1.07) was more than 90 days after the diagnosis (1.09).",
                "Cannot be told, so counted as not met: enter 3.03 (Date of DXA).",
                "Cannot be told, so counted as not met: enter 5.01 (Falls risk assessment).",
                "Met.",
                "Cannot be told, so counted as not met: enter 6.01 (Followed up at 12–16 weeks), \
                 6.02 (Date of the 16-week follow-up) and 6.06 (Started strength and balance exercise).",
                "Cannot be told, so counted as not met: enter 6.01 (Followed up at 12–16 weeks) and \
                 6.02 (Date of the 16-week follow-up).",
                "Cannot be told, so counted as not met: enter 6.01 (Followed up at 12–16 weeks), \
                 6.02 (Date of the 16-week follow-up) and 6.05 (Bone therapy at 16 weeks).",
                "Not counted yet: the window closes 392 days after the diagnosis.",
            ]
        );
        assert_eq!(outcomes[3].reason.as_deref(), Some("late"));
        assert_eq!(outcomes[3].matures_on, "2024-03-31".parse().ok());
    }
}
