//! The tasks, a row each.

use flsdb_domain::{Part, vocabulary::Coded, wire::worklist::WorklistItem};
use yew::prelude::*;

use crate::{
    components::{error_summary::focus, link::Go},
    format,
    routes::Route,
    texts::{self, worklist as words},
};

/// The longest time that the bar shows: the window of KPI 4.
const LONGEST: i64 = 90;

/// The id of the link of a task, by its place in the list.
fn task_id(place: usize) -> String {
    format!("task-{place}")
}

/// The table; arrows go from task to task, Enter opens.
pub fn table(items: &[WorklistItem]) -> Html {
    let last = items.len().saturating_sub(1);
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let here = gloo::utils::document()
            .active_element()
            .and_then(|element| element.id().strip_prefix("task-")?.parse().ok());
        if let Some(next) = neighbour(&event.key(), here, last) {
            event.prevent_default();
            focus(&task_id(next));
        }
    });
    html! {
        <div class="fls-scroll" tabindex="0" role="region" aria-label={words::TITLE} {onkeydown}>
            <table class="nhsuk-table fls-table fls-worklist">
                <caption class="nhsuk-u-visually-hidden">{ words::CAPTION }</caption>
                <thead>
                    <tr>{ for words::COLUMNS.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr>
                </thead>
                <tbody>{ for items.iter().enumerate().map(row) }</tbody>
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
            <td>{ days(item) }</td>
            <td class="fls-figure">{ format::short_day(item.breaches_on) }</td>
            <td><span class="fls-code">{ format!("{}{}", texts::benchmark::KPI, kpis.join(", ")) }</span></td>
            <td class="fls-figure">{ format::short_day(item.diagnosed_on) }</td>
        </tr>
    }
}

/// Where the task is to be entered.
pub fn part_of(item: &WorklistItem) -> Option<Part> {
    let blank = item.blank.first().map(|field| Part::of(*field));
    blank.or_else(|| Part::from_key(item.section.key()))
}

/// The days left as a bar and in words.
fn days(item: &WorklistItem) -> Html {
    let kind = match item.days_left {
        ..0 => "late",
        0..=14 => "near",
        _ => "far",
    };
    let width = format!("{}%", share(item.days_left));
    html! {
        <span class={format!("fls-days fls-days--{kind}")}>
            <svg class="fls-days__bar" aria-hidden="true" focusable="false">
                <rect class="fls-days__whole" width="100%" height="100%" />
                <rect class="fls-days__part" {width} height="100%" />
            </svg>
            { in_words(item.days_left) }
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
