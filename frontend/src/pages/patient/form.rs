//! The short forms of direct care: their inputs, and what is read of them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use flsdb_domain::{
    care::Checked,
    vocabulary::{Coded, ContactMethod, ContactOutcome, Drug},
    wire::care::{Contact, ContactDetails, Note, Treatment},
};

use crate::{
    api::Entry,
    components::{
        error_summary::Fault,
        short_form::{
            input::{Control, Input, input, options},
            reading::{Texts, of_form, told},
        },
    },
    format,
    texts::patient as words,
};

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Name, telephone and the like.
    Details,
    /// An attempt to reach the patient.
    Contact,
    /// A course of treatment.
    Treatment,
    /// A note.
    Note,
}

/// The drugs in force first.
fn drugs() -> Vec<(&'static str, &'static str)> {
    let mut drugs = options(|drug: Drug| drug.entry().in_force);
    drugs.extend(options(|drug: Drug| !drug.entry().in_force));
    drugs
}

impl Form {
    /// The inputs in the order of the texts.
    pub fn inputs(self) -> Vec<Input> {
        match self {
            Form::Details => vec![
                input("family_name", words::FAMILY_NAME, Control::Line),
                input("given_names", words::GIVEN_NAMES, Control::Line),
                input("telephone", words::TELEPHONE, Control::Line),
                input("gp_practice", words::GP_PRACTICE, Control::Line),
                input("communication_needs", words::COMMUNICATION_NEEDS, Control::Lines)
                    .hint(words::COMMUNICATION_HINT),
            ],
            Form::Contact => vec![
                input(
                    "method",
                    words::METHOD,
                    Control::Options(options(|_: ContactMethod| true)),
                ),
                input("attempted_at", words::ATTEMPTED_ON, Control::Day).hint(words::ATTEMPTED_HINT),
                input("call_back_on", words::CALL_BACK_ON, Control::Day).hint(words::CALL_BACK_HINT),
                input(
                    "outcome",
                    words::OUTCOME,
                    Control::Buttons(options(|_: ContactOutcome| true)),
                ),
            ],
            Form::Treatment => vec![
                input("drug", words::DRUG, Control::Options(drugs())),
                input("started_on", words::STARTED_ON, Control::Day),
                input("last_given_on", words::LAST_GIVEN_ON, Control::Day),
                input("next_due_on", words::NEXT_DUE_ON, Control::Day).hint(words::NEXT_DUE_HINT),
                input("stopped_on", words::STOPPED_ON, Control::Day),
                input("stop_reason", words::STOP_REASON, Control::Line),
            ],
            Form::Note => vec![input("content", words::NOTE, Control::Lines)],
        }
    }

    /// The texts of a new entry: most contacts are telephone calls.
    pub fn blank(self) -> Vec<String> {
        let mut texts = vec![String::new(); self.inputs().len()];
        if self == Form::Contact {
            texts[0] = ContactMethod::Telephone.token().to_owned();
        }
        texts
    }

    /// The entry that the texts make; `before` is the one that it replaces.
    ///
    /// # Errors
    /// What has to be mended, input by input.
    pub fn read(
        self,
        texts: &[String],
        before: Option<&Entry>,
        today: NaiveDate,
    ) -> Result<Entry, Vec<Fault>> {
        let mut texts = Texts::of(texts);
        let entry = match self {
            Form::Details => Some(Entry::Details(ContactDetails {
                family_name: texts.text(),
                given_names: texts.text(),
                telephone: texts.text(),
                gp_practice: texts.text(),
                communication_needs: texts.text(),
            })),
            Form::Contact => contact(&mut texts, before),
            Form::Treatment => treatment(&mut texts),
            Form::Note => {
                let content = texts.text();
                if content.is_none() {
                    texts.fault("content", words::WRITE);
                }
                content.map(|content| Entry::Note(Note { content }))
            }
        };
        let mut faults = texts.faults;
        faults.extend(entry.iter().flat_map(|entry| entry_faults(entry, today)));
        match entry {
            Some(entry) if faults.is_empty() => Ok(entry),
            _ => Err(faults),
        }
    }
}

fn contact(texts: &mut Texts<'_>, before: Option<&Entry>) -> Option<Entry> {
    let method = texts.option("method");
    let day = texts.day("attempted_at");
    let call_back_on = texts.day("call_back_on");
    let outcome = texts.option("outcome");
    Some(Entry::Contact(Contact {
        attempted_at: attempted_at(day, before),
        method: method?,
        outcome: outcome?,
        call_back_on,
    }))
}

/// A day becomes its noon; the day as it was keeps its time. None is now.
fn attempted_at(day: Option<NaiveDate>, before: Option<&Entry>) -> Option<DateTime<Utc>> {
    let known = match before {
        Some(Entry::Contact(contact)) => contact.attempted_at,
        _ => None,
    };
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    known
        .filter(|at| Some(at.date_naive()) == day)
        .or_else(|| Some(day?.and_time(noon).and_utc()))
}

fn treatment(texts: &mut Texts<'_>) -> Option<Entry> {
    let drug = texts.option("drug");
    Some(Entry::Treatment(Treatment {
        started_on: texts.day("started_on"),
        last_given_on: texts.day("last_given_on"),
        next_due_on: texts.day("next_due_on"),
        stopped_on: texts.day("stopped_on"),
        stop_reason: texts.text(),
        drug: drug?,
    }))
}

/// The rules of the domain: of form, and of what can be true today.
fn entry_faults(entry: &Entry, today: NaiveDate) -> Vec<Fault> {
    let (form, findings) = match entry {
        Entry::Details(details) => (of_form(details), details.faults(today)),
        Entry::Contact(contact) => (of_form(contact), contact.faults(today)),
        Entry::Treatment(treatment) => (of_form(treatment), treatment.faults(today)),
        Entry::Note(note) => (of_form(note), note.faults(today)),
    };
    form.into_iter().chain(told(&findings)).collect()
}

/// The texts of a stored entry, in the order of the inputs of its form.
pub fn texts(entry: &Entry) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(format::short_day).unwrap_or_default();
    match entry {
        Entry::Details(details) => vec![
            text(&details.family_name),
            text(&details.given_names),
            text(&details.telephone),
            text(&details.gp_practice),
            text(&details.communication_needs),
        ],
        Entry::Contact(contact) => vec![
            contact.method.token().to_owned(),
            day(contact.attempted_at.map(|at| at.date_naive())),
            day(contact.call_back_on),
            contact.outcome.token().to_owned(),
        ],
        Entry::Treatment(treatment) => vec![
            treatment.drug.token().to_owned(),
            day(treatment.started_on),
            day(treatment.last_given_on),
            day(treatment.next_due_on),
            day(treatment.stopped_on),
            text(&treatment.stop_reason),
        ],
        Entry::Note(note) => vec![note.content.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-01-31".parse().expect("a day")
    }

    fn read(form: Form, texts: &[&str]) -> Result<Entry, String> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        form.read(&texts, None, today()).map_err(|faults| {
            let targets = faults.into_iter().filter_map(|fault| fault.target);
            targets.collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn what_is_typed_is_read_and_written_back() {
        for (form, typed) in [
            (
                Form::Details,
                &["Nowak", "Anna", "0113 496 0000", "", "Polish"][..],
            ),
            (
                Form::Contact,
                &["telephone", "30/01/2026", "02/02/2026", "no_answer"],
            ),
            (
                Form::Treatment,
                &["denosumab", "01/02/2024", "01/08/2025", "", "", ""],
            ),
            (Form::Note, &["Mornings.\nThe daughter."]),
        ] {
            assert_eq!(form.inputs().len(), typed.len());
            assert_eq!(form.blank().len(), typed.len());
            let entry = read(form, typed).expect("an entry");
            assert_eq!(texts(&entry), typed);
            let typed = texts(&entry);
            assert_eq!(form.read(&typed, Some(&entry), today()).expect("the same"), entry);
        }
    }

    #[test]
    fn faults_lead_to_their_inputs() {
        for (form, typed, expected) in [
            (Form::Contact, &["telephone", "", "", ""][..], "entry-outcome"),
            (
                Form::Contact,
                &["", "1/2", "", "sent"],
                "entry-method entry-attempted_at",
            ),
            (
                Form::Contact,
                &["letter", "", "30/1/2026", "sent"],
                "entry-call_back_on",
            ),
            (Form::Treatment, &["", "", "", "", "", ""], "entry-drug"),
            (
                Form::Treatment,
                &["denosumab", "1/2/2026", "", "", "", "rash"],
                "entry-started_on entry-stopped_on",
            ),
            (Form::Note, &[" "], "entry-content"),
            (Form::Details, &["a\tb", "", "", "", ""], "entry-family_name"),
        ] {
            assert_eq!(read(form, typed).expect_err("a fault"), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_contact_keeps_its_time_until_its_day_is_changed() {
        let at = "2026-01-30T09:15:00Z".parse().expect("a time");
        let stored = Entry::Contact(Contact {
            attempted_at: Some(at),
            method: ContactMethod::Telephone,
            outcome: ContactOutcome::NoAnswer,
            call_back_on: None,
        });
        for (day, expected) in [
            ("30/1/2026", Some("2026-01-30T09:15:00Z")),
            ("29/1/2026", Some("2026-01-29T12:00:00Z")),
            ("", None),
        ] {
            let typed = ["letter", day, "", "sent"].map(str::to_owned);
            let Entry::Contact(contact) = Form::Contact
                .read(&typed, Some(&stored), today())
                .expect("an entry")
            else {
                panic!("a contact")
            };
            let expected = expected.map(|text| text.parse().expect("a time"));
            assert_eq!(contact.attempted_at, expected, "{day}");
        }
    }
}
