//! How many refused messages wait, where data quality is told.

use flsdb_domain::ServiceCode;
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        link::Go,
        states::{empty, show},
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::messages as words,
};

/// Properties of [`Waiting`].
#[derive(Properties, PartialEq)]
pub struct WaitingProps {
    /// The service for which the messages were.
    pub service: Option<ServiceCode>,
}

/// The count, and the way to the messages.
#[component]
pub fn Waiting(props: &WaitingProps) -> Html {
    let api = use_context::<Api>();
    let remote = use_remote(props.service, move |service| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.waiting_messages(service).await }
    });
    html! {
        <section aria-labelledby="messages">
            <h2 class="nhsuk-heading-m" id="messages">{ words::SUMMARY }</h2>
            { show(&remote, |waiting: &i64| {
                let link = html! { <p><Go to={Route::Messages}>{ words::LOOK }</Go></p> };
                match u64::try_from(*waiting).unwrap_or_default() {
                    0 => empty(words::NONE_OPEN, link),
                    n => html! {
                        <div class="fls-empty fls-empty--waits">
                            <p class="fls-empty__title">{ format::counted(n, words::WAITS, words::WAIT) }</p>
                            { link }
                        </div>
                    },
                }
            }) }
        </section>
    }
}
