//! What a record says in the place of a placeholder, in plain words.

use chrono::NaiveDate;

use super::Placeholder;
use crate::{
    measures::measure_text,
    vocabulary::{Coded, Dxa, FallsAssessment, FollowUpTherapy, FollowedUp, Site, YesNo},
    wire::{care::ContactDetails, records::EpisodeRecord},
};

/// Whom and what a letter is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'r> {
    /// The whole episode.
    pub episode: &'r EpisodeRecord,
    /// Name and general practice, if they were ever written.
    pub details: Option<&'r ContactDetails>,
    /// Name of the service.
    pub service_name: &'r str,
    /// The day on which the letter is written.
    pub today: NaiveDate,
    /// Which letter: those after a follow-up tell of that one.
    pub kind: super::LetterKind,
}

/// What a letter says of the follow-up that it is about.
#[derive(Default)]
struct FollowUp {
    on: Option<NaiveDate>,
    followed_up: Option<FollowedUp>,
    therapy: Option<FollowUpTherapy>,
    calcium_vitamin_d: Option<YesNo>,
}

impl Subject<'_> {
    /// What the record says; nothing where it is blank.
    pub fn value(&self, placeholder: Placeholder) -> Option<String> {
        let (patient, fracture) = (&self.episode.patient, &self.episode.fracture);
        let assessment = &self.episode.assessment;
        match placeholder {
            Placeholder::PatientName => self.name(),
            Placeholder::Salutation => Some(self.name().unwrap_or_else(|| "patient".to_owned())),
            Placeholder::NhsNumber => patient.nhs_number.map(|number| number.grouped()),
            Placeholder::DateOfBirth => patient.date_of_birth.map(day),
            Placeholder::GpPractice => self.details?.gp_practice.clone(),
            Placeholder::ServiceName => Some(self.service_name.to_owned()),
            Placeholder::Today => Some(day(self.today)),
            Placeholder::FractureSite => listed(
                [fracture.site, fracture.second_site, fracture.third_site]
                    .into_iter()
                    .flatten()
                    .map(site),
            ),
            Placeholder::FractureDate => fracture.diagnosed_on.map(day),
            Placeholder::AssessmentDate => assessment.assessed_on.map(day),
            Placeholder::AssessmentOutcome => match (assessment.outcome, assessment.assessed_on) {
                // Blank counts as done when 1.07 is given.
                (None, Some(_)) => Some("done".to_owned()),
                (outcome, _) => said(outcome),
            },
            Placeholder::DxaResult => self.dxa(),
            Placeholder::DxaDate => assessment.dxa_on.map(day),
            Placeholder::TScore => assessment.t_score.map(measure_text),
            Placeholder::FractureRisk => said(assessment.fracture_risk),
            Placeholder::BoneTherapy => listed(assessment.bone_therapy.iter().copied().map(plain)),
            Placeholder::CalciumVitaminD => said(assessment.calcium_vitamin_d),
            Placeholder::FallsRisk => assessment.falls_assessment.map(falls),
            Placeholder::FallsReferrals => listed(assessment.falls_referrals.iter().copied().map(plain)),
            Placeholder::FollowUpDate => self.follow_up().on.map(day),
            Placeholder::FollowUpOutcome => said(self.follow_up().followed_up),
            Placeholder::TherapyNow => said(self.follow_up().therapy),
            Placeholder::CalciumVitaminDNow => said(self.follow_up().calcium_vitamin_d),
            Placeholder::ExerciseStarted => said(self.episode.follow_up_16.exercise_started),
            Placeholder::NewFractures => self.episode.follow_up_52.refracture_count.map(measure_text),
        }
    }

    fn name(&self) -> Option<String> {
        let details = self.details?;
        let names = [&details.given_names, &details.family_name].into_iter().flatten();
        let name = names.map(String::as_str).collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }

    /// `done in last 2 years`; `not ordered (declined)`.
    fn dxa(&self) -> Option<String> {
        let assessment = &self.episode.assessment;
        let dxa = plain(assessment.dxa?);
        match assessment.dxa_not_ordered_reason {
            Some(reason) if assessment.dxa == Some(Dxa::NotOrdered) => {
                Some(format!("{dxa} ({})", plain(reason)))
            }
            _ => Some(dxa),
        }
    }

    fn follow_up(&self) -> FollowUp {
        match self.kind.section() {
            crate::Section::FollowUp16 => {
                let answers = &self.episode.follow_up_16;
                FollowUp {
                    on: answers.followed_up_on,
                    followed_up: answers.followed_up,
                    therapy: answers.therapy,
                    calcium_vitamin_d: answers.calcium_vitamin_d_started,
                }
            }
            crate::Section::FollowUp52 => {
                let answers = &self.episode.follow_up_52;
                FollowUp {
                    on: answers.followed_up_on,
                    followed_up: answers.followed_up,
                    therapy: answers.therapy,
                    calcium_vitamin_d: answers.calcium_vitamin_d_taken,
                }
            }
            _ => FollowUp::default(),
        }
    }
}

/// `5 March 2024`
fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

fn said<T: Coded>(answer: Option<T>) -> Option<String> {
    answer.map(plain)
}

/// The label as it stands within a line: `referred to GP to decide prescription`.
fn plain<T: Coded>(answer: T) -> String {
    let label = answer.label();
    if label == "Don't know" {
        return "not known".to_owned();
    }
    let mut letters = label.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

fn site(site: Site) -> String {
    match site {
        Site::Other | Site::NonHipNonSpine => "not the hip or spine".to_owned(),
        Site::Humerus => "upper arm (humerus)".to_owned(),
        site => plain(site),
    }
}

fn falls(assessment: FallsAssessment) -> String {
    match assessment {
        FallsAssessment::Yes => "done",
        FallsAssessment::Referred => "referred for it",
        FallsAssessment::Recommended => "recommended",
        FallsAssessment::No => "not done",
        FallsAssessment::NotApplicable => "not applicable",
    }
    .to_owned()
}

fn listed(answers: impl Iterator<Item = String>) -> Option<String> {
    let answers: Vec<String> = answers.collect();
    (!answers.is_empty()).then(|| answers.join(", "))
}
