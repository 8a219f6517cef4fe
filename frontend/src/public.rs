//! What anybody may see, without signing in. A program of its own: it holds nothing of the registry, so that it loads at once.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::{guide::Part, texts};

mod chart;
pub mod frame;
mod kpis;
mod reports;
mod resources;
mod take_part;

use frame::{Framed, PAGES, elsewhere};

/// The addresses of what anybody may see.
#[derive(Debug, Clone, PartialEq, Eq, Routable)]
pub enum PublicRoute {
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
    let route = use_route::<PublicRoute>().unwrap_or(PublicRoute::NotFound);
    let link = |(address, title)| match PublicRoute::recognize(address) {
        Some(PublicRoute::NotFound) | None => elsewhere((address, title)),
        Some(to) => html! {
            <Link<PublicRoute> {to} classes="nhsuk-header__navigation-link">{ title }</Link<PublicRoute>>
        },
    };
    html! {
        <Framed links={PAGES.map(link).to_vec()} part={Part::of_public(&route)}>
            <Switch<PublicRoute> render={Callback::from(page)} />
        </Framed>
    }
}

fn page(route: PublicRoute) -> Html {
    match route {
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
