//! Why a record is not in a denominator.

use serde::{Deserialize, Serialize};

use super::{FOLLOW_UP_16_DAYS, FOLLOW_UP_52_DAYS, Kpi, Parameters};

/// Reason for leaving a record out of a KPI's denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    /// The decision on which the KPI turns (3.01 or 4.01) is blank. Shown beside the value and part of the bounds.
    DecisionMissing,
    /// 3.01 is neither Ordered nor Recommended.
    DxaNotRequested,
    /// 5.01 is Not applicable†.
    NotApplicable,
    /// 4.01 holds neither a drug nor a referral.
    NotRecommended,
    /// One of 1.11–1.13 is Hip.
    HipFracture,
    /// Younger on 1.09 than the set's floor.
    UnderAge,
    /// Died before the window ended, or the follow-up says so.
    Died,
    /// The window is still open on the day `as_of`†.
    Immature,
    /// Therapy is no longer appropriate, by 6.05 or 7.05†.
    NoLongerAppropriate,
    /// The patient declined therapy, by 6.05 or 7.05†.
    Declined,
}

impl Exclusion {
    /// Every reason.
    pub const ALL: [Exclusion; 10] = [
        Exclusion::DecisionMissing,
        Exclusion::DxaNotRequested,
        Exclusion::NotApplicable,
        Exclusion::NotRecommended,
        Exclusion::HipFracture,
        Exclusion::UnderAge,
        Exclusion::Died,
        Exclusion::Immature,
        Exclusion::NoLongerAppropriate,
        Exclusion::Declined,
    ];

    /// The stable token, part of the API.
    pub fn token(self) -> &'static str {
        match self {
            Exclusion::DecisionMissing => "decision-missing",
            Exclusion::DxaNotRequested => "dxa-not-requested",
            Exclusion::NotApplicable => "not-applicable",
            Exclusion::NotRecommended => "not-recommended",
            Exclusion::HipFracture => "hip-fracture",
            Exclusion::UnderAge => "under-age",
            Exclusion::Died => "died",
            Exclusion::Immature => "immature",
            Exclusion::NoLongerAppropriate => "no-longer-appropriate",
            Exclusion::Declined => "declined",
        }
    }

    /// The condition in plain words; none where it leaves nobody out, as an age floor in a set without one.
    pub fn condition(self, kpi: Kpi, parameters: &Parameters) -> Option<String> {
        Some(match self {
            Exclusion::DecisionMissing => format!("{} is blank", decision(kpi)),
            Exclusion::DxaNotRequested => "3.01 is not Ordered or Recommended".to_owned(),
            Exclusion::NotApplicable => "5.01 is Not applicable".to_owned(),
            Exclusion::NotRecommended => "4.01 names neither a drug nor a referral".to_owned(),
            Exclusion::HipFracture => "Any of 1.11, 1.12 and 1.13 is Hip".to_owned(),
            Exclusion::UnderAge => format!("Younger on 1.09 than {}", parameters.age_floor(kpi)?),
            Exclusion::Died => {
                let (days, says) = match kpi {
                    Kpi::K11 => (FOLLOW_UP_52_DAYS, "6.01 or 7.01 is Died"),
                    _ => (FOLLOW_UP_16_DAYS, "6.01 is Died"),
                };
                format!("Died by {days} days after 1.09, or {says}")
            }
            Exclusion::Immature => {
                format!(
                    "The window of {} days is still open on the day of the question",
                    parameters.window(kpi)?
                )
            }
            Exclusion::NoLongerAppropriate => format!("{} is No longer appropriate", course_number(kpi)),
            Exclusion::Declined => format!("{} is Informed decline", course_number(kpi)),
        })
    }

    /// Whether the exclusion is our best reading (†).
    pub fn is_assumed(self, kpi: Kpi) -> bool {
        match self {
            Exclusion::NotApplicable
            | Exclusion::NotRecommended
            | Exclusion::Immature
            | Exclusion::NoLongerAppropriate
            | Exclusion::Declined => true,
            Exclusion::UnderAge => kpi == Kpi::K8,
            Exclusion::DecisionMissing
            | Exclusion::DxaNotRequested
            | Exclusion::HipFracture
            | Exclusion::Died => false,
        }
    }

    /// In plain words, for the ledger and the episode: why the record does not count, and what would change it.
    pub fn sentence(self, kpi: Kpi, parameters: &Parameters) -> String {
        match self {
            Exclusion::DecisionMissing => {
                let number = decision(kpi);
                format!("Left out: {number} is blank. Enter the decision to make the record count.")
            }
            Exclusion::DxaNotRequested => "Left out: no DXA was ordered or recommended (3.01).".to_owned(),
            Exclusion::NotApplicable => "Left out: falls assessment is not applicable (5.01).".to_owned(),
            Exclusion::NotRecommended => "Left out: no bone therapy was recommended (4.01).".to_owned(),
            Exclusion::HipFracture => {
                "Left out: one of the fractures is of the hip (1.11 to 1.13).".to_owned()
            }
            Exclusion::UnderAge => match parameters.age_floor(kpi) {
                Some(floor) => format!("Left out: younger than {floor} at the fracture."),
                None => "Left out: too young at the fracture.".to_owned(),
            },
            Exclusion::Died => {
                let days = if kpi == Kpi::K11 {
                    FOLLOW_UP_52_DAYS
                } else {
                    FOLLOW_UP_16_DAYS
                };
                format!(
                    "Left out: the patient died within {days} days of the diagnosis, or the follow-up says so."
                )
            }
            Exclusion::Immature => {
                let days = parameters.window(kpi).unwrap_or_default();
                format!("Not counted yet: the window closes {days} days after the diagnosis.")
            }
            Exclusion::NoLongerAppropriate => {
                let number = course_number(kpi);
                format!("Left out: bone therapy is no longer appropriate ({number}).")
            }
            Exclusion::Declined => {
                let number = course_number(kpi);
                format!("Left out: the patient declined bone therapy ({number}).")
            }
        }
    }
}

/// The question whose decision the KPI turns on.
fn decision(kpi: Kpi) -> &'static str {
    if kpi == Kpi::K5 { "3.01" } else { "4.01" }
}

fn course_number(kpi: Kpi) -> &'static str {
    if kpi == Kpi::K11 { "7.05" } else { "6.05" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_what_json_carries() {
        for exclusion in Exclusion::ALL {
            let json = serde_json::to_value(exclusion).expect("serialises");
            assert_eq!(json, serde_json::json!(exclusion.token()));
        }
    }
}
