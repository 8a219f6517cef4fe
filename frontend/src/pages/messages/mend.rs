//! Mending a refused message: its answers in a form, checked by the server before anything is stored.

use std::{collections::BTreeSet, rc::Rc};

use flsdb_domain::{
    Field, Finding,
    question::QUESTIONS,
    wire::{
        About,
        messages::{NewSettlement, Receipt, RefusedMessage},
    },
};
use serde_json::Value;
use yew::{platform::spawn_local, prelude::*};

use super::mended::{entries, is_new, overwritten, raw, record};
use crate::{
    api::{Api, ApiError, Extent},
    components::{
        error_summary::{ErrorSummary, focus},
        form::{Saving, faults, refused, save_button},
        question_field::QuestionField,
    },
    draft::{Draft, DraftEvent, sort_out},
    pages::episode::document,
    texts::{form as shared, messages as words},
    unsaved::use_unsaved,
};

const HEADING: &str = "mend";

/// Properties of [`Mend`].
#[derive(Properties, PartialEq)]
pub struct MendProps {
    /// The message.
    pub message: Rc<RefusedMessage>,
    /// What it holds.
    pub document: Rc<Value>,
    /// Told when the record is stored, with what became of it.
    pub on_stored: Callback<Receipt>,
    /// Told when the user gives up.
    pub on_cancel: Callback<()>,
}

/// The form.
#[component]
pub fn Mend(props: &MendProps) -> Html {
    let Some(about) = use_context::<Rc<About>>() else {
        return html! {};
    };
    let first = use_memo(props.document.clone(), |document| entries(document));
    let draft = use_reducer(|| Draft::new(about.today).after(DraftEvent::Restored((*first).clone())));
    let saving = use_state(Saving::default);
    let wrong = use_state(|| fields_of(&props.message));
    let is_touched = draft.changes() != *first;
    use_unsaved(is_touched);
    use_effect_with((), |()| focus(HEADING));
    let shown = draft.shown(&draft.checked().findings);
    let dispatcher = draft.dispatcher();
    let on_event = Callback::from(move |event| dispatcher.dispatch(event));
    let on_submit = use_submit(props, &draft, &saving, &wrong);
    let on_cancel = props.on_cancel.clone();
    let on_cancel = Callback::from(move |_: MouseEvent| {
        if !is_touched || gloo::dialogs::confirm(shared::GIVE_UP) {
            on_cancel.emit(());
        }
    });
    let sent: BTreeSet<Field> = first.iter().map(|change| change.field).collect();
    let group = |title: &'static str, offered: &dyn Fn(Field) -> bool| {
        let asked: Vec<Field> = QUESTIONS
            .iter()
            .map(|question| question.field)
            .filter(|field| is_asked(*field) && offered(*field))
            .collect();
        html! {
            if !asked.is_empty() {
                <h3 class="nhsuk-heading-xs">{ title }</h3>
                <div class="fls-mend__cells">
                    { for asked.into_iter().map(|field| {
                        let findings: Vec<Finding> = shown.iter().filter(|finding| finding.field == field).cloned().collect();
                        let hint = hint(&props.document, field).filter(|_| wrong.contains(&field));
                        html! {
                            <QuestionField key={field as usize} {field} {findings} {hint} text={draft.text(field).to_owned()}
                                           on_event={on_event.clone()} />
                        }
                    }) }
                </div>
            }
        }
    };
    html! {
        <form class="fls-mend" method="post" novalidate=true onsubmit={on_submit}>
            <ErrorSummary faults={faults(&saving, &shown, &|_| None)} attempt={saving.attempts} />
            <h2 class="nhsuk-heading-s" id={HEADING} tabindex="-1">{ words::MEND }</h2>
            <p>{ words::MEND_LEAD }</p>
            { group(words::WRONG, &|field| wrong.contains(&field)) }
            { group(words::OTHERS, &|field| sent.contains(&field) && !wrong.contains(&field)) }
            <div class="nhsuk-button-group">
                { save_button(saving.is_busy, words::STORE) }
                <button class="nhsuk-button nhsuk-button--secondary" type="button" onclick={on_cancel}>{ shared::CANCEL }</button>
            </div>
        </form>
    }
}

/// What was sent, beside an answer that is wrong.
fn hint(document: &Value, field: Field) -> Option<AttrValue> {
    let sent = document.pointer(&field.pointer())?;
    Some([words::WAS_SENT, &raw(sent)].concat().into())
}

/// Only senders know the others.
fn is_asked(field: Field) -> bool {
    !matches!(field, Field::SourceSystem | Field::SourceId)
}

/// The fields that have errors.
fn fields_of(message: &RefusedMessage) -> BTreeSet<Field> {
    let (findings, _) = sort_out(&message.findings);
    let errors = findings.into_iter().filter(Finding::is_error);
    errors.map(|finding| finding.field).collect()
}

/// Sends what is in the form, and shows what is wrong with it.
#[hook]
fn use_submit(
    props: &MendProps,
    draft: &UseReducerHandle<Draft>,
    saving: &UseStateHandle<Saving>,
    wrong: &UseStateHandle<BTreeSet<Field>>,
) -> Callback<SubmitEvent> {
    let api = use_context::<Api>();
    let (message, on_stored) = (props.message.clone(), props.on_stored.clone());
    let (draft, saving, wrong) = (draft.clone(), saving.clone(), wrong.clone());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(api) = api.clone().filter(|_| !saving.is_busy) else {
            return;
        };
        let begun = Saving {
            attempts: saving.attempts.wrapping_add(1),
            is_busy: true,
            ..Saving::default()
        };
        saving.set(begun.clone());
        let record = record(&draft, message.service);
        let (dispatcher, saving, wrong) = (draft.dispatcher(), saving.clone(), wrong.clone());
        let (message, on_stored) = (message.clone(), on_stored.clone());
        spawn_local(async move {
            let mut next = Saving {
                attempts: begun.attempts.wrapping_add(1),
                ..Saving::default()
            };
            match put_right(&api, &message.id, &record).await {
                Ok(Some(receipt)) => return on_stored.emit(receipt),
                Ok(None) => {}
                Err(error) => {
                    let (at_fields, refusal) = refused(&error);
                    let mut more = (*wrong).clone();
                    more.extend(at_fields.iter().filter(|f| f.is_error()).map(|f| f.field));
                    wrong.set(more);
                    dispatcher.dispatch(DraftEvent::Refused(at_fields));
                    next.refusal = refusal;
                }
            }
            saving.set(next);
        });
    })
}

/// Stores a record and settles its message; nothing, if the user does not want stored answers changed.
async fn put_right(api: &Api, message: &str, record: &Value) -> Result<Option<Receipt>, ApiError> {
    let extent = match api.send_record(Extent::Changes, record, true).await {
        Ok(found) => {
            let stored = api.episode(&found.id.unwrap_or_default()).await?;
            if !is_agreed(&overwritten(&document(&stored), record)) {
                return Ok(None);
            }
            Extent::Changes
        }
        Err(error) if is_new(&error) => {
            api.send_record(Extent::Whole, record, true).await?;
            Extent::Whole
        }
        Err(error) => return Err(error),
    };
    let receipt = api.send_record(extent, record, false).await?;
    let settlement = NewSettlement {
        reason: words::MENDED.to_owned(),
    };
    api.settle_message(message, &settlement).await?;
    Ok(Some(receipt))
}

fn is_agreed(changes: &[String]) -> bool {
    let question = [words::OVERWRITES, "\n", &changes.join("\n"), "\n", words::GO_ON].concat();
    changes.is_empty() || gloo::dialogs::confirm(&question)
}
