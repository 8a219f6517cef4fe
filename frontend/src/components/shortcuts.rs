//! Keys that lead to pages, and the list of them.

use gloo::{
    events::EventListener,
    storage::{LocalStorage, Storage},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::{error_summary::focus, form::SAVE_ID, heading::guide_link};
use crate::{guide::Part, routes::Route, texts, unsaved::use_go};

/// Where the browser remembers that the user does without the keys.
const OFF: &str = "flsdb.keys-off";

/// What a key does.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Puts the focus on the search box.
    Search,
    /// Shows the list of keys.
    Keys,
    /// Presses the button that saves, if the page has one.
    Save,
    /// Goes to a page.
    Go(Route),
}

/// What a key means, after the key before it.
pub fn command(before: Option<&str>, key: &str) -> Option<Command> {
    match (before, key) {
        (Some("g"), "w") => Some(Command::Go(Route::Worklist)),
        (Some("g"), "p") => Some(Command::Go(Route::Patients)),
        (Some("g"), "n") => Some(Command::Go(Route::NewPatient)),
        (Some("g"), "b") => Some(Command::Go(Route::Benchmark)),
        (Some("g"), "c") => Some(Command::Go(Route::Charts)),
        (Some("g"), "i") => Some(Command::Go(Route::Imports)),
        (_, "s") => Some(Command::Save),
        (_, "/") => Some(Command::Search),
        (_, "?") => Some(Command::Keys),
        _ => None,
    }
}

/// Listens to the keys wherever the user is not typing.
#[component]
pub fn Shortcuts() -> Html {
    let go = use_go();
    let dialog = use_node_ref();
    let before = use_mut_ref(|| None::<String>);
    let off = use_state_eq(|| false);
    use_effect_with((), {
        let off = off.clone();
        move |()| off.set(LocalStorage::get(OFF).unwrap_or(false))
    });
    {
        let dialog = dialog.clone();
        use_effect_with(*off, move |off| {
            let listener = (!*off).then(|| {
                let options = gloo::events::EventListenerOptions::enable_prevent_default();
                let document = gloo::utils::document();
                EventListener::new_with_options(&document, "keydown", options, move |event| {
                    let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                        return;
                    };
                    let key = event.key();
                    // Saving has its usual key also while one types.
                    if (event.ctrl_key() || event.meta_key()) && !event.shift_key() && key == "s" {
                        event.prevent_default();
                        return press(SAVE_ID);
                    }
                    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing() {
                        return;
                    }
                    let meant = command(before.borrow().as_deref(), &key);
                    before.replace(Some(key));
                    if let Some(command) = meant {
                        event.prevent_default();
                        match command {
                            Command::Search => focus(texts::frame::SEARCH_ID),
                            Command::Keys => open(&dialog),
                            Command::Save => press(SAVE_ID),
                            Command::Go(route) => go.emit(route),
                        }
                    }
                })
            });
            move || drop(listener)
        });
    }
    let on_toggle = {
        let off = off.clone();
        Callback::from(move |_: Event| {
            off.set(!*off);
            // Without storage the choice holds for this visit.
            let _ = LocalStorage::set(OFF, !*off);
        })
    };
    html! {
        <>
            <dialog class="fls-dialog" ref={dialog.clone()} aria-labelledby="keys-title">
                <h2 class="nhsuk-heading-m" id="keys-title">{ texts::keys::TITLE }</h2>
                <dl class="fls-keys">
                    { for texts::keys::LIST.iter().map(|(keys, what)| html! {
                        <div><dt>{ for keys.split(' ').map(|key| html! { <kbd>{ key }</kbd> }) }</dt><dd>{ *what }</dd></div>
                    }) }
                </dl>
                <p>{ guide_link(Part::KEYS, texts::guide::KEYS) }</p>
                <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                    <div class="nhsuk-checkboxes__item">
                        <input class="nhsuk-checkboxes__input" id="keys-on" type="checkbox" checked={!*off} onchange={on_toggle} />
                        <label class="nhsuk-label nhsuk-checkboxes__label" for="keys-on">{ texts::keys::USE }</label>
                    </div>
                </div>
                <form method="dialog">
                    <button class="nhsuk-button nhsuk-button--small">{ texts::keys::CLOSE }</button>
                </form>
            </dialog>
            <button type="button" class="fls-link-button fls-keys-button" onclick={Callback::from(move |_: MouseEvent| open(&dialog))}>
                { texts::keys::TITLE }
            </button>
        </>
    }
}

/// Presses the button of this id, if the page has one.
pub fn press(id: &str) {
    let button = gloo::utils::document().get_element_by_id(id);
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

fn open(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
        // Fails only when it is open already.
        let _ = dialog.show_modal();
    }
}

fn is_typing() -> bool {
    gloo::utils::document()
        .active_element()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| {
            let kind = element.get_attribute("type").unwrap_or_default();
            let is_button = matches!(kind.as_str(), "radio" | "checkbox" | "button" | "submit" | "file");
            match element.tag_name().as_str() {
                "INPUT" => !is_button,
                "SELECT" | "TEXTAREA" => true,
                _ => element.is_content_editable(),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (before, key, expected) in [
            (None, "/", Some(Command::Search)),
            (Some("x"), "?", Some(Command::Keys)),
            (None, "p", None),
            (Some("g"), "s", Some(Command::Save)),
            (Some("g"), "p", Some(Command::Go(Route::Patients))),
            (Some("g"), "b", Some(Command::Go(Route::Benchmark))),
            (Some("p"), "g", None),
        ] {
            assert_eq!(command(before, key), expected, "{before:?} {key}");
        }
    }
}
