//! Findings by kind, in a few words. What to do about each one is in its message.

use flsdb_domain::FindingCode;

/// The kind of a finding, as the heading of a list.
pub fn title(code: FindingCode) -> &'static str {
    match code {
        FindingCode::FieldRequired => "Required, but blank",
        FindingCode::FieldUnknown => "Not a field of the data set",
        FindingCode::NhsNumberInvalid => "NHS number is wrong",
        FindingCode::PostcodeInvalid => "Postcode is wrong",
        FindingCode::DateInvalid => "Not a date",
        FindingCode::DateInFuture => "Date in the future",
        FindingCode::DateBeforeDiagnosis => "Date before the diagnosis",
        FindingCode::AgeUnder50 => "Under 50 at the fracture",
        FindingCode::DiagnosisBeforeAuditStart => "Diagnosed before 2016",
        FindingCode::SiteSecondWithoutFirst => "Second site without a first",
        FindingCode::SiteThirdWithoutSecond => "Third site without a second",
        FindingCode::OptionUnknown => "Not in the list of options",
        FindingCode::NumberInvalid => "Not a number",
        FindingCode::NumberOutOfRange => "Number out of range",
        FindingCode::TextInvalid => "Text that cannot be taken",
        FindingCode::RowUnreadable => "Row cannot be read",
        FindingCode::RowDuplicateKey => "Same episode as an earlier row",
        FindingCode::PatientConflict => "Contradicts an earlier row of the same patient",
        FindingCode::EpisodeWithdrawn => "Episode was withdrawn",
        FindingCode::EpisodeUnknown => "No such episode",
        FindingCode::PeriodLocked => "Year is locked",
        FindingCode::ServiceMismatch => "Row names another service",
        FindingCode::ServiceUnknown => "No such service",
        FindingCode::OptionContradiction => "Recommended and not recommended at once",
        FindingCode::DateAfterDeath => "Something after the date of death",
        FindingCode::AgeOver110 => "Older than 110",
        FindingCode::ContactBeforeDiagnosis => "First contact before the diagnosis",
        FindingCode::AssessmentBeforeDiagnosis => "Assessment before the diagnosis",
        FindingCode::AssessmentBeforeContact => "Assessment before the first contact",
        FindingCode::DxaDateWithoutDxa => "Date of DXA without a DXA",
        FindingCode::DxaReasonWithDxa => "Reason against DXA though one was ordered",
        FindingCode::FollowUp16OutsideWindow => "Follow-up outside weeks 12–16",
        FindingCode::FollowUp52OutsideWindow => "Follow-up outside weeks 48–56",
        FindingCode::FollowUp16AnswersWithoutFollowUp => "Answers for weeks 12–16 without a follow-up",
        FindingCode::FollowUp52AnswersWithoutFollowUp => "Answers for weeks 48–56 without a follow-up",
        FindingCode::TherapyStartedThoughNotRecommended => "Therapy started though not recommended",
        FindingCode::EpisodePossibleDuplicate => "Perhaps one fracture entered twice",
        FindingCode::PatientInOtherService => "Patient is in another service too",
    }
}
