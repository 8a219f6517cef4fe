//! A form being filled in: what was typed, and what the rules say of it. The rules are the server's own.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field, Finding, FindingCode, Part, Question, Reading, Section,
    answer::Kind,
    dates::{latest_day, typed_day},
    question::QUESTIONS,
    validation,
    wire::WireFinding,
};
use yew::Reducible;

use crate::{format, refractures};

mod changes;

pub use changes::{Change, Overtaken};

/// Text by field, as typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The day by which `today` and short years are read.
    today: NaiveDate,
    texts: BTreeMap<Field, String>,
    /// What is stored.
    stored: BTreeMap<Field, String>,
    /// What was stored when the user began, where somebody else has written since.
    before: BTreeMap<Field, String>,
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
    /// This is what the server holds now, and what it finds of it.
    Stored(Rc<Episode>, Vec<Finding>),
    /// Entries that were kept from before are back.
    Restored(Vec<Change>),
    /// The user does without what was typed.
    Discarded,
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

/// The texts of a stored record, as people write them.
fn texts_of(episode: &Episode) -> BTreeMap<Field, String> {
    let answered = QUESTIONS
        .iter()
        .filter(|question| !(question.answer)(episode).is_blank());
    answered
        .map(|question| (question.field, format::editable(question, episode)))
        .collect()
}

fn text_in(texts: &BTreeMap<Field, String>, field: Field) -> &str {
    texts.get(&field).map_or("", String::as_str)
}

fn is_date(question: &Question) -> bool {
    (question.answer)(&Episode::default()).kind() == Kind::Date
}

impl Draft {
    /// A blank form.
    pub fn new(today: NaiveDate) -> Self {
        Draft {
            today,
            ..Draft::default()
        }
    }

    /// A stored record, to be changed, with its open findings. What is odd about it may be shown from the start.
    pub fn of(episode: &Episode, findings: Vec<Finding>, today: NaiveDate) -> Self {
        let stored = texts_of(episode);
        let mut draft = Draft {
            today,
            texts: stored.clone(),
            left: stored.keys().copied().collect(),
            stored,
            ..Draft::default()
        };
        draft.hear(findings);
        draft
    }

    /// Takes over what the server finds of the stored record; what the page finds by itself follows what is typed.
    fn hear(&mut self, findings: Vec<Finding>) {
        self.refused = vec![];
        let own = self.checked().findings;
        self.left.extend(own.iter().map(|finding| finding.field));
        self.refused = findings;
        self.refused.retain(|finding| !own.contains(finding));
    }

    /// The text of a field.
    pub fn text(&self, field: Field) -> &str {
        text_in(&self.texts, field)
    }

    /// Whether something was typed that is not stored.
    pub fn is_touched(&self) -> bool {
        self.touched().next().is_some()
    }

    /// Whether something was typed in a section that is not stored.
    pub fn touches(&self, section: Section) -> bool {
        self.touched()
            .any(|field| field.question().is_some_and(|q| q.section == section))
    }

    /// Whether something was typed in a part that is not stored.
    pub fn touches_part(&self, part: Part) -> bool {
        self.touched().any(|field| Part::of(field) == part)
    }

    fn touched(&self) -> impl Iterator<Item = Field> {
        let fields = QUESTIONS.iter().map(|question| question.field);
        fields.filter(|field| self.text(*field).trim() != text_in(&self.stored, *field))
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
                let written = self.written(field);
                if written != self.text(field) {
                    next.texts.insert(field, written);
                }
            }
            DraftEvent::Submitted => next.submitted = true,
            DraftEvent::Refused(findings) => next.refused = findings,
            DraftEvent::Stored(episode, findings) => {
                next.rebase(&episode);
                next.hear(findings);
            }
            DraftEvent::Restored(changes) => next.restore(changes),
            DraftEvent::Discarded => {
                next.texts = next.stored.clone();
                next.before.clear();
                next.submitted = false;
            }
        }
        next
    }

    /// The day that a date field names, in any form in which people type one.
    fn day(&self, field: Field) -> Option<NaiveDate> {
        let text = self.text(field);
        let is_typed = !text.is_empty() && field.question().is_some_and(is_date);
        is_typed
            .then(|| typed_day(text, self.today, latest_day(field, self.today)))
            .flatten()
    }

    /// A text with its days in full.
    fn written(&self, field: Field) -> String {
        if field == Field::Refractures {
            let day = |text: &str| typed_day(text, self.today, self.today).map(format::short_day);
            return refractures::with_days(self.text(field), day);
        }
        self.day(field)
            .map_or_else(|| self.text(field).to_owned(), format::short_day)
    }

    /// A text as the rules read it.
    fn cell(&self, field: Field) -> String {
        match field {
            Field::Refractures => refractures::filled(&self.written(field)),
            _ => self.written(field),
        }
    }

    /// Reads and checks what was typed, with the code that the server uses.
    pub fn checked(&self) -> Checked {
        let cells: Vec<(Field, String)> = self.texts.keys().map(|f| (*f, self.cell(*f))).collect();
        let reading = Reading::from_cells(cells.iter().map(|(field, text)| (*field, text.as_str())));
        let mut findings = validation::check(&reading.episode, &reading.faulty, self.today);
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
        cells.iter().fold(Draft::new(today()), |draft, (field, text)| {
            draft.after(DraftEvent::Typed(*field, (*text).to_owned()))
        })
    }

    fn codes(draft: &Draft) -> String {
        let findings = draft.checked().findings;
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
    fn days_are_read_as_typed_and_written_out_when_left() {
        let draft = typed(&[(Field::DateOfBirth, "5/3/48"), (Field::DiagnosedOn, "yesterday")]);
        let episode = draft.checked().episode;
        let day = |text: &str| Some(text.parse().expect("a day"));
        assert_eq!(episode.patient.date_of_birth, day("1948-03-05"));
        assert_eq!(episode.fracture.diagnosed_on, day("2026-01-30"));
        let left = draft.after(DraftEvent::Left(Field::DateOfBirth));
        assert_eq!(left.text(Field::DateOfBirth), "05/03/1948");
        let unreadable = typed(&[(Field::DateOfBirth, "5/3")]).after(DraftEvent::Left(Field::DateOfBirth));
        assert_eq!(unreadable.text(Field::DateOfBirth), "5/3");
    }

    #[test]
    fn fractures_one_by_one_are_read_as_typed() {
        let draft = typed(&[(Field::Refractures, "yesterday, Hip;,;3/1/26")]);
        let days: Vec<_> = draft.checked().episode.follow_up_52.refractures;
        let days: Vec<String> = days.iter().map(|found| found.fractured_on.to_string()).collect();
        assert_eq!(days, ["2026-01-30", "2026-01-03"]);
        let left = draft.after(DraftEvent::Left(Field::Refractures));
        assert_eq!(left.text(Field::Refractures), "30/01/2026, Hip;,;03/01/2026");
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
        let checked = typed(&good).checked();
        assert_eq!((checked.is_storable(), checked.findings.len()), (true, 0));
        let early = typed(&[&good[..], &[(Field::FirstContactOn, "2025-05-01")]].concat()).checked();
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
        let draft = Draft::of(&episode, vec![], today());
        assert_eq!(draft.text(Field::DateOfBirth), "05/03/1948");
        assert_eq!(draft.checked().episode, episode);
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
