//! Records as national roles get them: in the columns of exports, without what says who somebody is.

use crate::{
    Episode, Field, Question,
    answer::Kind,
    dates::{age_on, parse_iso},
    question::QUESTIONS,
};

/// The questions that have a column in pseudonymised files, in order: those of exports, but for texts that somebody typed.
pub fn columns() -> impl Iterator<Item = &'static Question> {
    QUESTIONS
        .iter()
        .filter(|question| question.has_column() && is_told(question))
}

fn is_told(question: &Question) -> bool {
    match question.field {
        Field::NhsNumber | Field::Postcode => true,
        _ => (question.answer)(&Episode::default()).kind() != Kind::Text,
    }
}

/// What stands in the column of a question. `person` stands for the NHS number: a keyed hash of it. The date of birth becomes the age
/// on 1.09, the postcode its outward part, 1.09 its month, and any other date the days from 1.09.
pub fn cell(question: &Question, episode: &Episode, person: &str) -> String {
    let (patient, diagnosed) = (&episode.patient, episode.fracture.diagnosed_on);
    let told = match question.field {
        Field::NhsNumber => Some(person.to_owned()),
        Field::Postcode => patient
            .postcode
            .as_ref()
            .map(|postcode| postcode.outward().to_owned()),
        Field::DiagnosedOn => diagnosed.map(|day| day.format("%Y-%m").to_string()),
        Field::DateOfBirth => patient
            .date_of_birth
            .zip(diagnosed)
            .map(|(birth, day)| age_on(birth, day).to_string()),
        _ => {
            let answer = (question.answer)(episode);
            match answer.kind() {
                Kind::Date => parse_iso(&answer.text())
                    .ok()
                    .zip(diagnosed)
                    .map(|(date, day)| (date - day).num_days().to_string()),
                _ => Some(answer.text()),
            }
        }
    };
    told.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record in which every question is answered.
    fn whole() -> Episode {
        let mut episode = Episode::default();
        for question in QUESTIONS {
            (question.answer_mut)(&mut episode).fill_with_sample();
        }
        episode
    }

    #[test]
    fn nothing_that_was_typed_and_no_day_is_told() {
        let episode = whole();
        let identifying: Vec<String> = QUESTIONS
            .iter()
            .map(|question| (question.answer)(&episode))
            .filter(|answer| matches!(answer.kind(), Kind::Text | Kind::Date))
            .map(|answer| answer.text())
            .collect();
        for question in columns() {
            let told = cell(question, &episode, "hash");
            assert!(!identifying.contains(&told), "{}: {told}", question.heading());
        }
    }

    #[test]
    fn cells() {
        let mut episode = Episode::default();
        for (field, text, expected) in [
            (Field::DiagnosedOn, "2024-03-04", "2024-03"),
            (Field::NhsNumber, "9434765919", "hash"),
            (Field::DateOfBirth, "1950-03-05", "73"),
            (Field::Postcode, "NE19 2BX", "NE19"),
            (Field::Sex, "Female", "Female"),
            (Field::AssessedOn, "2024-04-01", "28"),
            (Field::FirstContactOn, "2024-03-01", "-3"),
            (Field::DxaOn, "", ""),
            (Field::DateOfDeath, "2025-03-04", "365"),
        ] {
            let question = field.question().expect("a question");
            (question.answer_mut)(&mut episode)
                .read_text(text)
                .expect("an answer");
            assert_eq!(cell(question, &episode, "hash"), expected, "{field:?}");
        }
    }

    #[test]
    fn columns_are_those_of_exports_without_the_local_number() {
        let missing: Vec<_> = QUESTIONS
            .iter()
            .filter(|question| question.has_column())
            .filter(|question| !columns().any(|told| told.field == question.field))
            .map(|question| question.field)
            .collect();
        assert_eq!(missing, [Field::LocalRecordNumber]);
    }
}
