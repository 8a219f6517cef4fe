//! One letter that is open: read, changed, printed, copied, marked as sent.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    vocabulary::Coded,
    wire::{care::CareRecord, letters::Letter},
};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::{platform::spawn_local, prelude::*};

use crate::{
    api::Api,
    components::{
        error_summary::{ErrorSummary, Fault, focus},
        short_form::reading::refused,
    },
    download, format,
    texts::{form as shared, letters as words},
    unsaved::use_unsaved,
};

/// Properties of [`LetterEditor`].
#[derive(Properties, PartialEq)]
pub struct LetterEditorProps {
    /// The letter as it is stored.
    pub letter: Rc<CareRecord<Letter>>,
    /// The day on which it is sent.
    pub today: NaiveDate,
    /// Told when something was stored.
    pub on_saved: Callback<()>,
    /// Told when it is closed.
    pub on_done: Callback<()>,
}

/// How it stands.
#[derive(Clone, PartialEq)]
struct State {
    stored: Rc<CareRecord<Letter>>,
    text: String,
    /// What was done last, in a word.
    told: &'static str,
    is_busy: bool,
    attempts: u32,
    faults: Vec<Fault>,
}

/// The letter.
#[component]
pub fn LetterEditor(props: &LetterEditorProps) -> Html {
    let api = use_context::<Api>();
    let state = use_state_eq(|| State {
        stored: props.letter.clone(),
        text: props.letter.entry.content.clone(),
        told: "",
        is_busy: false,
        attempts: 0,
        faults: vec![],
    });
    let letter = &state.stored.entry;
    let is_touched = state.text != letter.content;
    use_unsaved(is_touched);
    use_effect_with((), |()| focus("letter-text"));
    let save = {
        let (state, on_saved) = (state.clone(), props.on_saved.clone());
        Callback::from(move |sent_on: Option<NaiveDate>| {
            let Some(api) = api.clone().filter(|_| !state.is_busy) else {
                return;
            };
            let next = Letter {
                content: state.text.clone(),
                sent_on,
                ..state.stored.entry.clone()
            };
            state.set(State {
                is_busy: true,
                ..(*state).clone()
            });
            let (state, on_saved) = (state.clone(), on_saved.clone());
            spawn_local(async move {
                match api.save_letter(&state.stored, &next).await {
                    Ok(record) => {
                        state.set(State {
                            text: record.entry.content.clone(),
                            stored: Rc::new(record),
                            told: shared::SAVED,
                            is_busy: false,
                            faults: vec![],
                            ..(*state).clone()
                        });
                        on_saved.emit(());
                    }
                    Err(error) => {
                        let mut stored = (*state.stored).clone();
                        // Saving again puts the text in the place of what is stored by now.
                        if let Some(current) = error.problem().and_then(|p| p.current.clone()) {
                            stored.stamp = current;
                        }
                        state.set(State {
                            stored: Rc::new(stored),
                            told: "",
                            is_busy: false,
                            attempts: state.attempts.wrapping_add(1),
                            faults: refused(&error),
                            ..(*state).clone()
                        });
                    }
                }
            });
        })
    };
    let oninput = {
        let state = state.clone();
        Callback::from(move |event: InputEvent| {
            let target = event
                .target()
                .and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok());
            if let Some(area) = target {
                state.set(State {
                    text: area.value(),
                    told: "",
                    ..(*state).clone()
                });
            }
        })
    };
    let copy = {
        let state = state.clone();
        Callback::from(move |_: MouseEvent| {
            download::copy(&state.text);
            state.set(State {
                told: words::COPIED,
                ..(*state).clone()
            });
        })
    };
    let print = Callback::from(|_: MouseEvent| {
        // Fails only where printing is forbidden: then nothing is printed.
        let _ = gloo::utils::window().print();
    });
    let close = {
        let on_done = props.on_done.clone();
        Callback::from(move |_: MouseEvent| {
            if !is_touched || gloo::dialogs::confirm(words::GIVE_UP) {
                on_done.emit(());
            }
        })
    };
    let is_sent = letter.sent_on.is_some();
    let plain = |text: &'static str, onclick: Callback<MouseEvent>| {
        html! { <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" {onclick}>{ text }</button> }
    };
    html! {
        <div class="fls-entry">
            <ErrorSummary faults={state.faults.clone()} attempt={state.attempts} />
            <h3 class="nhsuk-heading-s">{ letter.template.label() }</h3>
            if let Some(day) = letter.sent_on {
                <p>{ words::SENT_ON }{ format::long_day(day) }</p>
                <div class="fls-lines fls-letter" id="letter-text" tabindex="-1">{ &letter.content }</div>
            } else {
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label fls-field__label" for="letter-text">{ words::TEXT }</label>
                    <div class="nhsuk-hint fls-field__hint" id="letter-hint">{ words::TEXT_HINT }</div>
                    <textarea class="nhsuk-textarea fls-letter" id="letter-text" rows="24" aria-describedby="letter-hint" readonly={state.is_busy}
                              value={state.text.clone()} {oninput} />
                </div>
            }
            <p role="status">if !state.told.is_empty() { <span class="fls-saved">{ state.told }</span> }</p>
            <div class="nhsuk-button-group">
                if is_touched {
                    <button type="button" class="nhsuk-button nhsuk-button--small" onclick={save.reform(|_: MouseEvent| None)}>{ words::SAVE }</button>
                } else {
                    { plain(words::PRINT, print) }
                    { plain(words::COPY, copy) }
                    if is_sent {
                        { plain(words::NOT_SENT, save.reform(|_: MouseEvent| None)) }
                    } else {
                        { plain(words::MARK_SENT, {
                            let today = props.today;
                            save.reform(move |_: MouseEvent| Some(today))
                        }) }
                    }
                }
                { plain(words::CLOSE, close) }
            </div>
            if is_touched {
                <p class="fls-quiet">{ words::SAVE_FIRST }</p>
            }
            { create_portal(html! { <div class="fls-letter__paper">{ &letter.content }</div> }, gloo::utils::body().into()) }
        </div>
    }
}
