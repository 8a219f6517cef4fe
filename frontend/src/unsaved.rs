//! Entries that are not stored yet, and leaving a page with them.

use std::{cell::RefCell, rc::Rc};

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsValue;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    routes::{Place, Route},
    texts,
};

/// Whether the page on screen holds entries that are not stored: then its address. Clones are the same flag.
#[derive(Debug, Clone, Default)]
pub struct Unsaved(Rc<RefCell<Option<String>>>);

impl PartialEq for Unsaved {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Unsaved {
    /// A flag for which the browser's own back and forward ask, too. They tell when they are done; who stays gets the page's
    /// address back, before the router has heard of anything: the browser tells listeners in the order in which they came,
    /// so this must be called before there is a router.
    pub fn guarding() -> Self {
        let unsaved = Unsaved::default();
        let guard = unsaved.clone();
        EventListener::new(&gloo::utils::window(), "popstate", move |event| {
            let address = guard.0.borrow().clone();
            if let (Some(address), false) = (address, guard.may_leave()) {
                event.stop_immediate_propagation();
                // Fails only for an address of another site.
                let _ = gloo::utils::window()
                    .history()
                    .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&address)));
            }
        })
        .forget();
        unsaved
    }

    /// Says how it is.
    pub fn set(&self, unsaved: bool) {
        let address = unsaved.then(|| gloo::utils::window().location().href().unwrap_or_default());
        self.0.replace(address);
    }

    /// Whether there are entries that would be left behind.
    pub fn is_set(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Asks the user, if there is something to leave behind.
    pub fn may_leave(&self) -> bool {
        let agreed = !self.is_set() || gloo::dialogs::confirm(texts::form::LEAVE);
        if agreed {
            self.0.replace(None);
        }
        agreed
    }
}

/// Goes to another page, unless the user stays with what they typed.
#[hook]
pub fn use_go() -> Callback<Route> {
    use_go_to().reform(|route| (route, None))
}

/// Goes to another page and there to a place, unless the user stays with what they typed.
#[hook]
pub fn use_go_to() -> Callback<(Route, Option<Place>)> {
    let navigator = use_navigator();
    let unsaved = use_context::<Unsaved>();
    Callback::from(move |(route, place): (Route, Option<Place>)| {
        let (Some(navigator), true) = (&navigator, unsaved.as_ref().is_none_or(Unsaved::may_leave)) else {
            return;
        };
        match place {
            // Fails only for a query that cannot be written, which this one can.
            Some(place) => drop(navigator.push_with_query(&route, place)),
            None => navigator.push(&route),
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
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&gloo::utils::window(), "beforeunload", options, |event| {
                event.prevent_default()
            })
        });
        let unsaved = unsaved.clone();
        move || {
            unsaved.set(false);
            drop(guard);
        }
    });
}
