//! A refused message as texts of a form, and what was mended of it as a record to be sent.

use flsdb_domain::{
    Episode, FindingCode, Question, Reading, ServiceCode, answer::Kind, question::QUESTIONS,
    vocabulary::Coded,
};
use serde_json::{Map, Value};

use crate::{
    api::ApiError,
    draft::{Change, Draft},
    format,
    texts::messages as words,
};

/// What a message says: answers as people write them, and what could not be read as it came.
pub fn entries(document: &Value) -> Vec<Change> {
    let reading = Reading::from_json(document);
    let named = QUESTIONS
        .iter()
        .filter(|question| reading.named.contains(&question.field));
    named
        .map(|question| Change {
            field: question.field,
            before: String::new(),
            typed: match document.pointer(&question.pointer()) {
                Some(sent) if reading.faulty.contains(&question.field) => typed(question, sent),
                _ => format::editable(question, &reading.episode),
            },
        })
        .filter(|change| !change.typed.is_empty())
        .collect()
}

/// What could not be read, where it can be typed: an option is chosen, and none of them is this one.
fn typed(question: &Question, sent: &Value) -> String {
    match (question.answer)(&Episode::default()).kind() {
        Kind::Options(_) | Kind::Flag | Kind::Records => String::new(),
        _ => raw(sent),
    }
}

/// A value as it would be typed.
pub fn raw(sent: &Value) -> String {
    sent.as_str().map_or_else(|| sent.to_string(), str::to_owned)
}

/// The record that a form makes. What cannot be read is sent as typed, for the server to say what is wrong; what is blank is not
/// sent, so that it clears nothing that is stored.
pub fn record(draft: &Draft, service: ServiceCode) -> Value {
    let answers = serde_json::to_value(draft.checked().episode).unwrap_or_default();
    let mut record = Map::new();
    record.insert("service".to_owned(), service.to_string().into());
    for question in QUESTIONS {
        let typed = draft.text(question.field).trim();
        if !typed.is_empty() {
            let answer = answers.pointer(&question.pointer()).cloned();
            let section = record
                .entry(question.section.key())
                .or_insert_with(|| Map::new().into());
            section[question.key] = answer.unwrap_or_else(|| typed.into());
        }
    }
    record.into()
}

/// Which stored answers a record changes, line by line.
pub fn overwritten(stored: &Episode, record: &Value) -> Vec<String> {
    let sent = Reading::from_json(record);
    let fields = QUESTIONS.iter().filter(|q| sent.named.contains(&q.field));
    let texts = fields.map(|q| {
        let (before, after) = (format::readable(q, stored), format::readable(q, &sent.episode));
        (q.title, before, after)
    });
    let changed = texts.filter(|(_, before, after)| !before.is_empty() && before != after);
    let shown = |text: String| Some(text).filter(|text| !text.is_empty());
    let line = |(title, before, after): (&str, String, String)| {
        let after = shown(after).unwrap_or_else(|| words::BLANK.to_owned());
        [title, ": ", &before, words::TO, &after].concat()
    };
    changed.map(line).collect()
}

/// Whether a change was refused as there is no such episode yet.
pub fn is_new(error: &ApiError) -> bool {
    let findings = error.problem().map(|problem| problem.findings.as_slice());
    findings
        .unwrap_or_default()
        .iter()
        .any(|finding| Coded::from_token(&finding.code) == Some(FindingCode::EpisodeUnknown))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use flsdb_domain::{Field, dates::parse_iso};
    use serde_json::json;
    use yew::Reducible;

    use super::*;
    use crate::draft::DraftEvent;

    fn message() -> Value {
        json!({
            "patient": {"nhs_number": "9434765919", "postcode": "nowhere", "sex": null},
            "fracture": {"diagnosed_on": "2025-11-05", "site": "elbow", "source_id": "7"},
            "assessment": {"height_cm": 1_000}
        })
    }

    fn draft() -> Rc<Draft> {
        let today = parse_iso("2026-01-31").expect("a day");
        Rc::new(Draft::new(today)).reduce(DraftEvent::Restored(entries(&message())))
    }

    #[test]
    fn what_was_sent_stands_in_the_form() {
        let draft = draft();
        for (field, text) in [
            (Field::NhsNumber, "943 476 5919"),
            (Field::Postcode, "nowhere"),
            (Field::Sex, ""),
            (Field::DiagnosedOn, "05/11/2025"),
            // No option is called so.
            (Field::Site, ""),
            (Field::SourceId, "7"),
        ] {
            assert_eq!(draft.text(field), text, "{field:?}");
        }
    }

    #[test]
    fn what_was_mended_is_sent() {
        let mended = draft()
            .reduce(DraftEvent::Typed(Field::Site, "Hip".to_owned()))
            .reduce(DraftEvent::Typed(Field::Height, String::new()));
        assert_eq!(
            record(&mended, "BRD".parse().expect("a code")),
            json!({
                "service": "BRD",
                "patient": {"nhs_number": "9434765919", "postcode": "nowhere"},
                "fracture": {"diagnosed_on": "2025-11-05", "site": "hip", "source_id": "7"}
            })
        );
    }

    #[test]
    fn stored_answers_that_would_go_are_told() {
        let stored = Reading::from_json(&json!({
            "fracture": {"diagnosed_on": "2025-11-05", "site": "wrist", "admitted": "yes"}
        }));
        let sent = json!({"fracture": {"diagnosed_on": "2025-11-05", "site": "hip", "admitted": null, "found_by": null}});
        let lines = overwritten(&stored.episode, &sent).join("\n");
        assert!(
            lines.contains("Wrist → Hip") && lines.contains("Yes → blank"),
            "{lines}"
        );
        assert_eq!(lines.lines().count(), 2, "{lines}");
    }
}
