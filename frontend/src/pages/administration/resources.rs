//! Resources of the public page.

use std::rc::Rc;

use flsdb_domain::{
    vocabulary::Coded,
    wire::{Page, auth::Me, resources::Resource},
};
use yew::prelude::*;

use super::{closing, heading, resource_form::ResourceForm};
use crate::{
    api::{Api, ApiError},
    components::{
        plain::{button, refusal, send, table},
        states::{empty, show},
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::{administration as words, public},
};

/// The page.
#[component]
pub fn ResourcesPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let failure = use_state(|| None::<ApiError>);
    // The form that is open: for a new resource, or for one that is there.
    let form = use_state(|| None::<Option<Resource>>);
    let remote = use_remote((), {
        let api = api.clone();
        move |()| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.resources().await }
        }
    });
    let on_done = closing(&form, &remote.again);
    let remove = {
        let (failure, again) = (failure.clone(), remote.again.clone());
        Callback::from(move |seen: Resource| {
            let is_sure = gloo::dialogs::confirm(words::REMOVE_CONFIRM);
            let (Some(api), true) = (api.clone(), is_sure) else {
                return;
            };
            send(
                async move { api.remove_resource(&seen).await },
                &failure,
                again.clone(),
            );
        })
    };
    let open = {
        let form = form.clone();
        Callback::from(move |subject: Option<Resource>| form.set(Some(subject)))
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::Resources, public::RESOURCES) }
            <p>{ words::RESOURCES_LEAD }</p>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            if let Some(before) = &*form {
                <ResourceForm key={before.as_ref().map_or("", |before| before.id.as_str())} before={before.clone()} {on_done} />
            } else {
                <p>{ button(words::NEW_RESOURCE, None, open.reform(|_: MouseEvent| None)) }</p>
            }
            { show(&remote, |page: &Page<Resource>| if page.items.is_empty() {
                empty(public::NO_RESOURCES, html! { <p>{ words::NO_RESOURCES_DETAIL }</p> })
            } else {
                table(public::RESOURCES, words::RESOURCE_COLUMNS, html! {
                    { for page.items.iter().map(|found| row(found, &open, &remove)) }
                })
            }) }
        </>
    }
}

fn row(found: &Resource, open: &Callback<Option<Resource>>, remove: &Callback<Resource>) -> Html {
    let details = &found.details;
    let audiences: Vec<&str> = details
        .audiences
        .iter()
        .map(|audience| audience.label())
        .collect();
    let of = |text: &str| Some(format!("{text}: {}", details.title));
    let (edited, removed) = (found.clone(), found.clone());
    html! {
        <tr key={found.id.clone()}>
            <th scope="row">{ &details.title }</th>
            <td>{ audiences.join(", ") }</td>
            <td>{ format::short_day(details.dated_on) }</td>
            <td class="fls-leads">
                if let Some(link) = &details.link {
                    <div>{ link }</div>
                }
                if let Some(bytes) = found.document_bytes {
                    <div>{ words::PDF }{ format::size(bytes) }</div>
                }
            </td>
            <td>
                <div class="fls-inline">
                    { button(words::EDIT, of(words::EDIT), open.reform(move |_: MouseEvent| Some(edited.clone()))) }
                    { button(words::REMOVE, of(words::REMOVE), remove.reform(move |_: MouseEvent| removed.clone())) }
                </div>
            </td>
        </tr>
    }
}
