//! Charts of the KPIs. Every choice stands in the address, so that a link shows the same chart.

use std::rc::Rc;

use flsdb_domain::wire::{About, auth::Me, services::Service};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{frame::CurrentService, heading::Heading, states::show},
    remote::use_remote,
    routes::Route,
    texts::charts as words,
};

mod answer;
mod cascade;
mod choices;
mod completeness;
mod downloads;
mod funnel;
mod moved;
mod plot;
mod query;
mod rebasing;
mod records;
pub mod rows;
mod run;
#[cfg(test)]
mod tests;
mod told;
mod view;

use choices::{Choices, Setting};
use query::{ChartsQuery, Sight};
use view::ChartView;

/// The page.
#[component]
pub fn ChartsPage() -> Html {
    let api = use_context::<Api>();
    let services = use_remote((), move |()| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.services().await }
    });
    html! {
        <>
            <Heading title={words::TITLE} />
            { show(&services, |services: &Vec<Service>| html! { <Page services={Rc::new(services.clone())} /> }) }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct PageProps {
    services: Rc<Vec<Service>>,
}

#[component]
fn Page(props: &PageProps) -> Html {
    let navigator = use_navigator();
    let location = use_location();
    let current = use_context::<CurrentService>().and_then(|current| current.code);
    let shown = use_state_eq(|| None);
    let on_shown = use_callback((), {
        let shown = shown.setter();
        move |day, ()| shown.set(Some(day))
    });
    let (Some(about), Some(me)) = (use_context::<Rc<About>>(), use_context::<Rc<Me>>()) else {
        return html! {};
    };
    let sight = Sight::of(&me);
    let query = location
        .and_then(|location| location.query::<ChartsQuery>().ok())
        .unwrap_or_default();
    let asked = query.asked(about.today, &sight, current);
    let setting = Rc::new(Setting {
        today: about.today,
        sight,
        services: props.services.clone(),
        may_open: crate::session::may(&me, flsdb_domain::access::Permission::ReadRecords),
    });
    let on_change = Callback::from(move |query: ChartsQuery| {
        if let Some(navigator) = &navigator {
            // Fails only for a query that cannot be written, which this one can.
            let _ = navigator.replace_with_query(&Route::Charts, query);
        }
    });
    html! {
        <>
            <Choices {asked} {query} as_of={*shown} setting={setting.clone()} {on_change} />
            if let Some(neighbour) = asked.neighbour() {
                <div class="fls-beside">
                    <ChartView id="picture" {asked} setting={setting.clone()} {on_shown} />
                    <ChartView id="picture-beside" asked={neighbour} {setting} />
                </div>
            } else {
                <ChartView id="picture" {asked} {setting} {on_shown} />
            }
        </>
    }
}
