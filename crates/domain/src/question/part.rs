//! The parts in which people fill in an episode, and which questions of a part apply.

use super::{Field, QUESTIONS, Question, Section};
use crate::{
    Episode,
    measures::Measure,
    vocabulary::{Dxa, FollowedUp},
};

/// A part of the record: what is asked and entered together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The person and the index fracture: section 1.
    Fracture,
    /// History and risk factors: section 2.
    History,
    /// The assessment's day and outcome, DXA and fracture risk: 1.07 and section 3.
    Dxa,
    /// Bone therapy: section 4.
    Treatment,
    /// Falls: section 5.
    Falls,
    /// Follow-up at 12–16 weeks: section 6.
    FollowUp16,
    /// Follow-up at 48–56 weeks: section 7.
    FollowUp52,
}

impl Part {
    /// Every part, in the order of the data set.
    pub const ALL: [Part; 7] = [
        Part::Fracture,
        Part::History,
        Part::Dxa,
        Part::Treatment,
        Part::Falls,
        Part::FollowUp16,
        Part::FollowUp52,
    ];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Part::Fracture => "fracture",
            Part::History => "history",
            Part::Dxa => "dxa",
            Part::Treatment => "treatment",
            Part::Falls => "falls",
            Part::FollowUp16 => "follow_up_16",
            Part::FollowUp52 => "follow_up_52",
        }
    }

    /// The part of this name; by the name of a [`Section`], too: then its first part.
    pub fn from_key(key: &str) -> Option<Self> {
        let section = |part: &Part| part.questions().any(|q| q.section.key() == key);
        let named = Part::ALL.into_iter().find(|part| part.key() == key);
        named.or_else(|| Part::ALL.into_iter().find(section))
    }

    /// The part to which a field belongs: by the number of its question, and by its subject if it has none.
    pub fn of(field: Field) -> Self {
        match field {
            Field::AssessedOn
            | Field::AssessmentOutcome
            | Field::RiskTool
            | Field::RiskToolVersion
            | Field::RiskMajorPercent
            | Field::RiskHipPercent => Part::Dxa,
            Field::Refractures => Part::FollowUp52,
            _ => match field.question().and_then(|q| q.number.chars().next()) {
                Some('2') => Part::History,
                Some('3') => Part::Dxa,
                Some('4') => Part::Treatment,
                Some('5') => Part::Falls,
                Some('6') => Part::FollowUp16,
                Some('7') => Part::FollowUp52,
                _ => Part::Fracture,
            },
        }
    }

    /// Its questions: the person's first, otherwise in the order of the data set.
    pub fn questions(self) -> impl Iterator<Item = &'static Question> {
        let of = move |section: Section| {
            QUESTIONS
                .iter()
                .filter(move |q| q.section == section && Part::of(q.field) == self)
        };
        Section::ALL.into_iter().flat_map(of)
    }
}

/// Whether the other answers of a record leave room for an answer to a question: the conditions under which
/// [`crate::validation`] and the audit have nothing against one. What is answered all the same stays to be mended.
///
/// 1.12 after 1.11, 1.13 after 1.12; 3.02 when 3.01 is Not ordered; 3.03 and 3.04 when 3.01 names a scan; 6.02 when
/// 6.01 is Yes or Died, 6.03–6.06 when it is Yes, and so of section 7; the fractures one by one when 7.06 counts any.
pub fn applies(field: Field, episode: &Episode) -> bool {
    let (fracture, assessment) = (&episode.fracture, &episode.assessment);
    let (week_16, week_52) = (episode.follow_up_16.followed_up, episode.follow_up_52.followed_up);
    let was_reached = |answer| matches!(answer, Some(FollowedUp::Yes | FollowedUp::Died));
    match field {
        Field::NhsNumberAbsentReason => episode.patient.nhs_number.is_none(),
        Field::SecondSite => fracture.site.is_some(),
        Field::ThirdSite => fracture.second_site.is_some(),
        Field::DxaNotOrderedReason => assessment.dxa == Some(Dxa::NotOrdered),
        Field::DxaOn | Field::TScore => assessment.dxa.is_some_and(|dxa| dxa != Dxa::NotOrdered),
        Field::RiskToolVersion | Field::RiskMajorPercent | Field::RiskHipPercent => {
            assessment.risk_tool.is_some()
        }
        Field::FollowedUp16On => was_reached(week_16),
        Field::Method16 | Field::CalciumVitaminDStarted | Field::Therapy16 | Field::ExerciseStarted => {
            week_16 == Some(FollowedUp::Yes)
        }
        Field::FollowedUp52On => was_reached(week_52),
        Field::Method52 | Field::CalciumVitaminDTaken | Field::Therapy52 | Field::RefractureCount => {
            week_52 == Some(FollowedUp::Yes)
        }
        Field::Refractures => {
            let count = episode.follow_up_52.refracture_count;
            week_52 == Some(FollowedUp::Yes) && count.is_some_and(|count| count.value() > 0.0)
        }
        // The sender's own.
        Field::SourceSystem | Field::SourceId => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reading;

    #[test]
    fn every_question_has_one_part() {
        let mut fields: Vec<Field> = Part::ALL
            .into_iter()
            .flat_map(Part::questions)
            .map(|q| q.field)
            .collect();
        fields.sort();
        assert_eq!(fields, QUESTIONS.iter().map(|q| q.field).collect::<Vec<_>>());
    }

    #[test]
    fn parts_by_name() {
        for (key, part) in [
            ("fracture", Some(Part::Fracture)),
            ("patient", Some(Part::Fracture)),
            ("assessment", Some(Part::Dxa)),
            ("falls", Some(Part::Falls)),
            ("follow_up_52", Some(Part::FollowUp52)),
            ("other", None),
        ] {
            assert_eq!(Part::from_key(key), part, "{key}");
        }
    }

    #[test]
    fn conditions_of_the_data_set() {
        use Field::*;
        for (given, asked, not_asked) in [
            (
                vec![],
                vec![NhsNumberAbsentReason, Dxa, TwoFalls],
                vec![SecondSite, DxaOn],
            ),
            (
                vec![(NhsNumber, "943 476 5919"), (Site, "Hip")],
                vec![SecondSite],
                vec![NhsNumberAbsentReason, ThirdSite],
            ),
            (
                vec![(Dxa, "Not ordered")],
                vec![DxaNotOrderedReason],
                vec![DxaOn, TScore],
            ),
            (
                vec![(Dxa, "Ordered")],
                vec![DxaOn, TScore],
                vec![DxaNotOrderedReason],
            ),
            (
                vec![(Dxa, "Done in last 2 years")],
                vec![DxaOn],
                vec![DxaNotOrderedReason],
            ),
            (vec![(RiskTool, "FRAX")], vec![RiskMajorPercent], vec![]),
            (
                vec![(FollowedUp16, "Yes"), (FollowedUp52, "Died")],
                vec![Therapy16, FollowedUp52On],
                vec![Therapy52],
            ),
            (
                vec![(FollowedUp52, "Yes"), (RefractureCount, "0")],
                vec![RefractureCount],
                vec![Refractures],
            ),
            (
                vec![(FollowedUp52, "Yes"), (RefractureCount, "2")],
                vec![Refractures],
                vec![],
            ),
            (
                vec![(FollowedUp16, "Declined")],
                vec![FollowedUp16],
                vec![FollowedUp16On, Therapy16],
            ),
        ] {
            let episode = Reading::from_cells(given.clone()).episode;
            assert!(asked.iter().all(|f| applies(*f, &episode)), "{given:?}");
            assert!(not_asked.iter().all(|f| !applies(*f, &episode)), "{given:?}");
        }
    }

    /// What the validation finds at an answer that should not be there, the form does not ask for.
    #[test]
    fn an_answer_that_applies_is_not_found_fault_with() {
        let today = "2026-01-31".parse().expect("a day");
        for (given, field, text) in [
            (vec![(Field::Dxa, "Ordered")], Field::DxaOn, "2025-07-01"),
            (
                vec![(Field::Dxa, "Not ordered")],
                Field::DxaNotOrderedReason,
                "Declined",
            ),
            (vec![(Field::FollowedUp16, "Yes")], Field::ExerciseStarted, "Yes"),
            (
                vec![(Field::FollowedUp16, "Died")],
                Field::FollowedUp16On,
                "2025-09-01",
            ),
        ] {
            let required = [
                (Field::NhsNumber, "943 476 5919"),
                (Field::DateOfBirth, "1948-03-05"),
                (Field::DiagnosedOn, "2025-06-01"),
            ];
            let findings = |with: &[(Field, &'static str)]| {
                let cells = required.iter().chain(&given).chain(with).copied();
                let reading = Reading::from_cells(cells);
                let found = crate::validation::check(&reading.episode, &reading.faulty, today);
                (applies(field, &reading.episode), found.len())
            };
            assert_eq!(findings(&[(field, text)]), (true, 0), "{field:?}");
            let without = required.iter().copied().chain([(field, text)]);
            let reading = Reading::from_cells(without);
            let found = crate::validation::check(&reading.episode, &reading.faulty, today);
            assert!(
                !applies(field, &reading.episode),
                "{field:?} without its condition: {found:?}"
            );
        }
    }
}
