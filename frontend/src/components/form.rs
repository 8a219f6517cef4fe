//! What every form of questions shares: saving, its faults, its fields.

use flsdb_domain::{Field, Finding, wire::records::EpisodeRecord};
use yew::prelude::*;

use super::{
    error_summary::Fault,
    question_field::{Presence, QuestionField},
    states::told_in_a_line,
};
use crate::{
    api::ApiError,
    draft::{Draft, DraftEvent, sort_out},
    format,
    texts::form,
};

/// The button that a key presses.
pub const SAVE_ID: &str = "save";

/// How saving stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Saving {
    /// How often the user has tried; grows with an answer, too, so that the summary takes the focus again.
    pub attempts: u32,
    /// Whether the record is on its way.
    pub is_busy: bool,
    /// What the server said that belongs to no field.
    pub refusal: Vec<String>,
    /// Whether the latest attempt is stored.
    pub is_saved: bool,
}

/// The fields of a form: each with its text and what may be shown of its findings.
pub struct Fields<'a> {
    /// What was typed.
    pub draft: &'a Draft,
    /// The findings that may be shown.
    pub shown: &'a [Finding],
    /// Told of every change.
    pub on_event: Callback<DraftEvent>,
}

impl Fields<'_> {
    /// One question.
    pub fn field(&self, field: Field, presence: Presence, hint: Option<&'static str>) -> Html {
        let findings: Vec<Finding> = self.shown.iter().filter(|f| f.field == field).cloned().collect();
        html! {
            <QuestionField key={field as usize} {field} {presence} {findings} text={self.draft.text(field).to_owned()}
                           hint={hint.map(AttrValue::from)} on_event={self.on_event.clone()} />
        }
    }
}

/// The button that saves. Pressing it leaves the focus where it is until the press is over: a finding that appeared as the
/// field was left would move the button away from under the pointer.
pub fn save_button(is_busy: bool, label: &'static str) -> Html {
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <button class="nhsuk-button" id={SAVE_ID} type="submit" aria-disabled={is_busy.to_string()} {onmousedown}>
            { if is_busy { form::SAVING } else { label } }
        </button>
    }
}

/// How many warnings will be stored with the record.
pub fn warned(shown: &[Finding]) -> String {
    match shown.iter().filter(|finding| !finding.is_error()).count() {
        0 => String::new(),
        n => format!(
            "{}{}",
            format::counted(n as u64, form::ONE_WARNING, form::WARNINGS),
            form::WARNINGS_DO_NOT_STOP
        ),
    }
}

/// Errors above the form, once the user has tried to save. `follow` leads to fields that are not on screen.
pub fn faults(
    saving: &Saving,
    shown: &[Finding],
    follow: &dyn Fn(Field) -> Option<Callback<()>>,
) -> Vec<Fault> {
    if saving.attempts == 0 || saving.is_saved {
        return vec![];
    }
    let general = saving.refusal.iter().map(|message| Fault {
        target: None,
        message: message.clone(),
        follow: None,
    });
    let at_fields = shown.iter().filter(|finding| finding.is_error()).map(|finding| {
        let question = finding.field.question();
        Fault {
            target: question.map(|question| question.key.to_owned()),
            message: match question {
                Some(question) => format!("{}: {}", question.title, finding.message),
                None => finding.message.clone(),
            },
            follow: follow(finding.field),
        }
    });
    general.chain(at_fields).collect()
}

/// The findings of a stored record that belong to a field.
pub fn sort_out_record(record: &EpisodeRecord) -> Vec<Finding> {
    sort_out(&record.findings).0
}

/// What the server said: at fields, and in general.
pub fn refused(error: &ApiError) -> (Vec<Finding>, Vec<String>) {
    let findings = error
        .problem()
        .map(|problem| problem.findings.as_slice())
        .unwrap_or_default();
    let (at_fields, mut elsewhere) = sort_out(findings);
    if at_fields.is_empty() && elsewhere.is_empty() {
        elsewhere.push(told_in_a_line(error));
    }
    (at_fields, elsewhere)
}

#[cfg(test)]
mod tests {
    use flsdb_domain::FindingCode;

    use super::*;

    #[test]
    fn the_summary_waits_for_an_attempt_and_lists_errors_only() {
        let shown = [
            Finding::new(Field::NhsNumber, FindingCode::NhsNumberInvalid, "Look again"),
            Finding::new(
                Field::FirstContactOn,
                FindingCode::ContactBeforeDiagnosis,
                "Check both",
            ),
        ];
        assert_eq!(faults(&Saving::default(), &shown, &|_| None), []);
        let tried = Saving {
            attempts: 1,
            refusal: vec!["Not today".into()],
            ..Saving::default()
        };
        let listed: Vec<_> = faults(&tried, &shown, &|_| None)
            .into_iter()
            .map(|f| (f.target, f.message))
            .collect();
        assert_eq!(
            listed,
            [
                (None, "Not today".to_owned()),
                (Some("nhs_number".to_owned()), "NHS number: Look again".to_owned())
            ]
        );
    }
}
