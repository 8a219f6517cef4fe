//! The tasks, a row each.

use flsdb_domain::{
    Part,
    vocabulary::Coded,
    wire::worklist::{LastContact, WorklistItem, WorklistPatient},
};
use yew::prelude::*;

use crate::{
    components::{error_summary::focus, link::Go},
    format,
    pages::patient::CONTACT,
    routes::{Place, Route},
    texts::{self, worklist as words},
    unsaved::use_go_to,
};

/// The longest time that the bar shows: the window of KPI 4.
const LONGEST: i64 = 90;

/// The id of the link of a task, by its place in the list.
fn task_id(place: usize) -> String {
    format!("task-{place}")
}

/// Properties of [`Tasks`].
#[derive(Properties, PartialEq)]
pub struct TasksProps {
    /// The tasks.
    pub items: Vec<WorklistItem>,
}

/// The table; arrows go from task to task, Enter opens, `c` records a contact.
#[component]
pub fn Tasks(props: &TasksProps) -> Html {
    let go = use_go_to();
    let last = props.items.len().saturating_sub(1);
    let patients: Vec<String> = props.items.iter().map(|item| item.patient_id.clone()).collect();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let here = gloo::utils::document()
            .active_element()
            .and_then(|element| element.id().strip_prefix("task-")?.parse().ok());
        let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if let Some(next) = neighbour(&event.key(), here, last) {
            event.prevent_default();
            focus(&task_id(next));
        } else if let Some(id) = here.and_then(|here| patients.get(here))
            && event.key() == "c"
            && is_plain
        {
            event.prevent_default();
            go.emit((Route::Patient { id: id.clone() }, Some(Place::of(CONTACT))));
        }
    });
    html! {
        <div class="fls-scroll" tabindex="0" role="group" aria-label={words::TITLE} {onkeydown}>
            <table class="nhsuk-table fls-table fls-worklist">
                <caption class="nhsuk-u-visually-hidden">{ words::CAPTION }</caption>
                <thead>
                    <tr>{ for words::COLUMNS.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr>
                </thead>
                <tbody>{ for props.items.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}

/// The task that an arrow leads to.
fn neighbour(key: &str, here: Option<usize>, last: usize) -> Option<usize> {
    match (key, here) {
        ("ArrowDown", None) => Some(0),
        ("ArrowDown", Some(here)) => Some(last.min(here + 1)),
        ("ArrowUp", Some(here)) => Some(here.saturating_sub(1)),
        ("Home", Some(_)) => Some(0),
        ("End", Some(_)) => Some(last),
        _ => None,
    }
}

fn row((place, item): (usize, &WorklistItem)) -> Html {
    let kpis: Vec<String> = item.kpis.iter().map(ToString::to_string).collect();
    html! {
        <tr>
            <th scope="row">
                <Go to={Route::Episode { id: item.fracture_id.clone() }} part={part_of(item)} id={task_id(place)}>{ item.task.label() }</Go>
                <span class="fls-worklist__next">{ &item.sentence }</span>
            </th>
            <td>{ item.patient.as_ref().map(|patient| person(&item.patient_id, patient)) }</td>
            <td>{ days_left(item.days_left) }</td>
            <td class="fls-figure">{ format::short_day(item.breaches_on) }</td>
            <td><span class="fls-code">{ format!("{}{}", texts::benchmark::KPI, kpis.join(", ")) }</span></td>
            <td class="fls-figure">{ format::short_day(item.diagnosed_on) }</td>
            <td>{ item.last_contact.as_ref().map(last_contact) }</td>
        </tr>
    }
}

/// Where the task is to be entered.
pub fn part_of(item: &WorklistItem) -> Option<Part> {
    let blank = item.blank.first().map(|field| Part::of(*field));
    blank.or_else(|| Part::from_key(item.section.key()))
}

/// Who it is: name if known, number, date of birth.
pub fn person(id: &str, patient: &WorklistPatient) -> Html {
    let number = match (patient.nhs_number, &patient.local_record_number) {
        (Some(number), _) => number.grouped(),
        (None, Some(local)) => local.clone(),
        (None, None) => texts::patients::NO_NUMBER.to_owned(),
    };
    let names: Vec<&str> = [&patient.given_names, &patient.family_name]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let born = format::short_day(patient.date_of_birth);
    html! {
        <>
            <Go to={Route::Patient { id: id.to_owned() }} class="fls-figure fls-worklist__person">
                { if names.is_empty() { number.clone() } else { names.join(" ") } }
            </Go>
            <span class="fls-worklist__next fls-figure">
                if !names.is_empty() {
                    { number }{ " · " }
                }
                { words::BORN }{ born }
            </span>
        </>
    }
}

/// What came of the latest contact, and when.
pub fn last_contact(contact: &LastContact) -> Html {
    html! {
        <>
            { contact.outcome.label() }
            <span class="fls-worklist__next fls-figure">
                { contact.method.label() }{ ", " }{ format::short_day(contact.attempted_at.date_naive()) }
            </span>
        </>
    }
}

/// The days left as a bar and in words.
pub fn days_left(days_left: i64) -> Html {
    let kind = match days_left {
        ..0 => "late",
        0..=14 => "near",
        _ => "far",
    };
    let width = format!("{}%", share(days_left));
    html! {
        <span class={format!("fls-days fls-days--{kind}")}>
            <svg class="fls-days__bar" aria-hidden="true" focusable="false">
                <rect class="fls-days__whole" width="100%" height="100%" />
                <rect class="fls-days__part" {width} height="100%" />
            </svg>
            { in_words(days_left) }
        </span>
    }
}

/// How much of the bar is filled, in per cent: what is overdue fills it.
fn share(days_left: i64) -> i64 {
    match days_left {
        ..0 => 100,
        _ => days_left.min(LONGEST) * 100 / LONGEST,
    }
}

fn in_words(days_left: i64) -> String {
    let days = |n: i64| format::counted(n.unsigned_abs(), words::DAY, words::DAYS);
    match days_left {
        ..0 => format!("{}{}", days(days_left), words::LATE),
        0 => words::TODAY.to_owned(),
        _ => format!("{}{}", days(days_left), words::LEFT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_words_and_as_a_bar() {
        for (days_left, text, filled) in [
            (-412, "412 days overdue", 100),
            (-1, "1 day overdue", 100),
            (0, "today", 0),
            (1, "1 day left", 1),
            (45, "45 days left", 50),
            (200, "200 days left", 100),
        ] {
            assert_eq!((in_words(days_left).as_str(), share(days_left)), (text, filled));
        }
    }

    #[test]
    fn arrows_stay_in_the_list() {
        for (key, here, expected) in [
            ("ArrowDown", None, Some(0)),
            ("ArrowDown", Some(0), Some(1)),
            ("ArrowDown", Some(2), Some(2)),
            ("ArrowUp", Some(0), Some(0)),
            ("ArrowUp", Some(2), Some(1)),
            ("ArrowUp", None, None),
            ("End", Some(0), Some(2)),
            ("Home", Some(2), Some(0)),
            ("Enter", Some(1), None),
        ] {
            assert_eq!(neighbour(key, here, 2), expected, "{key} {here:?}");
        }
    }
}
