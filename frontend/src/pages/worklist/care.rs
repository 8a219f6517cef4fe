//! Whom to call back, and whose injection is due.

use flsdb_domain::{
    care::Urgency,
    vocabulary::Coded,
    wire::worklist::{CallBack, Injection, Worklist},
};
use yew::prelude::*;

use super::table::{days_left, last_contact, person};
use crate::{
    components::{states::empty, tag::tag},
    format,
    texts::worklist as words,
};

/// Both lists, the injections first: a late one does harm.
pub fn care(list: &Worklist) -> Html {
    html! {
        <>
            <h2 class="nhsuk-heading-m">{ words::INJECTIONS }</h2>
            if list.injections.is_empty() {
                { empty(words::NO_INJECTIONS, html! { <p>{ words::NO_INJECTIONS_DETAIL }</p> }) }
            } else {
                { table(words::INJECTIONS, words::INJECTION_COLUMNS, list.injections.iter().map(injection).collect()) }
            }
            <h2 class="nhsuk-heading-m">{ words::CALL_BACKS }</h2>
            if list.call_backs.is_empty() {
                { empty(words::NO_CALL_BACKS, html! { <p>{ words::NO_CALL_BACKS_DETAIL }</p> }) }
            } else {
                { table(words::CALL_BACKS, words::CALL_BACK_COLUMNS, list.call_backs.iter().map(call_back).collect()) }
            }
        </>
    }
}

fn table(title: &'static str, columns: &[&'static str], rows: Html) -> Html {
    html! {
        <div class="fls-scroll" tabindex="0" role="group" aria-label={title}>
            <table class="nhsuk-table fls-table fls-worklist">
                <caption class="nhsuk-u-visually-hidden">{ title }</caption>
                <thead><tr>{ for columns.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr></thead>
                <tbody>{ rows }</tbody>
            </table>
        </div>
    }
}

fn injection(injection: &Injection) -> Html {
    let (text, colour) = match injection.urgency {
        Urgency::HarmfullyLate => (words::HARMFULLY_LATE, "red"),
        Urgency::Late => (words::TOO_LATE, "orange"),
        Urgency::Due => (words::DUE, "blue"),
    };
    html! {
        <tr>
            <th scope="row">{ person(&injection.patient_id, &injection.patient) }</th>
            <td>{ injection.drug.label() }</td>
            <td class="fls-figure">{ injection.last_given_on.map(format::short_day) }</td>
            <td class="fls-figure">{ format::short_day(injection.due_on) }</td>
            <td>{ tag(text, colour) }{ days_left(injection.days_left) }</td>
            <td>{ injection.last_contact.as_ref().map(last_contact) }</td>
        </tr>
    }
}

fn call_back(call: &CallBack) -> Html {
    html! {
        <tr>
            <th scope="row">{ person(&call.patient_id, &call.patient) }</th>
            <td class="fls-figure">{ format::short_day(call.call_back_on) }</td>
            <td>{ days_left(call.days_left) }</td>
            <td>{ last_contact(&call.last_contact) }</td>
        </tr>
    }
}
