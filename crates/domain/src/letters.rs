//! Letters: kinds of template, the standard texts, the placeholders that a template may hold, and how a record fills them.
//!
//! A letter says what the record says and nothing more: no text here gives clinical advice.

mod standard;
mod value;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    Section,
    vocabulary::{Choice, Coded, choice},
    wire::records::EpisodeRecord,
};

pub use standard::standard;
pub use value::Subject;

/// A kind of letter: after which part of the episode, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LetterKind {
    /// After the assessment, to the general practice.
    #[serde(rename = "assessment_gp")]
    AssessmentGp,
    /// After the assessment, to the patient.
    #[serde(rename = "assessment_patient")]
    AssessmentPatient,
    /// After the follow-up at 12–16 weeks, to the general practice.
    #[serde(rename = "follow_up_16_gp")]
    FollowUp16Gp,
    /// After the follow-up at 12–16 weeks, to the patient.
    #[serde(rename = "follow_up_16_patient")]
    FollowUp16Patient,
    /// After the follow-up at 48–56 weeks, to the general practice.
    #[serde(rename = "follow_up_52_gp")]
    FollowUp52Gp,
    /// After the follow-up at 48–56 weeks, to the patient.
    #[serde(rename = "follow_up_52_patient")]
    FollowUp52Patient,
}

/// To whom a letter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Recipient {
    /// The general practice.
    #[serde(rename = "gp")]
    Gp,
    /// The patient.
    #[serde(rename = "patient")]
    Patient,
}

impl LetterKind {
    /// The section that the letter tells of: it has to be saved before.
    pub fn section(self) -> Section {
        match self {
            LetterKind::AssessmentGp | LetterKind::AssessmentPatient => Section::Assessment,
            LetterKind::FollowUp16Gp | LetterKind::FollowUp16Patient => Section::FollowUp16,
            LetterKind::FollowUp52Gp | LetterKind::FollowUp52Patient => Section::FollowUp52,
        }
    }

    /// Whether the section that it tells of was ever saved.
    pub fn can_tell_of(self, episode: &EpisodeRecord) -> bool {
        let stamps = &episode.stamps;
        match self.section() {
            Section::Assessment => stamps.assessment.is_some(),
            Section::FollowUp16 => stamps.follow_up_16.is_some(),
            Section::FollowUp52 => stamps.follow_up_52.is_some(),
            Section::Patient | Section::Fracture => true,
        }
    }

    /// To whom it goes.
    pub fn recipient(self) -> Recipient {
        match self {
            LetterKind::AssessmentGp | LetterKind::FollowUp16Gp | LetterKind::FollowUp52Gp => Recipient::Gp,
            LetterKind::AssessmentPatient | LetterKind::FollowUp16Patient | LetterKind::FollowUp52Patient => {
                Recipient::Patient
            }
        }
    }

    /// The placeholders that its template may hold: all but those of a follow-up that it does not tell of.
    pub fn placeholders(self) -> impl Iterator<Item = Placeholder> {
        let section = self.section();
        Placeholder::choices()
            .into_owned()
            .into_iter()
            .map(|choice| choice.value)
            .filter(move |placeholder| placeholder.is_known_to(section))
    }
}

impl Coded for LetterKind {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<LetterKind>] = &[
            choice(LetterKind::AssessmentGp, "assessment_gp", "Assessment, to the GP"),
            choice(
                LetterKind::AssessmentPatient,
                "assessment_patient",
                "Assessment, to the patient",
            ),
            choice(
                LetterKind::FollowUp16Gp,
                "follow_up_16_gp",
                "Follow-up at 12–16 weeks, to the GP",
            ),
            choice(
                LetterKind::FollowUp16Patient,
                "follow_up_16_patient",
                "Follow-up at 12–16 weeks, to the patient",
            ),
            choice(
                LetterKind::FollowUp52Gp,
                "follow_up_52_gp",
                "Follow-up at 48–56 weeks, to the GP",
            ),
            choice(
                LetterKind::FollowUp52Patient,
                "follow_up_52_patient",
                "Follow-up at 48–56 weeks, to the patient",
            ),
        ];
        Cow::Borrowed(CHOICES)
    }
}

impl Coded for Recipient {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Recipient>] = &[
            choice(Recipient::Gp, "gp", "GP"),
            choice(Recipient::Patient, "patient", "Patient"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// What stands between `{{` and `}}` in a template, and is replaced by what the record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Placeholder {
    /// Given and family name.
    PatientName,
    /// The same to speak to the patient: `patient` where no name is known.
    Salutation,
    /// 1.01, grouped.
    NhsNumber,
    /// 1.02.
    DateOfBirth,
    /// General practice, as the contact details have it.
    GpPractice,
    /// Name of the service.
    ServiceName,
    /// The day on which the letter is written.
    Today,
    /// 1.11–1.13.
    FractureSite,
    /// 1.09.
    FractureDate,
    /// 1.07.
    AssessmentDate,
    /// Outcome of the assessment.
    AssessmentOutcome,
    /// 3.01 and 3.02.
    DxaResult,
    /// 3.03.
    DxaDate,
    /// 3.04.
    TScore,
    /// 3.05.
    FractureRisk,
    /// 4.01.
    BoneTherapy,
    /// 4.02.
    CalciumVitaminD,
    /// 5.01.
    FallsRisk,
    /// 5.10.
    FallsReferrals,
    /// 6.02 or 7.02.
    FollowUpDate,
    /// 6.01 or 7.01.
    FollowUpOutcome,
    /// 6.05 or 7.05.
    TherapyNow,
    /// 6.04 or 7.04.
    CalciumVitaminDNow,
    /// 6.06.
    ExerciseStarted,
    /// 7.06.
    NewFractures,
}

impl Placeholder {
    fn is_known_to(self, section: Section) -> bool {
        match self {
            Placeholder::FollowUpDate
            | Placeholder::FollowUpOutcome
            | Placeholder::TherapyNow
            | Placeholder::CalciumVitaminDNow => {
                matches!(section, Section::FollowUp16 | Section::FollowUp52)
            }
            Placeholder::ExerciseStarted => section == Section::FollowUp16,
            Placeholder::NewFractures => section == Section::FollowUp52,
            _ => true,
        }
    }
}

impl Coded for Placeholder {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        use Placeholder as P;
        const CHOICES: &[Choice<Placeholder>] = &[
            choice(P::PatientName, "patient_name", "Name of the patient"),
            choice(P::Salutation, "salutation", "Name of the patient, else “patient”"),
            choice(P::NhsNumber, "nhs_number", "NHS number"),
            choice(P::DateOfBirth, "date_of_birth", "Date of birth"),
            choice(P::GpPractice, "gp_practice", "GP practice"),
            choice(P::ServiceName, "service_name", "Name of the service"),
            choice(P::Today, "today", "Date of the letter"),
            choice(P::FractureSite, "fracture_site", "Site of the fracture"),
            choice(P::FractureDate, "fracture_date", "Date of the fracture"),
            choice(P::AssessmentDate, "assessment_date", "Date of the assessment"),
            choice(
                P::AssessmentOutcome,
                "assessment_outcome",
                "Outcome of the assessment",
            ),
            choice(P::DxaResult, "dxa_result", "Bone scan (DXA)"),
            choice(P::DxaDate, "dxa_date", "Date of the bone scan"),
            choice(P::TScore, "t_score", "Lowest T-score"),
            choice(P::FractureRisk, "fracture_risk", "Risk of another fracture"),
            choice(P::BoneTherapy, "bone_therapy", "Bone therapy recommended"),
            choice(
                P::CalciumVitaminD,
                "calcium_vitamin_d",
                "Calcium or vitamin D recommended",
            ),
            choice(P::FallsRisk, "falls_risk", "Falls risk assessment"),
            choice(P::FallsReferrals, "falls_referrals", "Falls referrals"),
            choice(P::FollowUpDate, "follow_up_date", "Date of the follow-up"),
            choice(
                P::FollowUpOutcome,
                "follow_up_outcome",
                "Whether the patient was followed up",
            ),
            choice(P::TherapyNow, "therapy_now", "Bone therapy at the follow-up"),
            choice(
                P::CalciumVitaminDNow,
                "calcium_vitamin_d_now",
                "Calcium or vitamin D at the follow-up",
            ),
            choice(
                P::ExerciseStarted,
                "exercise_started",
                "Strength and balance exercise started",
            ),
            choice(P::NewFractures, "new_fractures", "Number of fractures since"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// What stands where the record says nothing.
pub const BLANK: &str = "not recorded";

/// A piece of a template.
enum Piece<'t> {
    /// Text that stays as it is.
    Text(&'t str),
    /// What stands between `{{` and `}}`.
    Name(&'t str),
    /// Braces that are not closed in their line, with the rest of it.
    Open(&'t str),
}

/// The pieces of a template in order.
fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(opened) = rest.strip_prefix("{{") else {
            let end = rest.find("{{").unwrap_or(rest.len());
            let (text, after) = rest.split_at(end);
            rest = after;
            return Some(Piece::Text(text));
        };
        let line = opened.lines().next().unwrap_or_default();
        let Some((name, _)) = line.split_once("}}") else {
            let (open, after) = rest.split_at(2 + line.len());
            rest = after;
            return Some(Piece::Open(open));
        };
        rest = &opened[name.len() + 2..];
        Some(Piece::Name(name.trim()))
    })
}

/// The template with what the record says in the place of each placeholder; what it does not say reads "not recorded".
/// Values are put in once: braces in a value stay as they are.
pub fn fill(template: &str, value: impl Fn(Placeholder) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len() + 200);
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) | Piece::Open(text) => filled.push_str(text),
            Piece::Name(name) => {
                let said = Placeholder::from_token(name).and_then(&value);
                filled.push_str(said.as_deref().unwrap_or(BLANK));
            }
        }
    }
    filled
}

/// What stands in braces and is no placeholder of this kind of letter, each once, in order.
pub fn check(kind: LetterKind, template: &str) -> Vec<&str> {
    let mut unknown = Vec::new();
    for piece in pieces(template) {
        let found = match piece {
            Piece::Text(_) => continue,
            Piece::Open(open) => open,
            Piece::Name(name) => {
                let placeholder = Placeholder::from_token(name);
                if placeholder.is_some_and(|known| known.is_known_to(kind.section())) {
                    continue;
                }
                name
            }
        };
        if !unknown.contains(&found) {
            unknown.push(found);
        }
    }
    unknown
}

#[cfg(test)]
mod tests;
