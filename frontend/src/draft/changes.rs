//! What a draft changes: to be kept and restored, and to be laid over what somebody else has stored in the meantime.

use flsdb_domain::{Episode, Field, Reading, Section, question::QUESTIONS};
use serde::{Deserialize, Serialize};

use super::{Draft, text_in, texts_of};

/// A field that was changed and is not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field.
    pub field: Field,
    /// What was stored when the user changed it.
    pub before: String,
    /// What the user typed.
    pub typed: String,
}

/// A field that somebody else has written since the user began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaken {
    /// The field.
    pub field: Field,
    /// What is stored now.
    pub theirs: String,
    /// What the user typed, if it is another answer.
    pub mine: Option<String>,
}

impl Draft {
    /// What would be lost.
    pub fn changes(&self) -> Vec<Change> {
        let change = |field| Change {
            field,
            before: self
                .before
                .get(&field)
                .map_or_else(|| text_in(&self.stored, field).to_owned(), String::clone),
            typed: self.text(field).to_owned(),
        };
        self.touched().map(change).collect()
    }

    /// What others have written in the sections that the user is changing.
    pub fn overtaken(&self) -> Vec<Overtaken> {
        let busy: Vec<Section> = Section::ALL.into_iter().filter(|s| self.touches(*s)).collect();
        let in_busy = |field: &Field| field.question().is_some_and(|q| busy.contains(&q.section));
        let overtaken = |field: Field| {
            let (theirs, mine) = (text_in(&self.stored, field), self.text(field));
            Overtaken {
                field,
                theirs: theirs.to_owned(),
                mine: (mine.trim() != theirs).then(|| mine.to_owned()),
            }
        };
        let fields = self.before.keys().copied();
        fields.filter(in_busy).map(overtaken).collect()
    }

    /// Lays the draft over another stored state: what the user has not touched follows it, what the user typed stays. What
    /// was typed and is stored now is typed no more.
    pub(super) fn rebase(&mut self, episode: &Episode) {
        let stored = texts_of(episode);
        for field in QUESTIONS.iter().map(|question| question.field) {
            let (old, new) = (text_in(&self.stored, field), text_in(&stored, field));
            let is_changed = old != new;
            let follows = self.text(field).trim() == old || self.means(field, new);
            if is_changed && (!follows || self.text(field).trim() == old) {
                let began = self.before.get(&field).map_or(old, String::as_str).to_owned();
                self.before.insert(field, began);
            }
            if follows {
                self.texts.insert(field, new.to_owned());
            }
        }
        self.stored = stored;
        if !self.is_touched() {
            self.before.clear();
            self.submitted = false;
        }
    }

    /// Puts kept entries back, but over nothing that has been typed since.
    pub(super) fn restore(&mut self, changes: Vec<Change>) {
        for Change { field, before, typed } in changes {
            let stored = text_in(&self.stored, field);
            if self.text(field).trim() != stored {
                continue;
            }
            if before != stored {
                self.before.insert(field, before);
            }
            self.left.insert(field);
            self.texts.insert(field, typed);
        }
    }

    /// Whether what was typed in a field is the same answer as a text.
    fn means(&self, field: Field, text: &str) -> bool {
        let read = |text: &str| {
            let reading = Reading::from_cells([(field, text)]);
            let answer = field.question().map(|q| (q.answer)(&reading.episode).text());
            answer.filter(|_| reading.faulty.is_empty())
        };
        let typed = read(&self.cell(field));
        typed.is_some() && typed == read(text)
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use chrono::NaiveDate;

    use super::*;
    use crate::draft::DraftEvent;

    const BASE: [(Field, &str); 4] = [
        (Field::NhsNumber, "943 476 5919"),
        (Field::DateOfBirth, "1948-03-05"),
        (Field::DiagnosedOn, "2025-06-01"),
        (Field::Smoker, "No"),
    ];

    fn record(more: &[(Field, &str)]) -> Rc<Episode> {
        Rc::new(Reading::from_cells(BASE.iter().chain(more).copied()).episode)
    }

    fn today() -> NaiveDate {
        "2026-01-31".parse().expect("a day")
    }

    fn begun(typed: &[(Field, &str)]) -> Draft {
        let draft = Draft::of(&record(&[]), vec![], today());
        typed.iter().fold(draft, |draft, (field, text)| {
            draft.after(DraftEvent::Typed(*field, (*text).to_owned()))
        })
    }

    fn stored(draft: &Draft, answers: &[(Field, &str)]) -> Draft {
        draft.after(DraftEvent::Stored(record(answers), vec![]))
    }

    fn row(field: Field, theirs: &str, mine: Option<&str>) -> Overtaken {
        Overtaken {
            field,
            theirs: theirs.to_owned(),
            mine: mine.map(str::to_owned),
        }
    }

    #[test]
    fn what_was_typed_and_is_stored_now_is_typed_no_more() {
        let draft = begun(&[(Field::Height, "161.0"), (Field::FirstContactOn, "3/6/25")]);
        assert_eq!(draft.changes().len(), 2);
        let saved = stored(
            &draft,
            &[(Field::Height, "161"), (Field::FirstContactOn, "2025-06-03")],
        );
        assert!(!saved.is_touched() && saved.overtaken().is_empty());
        assert_eq!(
            (saved.text(Field::Height), saved.text(Field::FirstContactOn)),
            ("161", "03/06/2025")
        );
    }

    #[test]
    fn what_another_stored_stands_beside_what_was_typed() {
        let draft = stored(
            &begun(&[(Field::Height, "161"), (Field::Weight, "60")]),
            &[
                (Field::Smoker, "Yes"),
                (Field::Height, "170"),
                (Field::Weight, "60"),
            ],
        );
        assert_eq!(
            (draft.text(Field::Height), draft.text(Field::Smoker)),
            ("161", "Yes")
        );
        assert_eq!(
            draft.overtaken(),
            [
                row(Field::Height, "170", Some("161")),
                row(Field::Smoker, "Yes", None)
            ]
        );
        let given_in = draft.after(DraftEvent::Typed(Field::Height, "170".into()));
        assert!(!given_in.is_touched());
        let applied = stored(
            &draft,
            &[
                (Field::Smoker, "Yes"),
                (Field::Height, "161"),
                (Field::Weight, "60"),
            ],
        );
        assert!(!applied.is_touched() && applied.overtaken().is_empty());
    }

    #[test]
    fn changes_elsewhere_are_no_matter() {
        let draft = begun(&[(Field::Height, "161")]);
        let moved = stored(&draft, &[(Field::Sex, "Male")]);
        assert!(moved.touches(Section::Fracture) && !moved.touches(Section::Patient));
        assert_eq!(moved.overtaken(), []);
        assert_eq!(moved.text(Field::Sex), "Male");
    }

    #[test]
    fn kept_entries_come_back_over_nothing_that_was_typed_since() {
        let kept = begun(&[(Field::Height, "161"), (Field::Weight, "60")]).changes();
        let text = serde_json::to_string(&kept).expect("can be written");
        let read: Vec<Change> = serde_json::from_str(&text).expect("can be read");
        assert_eq!(read, kept);
        let back = begun(&[(Field::Weight, "70")]).after(DraftEvent::Restored(kept.clone()));
        assert_eq!(
            (back.text(Field::Height), back.text(Field::Weight)),
            ("161", "70")
        );

        let theirs = Draft::of(&record(&[(Field::Height, "170")]), vec![], today());
        let back = theirs.after(DraftEvent::Restored(kept));
        assert_eq!(back.overtaken(), [row(Field::Height, "170", Some("161"))]);
    }

    #[test]
    fn a_draft_can_be_done_without() {
        let draft = begun(&[(Field::Height, "161")]).after(DraftEvent::Discarded);
        assert!(!draft.is_touched());
    }
}
