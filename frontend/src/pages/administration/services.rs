//! Services: what is said of them, and their hip counts by year.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    vocabulary::Coded,
    wire::{Problem, auth::Me, services::Service},
};
use futures_util::{FutureExt, future::LocalBoxFuture};
use yew::{platform::spawn_local, prelude::*};
use yew_router::prelude::*;

use super::{
    heading, hips,
    service_form::{ServiceForm, Subject},
};
use crate::{
    api::{Api, ApiError},
    components::{
        plain::{button, input, refusal, send, table},
        states::{empty, show},
    },
    remote::use_remote,
    routes::{Place, Route},
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
    let form = use_form(&failure);
    let edit = form.edit.clone();
    let on_done = {
        let (close, again) = (form.close.clone(), remote.again.clone());
        Callback::from(move |is_stored: bool| {
            close.emit(());
            if is_stored {
                again.emit(());
            }
        })
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::Services, words::SERVICES) }
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            if let Some(subject) = form.subject {
                <ServiceForm {subject} {on_done} />
            } else {
                <p>{ button(words::NEW_SERVICE, None, form.new) }</p>
            }
            { show(&remote, |services: &Vec<Service>| if services.is_empty() {
                empty(words::NO_SERVICES, html! { <p>{ words::NO_SERVICES_DETAIL }</p> })
            } else {
                table(words::SERVICES, words::SERVICE_COLUMNS, html! {
                    { for services.iter().map(|service| row(service, &asked, &save, &edit)) }
                })
            }) }
        </>
    }
}

/// The form that is open, and what opens and closes it.
struct Opened {
    subject: Option<Subject>,
    new: Callback<MouseEvent>,
    edit: Callback<ServiceCode>,
    close: Callback<()>,
}

/// One form at a time; at first that of the request to take part that the address names.
#[hook]
fn use_form(failure: &UseStateHandle<Option<ApiError>>) -> Opened {
    let api = use_context::<Api>();
    let navigator = use_navigator();
    let subject = use_state_eq(|| None::<Subject>);
    let place = use_location().and_then(|location| location.query::<Place>().ok());
    let request = place.and_then(|place| place.section);
    let open = {
        let (subject, failure) = (subject.clone(), failure.clone());
        move |work: LocalBoxFuture<'static, Result<Subject, ApiError>>| {
            let (subject, failure) = (subject.clone(), failure.clone());
            spawn_local(async move {
                match work.await {
                    Ok(found) => subject.set(Some(found)),
                    Err(error) => failure.set(Some(error)),
                }
            });
        }
    };
    use_effect_with(request.clone(), {
        let (api, open) = (api.clone(), open.clone());
        move |request| {
            if let (Some(api), Some(id)) = (api, request.clone()) {
                open(async move { Ok(Subject::New(Some(api.registration(&id).await?))) }.boxed_local());
            }
        }
    });
    let new = {
        let subject = subject.clone();
        Callback::from(move |_: MouseEvent| subject.set(Some(Subject::New(None))))
    };
    let edit = Callback::from(move |code: ServiceCode| {
        let Some(api) = api.clone() else { return };
        open(
            async move {
                let (service, tag) = api.service(code).await?;
                Ok(Subject::Stored(service, tag))
            }
            .boxed_local(),
        );
    });
    let close = {
        let subject = subject.clone();
        Callback::from(move |()| {
            subject.set(None);
            if let (Some(navigator), true) = (&navigator, request.is_some()) {
                navigator.replace(&Route::Services);
            }
        })
    };
    let subject = (*subject).clone();
    Opened {
        subject,
        new,
        edit,
        close,
    }
}

fn unreadable() -> ApiError {
    ApiError::Refused(Box::new(Problem {
        detail: Some(words::HIPS_UNREADABLE.to_owned()),
        ..Problem::default()
    }))
}

fn row(
    service: &Service,
    asked: &UseStateHandle<Asked>,
    save: &Callback<(Service, String)>,
    edit: &Callback<ServiceCode>,
) -> Html {
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
                <td>
                    <div class="fls-inline">
                        { button(words::CHANGE_COUNTS, label, open) }
                        { button(words::EDIT, Some(format!("{}{}", words::EDIT_SERVICE, service.name)), edit.reform(move |_: MouseEvent| code)) }
                    </div>
                </td>
            }
        </tr>
    }
}
