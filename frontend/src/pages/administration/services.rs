//! Services and their hip counts by year.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    vocabulary::Coded,
    wire::{Problem, auth::Me, services::Service},
};
use yew::prelude::*;

use super::{heading, hips};
use crate::{
    api::{Api, ApiError},
    components::{
        plain::{button, input, refusal, send, table},
        states::show,
    },
    remote::use_remote,
    routes::Route,
    texts::administration as words,
};

type Asked = Option<(ServiceCode, String)>;

/// The page.
#[component]
pub fn ServicesPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let failure = use_state(|| None::<ApiError>);
    let asked = use_state(|| None::<(ServiceCode, String)>);
    let remote = use_remote((), {
        let api = api.clone();
        move |()| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.services().await }
        }
    });
    let save = {
        let (asked, failure, again) = (asked.clone(), failure.clone(), remote.again.clone());
        Callback::from(move |(service, text): (Service, String)| {
            let Some(api) = api.clone() else { return };
            let (asked, again) = (asked.clone(), again.clone());
            let done = Callback::from(move |()| {
                asked.set(None);
                again.emit(());
            });
            let work = async move {
                let counts = hips::read(&text).ok_or_else(unreadable)?;
                api.save_hips(&service, counts).await
            };
            send(work, &failure, done);
        })
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::Services, words::SERVICES) }
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            { show(&remote, |services: &Vec<Service>| table(words::SERVICES, words::SERVICE_COLUMNS, html! {
                { for services.iter().map(|service| row(service, &asked, &save)) }
            })) }
        </>
    }
}

fn unreadable() -> ApiError {
    ApiError::Refused(Box::new(Problem {
        detail: Some(words::HIPS_UNREADABLE.to_owned()),
        ..Problem::default()
    }))
}

fn row(service: &Service, asked: &UseStateHandle<Asked>, save: &Callback<(Service, String)>) -> Html {
    let code = service.code;
    let text = asked
        .as_ref()
        .filter(|(asked, _)| *asked == code)
        .map(|(_, text)| text.clone());
    let written = hips::written(&service.hip_fractures);
    let open = {
        let (asked, written) = (asked.clone(), written.clone());
        Callback::from(move |_: MouseEvent| asked.set(Some((code, written.clone()))))
    };
    let set = {
        let asked = asked.clone();
        move |text| asked.set(Some((code, text)))
    };
    let cancel = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(None))
    };
    let label = Some(format!("{}{}", words::CHANGE_HIPS, service.name));
    html! {
        <tr key={code.to_string()}>
            <th scope="row"><span class="fls-code">{ code.as_str() }</span></th>
            <td>{ &service.name }</td>
            <td>{ service.nation.label() }</td>
            <td>{ service.region.clone().unwrap_or_default() }</td>
            if let Some(text) = text {
                <td>{ input(("hips", words::HIPS, "text"), &text, set) }</td>
                <td>
                    <div class="fls-inline">
                        { button(words::SAVE_HIPS, None, {
                            let service = service.clone();
                            save.reform(move |_: MouseEvent| (service.clone(), text.clone()))
                        }) }
                        { button(words::CANCEL, None, cancel) }
                    </div>
                </td>
            } else {
                <td class="fls-figures">{ if written.is_empty() { words::NONE.to_owned() } else { written } }</td>
                <td>{ button(words::CHANGE, label, open) }</td>
            }
        </tr>
    }
}
