//! The way in: signing in, and what this is. A program of its own, as it is the first that most people load.

use std::rc::Rc;

use flsdb_domain::wire::auth::Me;
use gloo::utils::window;
use yew::prelude::*;
use yew_router::Routable;

use crate::{
    guide::Part,
    pages::sign_in::SignIn,
    public::frame::{Framed, Known, PAGES, elsewhere},
    routes::Route,
    session::{may_be_resumed, remember},
};

/// All of it. Whoever is signed in already goes on where they work.
#[component]
pub fn Entrance() -> Html {
    let is_returning = *use_state_eq(may_be_resumed);
    use_effect_with(is_returning, |is_returning| {
        if *is_returning {
            enter();
        }
    });
    if is_returning {
        return html! {};
    }
    html! {
        <Framed links={PAGES.map(elsewhere).to_vec()} part={Part::SIGN_IN}>
            <Door />
        </Framed>
    }
}

#[component]
fn Door() -> Html {
    let is_demo = use_context::<Known>().flatten().is_some_and(|about| about.demo);
    let on_done = Callback::from(|_: Rc<Me>| {
        remember(true);
        enter();
    });
    html! { <SignIn notice={None} {is_demo} {on_done} /> }
}

/// Loads the registry in place of this document.
fn enter() {
    // Fails only for an address that is none.
    let _ = window().location().replace(&Route::Home.to_path());
}
