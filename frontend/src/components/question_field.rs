//! A question of the data set as part of a form: its control follows from the kind of its answer.

use flsdb_domain::{Episode, Field, Finding, Question, answer::Kind};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::{draft::DraftEvent, format, texts};

/// Lists of so many options are shown as radios, longer ones as a drop-down.
const RADIOS_AT_MOST: usize = 4;

/// Properties of [`QuestionField`].
#[derive(Properties, PartialEq)]
pub struct QuestionFieldProps {
    /// Which question.
    pub field: Field,
    /// The text as typed; several options are joined by `;`.
    pub text: AttrValue,
    /// What may be shown of this field's findings.
    #[prop_or_default]
    pub findings: Vec<Finding>,
    /// Told of every change, and when the user goes on.
    pub on_event: Callback<DraftEvent>,
    /// A line below the label.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// Whether the record cannot be stored without it.
    #[prop_or_default]
    pub presence: Presence,
}

/// Whether a question must be answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Presence {
    /// It may stay blank.
    #[default]
    Optional,
    /// The record cannot be stored without it.
    Required,
}

/// Everything that the controls have in common.
struct Control<'a> {
    question: &'static Question,
    props: &'a QuestionFieldProps,
    described_by: Option<String>,
    has_error: bool,
}

/// One question: label, hint, what is wrong, and its control.
#[component]
pub fn QuestionField(props: &QuestionFieldProps) -> Html {
    let Some(question) = props.field.question() else {
        return html! {};
    };
    let (errors, warnings): (Vec<_>, Vec<_>) = props.findings.iter().partition(|finding| finding.is_error());
    let hint = props.hint.clone().or_else(|| hint_of(question));
    let described_by = [
        hint.as_ref().map(|_| format!("{}-hint", question.key)),
        (!errors.is_empty()).then(|| format!("{}-error", question.key)),
        (!warnings.is_empty()).then(|| format!("{}-warning", question.key)),
    ];
    let described_by: Vec<String> = described_by.into_iter().flatten().collect();
    let control = Control {
        question,
        props,
        described_by: (!described_by.is_empty()).then(|| described_by.join(" ")),
        has_error: !errors.is_empty(),
    };
    let notes = html! {
        <>
            if let Some(hint) = hint {
                <div class="nhsuk-hint fls-field__hint" id={format!("{}-hint", question.key)}>{ hint }</div>
            }
            // Present from the start, so that assistive software tells what appears in it.
            <div aria-live="polite">
                if !errors.is_empty() {
                    <p class="nhsuk-error-message" id={format!("{}-error", question.key)}>
                        <span class="nhsuk-u-visually-hidden">{ texts::form::ERROR }</span>
                        { lines(&errors) }
                    </p>
                }
                if !warnings.is_empty() {
                    <p class="fls-warning" id={format!("{}-warning", question.key)}>
                        <span class="nhsuk-u-visually-hidden">{ texts::form::WARNING }</span>
                        { lines(&warnings) }
                    </p>
                }
            </div>
        </>
    };
    let class = classes!(
        "nhsuk-form-group",
        "fls-field",
        control.has_error.then_some("nhsuk-form-group--error")
    );
    html! { <div {class}>{ control.render(notes) }</div> }
}

fn lines(findings: &[&Finding]) -> Html {
    findings
        .iter()
        .enumerate()
        .map(|(i, finding)| {
            html! { <>if i > 0 { <br /> }{ &finding.message }</> }
        })
        .collect()
}

fn hint_of(question: &Question) -> Option<AttrValue> {
    match kind_of(question) {
        Kind::Date => Some(texts::form::DATE_HINT.into()),
        Kind::Number { min, max, unit } => {
            Some(format!("{min} to {max} {unit}").trim_end().to_owned().into())
        }
        _ => None,
    }
}

fn kind_of(question: &Question) -> Kind {
    (question.answer)(&Episode::default()).kind()
}

fn takes_several(question: &Question) -> bool {
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
    fn render(&self, notes: Html) -> Html {
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
            Kind::Records => html! {},
            Kind::Date => self.labelled(notes, self.input("nhsuk-input--width-10", "numeric")),
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
                // Grouping while the caret is inside the text would move it.
                let at_end = input
                    .selection_start()
                    .ok()
                    .flatten()
                    .is_none_or(|at| at as usize >= typed.len());
                let text = if field == Field::NhsNumber && at_end {
                    format::group_nhs_number(&typed)
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

#[cfg(test)]
mod tests {
    use flsdb_domain::{FindingCode, question::QUESTIONS};
    use futures::executor::block_on;
    use yew::ServerRenderer;

    use super::*;

    fn rendered(field: Field, text: &'static str, findings: Vec<Finding>) -> String {
        block_on(
            ServerRenderer::<QuestionField>::with_props(move || QuestionFieldProps {
                field,
                text: text.into(),
                findings,
                on_event: Callback::noop(),
                hint: None,
                presence: Presence::Optional,
            })
            .hydratable(false)
            .render(),
        )
    }

    #[test]
    fn every_question_but_lists_of_records_has_a_control_with_its_key_as_id() {
        for question in QUESTIONS.iter().filter(|q| q.field != Field::Refractures) {
            let html = rendered(question.field, "", vec![]);
            assert!(html.contains(&format!("id=\"{}\"", question.key)), "{html}");
            assert!(html.contains(question.title), "{html}");
        }
    }

    #[test]
    fn a_finding_stands_beside_its_field() {
        let error = Finding::new(
            Field::NhsNumber,
            FindingCode::NhsNumberInvalid,
            "Look for two figures swapped",
        );
        let html = rendered(Field::NhsNumber, "943 476 5918", vec![error]);
        for part in [
            "nhsuk-form-group--error",
            "aria-describedby=\"nhs_number-error\"",
            "aria-invalid=\"true\"",
            "Look for two figures swapped",
            "value=\"943 476 5918\"",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        let warning = Finding::new(
            Field::FirstContactOn,
            FindingCode::ContactBeforeDiagnosis,
            "Check both",
        );
        let html = rendered(Field::FirstContactOn, "1/2/2024", vec![warning]);
        assert!(
            html.contains("fls-warning") && !html.contains("nhsuk-form-group--error"),
            "{html}"
        );
    }

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
