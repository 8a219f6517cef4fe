//! What is kept of a patient, as it stands on the page.

use chrono::NaiveDate;
use flsdb_domain::{
    care::Urgency,
    dates::days_from,
    vocabulary::Coded,
    wire::{
        care::{CareRecord, Contact, ContactDetailsRecord, Note, Treatment},
        problem::Stamp,
    },
};
use yew::prelude::*;

use super::form::Form;
use crate::{
    api::{Entry, Stored},
    components::tag::tag,
    format,
    texts::patient as words,
};

/// What can be done with entries.
pub struct Actions {
    /// Whether the user may change something, and no form is open.
    pub is_offered: bool,
    /// The day from which days are counted.
    pub today: NaiveDate,
    /// Opens a form, empty or for an entry.
    pub edit: Callback<(Form, Option<(Entry, Stored)>)>,
    /// Takes an entry of a list away.
    pub remove: Callback<(&'static str, Stored)>,
}

/// The name of a form's list.
pub fn key(form: Form) -> &'static str {
    match form {
        Form::Details => "contact-details",
        Form::Contact => "contacts",
        Form::Treatment => "treatments",
        Form::Note => "notes",
    }
}

impl Actions {
    /// Buttons that change an entry and take it away. `about` says to those who only hear it which entry.
    fn buttons<T>(&self, form: Form, record: &CareRecord<T>, entry: Entry, about: &str) -> Html {
        if !self.is_offered {
            return html! {};
        }
        let stored: Stored = (record.id.clone(), record.stamp.version);
        let remove = {
            let stored = stored.clone();
            self.remove
                .reform(move |_: MouseEvent| (key(form), stored.clone()))
        };
        html! {
            <span class="fls-entry__actions">
                { self.change(form, entry, stored, about) }
                <button type="button" class="fls-link-button" onclick={remove}>
                    { words::REMOVE }<span class="nhsuk-u-visually-hidden">{ ": " }{ about.to_owned() }</span>
                </button>
            </span>
        }
    }

    fn change(&self, form: Form, entry: Entry, stored: Stored, about: &str) -> Html {
        let onclick = self
            .edit
            .reform(move |_: MouseEvent| (form, Some((entry.clone(), stored.clone()))));
        html! {
            <button type="button" class="fls-link-button" {onclick}>
                { words::CHANGE }<span class="nhsuk-u-visually-hidden">{ ": " }{ about.to_owned() }</span>
            </button>
        }
    }
}

/// How to reach the patient.
pub fn details(record: Option<&ContactDetailsRecord>, actions: &Actions) -> Html {
    let Some(record) = record else {
        return html! { <p class="fls-quiet">{ words::NO_DETAILS }</p> };
    };
    let details = &record.details;
    let rows = [
        (words::TELEPHONE, &details.telephone),
        (words::GP_PRACTICE, &details.gp_practice),
        (words::COMMUNICATION_NEEDS, &details.communication_needs),
    ];
    let stored = (record.patient_id.clone(), record.stamp.version);
    html! {
        <>
            <dl class="fls-details">
                { for rows.into_iter().map(|(title, text)| html! {
                    <>
                        <dt>{ title }</dt>
                        <dd class="fls-lines">
                            { text.clone().map_or_else(|| html! { <span class="fls-blank">{ words::NOT_ANSWERED }</span> }, Html::from) }
                        </dd>
                    </>
                }) }
            </dl>
            <p class="fls-entry__foot">
                if actions.is_offered {
                    { actions.change(Form::Details, Entry::Details(details.clone()), stored, words::DETAILS) }
                    { " " }
                }
                { stamp(&record.stamp) }
            </p>
        </>
    }
}

fn stamp(stamp: &Stamp) -> Html {
    html! { <span class="fls-quiet fls-section__stamp">{ [&stamp.changed_by, ", ", &format::moment(stamp.changed_at)].concat() }</span> }
}

fn table(title: &'static str, columns: &'static [&'static str], rows: Html) -> Html {
    html! {
        <div class="fls-scroll" tabindex="0" role="group" aria-label={title}>
            <table class="nhsuk-table fls-table">
                <caption class="nhsuk-u-visually-hidden">{ title }</caption>
                <thead><tr>{ for columns.iter().map(|column| match *column {
                    "" => html! { <td></td> },
                    column => html! { <th scope="col">{ column }</th> },
                }) }</tr></thead>
                <tbody>{ rows }</tbody>
            </table>
        </div>
    }
}

/// The contacts, the latest first.
pub fn contacts(records: &[CareRecord<Contact>], actions: &Actions) -> Html {
    if records.is_empty() {
        return html! { <p class="fls-quiet">{ words::NO_CONTACTS }</p> };
    }
    let mut records: Vec<_> = records.iter().collect();
    records.sort_by(|a, b| (b.entry.attempted_at, &b.id).cmp(&(a.entry.attempted_at, &a.id)));
    let row = |(place, record): (usize, &&CareRecord<Contact>)| {
        let contact = &record.entry;
        let when = contact.attempted_at.map(format::moment).unwrap_or_default();
        // A later contact has settled it.
        let call_back = contact.call_back_on.map(|day| match place {
            0 => tag(
                format::short_day(day),
                if day < actions.today { "red" } else { "yellow" },
            ),
            _ => Html::from(format::short_day(day)),
        });
        html! {
            <tr>
                <th scope="row" class="fls-figure">{ &when }</th>
                <td>{ contact.method.label() }</td>
                <td>{ contact.outcome.label() }</td>
                <td class="fls-figure">{ call_back }</td>
                <td>{ &record.stamp.changed_by }</td>
                <td>{ actions.buttons(Form::Contact, record, Entry::Contact(contact.clone()), &when) }</td>
            </tr>
        }
    };
    table(
        words::CONTACTS,
        words::CONTACT_COLUMNS,
        records.iter().enumerate().map(row).collect(),
    )
}

/// The courses of treatment, the most pressing first, stopped ones last.
pub fn treatments(records: &[CareRecord<Treatment>], actions: &Actions) -> Html {
    if records.is_empty() {
        return html! { <p class="fls-quiet">{ words::NO_TREATMENTS }</p> };
    }
    let mut records: Vec<_> = records.iter().collect();
    records.sort_by_key(|record| {
        let precedence = record.entry.precedence(actions.today);
        (
            precedence.is_none(),
            precedence,
            record.entry.stopped_on.is_some(),
            record.due_on,
        )
    });
    let day = |day: Option<NaiveDate>| day.map(format::short_day).unwrap_or_default();
    let row = |record: &&CareRecord<Treatment>| {
        let course = &record.entry;
        let label = course.drug.label();
        let reason = course.stop_reason.as_ref().map(|reason| [", ", reason].concat());
        html! {
            <tr>
                <th scope="row">{ label }</th>
                <td class="fls-figure">{ day(course.started_on) }</td>
                <td class="fls-figure">{ day(course.last_given_on) }</td>
                <td class="fls-figure">{ day(course.due_on()) }{ " " }{ standing(course, actions.today) }</td>
                <td>{ day(course.stopped_on) }{ reason }</td>
                <td>{ actions.buttons(Form::Treatment, record, Entry::Treatment(course.clone()), label) }</td>
            </tr>
        }
    };
    table(
        words::TREATMENTS,
        words::TREATMENT_COLUMNS,
        records.iter().map(row).collect(),
    )
}

/// How late the next injection is, or how soon it is due.
fn standing(course: &Treatment, today: NaiveDate) -> Html {
    let Some((urgency, due_on)) = course.urgency(today).zip(course.due_on()) else {
        return html! {};
    };
    let text = lateness(days_from(today, due_on));
    let colour = match urgency {
        Urgency::HarmfullyLate => "red",
        Urgency::Late => "orange",
        Urgency::Due => "yellow",
    };
    html! {
        <>
            { tag(text, colour) }
            if urgency == Urgency::HarmfullyLate {
                <span class="fls-harm">{ words::HARMFUL }</span>
            }
        </>
    }
}

/// `12 days late`, `in 5 days`.
fn lateness(days_left: i64) -> String {
    let days = format::counted(days_left.unsigned_abs(), words::DAY, words::DAYS);
    match days_left {
        ..0 => [&days, words::LATE].concat(),
        0 => words::DUE_TODAY.to_owned(),
        _ => [words::IN, &days].concat(),
    }
}

/// The notes, the latest first.
pub fn notes(records: &[CareRecord<Note>], actions: &Actions) -> Html {
    if records.is_empty() {
        return html! { <p class="fls-quiet">{ words::NO_NOTES }</p> };
    }
    let note = |record: &CareRecord<Note>| {
        let at = format::moment(record.stamp.changed_at);
        html! {
            <li class="fls-note">
                <p class="fls-lines">{ &record.entry.content }</p>
                <p class="fls-entry__foot">
                    { stamp(&record.stamp) }{ " " }
                    { actions.buttons(Form::Note, record, Entry::Note(record.entry.clone()), &at) }
                </p>
            </li>
        }
    };
    html! { <ul class="nhsuk-list fls-notes">{ for records.iter().map(note) }</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_late_in_words() {
        for (days_left, text) in [
            (-61, "61 days late"),
            (-1, "1 day late"),
            (0, "due today"),
            (28, "in 28 days"),
        ] {
            assert_eq!(lateness(days_left), text);
        }
    }
}
