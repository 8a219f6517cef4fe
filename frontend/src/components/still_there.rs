//! Watches for signs of life, and asks before a session ends because there are none.

use std::{cell::Cell, rc::Rc};

use gloo::{
    events::{EventListener, EventListenerOptions, EventListenerPhase},
    storage::{LocalStorage, Storage},
    timers::callback::Interval,
};
use js_sys::Date;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::{
    idle::{Presence, presence},
    texts::{self, capture},
};

/// Where the browser's tabs tell each other of the last sign of life.
const LAST: &str = "flsdb.last-active";
/// So many milliseconds apart they tell it, at most.
const TELLS_AFTER: f64 = 10_000.0;
/// So many milliseconds apart the clock is looked at.
const LOOKS_AFTER: u32 = 1_000;

/// Properties of [`StillThere`].
#[derive(Properties, PartialEq)]
pub struct StillThereProps {
    /// The session is to end: nobody is there.
    pub on_gone: Callback<()>,
}

/// The dialog that comes two minutes before the end. Any key or touch shows that somebody is there.
#[component]
pub fn StillThere(props: &StillThereProps) -> Html {
    let state = use_state_eq(Presence::default);
    let dialog = use_node_ref();
    use_effect_with(props.on_gone.clone(), {
        let state = state.clone();
        move |on_gone| watch(state, on_gone.clone())
    });
    use_effect_with(matches!(*state, Presence::Missing(_)), {
        let dialog = dialog.clone();
        move |is_missing| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                match is_missing {
                    // Fails only when it is open already.
                    true => drop(dialog.show_modal()),
                    false => dialog.close(),
                }
            }
        }
    });
    let left = match *state {
        Presence::Missing(seconds) => seconds,
        Presence::There | Presence::Gone => 0,
    };
    let on_end = props.on_gone.reform(|_: MouseEvent| ());
    html! {
        <dialog class="fls-dialog" ref={dialog} role="alertdialog" aria-labelledby="idle-title" aria-describedby="idle-detail">
            <h2 class="nhsuk-heading-m" id="idle-title">{ capture::IDLE_TITLE }</h2>
            <p id="idle-detail" aria-live="polite">{ capture::IDLE_DETAIL }{ left }{ capture::SECONDS }</p>
            <p>{ capture::IDLE_KEPT }</p>
            <form method="dialog" class="fls-actions">
                <button class="nhsuk-button nhsuk-button--small">{ capture::STAY }</button>
                <button type="button" class="nhsuk-button nhsuk-button--small nhsuk-button--secondary" onclick={on_end}>
                    { texts::frame::SIGN_OUT }
                </button>
            </form>
        </dialog>
    }
}

/// Notes every key and touch, and looks at the clock, until the result is dropped.
fn watch(state: UseStateHandle<Presence>, on_gone: Callback<()>) -> impl FnOnce() {
    let last = Rc::new(Cell::new(0.0));
    let live = {
        let last = Rc::clone(&last);
        move || {
            let now = Date::now();
            if now - last.get() >= TELLS_AFTER {
                // Without storage each tab is on its own.
                let _ = LocalStorage::set(LAST, now);
            }
            last.set(now);
        }
    };
    live();
    let document = gloo::utils::document();
    let listeners = ["keydown", "pointerdown", "wheel"].map(|kind| {
        let options = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: true,
        };
        let live = live.clone();
        EventListener::new_with_options(&document, kind, options, move |_| live())
    });
    let clock = Interval::new(LOOKS_AFTER, move || {
        let elsewhere = LocalStorage::get::<f64>(LAST).unwrap_or_default();
        let now = presence(last.get().max(elsewhere), Date::now());
        state.set(now);
        if now == Presence::Gone {
            on_gone.emit(());
        }
    });
    move || drop((listeners, clock))
}
