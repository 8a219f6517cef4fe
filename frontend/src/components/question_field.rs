//! A question of the data set as part of a form: its control follows from the kind of its answer.

use flsdb_domain::{Field, Finding, Question, answer::Kind};
use yew::prelude::*;

use crate::{draft::DraftEvent, texts};

mod control;
mod several;

use control::{Control, kind_of, takes_several};

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
        takes_several(question).then_some("fls-field--wide"),
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
    fn every_question_has_a_control_with_its_key_as_id() {
        for question in QUESTIONS {
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
}
