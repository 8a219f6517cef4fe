//! A form being filled in: what was typed, and what the rules say of it. The rules are the server's own.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field, Finding, FindingCode, Reading, question::QUESTIONS, validation, wire::WireFinding,
};
use yew::Reducible;

use crate::format;

/// Text by field, as typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    texts: BTreeMap<Field, String>,
    /// What is stored.
    stored: BTreeMap<Field, String>,
    /// Fields that the user has left or finished: their findings may be shown.
    left: BTreeSet<Field>,
    /// Whether the user has tried to save: then all findings may be shown.
    submitted: bool,
    /// What the server found that the page could not.
    refused: Vec<Finding>,
}

/// What happens to a form.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftEvent {
    /// A field has this text now.
    Typed(Field, String),
    /// The user has gone on from a field.
    Left(Field),
    /// The user has tried to save.
    Submitted,
    /// The server has refused with these findings.
    Refused(Vec<Finding>),
}

/// A draft, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The record as it would be stored.
    pub episode: Episode,
    /// Everything that is wrong or odd with it.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether nothing keeps the record from being stored.
    pub fn is_storable(&self) -> bool {
        !self.findings.iter().any(Finding::is_error)
    }
}

impl Draft {
    /// A stored record, to be changed: texts as people write them.
    pub fn of(episode: &Episode) -> Self {
        let answered = QUESTIONS
            .iter()
            .filter(|question| !(question.answer)(episode).is_blank());
        let stored: BTreeMap<Field, String> = answered
            .map(|question| (question.field, format::editable(question, episode)))
            .collect();
        Draft {
            texts: stored.clone(),
            stored,
            ..Draft::default()
        }
    }

    /// The text of a field.
    pub fn text(&self, field: Field) -> &str {
        self.texts.get(&field).map_or("", String::as_str)
    }

    /// Whether something was typed that is not stored.
    pub fn is_touched(&self) -> bool {
        let fields = self.texts.keys().chain(self.stored.keys());
        let stored = |field: &Field| self.stored.get(field).map_or("", String::as_str);
        fields
            .into_iter()
            .any(|field| self.text(*field).trim() != stored(field))
    }

    /// The draft after an event.
    pub fn after(&self, event: DraftEvent) -> Draft {
        let mut next = self.clone();
        match event {
            DraftEvent::Typed(field, text) => {
                next.refused.retain(|finding| finding.field != field);
                if field == Field::NhsNumber && is_complete_nhs_number(&text) {
                    next.left.insert(field);
                }
                next.texts.insert(field, text);
            }
            DraftEvent::Left(field) => {
                next.left.insert(field);
            }
            DraftEvent::Submitted => next.submitted = true,
            DraftEvent::Refused(findings) => next.refused = findings,
        }
        next
    }

    /// Reads and checks what was typed, with the code that the server uses.
    pub fn checked(&self, today: NaiveDate) -> Checked {
        let cells = self.texts.iter().map(|(field, text)| (*field, text.as_str()));
        let reading = Reading::from_cells(cells);
        let mut findings = validation::check(&reading.episode, &reading.faulty, today);
        findings.extend(reading.findings);
        findings.extend(self.refused.iter().cloned());
        findings.sort();
        findings.dedup();
        Checked {
            episode: reading.episode,
            findings,
        }
    }

    /// The findings that may be shown already: none at a field that the user is still busy with, and a blank is no
    /// fault before the user tries to save.
    pub fn shown(&self, findings: &[Finding]) -> Vec<Finding> {
        let may_be_shown = |finding: &&Finding| {
            self.submitted
                || self.refused.contains(finding)
                || (self.left.contains(&finding.field) && finding.code != FindingCode::FieldRequired)
        };
        findings.iter().filter(may_be_shown).cloned().collect()
    }
}

impl Reducible for Draft {
    type Action = DraftEvent;

    fn reduce(self: Rc<Self>, event: DraftEvent) -> Rc<Self> {
        Rc::new(self.after(event))
    }
}

/// Ten digits are all there will be: no need to wait until the user goes on.
fn is_complete_nhs_number(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 10
}

/// The server's findings by field, and the messages of those that belong to no field of the form.
pub fn sort_out(findings: &[WireFinding]) -> (Vec<Finding>, Vec<String>) {
    let mut at_fields = vec![];
    let mut elsewhere = vec![];
    for finding in findings {
        let field = finding.field.as_deref().and_then(Field::from_heading);
        let code = flsdb_domain::vocabulary::Coded::from_token(&finding.code);
        match (field, code) {
            (Some(field), Some(code)) => at_fields.push(Finding {
                field,
                code,
                level: finding.level,
                message: finding.message.clone(),
            }),
            _ => elsewhere.push(finding.message.clone()),
        }
    }
    (at_fields, elsewhere)
}

#[cfg(test)]
mod tests {
    use flsdb_domain::{Level, vocabulary::Coded};

    use super::*;

    fn today() -> NaiveDate {
        "2026-01-31".parse().expect("a day")
    }

    fn typed(cells: &[(Field, &str)]) -> Draft {
        cells.iter().fold(Draft::default(), |draft, (field, text)| {
            draft.after(DraftEvent::Typed(*field, (*text).to_owned()))
        })
    }

    fn codes(draft: &Draft) -> String {
        let findings = draft.checked(today()).findings;
        let shown = draft.shown(&findings);
        shown.iter().map(|f| f.code.token()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_finding_waits_until_the_user_goes_on() {
        let draft = typed(&[(Field::DateOfBirth, "31/02/1950")]);
        assert_eq!(codes(&draft), "");
        assert_eq!(
            codes(&draft.after(DraftEvent::Left(Field::DateOfBirth))),
            "date.invalid"
        );
    }

    #[test]
    fn a_wrong_nhs_number_is_told_with_its_tenth_digit() {
        assert_eq!(codes(&typed(&[(Field::NhsNumber, "943 476 591")])), "");
        assert_eq!(
            codes(&typed(&[(Field::NhsNumber, "943 476 5918")])),
            "nhs_number.invalid"
        );
        assert_eq!(codes(&typed(&[(Field::NhsNumber, "943 476 5919")])), "");
    }

    #[test]
    fn blanks_are_told_on_saving_only() {
        let draft = typed(&[]).after(DraftEvent::Left(Field::DateOfBirth));
        assert_eq!(codes(&draft), "");
        assert_eq!(
            codes(&draft.after(DraftEvent::Submitted)),
            "field.required field.required field.required"
        );
    }

    #[test]
    fn a_good_draft_is_storable_and_a_warning_does_not_stop_it() {
        let good = [
            (Field::NhsNumber, "943 476 5919"),
            (Field::DateOfBirth, "5/3/1948"),
            (Field::DiagnosedOn, "2025-06-01"),
        ];
        let checked = typed(&good).checked(today());
        assert_eq!((checked.is_storable(), checked.findings.len()), (true, 0));
        let early = typed(&[&good[..], &[(Field::FirstContactOn, "2025-05-01")]].concat()).checked(today());
        assert_eq!((early.is_storable(), early.findings.len()), (true, 1));
        assert_eq!(early.findings[0].code, FindingCode::ContactBeforeDiagnosis);
    }

    #[test]
    fn a_stored_record_reads_back_and_is_touched_by_changes_only() {
        let cells = [
            (Field::NhsNumber, "943 476 5919"),
            (Field::DateOfBirth, "1948-03-05"),
            (Field::DiagnosedOn, "2025-06-01"),
            (Field::BoneTherapy, "Alendronate;Denosumab"),
            (Field::Height, "161.5"),
        ];
        let episode = Reading::from_cells(cells).episode;
        let draft = Draft::of(&episode);
        assert_eq!(draft.text(Field::DateOfBirth), "05/03/1948");
        assert_eq!(draft.checked(today()).episode, episode);
        assert!(!draft.is_touched());
        let changed = draft.after(DraftEvent::Typed(Field::Height, "160".into()));
        assert!(changed.is_touched());
        assert!(
            !changed
                .after(DraftEvent::Typed(Field::Height, "161.5".into()))
                .is_touched()
        );
        assert!(
            draft
                .after(DraftEvent::Typed(Field::Smoker, "No".into()))
                .is_touched()
        );
    }

    #[test]
    fn the_servers_findings_land_at_their_fields_until_these_change() {
        let wire = |field: Option<&str>, code: &str| WireFinding {
            pointer: String::new(),
            field: field.map(str::to_owned),
            code: code.to_owned(),
            level: Level::Error,
            message: code.to_owned(),
        };
        let (at_fields, elsewhere) = sort_out(&[
            wire(Some("1.09 Date Index Frac Diagnosed"), "episode.withdrawn"),
            wire(None, "other"),
        ]);
        assert_eq!(elsewhere, ["other"]);
        let refused = typed(&[(Field::DiagnosedOn, "2025-06-01")]).after(DraftEvent::Refused(at_fields));
        assert_eq!(codes(&refused), "episode.withdrawn");
        let changed = refused.after(DraftEvent::Typed(Field::DiagnosedOn, "2025-06-02".into()));
        assert_eq!(codes(&changed), "");
    }
}
