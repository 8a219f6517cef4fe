//! The controls: text, number, drop-down, radios, boxes.

use flsdb_domain::{
    Episode, Field, Question,
    answer::Kind,
    dates::{parse_date, parse_iso},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, KeyboardEvent};
use yew::prelude::*;

use super::{Presence, QuestionFieldProps, several::Several};
use crate::{draft::DraftEvent, format, texts};

/// Lists of so many options are shown as radios, longer ones as a drop-down.
const RADIOS_AT_MOST: usize = 4;

/// Everything that the controls have in common.
pub struct Control<'a> {
    /// Which question.
    pub question: &'static Question,
    /// Its text, and who is told of changes.
    pub props: &'a QuestionFieldProps,
    /// Ids of the hint and of what is wrong.
    pub described_by: Option<String>,
    /// Whether something keeps the record from being stored.
    pub has_error: bool,
}

/// What kind of answer a question takes.
pub fn kind_of(question: &Question) -> Kind {
    (question.answer)(&Episode::default()).kind()
}

/// Whether a question takes several options.
pub fn takes_several(question: &Question) -> bool {
    (question.answer)(&Episode::default()).takes_several()
}

/// The options that a joined text names.
fn chosen(text: &str) -> Vec<&str> {
    text.split(';').filter(|part| !part.is_empty()).collect()
}

/// The joined text with one option added or taken away, in the order of the list.
fn toggled(text: &str, option: &str, options: &[(&str, &str)]) -> String {
    let before = chosen(text);
    options
        .iter()
        .map(|(_, label)| *label)
        .filter(|label| before.contains(label) != (*label == option))
        .collect::<Vec<_>>()
        .join(";")
}

impl Control<'_> {
    /// Label, notes and control.
    pub fn render(&self, notes: Html) -> Html {
        match kind_of(self.question) {
            Kind::Options(options) if takes_several(self.question) => {
                let boxes = options
                    .iter()
                    .enumerate()
                    .map(|(i, option)| self.checkbox(i, option, &options));
                self.group(
                    notes,
                    "nhsuk-checkboxes nhsuk-checkboxes--small fls-options",
                    boxes.collect(),
                )
            }
            Kind::Options(options) if options.len() <= RADIOS_AT_MOST => {
                let radios: Html = options
                    .iter()
                    .enumerate()
                    .map(|(i, option)| self.radio(i, option))
                    .collect();
                let html = html! { <>{ radios }{ self.clear_button() }</> };
                self.group(
                    notes,
                    "nhsuk-radios nhsuk-radios--inline nhsuk-radios--small",
                    html,
                )
            }
            Kind::Options(options) => self.labelled(notes, self.select(&options)),
            Kind::Flag => self.labelled(notes, self.flag()),
            Kind::Records => self.group(notes, "fls-several", self.several()),
            Kind::Date => self.labelled(notes, self.dated()),
            Kind::Number { unit, .. } => self.labelled(notes, self.measured(unit)),
            Kind::Text => self.labelled(notes, self.input("nhsuk-input--width-20", "text")),
        }
    }

    fn title(&self) -> Html {
        html! {
            <>
                { self.question.title }
                if self.props.presence == Presence::Required {
                    <span class="fls-field__required">{ texts::form::REQUIRED }</span>
                }
                if !self.question.number.is_empty() {
                    <span class="fls-field__number" aria-hidden="true">{ self.question.number }</span>
                }
            </>
        }
    }

    fn labelled(&self, notes: Html, control: Html) -> Html {
        html! {
            <>
                <label class="nhsuk-label fls-field__label" for={self.question.key}>{ self.title() }</label>
                { notes }
                { control }
            </>
        }
    }

    fn group(&self, notes: Html, class: &'static str, options: Html) -> Html {
        html! {
            <fieldset class="nhsuk-fieldset" aria-describedby={self.described_by.clone()}>
                <legend class="nhsuk-fieldset__legend fls-field__label">{ self.title() }</legend>
                { notes }
                <div {class}>{ options }</div>
            </fieldset>
        }
    }

    fn typed(&self, text: String) -> DraftEvent {
        DraftEvent::Typed(self.props.field, text)
    }

    fn on_input(&self) -> Callback<InputEvent> {
        let (field, on_event) = (self.props.field, self.props.on_event.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                let typed = input.value();
                let text = if field == Field::NhsNumber {
                    grouped(&input, &typed)
                } else {
                    typed
                };
                input.set_value(&text);
                on_event.emit(DraftEvent::Typed(field, text));
            }
        })
    }

    fn on_leave(&self) -> Callback<FocusEvent> {
        let (field, on_event) = (self.props.field, self.props.on_event.clone());
        Callback::from(move |_| on_event.emit(DraftEvent::Left(field)))
    }

    fn input(&self, width: &'static str, mode: &'static str) -> Html {
        html! {
            <input
                class={classes!("nhsuk-input", width, self.has_error.then_some("nhsuk-input--error"))}
                id={self.question.key}
                name={self.question.key}
                type="text"
                inputmode={if self.props.field == Field::NhsNumber { "numeric" } else { mode }}
                autocomplete="off"
                spellcheck="false"
                value={self.props.text.clone()}
                aria-describedby={self.described_by.clone()}
                aria-invalid={self.has_error.then_some("true")}
                aria-required={(self.props.presence == Presence::Required).then_some("true")}
                oninput={self.on_input()}
                onblur={self.on_leave()}
            />
        }
    }

    /// A day to be typed in any usual form, or picked: with the calendar beside the field or with Alt and the arrow down.
    fn dated(&self) -> Html {
        let picker_id = format!("{}-pick", self.question.key);
        let on_key = {
            let picker_id = picker_id.clone();
            Callback::from(move |event: KeyboardEvent| {
                if event.alt_key() && event.key() == "ArrowDown" {
                    event.prevent_default();
                    let picker = gloo::utils::document().get_element_by_id(&picker_id);
                    if let Some(picker) = picker.and_then(|p| p.dyn_into::<HtmlInputElement>().ok()) {
                        // A browser without a calendar leaves the field to be typed in.
                        let _ = picker.show_picker();
                    }
                }
            })
        };
        let (field, on_event) = (self.props.field, self.props.on_event.clone());
        let on_pick = Callback::from(move |event: Event| {
            let picker = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
            if let Some(Ok(day)) = picker.map(|picker| parse_iso(&picker.value())) {
                on_event.emit(DraftEvent::Typed(field, format::short_day(day)));
                on_event.emit(DraftEvent::Left(field));
            }
        });
        let value = parse_date(&self.props.text).map_or_else(|_| String::new(), |day| day.to_string());
        html! {
            <div class="fls-date" onkeydown={on_key}>
                { self.input("nhsuk-input--width-10", "numeric") }
                <input type="date" class="fls-date__pick" id={picker_id} tabindex="-1" {value} onchange={on_pick}
                       aria-label={format!("{}{}", texts::capture::PICK, self.question.title)} />
            </div>
        }
    }

    fn measured(&self, unit: &'static str) -> Html {
        let input = self.input("nhsuk-input--width-5", "decimal");
        if unit.is_empty() {
            return input;
        }
        html! {
            <div class="nhsuk-input-wrapper">
                { input }
                <div class="nhsuk-input-wrapper__suffix" aria-hidden="true">{ unit }</div>
            </div>
        }
    }

    fn select(&self, options: &[(&'static str, &'static str)]) -> Html {
        let (field, on_event) = (self.props.field, self.props.on_event.clone());
        let onchange = Callback::from(move |event: Event| {
            if let Some(select) = event
                .target()
                .and_then(|t| t.dyn_into::<HtmlSelectElement>().ok())
            {
                on_event.emit(DraftEvent::Typed(field, select.value()));
                on_event.emit(DraftEvent::Left(field));
            }
        });
        html! {
            <select
                class={classes!("nhsuk-select", self.has_error.then_some("nhsuk-select--error"))}
                id={self.question.key}
                name={self.question.key}
                aria-describedby={self.described_by.clone()}
                {onchange}
            >
                <option value="" selected={self.props.text.is_empty()}>{ texts::form::NOT_ANSWERED }</option>
                { for options.iter().map(|(_, label)| html! {
                    <option value={*label} selected={self.props.text == *label}>{ *label }</option>
                }) }
            </select>
        }
    }

    /// The first option has the id of the question, so that links lead to it.
    fn option_id(&self, place: usize, token: &str) -> String {
        match place {
            0 => self.question.key.to_owned(),
            _ => format!("{}-{token}", self.question.key),
        }
    }

    fn radio(&self, place: usize, (token, label): &(&'static str, &'static str)) -> Html {
        let id = self.option_id(place, token);
        let (event, on_event, field) = (
            self.typed((*label).to_owned()),
            self.props.on_event.clone(),
            self.props.field,
        );
        let onchange = Callback::from(move |_: Event| {
            on_event.emit(event.clone());
            on_event.emit(DraftEvent::Left(field));
        });
        html! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" id={id.clone()} name={self.question.key} type="radio" value={*token}
                       checked={self.props.text == *label} {onchange} />
                <label class="nhsuk-label nhsuk-radios__label" for={id}>{ *label }</label>
            </div>
        }
    }

    fn several(&self) -> Html {
        html! {
            <Several field={self.props.field} id={self.question.key} text={self.props.text.clone()}
                     described_by={self.described_by.clone()} on_event={self.props.on_event.clone()} />
        }
    }

    fn clear_button(&self) -> Html {
        if self.props.text.is_empty() {
            return html! {};
        }
        let (event, on_event) = (self.typed(String::new()), self.props.on_event.clone());
        html! {
            <button type="button" class="fls-link-button fls-options__clear"
                    onclick={Callback::from(move |_: MouseEvent| on_event.emit(event.clone()))}>
                { texts::form::CLEAR }
                <span class="nhsuk-u-visually-hidden">{ format!(": {}", self.question.title) }</span>
            </button>
        }
    }

    fn checkbox(
        &self,
        place: usize,
        (token, label): &(&'static str, &'static str),
        options: &[(&'static str, &'static str)],
    ) -> Html {
        let id = self.option_id(place, token);
        let event = self.typed(toggled(&self.props.text, label, options));
        let (on_event, field) = (self.props.on_event.clone(), self.props.field);
        let onchange = Callback::from(move |_: Event| {
            on_event.emit(event.clone());
            on_event.emit(DraftEvent::Left(field));
        });
        html! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" id={id.clone()} name={self.question.key} type="checkbox"
                       value={*token} checked={chosen(&self.props.text).contains(label)} {onchange} />
                <label class="nhsuk-label nhsuk-checkboxes__label" for={id}>{ *label }</label>
            </div>
        }
    }

    fn flag(&self) -> Html {
        let is_set = !self.props.text.is_empty();
        let event = self.typed(if is_set { String::new() } else { "true".to_owned() });
        let on_event = self.props.on_event.clone();
        html! {
            <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" id={self.question.key} name={self.question.key} type="checkbox"
                           checked={is_set} onchange={Callback::from(move |_: Event| on_event.emit(event.clone()))} />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for={self.question.key}>{ texts::form::YES }</label>
                </div>
            </div>
        }
    }
}

/// An NHS number in its groups, with the caret where it belongs.
fn grouped(input: &HtmlInputElement, typed: &str) -> String {
    let at = input.selection_start().ok().flatten();
    let caret = at.map_or(typed.len(), |at| at as usize);
    let (text, caret) = format::group_nhs_number_at(typed, caret);
    if text != typed {
        input.set_value(&text);
        let caret = u32::try_from(caret).unwrap_or_default();
        // Fails only on fields that hold no text.
        let _ = input.set_selection_range(caret, caret);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::toggled;

    #[test]
    fn several_options_are_joined_in_the_order_of_the_list() {
        let options = [("a", "A"), ("b", "B"), ("c", "C")];
        for (before, option, after) in [
            ("", "B", "B"),
            ("B", "A", "A;B"),
            ("A;B", "B", "A"),
            ("A;C", "B", "A;B;C"),
        ] {
            assert_eq!(toggled(before, option, &options), after, "{before} {option}");
        }
    }
}
