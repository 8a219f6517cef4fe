//! A short form on screen: in the place of what it changes, checked when it is sent.

use flsdb_domain::wire::About;
use std::rc::Rc;
use yew::{platform::spawn_local, prelude::*};

use super::form::{Form, texts};
use crate::{
    api::{Api, ApiError, Entry, Stored},
    components::{
        error_summary::{ErrorSummary, Fault, focus},
        form::save_button,
        short_form::{
            input::{Control, Input, field},
            reading::refused,
        },
    },
    texts::form as shared,
    unsaved::use_unsaved,
};

/// Properties of [`EntryForm`].
#[derive(Properties, PartialEq)]
pub struct EntryFormProps {
    /// Which form.
    pub form: Form,
    /// Id of the patient.
    pub patient: String,
    /// The entry to be replaced, with its id and version.
    #[prop_or_default]
    pub before: Option<(Entry, Stored)>,
    /// Told when the form is done with: whether something was stored.
    pub on_done: Callback<bool>,
}

/// How sending stands.
#[derive(Debug, Clone, Default, PartialEq)]
struct Sending {
    attempts: u32,
    is_busy: bool,
    faults: Vec<Fault>,
    /// Id and version of the entry that is stored, once another has overtaken it.
    stored: Option<Stored>,
}

/// The form.
#[component]
pub fn EntryForm(props: &EntryFormProps) -> Html {
    let api = use_context::<Api>();
    let today = use_context::<Rc<About>>()
        .map(|about| about.today)
        .unwrap_or_default();
    let first = props
        .before
        .as_ref()
        .map_or_else(|| props.form.blank(), |(entry, _)| texts(entry));
    let typed = use_state(|| first.clone());
    let sending = use_state(Sending::default);
    let is_touched = *typed != first;
    use_unsaved(is_touched);
    let inputs = props.form.inputs();
    use_effect_with((), {
        let id = inputs.first().map(Input::id);
        move |()| {
            if let Some(id) = id {
                focus(&id);
            }
        }
    });
    let send = {
        let (sending, form, before) = (sending.clone(), props.form, props.before.clone());
        let (patient, on_done) = (props.patient.clone(), props.on_done.clone());
        Callback::from(move |typed: Vec<String>| {
            let Some(api) = api.clone().filter(|_| !sending.is_busy) else {
                return;
            };
            let attempts = sending.attempts.wrapping_add(1);
            let stored = sending
                .stored
                .clone()
                .or(before.as_ref().map(|(_, stored)| stored.clone()));
            let entry = match form.read(&typed, before.as_ref().map(|(entry, _)| entry), today) {
                Ok(entry) => entry,
                Err(faults) => {
                    sending.set(Sending {
                        attempts,
                        faults,
                        ..(*sending).clone()
                    });
                    return;
                }
            };
            sending.set(Sending {
                attempts,
                is_busy: true,
                faults: vec![],
                stored: stored.clone(),
            });
            let (sending, patient, on_done) = (sending.clone(), patient.clone(), on_done.clone());
            spawn_local(async move {
                match api.keep(&patient, &entry, stored.as_ref()).await {
                    Ok(()) => on_done.emit(true),
                    Err(error) => sending.set(Sending {
                        attempts: attempts.wrapping_add(1),
                        is_busy: false,
                        faults: refused(&error),
                        stored: overtaken(&error, stored),
                    }),
                }
            });
        })
    };
    let onsubmit = {
        let (send, typed) = (send.clone(), typed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send.emit((*typed).clone());
        })
    };
    let on_cancel = {
        let on_done = props.on_done.clone();
        Callback::from(move |_: MouseEvent| {
            if !is_touched || gloo::dialogs::confirm(shared::GIVE_UP) {
                on_done.emit(false);
            }
        })
    };
    let change = {
        let typed = typed.clone();
        Callback::from(move |(place, text): (usize, String)| {
            let mut texts = (*typed).clone();
            texts[place] = text;
            typed.set(texts);
        })
    };
    let choose = {
        let (typed, send) = (typed.clone(), send.clone());
        Callback::from(move |(place, text): (usize, String)| {
            let mut texts = (*typed).clone();
            texts[place] = text;
            send.emit(texts);
        })
    };
    let saves_by_choice = inputs
        .iter()
        .any(|input| matches!(input.control, Control::Buttons(_)));
    html! {
        <form class="fls-entry" method="post" novalidate=true {onsubmit}>
            <ErrorSummary faults={sending.faults.clone()} attempt={sending.attempts} />
            <div class="fls-pair">
                { for inputs.iter().enumerate().map(|(place, input)| {
                    let fault = sending.faults.iter().find(|fault| fault.target.as_ref() == Some(&input.id()));
                    let told_of = match input.control {
                        Control::Buttons(_) => &choose,
                        _ => &change,
                    };
                    let told_of = told_of.reform(move |text| (place, text));
                    field(input, &typed[place], fault.map(|fault| fault.message.as_str()), told_of)
                }) }
            </div>
            <div class="fls-actions">
                if !saves_by_choice {
                    { save_button(sending.is_busy, shared::SAVE) }
                }
                <button class="nhsuk-button nhsuk-button--secondary" type="button" onclick={on_cancel}>{ shared::CANCEL }</button>
                if saves_by_choice && sending.is_busy {
                    <span role="status">{ shared::SAVING }</span>
                }
            </div>
        </form>
    }
}

/// What is stored by now: saving again puts the text in its place.
fn overtaken(error: &ApiError, stored: Option<Stored>) -> Option<Stored> {
    let current = error.problem().and_then(|problem| problem.current.as_ref());
    match current {
        Some(current) => Some((stored.map(|(id, _)| id).unwrap_or_default(), current.version)),
        None => stored,
    }
}
