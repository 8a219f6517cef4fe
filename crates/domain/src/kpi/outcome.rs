//! What a KPI makes of one record.

use crate::vocabulary::{AssessmentOutcome, Coded};

use super::{Blanks, Exclusion, Kpi, Parameters};

/// The outcome of one record in one KPI: exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not in the denominator.
    Excluded(Exclusion),
    /// In the denominator and in the numerator.
    Met,
    /// In the denominator, for this reason not in the numerator.
    NotMet(Shortfall),
    /// In the denominator; these blanks leave the answer open. Counts as not met, as the audit's own analysts
    /// count it†.
    Missing(Blanks),
}

/// Why a record in the denominator is not in the numerator: the first condition that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shortfall {
    /// KPI 3: 1.11 is another site.
    NotSpine,
    /// KPI 4: the assessment did not take place, by its outcome (never Done).
    Assessment(AssessmentOutcome),
    /// The date lies before the diagnosis.
    BeforeDiagnosis,
    /// The date lies beyond the limit.
    Late,
    /// KPI 6: 5.01 is No.
    NotDone,
    /// KPI 7: 4.01 holds neither a drug nor a referral.
    NotRecommended,
    /// KPIs 8–11: 6.01 or 7.01 is not Yes.
    NotFollowedUp,
    /// KPI 8: 6.06 is not Yes. KPIs 10 and 11: 6.05 or 7.05 is no drug.
    NotStarted,
}

impl Outcome {
    /// In plain words, for the ledger and the episode: the reason, and what would change it.
    pub fn sentence(self, kpi: Kpi, parameters: &Parameters) -> String {
        match self {
            Outcome::Excluded(exclusion) => exclusion.sentence(kpi, parameters),
            Outcome::Met => "Met.".to_owned(),
            Outcome::NotMet(shortfall) => shortfall.sentence(kpi, parameters),
            Outcome::Missing(blanks) => {
                format!("Cannot be told, so counted as not met: {}.", blanks.sentence())
            }
        }
    }
}

impl Shortfall {
    /// Every reason.
    pub const ALL: [Shortfall; 12] = [
        Shortfall::NotSpine,
        Shortfall::Assessment(AssessmentOutcome::Declined),
        Shortfall::Assessment(AssessmentOutcome::DidNotAttend),
        Shortfall::Assessment(AssessmentOutcome::CouldNotContact),
        Shortfall::Assessment(AssessmentOutcome::MovedAway),
        Shortfall::Assessment(AssessmentOutcome::Died),
        Shortfall::BeforeDiagnosis,
        Shortfall::Late,
        Shortfall::NotDone,
        Shortfall::NotRecommended,
        Shortfall::NotFollowedUp,
        Shortfall::NotStarted,
    ];

    /// The stable token, part of the API.
    pub fn token(self) -> &'static str {
        match self {
            Shortfall::NotSpine => "not-spine",
            Shortfall::Assessment(AssessmentOutcome::Done) => "assessment-done",
            Shortfall::Assessment(AssessmentOutcome::Declined) => "assessment-declined",
            Shortfall::Assessment(AssessmentOutcome::DidNotAttend) => "assessment-did-not-attend",
            Shortfall::Assessment(AssessmentOutcome::CouldNotContact) => "assessment-could-not-contact",
            Shortfall::Assessment(AssessmentOutcome::MovedAway) => "assessment-moved-away",
            Shortfall::Assessment(AssessmentOutcome::Died) => "assessment-died",
            Shortfall::BeforeDiagnosis => "before-diagnosis",
            Shortfall::Late => "late",
            Shortfall::NotDone => "not-done",
            Shortfall::NotRecommended => "not-recommended",
            Shortfall::NotFollowedUp => "not-followed-up",
            Shortfall::NotStarted => "not-started",
        }
    }

    /// In plain words, for the ledger and the episode: why the target was missed, and what would change it.
    pub fn sentence(self, kpi: Kpi, parameters: &Parameters) -> String {
        let dated = match kpi {
            Kpi::K4 => "the assessment (1.07)",
            Kpi::K5 => "the DXA (3.03)",
            _ => "the follow-up (6.02)",
        };
        match self {
            Shortfall::NotSpine => "Not met: the index fracture (1.11) is of another site.".to_owned(),
            Shortfall::Assessment(outcome) => format!(
                "Not met: no assessment took place. Its outcome is {}.",
                outcome.label()
            ),
            Shortfall::BeforeDiagnosis => {
                format!(
                    "Not met: {} is dated before the diagnosis (1.09). Check both dates.",
                    dated
                )
            }
            Shortfall::Late => {
                let days = parameters.limit(kpi).unwrap_or_default();
                format!(
                    "Not met: {} was more than {days} days after the diagnosis (1.09).",
                    dated
                )
            }
            Shortfall::NotDone => "Not met: falls risk was not assessed (5.01 is No).".to_owned(),
            Shortfall::NotRecommended => "Not met: 4.01 names neither a drug nor a referral.".to_owned(),
            Shortfall::NotFollowedUp => match kpi {
                Kpi::K11 => "Not met: the patient was not followed up at 48–56 weeks (7.01 is not Yes).",
                _ => "Not met: the patient was not followed up at 12–16 weeks (6.01 is not Yes).",
            }
            .to_owned(),
            Shortfall::NotStarted => match kpi {
                Kpi::K8 => "Not met: strength and balance exercise was not started (6.06 is not Yes).",
                Kpi::K11 => "Not met: no bone therapy at 48–56 weeks (7.05 names no drug).",
                _ => "Not met: no bone therapy at 12–16 weeks (6.05 names no drug).",
            }
            .to_owned(),
        }
    }
}
