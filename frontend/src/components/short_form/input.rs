//! An input of a short form: how it is given, and how it stands on the page.

use flsdb_domain::vocabulary::Coded;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::texts::form as shared;

/// What the ids of inputs begin with.
const PREFIX: &str = "entry-";

/// How an answer is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Control {
    /// One line of text.
    Line,
    /// Several lines.
    Lines,
    /// A day.
    Day,
    /// One of these: tokens and labels.
    Options(Vec<(&'static str, &'static str)>),
    /// Some of these: tokens and labels. The text joins their tokens by `;`.
    Boxes(Vec<(&'static str, &'static str)>),
    /// One of these, a button each, that saves.
    Buttons(Vec<(&'static str, &'static str)>),
}

/// An input.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The member of the entry.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// A line below the label.
    pub hint: Option<&'static str>,
    /// How it is given.
    pub control: Control,
    /// What browsers may fill it with, in the words of HTML: `off` for nothing.
    pub autocomplete: &'static str,
}

/// An input of this name without a hint.
pub fn input(name: &'static str, label: &'static str, control: Control) -> Input {
    Input {
        name,
        label,
        hint: None,
        control,
        autocomplete: "off",
    }
}

impl Input {
    /// The same with a line below the label.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Input {
        Input {
            hint: Some(hint),
            ..self
        }
    }

    /// The same, which browsers may fill with this of their user.
    #[must_use]
    pub fn filled_with(self, autocomplete: &'static str) -> Input {
        Input { autocomplete, ..self }
    }

    /// The id of its element. One form is open at a time.
    pub fn id(&self) -> String {
        id(self.name)
    }
}

/// The id of the input of this name.
pub fn id(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// Whether an id is that of an input, by its form.
pub fn is_id(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// The options of a vocabulary that are offered.
pub fn options<T: Coded>(keep: impl Fn(T) -> bool) -> Vec<(&'static str, &'static str)> {
    let choices = T::choices();
    let kept = choices.iter().filter(|choice| keep(choice.value));
    kept.map(|choice| (choice.token, choice.label)).collect()
}

/// An input with its label, hint and fault.
pub fn field(input: &Input, text: &str, fault: Option<&str>, told_of: Callback<String>) -> Html {
    let id = input.id();
    let hint_id = input.hint.map(|_| format!("{id}-hint"));
    let error_id = fault.map(|_| format!("{id}-error"));
    let described_by: Vec<String> = [hint_id.clone(), error_id.clone()]
        .into_iter()
        .flatten()
        .collect();
    let described_by = (!described_by.is_empty()).then(|| described_by.join(" "));
    let invalid = fault.map(|_| "true");
    let notes = html! {
        <>
            if let Some(hint) = input.hint {
                <div class="nhsuk-hint fls-field__hint" id={hint_id}>{ hint }</div>
            }
            if let Some(fault) = fault {
                <p class="nhsuk-error-message" id={error_id}>
                    <span class="nhsuk-u-visually-hidden">{ shared::ERROR }</span>{ fault.to_owned() }
                </p>
            }
        </>
    };
    let oninput = {
        let told_of = told_of.clone();
        Callback::from(move |event: InputEvent| {
            let Some(target) = event.target() else { return };
            if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
                told_of.emit(input.value());
            } else if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
                told_of.emit(area.value());
            }
        })
    };
    let control = match &input.control {
        Control::Line | Control::Day => {
            let mode = match (&input.control, input.autocomplete) {
                (Control::Day, _) => "numeric",
                (_, "email") => "email",
                _ => "text",
            };
            let width = if input.control == Control::Day {
                "nhsuk-input--width-10"
            } else {
                ""
            };
            html! {
                <input class={classes!("nhsuk-input", width)} id={id.clone()} type="text" autocomplete={input.autocomplete} inputmode={mode}
                       value={text.to_owned()} aria-describedby={described_by} aria-invalid={invalid} {oninput} />
            }
        }
        Control::Lines => html! {
            <textarea class="nhsuk-textarea" id={id.clone()} rows="3" value={text.to_owned()}
                      aria-describedby={described_by} aria-invalid={invalid} {oninput} />
        },
        Control::Options(options) => {
            let onchange = Callback::from(move |event: Event| {
                let select = event
                    .target()
                    .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
                if let Some(select) = select {
                    told_of.emit(select.value());
                }
            });
            html! {
                <select class="nhsuk-select" id={id.clone()} aria-describedby={described_by} aria-invalid={invalid} {onchange}>
                    <option value="" selected={text.is_empty()}>{ shared::CHOOSE }</option>
                    { for options.iter().map(|(token, label)| html! {
                        <option value={*token} selected={text == *token}>{ *label }</option>
                    }) }
                </select>
            }
        }
        Control::Boxes(options) => {
            return html! {
                <div class={classes!("nhsuk-form-group", "fls-field", "fls-field--wide", fault.map(|_| "nhsuk-form-group--error"))}>
                    <fieldset class="nhsuk-fieldset" {id} tabindex="-1" aria-describedby={described_by}>
                        <legend class="nhsuk-fieldset__legend fls-field__label">{ input.label }</legend>
                        { notes }
                        <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                            { for options.iter().map(|(token, label)| tick_box(input, (token, label), text, &told_of)) }
                        </div>
                    </fieldset>
                </div>
            };
        }
        Control::Buttons(options) => {
            return html! {
                <fieldset class="nhsuk-fieldset fls-field fls-field--wide" {id} tabindex="-1" aria-describedby={described_by}>
                    <legend class="nhsuk-fieldset__legend fls-field__label">{ input.label }</legend>
                    { notes }
                    <div class="fls-outcomes">{ for options.iter().map(|(token, label)| button(token, label, text, &told_of)) }</div>
                </fieldset>
            };
        }
    };
    let wide = (input.control == Control::Lines).then_some("fls-field--wide");
    let error = fault.map(|_| "nhsuk-form-group--error");
    html! {
        <div class={classes!("nhsuk-form-group", "fls-field", wide, error)}>
            <label class="nhsuk-label fls-field__label" for={id}>{ input.label }</label>
            { notes }
            { control }
        </div>
    }
}

/// An option that saves when it is pressed.
fn button(token: &'static str, label: &'static str, chosen: &str, told_of: &Callback<String>) -> Html {
    let onclick = told_of.reform(move |_: MouseEvent| token.to_owned());
    html! {
        <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                aria-pressed={(chosen == token).to_string()} {onclick}>
            { label }
        </button>
    }
}

/// An option that goes together with others.
fn tick_box(
    input: &Input,
    (token, label): (&'static str, &'static str),
    text: &str,
    told_of: &Callback<String>,
) -> Html {
    let id = format!("{}-{token}", input.id());
    let checked = text.split(';').any(|chosen| chosen == token);
    let text = text.to_owned();
    let onchange = told_of.reform(move |_: Event| toggled(&text, token));
    html! {
        <div class="nhsuk-checkboxes__item">
            <input class="nhsuk-checkboxes__input" id={id.clone()} type="checkbox" {checked} {onchange} />
            <label class="nhsuk-label nhsuk-checkboxes__label" for={id}>{ label }</label>
        </div>
    }
}

/// The text with the token in it, if it was not, and without it, if it was.
fn toggled(text: &str, token: &str) -> String {
    let mut chosen: Vec<&str> = text.split(';').filter(|chosen| !chosen.is_empty()).collect();
    match chosen.iter().position(|chosen| *chosen == token) {
        Some(place) => drop(chosen.remove(place)),
        None => chosen.push(token),
    }
    chosen.join(";")
}

#[cfg(test)]
mod tests {
    use super::toggled;

    #[test]
    fn a_box_is_ticked_and_cleared() {
        for (text, token, expected) in [
            ("", "a", "a"),
            ("a", "b", "a;b"),
            ("a;b", "a", "b"),
            ("a", "a", ""),
        ] {
            assert_eq!(toggled(text, token), expected, "{text} {token}");
        }
    }
}
