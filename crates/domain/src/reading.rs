//! From text or JSON to a record: what can be read is read, the rest becomes findings.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::{
    Episode, Field, Finding, FindingCode, Section,
    answer::{Answer, Fault},
    question::QUESTIONS,
};

/// A record as read, with what could not be read of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The record; an answer that could not be read is blank in it.
    pub episode: Episode,
    /// What could not be read, and why.
    pub findings: Vec<Finding>,
    /// Fields with a value that could not be read: they are not blank, though they are so in `episode`.
    pub faulty: BTreeSet<Field>,
    /// Fields that a JSON document names, with an answer or with null.
    pub named: BTreeSet<Field>,
}

impl Reading {
    /// Reads one cell of a file or one entry of a form. The column `service` is the caller's matter.
    pub fn take_text(&mut self, field: Field, text: &str) {
        if let Some(question) = field.question() {
            let outcome = (question.answer_mut)(&mut self.episode).read_text(text);
            self.note(field, outcome);
        }
    }

    /// Reads cells by field.
    pub fn from_cells<'a>(cells: impl IntoIterator<Item = (Field, &'a str)>) -> Self {
        let mut reading = Reading::default();
        for (field, text) in cells {
            reading.take_text(field, text);
        }
        reading
    }

    /// Reads the whole episode as JSON: every fault is found, not only the first, and unknown names are refused.
    pub fn from_json(json: &Json) -> Self {
        let mut reading = Reading::default();
        let Some(document) = json.as_object() else {
            reading.refuse(
                Field::Service,
                "Give the whole episode as one JSON object",
                String::new(),
            );
            return reading;
        };
        for (key, value) in document {
            match Section::ALL.into_iter().find(|s| s.key() == key) {
                Some(section) => reading.take_section(section, value),
                None if key == "service" => reading.take_service(value),
                None => reading.refuse(
                    Field::Service,
                    &format!("The episode has no member {key:?}. Leave it out"),
                    pointer(&[key]),
                ),
            }
        }
        reading
    }

    /// Reads one section as JSON, for instance the body of `PUT fractures/{id}/assessment`.
    pub fn take_section(&mut self, section: Section, json: &Json) {
        let first = QUESTIONS
            .iter()
            .find(|q| q.section == section)
            .map_or(Field::Service, |q| q.field);
        let members = match json {
            Json::Object(members) => members,
            Json::Null => return self.named.extend(fields_of(section)),
            _ => {
                let message = format!("Give {:?} as a JSON object", section.key());
                return self.refuse(first, &message, pointer(&[section.key()]));
            }
        };
        for (key, value) in members {
            match QUESTIONS.iter().find(|q| q.section == section && q.key == key) {
                Some(question) => {
                    self.named.insert(question.field);
                    let outcome = (question.answer_mut)(&mut self.episode).read_json(value);
                    self.note(question.field, outcome);
                }
                None => self.refuse(
                    first,
                    &format!("{:?} has no field {key:?}. Leave it out", section.key()),
                    pointer(&[section.key(), key]),
                ),
            }
        }
    }

    fn take_service(&mut self, value: &Json) {
        match value.as_str().map(str::parse) {
            Some(Ok(code)) => self.episode.service = Some(code),
            Some(Err(fault)) => {
                self.faulty.insert(Field::Service);
                self.findings.push(Finding::new(
                    Field::Service,
                    FindingCode::ServiceUnknown,
                    format!("{fault}"),
                ));
            }
            None if value.is_null() => {}
            None => self.refuse(
                Field::Service,
                "Give the code of the service as a text",
                pointer(&["service"]),
            ),
        }
    }

    fn refuse(&mut self, field: Field, message: &str, place: String) {
        let finding = Finding::new(field, FindingCode::FieldUnknown, message);
        self.findings.push(finding.at(place));
    }

    fn note(&mut self, field: Field, outcome: Result<(), Fault>) {
        if let Err(fault) = outcome {
            self.findings.push(Finding::new(field, fault.code, fault.message));
            self.faulty.insert(field);
        }
    }
}

/// JSON pointer (RFC 6901) to the member that these names lead to.
fn pointer(names: &[&str]) -> String {
    let names = names
        .iter()
        .map(|name| name.replace('~', "~0").replace('/', "~1"));
    names.map(|name| format!("/{name}")).collect()
}

/// The fields of a section.
fn fields_of(section: Section) -> impl Iterator<Item = Field> {
    let questions = QUESTIONS.iter().filter(move |q| q.section == section);
    questions.map(|q| q.field)
}

/// What a blank cell does to a stored answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blank {
    /// Keeps it (default).
    #[default]
    Keep,
    /// Clears it, if the file has the column; never 1.01, 1.02, 1.09 or the date of death.
    Clear,
}

/// The record as it would be stored: the new answers to `fields` over the stored ones.
pub fn overlay(
    stored: &Episode,
    new: &Episode,
    fields: impl IntoIterator<Item = Field>,
    blank: Blank,
) -> Episode {
    const NEVER_CLEARED: [Field; 4] = [
        Field::NhsNumber,
        Field::DateOfBirth,
        Field::DiagnosedOn,
        Field::DateOfDeath,
    ];
    let mut merged = stored.clone();
    for field in fields {
        let Some(question) = field.question() else {
            continue;
        };
        let answer = (question.answer)(new);
        let target = (question.answer_mut)(&mut merged);
        if answer.is_blank() {
            if blank == Blank::Clear && !NEVER_CLEARED.contains(&field) {
                target.clear();
            }
        } else {
            copy(answer, target);
        }
    }
    merged
}

/// Copies an answer by its text, which every answer reads back unchanged.
pub(crate) fn copy(from: &dyn Answer, to: &mut dyn Answer) {
    let outcome = to.read_text(&from.text());
    debug_assert!(outcome.is_ok(), "an answer reads its own text");
}

/// The fields whose answers differ between two records, in the order of the data set.
pub fn changed_fields(before: &Episode, after: &Episode) -> Vec<Field> {
    let differs = |q: &&crate::Question| (q.answer)(before).text() != (q.answer)(after).text();
    QUESTIONS.iter().filter(differs).map(|q| q.field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Coded;
    use serde_json::json;

    #[test]
    fn json_faults_are_all_found() {
        let reading = Reading::from_json(&json!({
            "service": "brd",
            "patient": {"nhs_number": "9434765918", "sex": "femail", "nickname": "Bob", "date_of_birth": "1950-02-31"},
            "fracture": {"height_cm": "150", "weight_kg": 10, "diagnosed_on": "17/06/2024", "source_id": "=1+1"},
            "assessment": {"bone_therapy": ["alendronate", "aspirin"], "t_score": -2.45},
            "extra": 1
        }));
        let mut found: Vec<String> = reading
            .findings
            .iter()
            .map(|f| format!("{} {}", f.pointer(), f.code.token()))
            .collect();
        found.sort();
        assert_eq!(
            found.join("\n"),
            "/assessment/bone_therapy option.unknown\n\
             /assessment/t_score number.invalid\n\
             /extra field.unknown\n\
             /fracture/diagnosed_on date.invalid\n\
             /fracture/height_cm number.invalid\n\
             /fracture/source_id text.invalid\n\
             /fracture/weight_kg number.out_of_range\n\
             /patient/date_of_birth date.invalid\n\
             /patient/nhs_number nhs_number.invalid\n\
             /patient/nickname field.unknown\n\
             /patient/sex option.unknown\n\
             /service service.unknown"
        );
    }

    #[test]
    fn days_out_of_range_are_none_in_lists_either() {
        for (day, codes) in [
            ("2024-01-31", ""),
            ("0508-11-09", "date.invalid"),
            ("6579-12-24", "date.invalid"),
        ] {
            let list = json!([{"fractured_on": day}]);
            let reading = Reading::from_json(&json!({"follow_up_52": {"refractures": list}}));
            let found: Vec<_> = reading.findings.iter().map(|f| f.code.token()).collect();
            assert_eq!(found.join(" "), codes, "{day}");
        }
    }

    #[test]
    fn lists_are_bounded() {
        let refractures = |count: u32| {
            let day = |n| json!({"fractured_on": format!("2024-01-{:02}", n + 1)});
            let list: Vec<Json> = (0..count).map(day).collect();
            let reading = Reading::from_json(&json!({"follow_up_52": {"refractures": list}}));
            let codes: Vec<_> = reading.findings.iter().map(|f| f.code.token()).collect();
            (reading.episode.follow_up_52.refractures.len(), codes.join(" "))
        };
        assert_eq!(refractures(20), (20, String::new()));
        assert_eq!(refractures(21), (0, "number.out_of_range".to_owned()));
    }

    #[test]
    fn blanks_keep_or_clear() {
        let stored = Reading::from_cells([
            (Field::Smoker, "Yes"),
            (Field::DateOfDeath, "2024-01-01"),
            (Field::Site, "Hip"),
        ]);
        let new = Reading::from_cells([(Field::Site, "Spine")]);
        let columns = [Field::Smoker, Field::DateOfDeath, Field::Site];
        for (blank, smoker) in [(Blank::Keep, "Yes"), (Blank::Clear, "")] {
            let merged = overlay(&stored.episode, &new.episode, columns, blank);
            let text = |f: Field| (f.question().expect("has one").answer)(&merged).text();
            assert_eq!(
                [text(Field::Smoker), text(Field::DateOfDeath), text(Field::Site)],
                [smoker, "2024-01-01", "Spine"]
            );
        }
    }
}
