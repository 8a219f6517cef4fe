//! Plain inputs outside the data set, and sending what was entered.

use std::future::Future;

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{platform::spawn_local, prelude::*};

use crate::api::ApiError;

/// A labelled input: id, label, type.
pub fn input(
    (id, label, kind): (&str, &str, &'static str),
    value: &str,
    set: impl Fn(String) + 'static,
) -> Html {
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
            set(input.value());
        }
    });
    html! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for={id.to_owned()}>{ label }</label>
            <input class="nhsuk-input" id={id.to_owned()} type={kind} autocomplete="off" value={value.to_owned()} {oninput} />
        </div>
    }
}

/// A labelled choice: id, label, and options by value and text.
pub fn choice(
    (id, label): (&str, &str),
    options: &[(String, String)],
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event
            .target()
            .and_then(|t| t.dyn_into::<HtmlSelectElement>().ok())
        {
            set(select.value());
        }
    });
    html! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for={id.to_owned()}>{ label }</label>
            <select class="nhsuk-select" id={id.to_owned()} {onchange}>
                { for options.iter().map(|(value, text)| html! {
                    <option value={value.clone()} selected={value == chosen}>{ text }</option>
                }) }
            </select>
        </div>
    }
}

/// A small button.
pub fn button(text: &str, label: Option<String>, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small fls-small" aria-label={label} {onclick}>{ text }</button>
    }
}

/// The head of a table: names, and whether numbers stand below. A column of buttons has no name.
fn head(columns: &[(&'static str, bool)]) -> Html {
    let cell = |(name, is_number): &(&'static str, bool)| match *name {
        "" => html! { <td></td> },
        name => html! { <th scope="col" class={is_number.then_some("fls-right")}>{ name }</th> },
    };
    html! { <thead><tr>{ for columns.iter().map(cell) }</tr></thead> }
}

/// A table that scrolls inside, under a name that no other table of the page has.
pub fn table(name: &str, columns: &[(&'static str, bool)], rows: Html) -> Html {
    html! {
        <div class="fls-scroll" tabindex="0" role="group" aria-label={name.to_owned()}>
            <table class="nhsuk-table fls-table">
                <caption class="nhsuk-u-visually-hidden">{ name }</caption>
                { head(columns) }
                <tbody>{ rows }</tbody>
            </table>
        </div>
    }
}

/// Sends a change: what went wrong is kept, what went well is told.
pub fn send(
    work: impl Future<Output = Result<(), ApiError>> + 'static,
    failure: &UseStateHandle<Option<ApiError>>,
    done: Callback<()>,
) {
    let failure = failure.clone();
    spawn_local(async move {
        match work.await {
            Ok(()) => {
                failure.set(None);
                done.emit(());
            }
            Err(error) => failure.set(Some(error)),
        }
    });
}

/// What a refused change is about: the findings of the server, or its detail.
pub fn refusal(error: &ApiError) -> Html {
    let findings = error.problem().map(|p| p.findings.as_slice()).unwrap_or_default();
    html! {
        <div class="fls-failed" role="alert">
            if findings.is_empty() {
                <p>{ super::states::told_in_a_line(error) }</p>
            } else {
                { for findings.iter().map(|finding| html! { <p>{ &finding.message }</p> }) }
            }
        </div>
    }
}
