//! Findings: what validation says of a record.

mod about;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    question::Field,
    vocabulary::{Choice, Coded, choice},
};

/// A record with an error is not stored; a warning is stored and listed until resolved or accepted with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Keeps the record from being stored.
    Error,
    /// Stored and listed.
    Warning,
}

impl Coded for Level {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Level>] = &[
            choice(Level::Error, "error", "Error"),
            choice(Level::Warning, "warning", "Warning"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// One thing that validation found, at one field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// Heading of the field, for instance `1.01 NHSNumber`.
    pub field: Field,
    /// Stable code, part of the API.
    pub code: FindingCode,
    /// Error or warning.
    pub level: Level,
    /// What is wrong and how to mend it, for people. Never holds an identifier.
    pub message: String,
    /// JSON pointer to the place, where a document has something there that is no field of the data set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Finding {
    /// A finding at the level that belongs to its code.
    pub fn new(field: Field, code: FindingCode, message: impl Into<String>) -> Self {
        Finding {
            field,
            code,
            level: code.level(),
            message: message.into(),
            place: None,
        }
    }

    /// The same at a place of the document that is no field.
    #[must_use]
    pub fn at(self, place: String) -> Self {
        Finding {
            place: Some(place),
            ..self
        }
    }

    /// JSON pointer into the whole episode.
    pub fn pointer(&self) -> String {
        self.place.clone().unwrap_or_else(|| self.field.pointer())
    }

    /// Whether the record may not be stored.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// The stable code of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FindingCode {
    /// Error. 1.02 or 1.09 blank; 1.01 blank without a reason and a local record number.
    #[serde(rename = "field.required")]
    FieldRequired,
    /// Error. JSON: a name that the data set does not have.
    #[serde(rename = "field.unknown")]
    FieldUnknown,
    /// Error. 1.01 has not 10 digits, a wrong check digit, or all digits equal.
    #[serde(rename = "nhs_number.invalid")]
    NhsNumberInvalid,
    /// Error. 1.04 is not a UK postcode.
    #[serde(rename = "postcode.invalid")]
    PostcodeInvalid,
    /// Error. No such day, or no known format.
    #[serde(rename = "date.invalid")]
    DateInvalid,
    /// Error. After today.
    #[serde(rename = "date.in_future")]
    DateInFuture,
    /// Error. 6.02, 7.02, a re-fracture or the death before 1.09.
    #[serde(rename = "date.before_diagnosis")]
    DateBeforeDiagnosis,
    /// Error. Age on 1.09 below 50.
    #[serde(rename = "age.under_50")]
    AgeUnder50,
    /// Error. 1.09 before 2016-01-01.
    #[serde(rename = "diagnosis.before_audit_start")]
    DiagnosisBeforeAuditStart,
    /// Error. 1.12 given, 1.11 blank.
    #[serde(rename = "site.second_without_first")]
    SiteSecondWithoutFirst,
    /// Error. 1.13 given, 1.12 blank.
    #[serde(rename = "site.third_without_second")]
    SiteThirdWithoutSecond,
    /// Error. Not in the list of the question.
    #[serde(rename = "option.unknown")]
    OptionUnknown,
    /// Error. Not a number.
    #[serde(rename = "number.invalid")]
    NumberInvalid,
    /// Error. Outside the range of the question.
    #[serde(rename = "number.out_of_range")]
    NumberOutOfRange,
    /// Error. A text that a spreadsheet would run, or with control characters.
    #[serde(rename = "text.invalid")]
    TextInvalid,
    /// Error. Import: a row that is no record: no JSON, a name twice, or more cells than headings.
    #[serde(rename = "row.unreadable")]
    RowUnreadable,
    /// Error. Import: the key of an earlier row of the file.
    #[serde(rename = "row.duplicate_key")]
    RowDuplicateKey,
    /// Error. Import: a patient field that contradicts an earlier row of the file.
    #[serde(rename = "patient.conflict")]
    PatientConflict,
    /// Error. The key of a withdrawn episode.
    #[serde(rename = "episode.withdrawn")]
    EpisodeWithdrawn,
    /// Error. Import: the year of the episode (1.09) is locked, and the row would change it.
    #[serde(rename = "period.locked")]
    PeriodLocked,
    /// Error. `PATCH records`: no episode has this key.
    #[serde(rename = "episode.unknown")]
    EpisodeUnknown,
    /// Error. National deployment: the patient opted out of leaving the service's controllership.
    #[serde(rename = "patient.opted_out")]
    PatientOptedOut,
    /// Error. National deployment: the patient told the service that they object.
    #[serde(rename = "patient.objects")]
    PatientObjects,
    /// Error. National deployment: no valid check against the national data opt-out covers the patient.
    #[serde(rename = "opt_out.unchecked")]
    OptOutUnchecked,
    /// Error. Import: a cell that names another service than the user's.
    #[serde(rename = "service.mismatch")]
    ServiceMismatch,
    /// Error. Import: no service has this code.
    #[serde(rename = "service.unknown")]
    ServiceUnknown,
    /// Warning. 4.01: a drug together with Inappropriate, None, Informed decline or Don't know.
    #[serde(rename = "option.contradiction")]
    OptionContradiction,
    /// Warning. Something after the date of death.
    #[serde(rename = "date.after_death")]
    DateAfterDeath,
    /// Warning. Age on 1.09 above 110.
    #[serde(rename = "age.over_110")]
    AgeOver110,
    /// Warning. 1.06 before 1.09.
    #[serde(rename = "contact.before_diagnosis")]
    ContactBeforeDiagnosis,
    /// Warning. 1.07 before 1.09.
    #[serde(rename = "assessment.before_diagnosis")]
    AssessmentBeforeDiagnosis,
    /// Warning. 1.07 before 1.06.
    #[serde(rename = "assessment.before_contact")]
    AssessmentBeforeContact,
    /// Warning. 3.03 given and 3.01 is Not ordered or blank.
    #[serde(rename = "dxa.date_without_dxa")]
    DxaDateWithoutDxa,
    /// Warning. 3.02 given and 3.01 is Ordered or Recommended.
    #[serde(rename = "dxa.reason_with_dxa")]
    DxaReasonWithDxa,
    /// Warning. 6.02 not 84–112 days after 1.09.
    #[serde(rename = "follow_up_16.outside_window")]
    FollowUp16OutsideWindow,
    /// Warning. 7.02 not 336–392 days after 1.09.
    #[serde(rename = "follow_up_52.outside_window")]
    FollowUp52OutsideWindow,
    /// Warning. 6.02–6.06 answered and 6.01 is not Yes.
    #[serde(rename = "follow_up_16.answers_without_follow_up")]
    FollowUp16AnswersWithoutFollowUp,
    /// Warning. 7.02–7.06 answered and 7.01 is not Yes.
    #[serde(rename = "follow_up_52.answers_without_follow_up")]
    FollowUp52AnswersWithoutFollowUp,
    /// Warning. 6.05 is a drug, 4.01 is blank or has neither drug nor referral.
    #[serde(rename = "therapy.started_though_not_recommended")]
    TherapyStartedThoughNotRecommended,
    /// Warning. Same service and NHS number, 1.09 at most 14 days apart.
    #[serde(rename = "episode.possible_duplicate")]
    EpisodePossibleDuplicate,
    /// Warning. Same NHS number and 1.09 at most 14 days apart in another service.
    #[serde(rename = "patient.in_other_service")]
    PatientInOtherService,
}

impl FindingCode {
    /// The level that belongs to the code: the first warning stands after the last error.
    pub fn level(self) -> Level {
        if self < FindingCode::OptionContradiction {
            Level::Error
        } else {
            Level::Warning
        }
    }
}

impl FindingCode {
    /// Whether it says that the patient may not be in this registry: then nothing that tells who it is may be kept.
    pub fn withholds(self) -> bool {
        matches!(
            self,
            FindingCode::PatientOptedOut | FindingCode::PatientObjects | FindingCode::OptOutUnchecked
        )
    }
}

impl Coded for FindingCode {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        // A code is its own label: people read the message.
        const CHOICES: &[Choice<FindingCode>] = &[
            same(FindingCode::FieldRequired, "field.required"),
            same(FindingCode::FieldUnknown, "field.unknown"),
            same(FindingCode::NhsNumberInvalid, "nhs_number.invalid"),
            same(FindingCode::PostcodeInvalid, "postcode.invalid"),
            same(FindingCode::DateInvalid, "date.invalid"),
            same(FindingCode::DateInFuture, "date.in_future"),
            same(FindingCode::DateBeforeDiagnosis, "date.before_diagnosis"),
            same(FindingCode::AgeUnder50, "age.under_50"),
            same(
                FindingCode::DiagnosisBeforeAuditStart,
                "diagnosis.before_audit_start",
            ),
            same(FindingCode::SiteSecondWithoutFirst, "site.second_without_first"),
            same(FindingCode::SiteThirdWithoutSecond, "site.third_without_second"),
            same(FindingCode::OptionUnknown, "option.unknown"),
            same(FindingCode::NumberInvalid, "number.invalid"),
            same(FindingCode::NumberOutOfRange, "number.out_of_range"),
            same(FindingCode::TextInvalid, "text.invalid"),
            same(FindingCode::RowUnreadable, "row.unreadable"),
            same(FindingCode::RowDuplicateKey, "row.duplicate_key"),
            same(FindingCode::PatientConflict, "patient.conflict"),
            same(FindingCode::EpisodeWithdrawn, "episode.withdrawn"),
            same(FindingCode::PeriodLocked, "period.locked"),
            same(FindingCode::EpisodeUnknown, "episode.unknown"),
            same(FindingCode::PatientOptedOut, "patient.opted_out"),
            same(FindingCode::PatientObjects, "patient.objects"),
            same(FindingCode::OptOutUnchecked, "opt_out.unchecked"),
            same(FindingCode::ServiceMismatch, "service.mismatch"),
            same(FindingCode::ServiceUnknown, "service.unknown"),
            same(FindingCode::OptionContradiction, "option.contradiction"),
            same(FindingCode::DateAfterDeath, "date.after_death"),
            same(FindingCode::AgeOver110, "age.over_110"),
            same(FindingCode::ContactBeforeDiagnosis, "contact.before_diagnosis"),
            same(
                FindingCode::AssessmentBeforeDiagnosis,
                "assessment.before_diagnosis",
            ),
            same(FindingCode::AssessmentBeforeContact, "assessment.before_contact"),
            same(FindingCode::DxaDateWithoutDxa, "dxa.date_without_dxa"),
            same(FindingCode::DxaReasonWithDxa, "dxa.reason_with_dxa"),
            same(
                FindingCode::FollowUp16OutsideWindow,
                "follow_up_16.outside_window",
            ),
            same(
                FindingCode::FollowUp52OutsideWindow,
                "follow_up_52.outside_window",
            ),
            same(
                FindingCode::FollowUp16AnswersWithoutFollowUp,
                "follow_up_16.answers_without_follow_up",
            ),
            same(
                FindingCode::FollowUp52AnswersWithoutFollowUp,
                "follow_up_52.answers_without_follow_up",
            ),
            same(
                FindingCode::TherapyStartedThoughNotRecommended,
                "therapy.started_though_not_recommended",
            ),
            same(
                FindingCode::EpisodePossibleDuplicate,
                "episode.possible_duplicate",
            ),
            same(FindingCode::PatientInOtherService, "patient.in_other_service"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

const fn same(value: FindingCode, code: &'static str) -> Choice<FindingCode> {
    choice(value, code, code)
}
