//! Codes of FHIR's own terminologies.

use super::element::{CodeableConcept, Coding};

/// The part that a population plays in a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    InitialPopulation,
    Denominator,
    DenominatorExclusion,
    Numerator,
}

impl Role {
    /// The code, which also names its criterion and its list.
    pub fn code(self) -> &'static str {
        match self {
            Role::InitialPopulation => "initial-population",
            Role::Denominator => "denominator",
            Role::DenominatorExclusion => "denominator-exclusion",
            Role::Numerator => "numerator",
        }
    }

    fn display(self) -> &'static str {
        match self {
            Role::InitialPopulation => "Initial Population",
            Role::Denominator => "Denominator",
            Role::DenominatorExclusion => "Denominator Exclusion",
            Role::Numerator => "Numerator",
        }
    }

    pub fn concept(self) -> CodeableConcept {
        hl7("measure-population", self.code(), self.display())
    }
}

/// All KPIs are better when they are higher.
pub(super) fn improvement() -> CodeableConcept {
    hl7(
        "measure-improvement-notation",
        "increase",
        "Increased score indicates improvement",
    )
}

/// How the score of a measure is made.
pub(super) fn scoring(is_ratio: bool) -> CodeableConcept {
    match is_ratio {
        true => hl7("measure-scoring", "ratio", "Ratio"),
        false => hl7("measure-scoring", "proportion", "Proportion"),
    }
}

/// How systems sign in.
pub(super) fn oauth() -> CodeableConcept {
    hl7("restful-security-service", "OAuth", "OAuth")
}

fn hl7(system: &str, code: &str, display: &str) -> CodeableConcept {
    Coding {
        system: Some(format!("http://terminology.hl7.org/CodeSystem/{system}")),
        code: code.to_owned(),
        display: Some(display.to_owned()),
    }
    .into()
}
