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
            (Some(field), Some(code)) => at_fields.push(Finding::new(field, code, &finding.message)),
            _ => elsewhere.push(finding.message.clone()),
        }
    }
    (at_fields, elsewhere)
}

#[cfg(test)]
mod tests;
