//! Direct care: what a service keeps to reach and treat its patients. Nothing of it is exported, counted in a KPI, or seen
//! by a national role. Rules about it are in [`crate::care`].

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{
    problem::Stamp,
    text::{lines, one_line, trimmed},
};
use crate::vocabulary::{ContactMethod, ContactOutcome, Drug};

/// What is needed to reach a patient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ContactDetails {
    /// Family name; 100 characters at most.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "trimmed")]
    #[validate(length(max = 100), custom(function = "one_line"))]
    pub family_name: Option<String>,
    /// Given names; 100 characters at most.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "trimmed")]
    #[validate(length(max = 100), custom(function = "one_line"))]
    pub given_names: Option<String>,
    /// Telephone numbers as dialled, with whose they are if need be; 100 characters at most.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "trimmed")]
    #[validate(length(max = 100), custom(function = "one_line"))]
    pub telephone: Option<String>,
    /// General practice: name, and address if need be; 200 characters at most.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "trimmed")]
    #[validate(length(max = 200), custom(function = "lines"))]
    pub gp_practice: Option<String>,
    /// Language, hearing, sight, who speaks for the patient; 500 characters at most.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "trimmed")]
    #[validate(length(max = 500), custom(function = "lines"))]
    pub communication_needs: Option<String>,
}

/// Stored contact details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactDetailsRecord {
    /// The patient.
    pub patient_id: String,
    /// The details.
    pub details: ContactDetails,
    /// Version and last writer.
    pub stamp: Stamp,
}

/// An attempt to reach a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// When; the present moment if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempted_at: Option<DateTime<Utc>>,
    /// How.
    pub method: ContactMethod,
    /// What came of it.
    pub outcome: ContactOutcome,
    /// The day on which to try again. The worklist shows it until there is a later contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back_on: Option<NaiveDate>,
}

/// A course of treatment with a drug.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// The drug.
    pub drug: Drug,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_on: Option<NaiveDate>,
    /// The day of the last injection or infusion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_given_on: Option<NaiveDate>,
    /// The day of the next one, where it is another than follows from the last: 6 months after it for denosumab, 12 for
    /// zoledronate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_on: Option<NaiveDate>,
    /// The day on which the course was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_on: Option<NaiveDate>,
    /// Why it was stopped; 200 characters at most.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "trimmed"
    )]
    #[validate(length(max = 200), custom(function = "one_line"))]
    pub stop_reason: Option<String>,
}

/// A note about a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The text; 1 to 5,000 characters.
    #[validate(
        length(min = 1, max = 5000, message = "Write 1 to 5,000 characters"),
        custom(function = "lines")
    )]
    pub content: String,
}

/// A stored contact, course of treatment, note or letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareRecord<T> {
    /// Id made by the server (UUIDv7).
    pub id: String,
    /// The patient.
    pub patient_id: String,
    /// What is kept.
    pub entry: T,
    /// Of a course of treatment: the day on which the next injection is due, given or by the interval of the drug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// Version and last writer.
    pub stamp: Stamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_judged() {
        for (text, expected) in [
            ("  Smith ", Some("Smith")),
            ("", None),
            (" \n ", None),
            ("O'Brien-Łuczak", Some("O'Brien-Łuczak")),
        ] {
            let json = serde_json::json!({"family_name": text, "telephone": null});
            let details: ContactDetails = serde_json::from_value(json).expect("details");
            assert_eq!(details.family_name.as_deref(), expected);
            assert!(details.validate().is_ok());
        }
        for (name, text, is_good) in [
            ("family_name", "a\tb", false),
            ("family_name", "a\u{0}b", false),
            ("gp_practice", "The Surgery\nHigh Street", true),
            ("gp_practice", "a\u{0}b", false),
            ("telephone", &"1".repeat(101), false),
        ] {
            let details: ContactDetails =
                serde_json::from_value(serde_json::json!({name: text})).expect("details");
            assert_eq!(details.validate().is_ok(), is_good, "{name} {text:?}");
        }
        for (content, is_good) in [
            ("x", true),
            ("", false),
            (" ", false),
            ("a\r\nb", true),
            ("\u{7}", false),
        ] {
            let note = Note {
                content: content.to_owned(),
            };
            assert_eq!(note.validate().is_ok(), is_good, "{content:?}");
        }
    }
}
