//! Entries that are not stored yet, and leaving a page with them.

use std::{cell::Cell, rc::Rc};

use yew::prelude::*;
use yew_router::prelude::*;

use crate::{routes::Route, texts};

/// Whether the page on screen holds entries that are not stored. Clones are the same flag.
#[derive(Debug, Clone, Default)]
pub struct Unsaved(Rc<Cell<bool>>);

impl PartialEq for Unsaved {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Unsaved {
    /// Says how it is.
    pub fn set(&self, unsaved: bool) {
        self.0.set(unsaved);
    }

    /// Whether there are entries that would be lost.
    pub fn is_set(&self) -> bool {
        self.0.get()
    }

    /// Asks the user, if there is something to lose. What they agree to lose is lost.
    pub fn may_leave(&self) -> bool {
        let agreed = !self.is_set() || gloo::dialogs::confirm(texts::form::LEAVE);
        if agreed {
            self.set(false);
        }
        agreed
    }
}

/// Goes to another page, unless the user stays with what they typed.
#[hook]
pub fn use_go() -> Callback<Route> {
    let navigator = use_navigator();
    let unsaved = use_context::<Unsaved>();
    Callback::from(move |route: Route| {
        if let Some(navigator) = &navigator
            && unsaved.as_ref().is_none_or(Unsaved::may_leave)
        {
            navigator.push(&route);
        }
    })
}

/// Keeps the flag and has the browser ask before the tab is closed.
#[hook]
pub fn use_unsaved(is_unsaved: bool) {
    let unsaved = use_context::<Unsaved>().unwrap_or_default();
    use_effect_with((is_unsaved, unsaved), |(is_unsaved, unsaved)| {
        unsaved.set(*is_unsaved);
        let guard = is_unsaved.then(|| {
            let options = gloo::events::EventListenerOptions::enable_prevent_default();
            gloo::events::EventListener::new_with_options(
                &gloo::utils::window(),
                "beforeunload",
                options,
                |event| event.prevent_default(),
            )
        });
        let unsaved = unsaved.clone();
        move || {
            unsaved.set(false);
            drop(guard);
        }
    });
}
