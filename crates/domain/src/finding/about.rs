//! Which fields a finding is about: while none of them changes, an accepted finding stays accepted.

use super::FindingCode;
use crate::{Field, Section};

impl FindingCode {
    /// Whether another value of the field is another matter than the one found, beside the field at which the finding stands.
    pub fn is_about(self, field: Field) -> bool {
        match self {
            FindingCode::AgeUnder50 | FindingCode::AgeOver110 => {
                matches!(field, Field::DateOfBirth | Field::DiagnosedOn)
            }
            FindingCode::OptionContradiction => field == Field::BoneTherapy,
            FindingCode::DateAfterDeath => matches!(
                field,
                Field::DateOfDeath
                    | Field::FirstContactOn
                    | Field::AssessedOn
                    | Field::DxaOn
                    | Field::FollowedUp16
                    | Field::FollowedUp16On
                    | Field::FollowedUp52
                    | Field::FollowedUp52On
                    | Field::Refractures
            ),
            FindingCode::ContactBeforeDiagnosis => {
                matches!(field, Field::FirstContactOn | Field::DiagnosedOn)
            }
            FindingCode::AssessmentBeforeDiagnosis => {
                matches!(field, Field::AssessedOn | Field::DiagnosedOn)
            }
            FindingCode::AssessmentBeforeContact => {
                matches!(field, Field::AssessedOn | Field::FirstContactOn)
            }
            FindingCode::DxaDateWithoutDxa => matches!(field, Field::Dxa | Field::DxaOn),
            FindingCode::DxaReasonWithDxa => matches!(field, Field::Dxa | Field::DxaNotOrderedReason),
            FindingCode::FollowUp16OutsideWindow => {
                matches!(field, Field::FollowedUp16On | Field::DiagnosedOn)
            }
            FindingCode::FollowUp52OutsideWindow => {
                matches!(field, Field::FollowedUp52On | Field::DiagnosedOn)
            }
            FindingCode::FollowUp16AnswersWithoutFollowUp => is_of(field, Section::FollowUp16),
            FindingCode::FollowUp52AnswersWithoutFollowUp => is_of(field, Section::FollowUp52),
            FindingCode::TherapyStartedThoughNotRecommended => {
                matches!(field, Field::BoneTherapy | Field::Therapy16)
            }
            FindingCode::EpisodePossibleDuplicate | FindingCode::PatientInOtherService => {
                matches!(field, Field::NhsNumber | Field::DiagnosedOn)
            }
            // Errors are never stored, so never accepted.
            _ => false,
        }
    }
}

fn is_of(field: Field, section: Section) -> bool {
    field
        .question()
        .is_some_and(|question| question.section == section)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Level, vocabulary::Coded};

    #[test]
    fn every_warning_is_about_something() {
        for choice in FindingCode::choices().iter() {
            let is_about = crate::question::QUESTIONS
                .iter()
                .any(|q| choice.value.is_about(q.field));
            assert!(
                is_about || choice.value.level() == Level::Error,
                "{}",
                choice.token
            );
        }
    }
}
