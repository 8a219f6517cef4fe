//! What anybody may see, and the way in. A program of its own: it holds nothing of the registry, so that it loads at once.

use std::rc::Rc;

use flsdb_domain::wire::auth::Me;
use gloo::utils::window;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{Api, Signal},
    components::heading::Visited,
    guide::Part,
    pages::sign_in::SignIn,
    remote::use_remote,
    routes::Route,
    session::{may_be_resumed, remember},
    texts,
};

mod chart;
mod frame;
mod kpis;
mod reports;
mod resources;
mod take_part;

/// The addresses of what anybody may see.
#[derive(Debug, Clone, PartialEq, Eq, Routable)]
pub enum PublicRoute {
    /// What this is, and the way in.
    #[at("/")]
    Home,
    /// The KPIs in plain words.
    #[at("/public/kpis")]
    Kpis,
    /// Published reports.
    #[at("/public/reports")]
    Reports,
    /// The benchmark table of a published report.
    #[at("/public/reports/:id")]
    Report {
        /// Id of the report.
        id: String,
    },
    /// Resources for professionals, patients and carers.
    #[at("/public/resources")]
    Resources,
    /// How a service takes part.
    #[at("/public/take-part")]
    TakePart,
    /// No such page.
    #[not_found]
    #[at("/public/404")]
    NotFound,
}

/// All of it.
#[component]
pub fn PublicPages() -> Html {
    html! { <BrowserRouter><Shell /></BrowserRouter> }
}

#[component]
fn Shell() -> Html {
    // Whoever is signed in already goes on where they work.
    let route = use_route::<PublicRoute>().unwrap_or(PublicRoute::NotFound);
    let is_returning = route == PublicRoute::Home && may_be_resumed();
    let is_away = use_state_eq(|| false);
    let api = (*use_state(|| {
        let is_away = is_away.setter();
        Api::new(Callback::from(move |signal| match signal {
            Signal::Away => is_away.set(true),
            Signal::There => is_away.set(false),
            Signal::Renewed(_) | Signal::Lapsed | Signal::Changed => {}
        }))
    }))
    .clone();
    let about = use_remote((), {
        let api = api.clone();
        move |()| {
            let api = api.clone();
            async move { api.about().await }
        }
    });
    let visited = (*use_state(Visited::default)).clone();
    use_effect_with(is_returning, |is_returning| {
        if *is_returning {
            enter();
        }
    });
    if is_returning {
        return html! {};
    }
    let is_demo = about.value.as_ref().is_some_and(|about| about.demo);
    let render = Callback::from(move |route| page(route, is_demo));
    html! {
        <ContextProvider<Api> context={api}>
        <ContextProvider<Visited> context={visited}>
        <ContextProvider<Part> context={Part::of_public(&route)}>
            { frame::framed(is_demo, *is_away, about.value.as_deref(), html! { <Switch<PublicRoute> {render} /> }) }
        </ContextProvider<Part>>
        </ContextProvider<Visited>>
        </ContextProvider<Api>>
    }
}

fn page(route: PublicRoute, is_demo: bool) -> Html {
    match route {
        PublicRoute::Home => {
            let on_done = Callback::from(|_: Rc<Me>| {
                remember(true);
                enter();
            });
            html! { <SignIn notice={None} {is_demo} {on_done} /> }
        }
        PublicRoute::Kpis => kpis::page(),
        PublicRoute::Reports => html! { <reports::Published /> },
        PublicRoute::Report { id } => html! { <reports::PublishedTable {id} /> },
        PublicRoute::Resources => html! { <resources::Resources /> },
        PublicRoute::TakePart => html! { <take_part::TakePart /> },
        PublicRoute::NotFound => html! {
            <>
                <h1 class="nhsuk-heading-l">{ texts::not_found::TITLE }</h1>
                <p>{ texts::not_found::BODY }<a href="/">{ texts::not_found::HOME }</a></p>
            </>
        },
    }
}

/// Loads the registry in place of this document.
fn enter() {
    // Fails only for an address that is none.
    let _ = window().location().replace(&Route::Home.to_path());
}
