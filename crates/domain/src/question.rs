//! Every question of the data set, once: its number, its heading in files, its place in the JSON document, and how its
//! answer is reached. Import, export, forms and findings all read this table.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Episode, answer::Answer};

mod field;
mod part;
mod table;

pub use field::Field;
pub use part::{Part, applies};
pub use table::QUESTIONS;

/// A section of the record, as a form and the JSON document have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// The person.
    Patient,
    /// The index fracture and its history.
    Fracture,
    /// Assessment, DXA, treatment, falls.
    Assessment,
    /// Follow-up at 12–16 weeks.
    #[serde(rename = "follow_up_16")]
    FollowUp16,
    /// Follow-up at 48–56 weeks.
    #[serde(rename = "follow_up_52")]
    FollowUp52,
}

impl Section {
    /// Every section, in order.
    pub const ALL: [Section; 5] = [
        Section::Patient,
        Section::Fracture,
        Section::Assessment,
        Section::FollowUp16,
        Section::FollowUp52,
    ];

    /// Its name in the JSON document.
    pub fn key(self) -> &'static str {
        match self {
            Section::Patient => "patient",
            Section::Fracture => "fracture",
            Section::Assessment => "assessment",
            Section::FollowUp16 => "follow_up_16",
            Section::FollowUp52 => "follow_up_52",
        }
    }
}

/// One question of the data set.
pub struct Question {
    /// The field that it fills.
    pub field: Field,
    /// Number in the FLS-DB data set, for instance `1.01`; empty for columns without a number.
    pub number: &'static str,
    /// Heading in FLS-DB exports without its number, for instance `NHSNumber`; empty for what has no column.
    pub name: &'static str,
    /// Section of the record.
    pub section: Section,
    /// Name in the JSON document, inside its section.
    pub key: &'static str,
    /// The question in a few plain words.
    pub title: &'static str,
    /// The answer in a record.
    pub answer: fn(&Episode) -> &dyn Answer,
    /// The answer in a record, to be changed.
    pub answer_mut: fn(&mut Episode) -> &mut dyn Answer,
}

impl Question {
    /// Whether files have a column for it. What has none goes round in NDJSON only.
    pub fn has_column(&self) -> bool {
        !self.name.is_empty()
    }

    /// Heading in FLS-DB exports, for instance `1.01 NHSNumber`; the JSON name where there is no column.
    pub fn heading(&self) -> Cow<'static, str> {
        match (self.number, self.name) {
            ("", "") => Cow::Borrowed(self.key),
            ("", name) => Cow::Borrowed(name),
            (number, name) => Cow::Owned(format!("{number} {name}")),
        }
    }

    /// JSON pointer into the whole episode, for instance `/patient/nhs_number`.
    pub fn pointer(&self) -> String {
        format!("/{}/{}", self.section.key(), self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (i, question) in QUESTIONS.iter().enumerate() {
            assert_eq!(question.field as usize, i, "{}", question.title);
            assert_eq!(Field::from_heading(&question.heading()), Some(question.field));
        }
        assert_eq!(Field::Service as usize, QUESTIONS.len());
        assert_eq!(Field::Service.question().map(|q| q.key), None);
    }

    #[test]
    fn every_pointer_leads_to_its_answer() {
        for question in QUESTIONS {
            let before = serde_json::json!({});
            assert_eq!(before.pointer(&question.pointer()), None);
            let mut episode = Episode::default();
            (question.answer_mut)(&mut episode).fill_with_sample();
            let json = serde_json::to_value(&episode).expect("serialises");
            assert!(
                json.pointer(&question.pointer()).is_some(),
                "{}",
                question.pointer()
            );
        }
    }
}
