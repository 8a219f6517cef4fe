//! Services that ask to take part.

use std::rc::Rc;

use flsdb_domain::{
    vocabulary::{Coded, RegistrationState},
    wire::{
        Page,
        auth::Me,
        registrations::{NewDecision, Registration},
    },
};
use yew::prelude::*;

use super::heading;
use crate::{
    api::{Api, ApiError},
    components::{
        link::Go,
        pages::{Place, pages},
        plain::{button, input, refusal, send, table},
        states::{empty, show},
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::administration as words,
};

/// The request to be refused, and why.
type Asked = Option<(String, String)>;

/// What is done to a request.
#[derive(Debug, Clone, PartialEq)]
enum Deed {
    Decide(NewDecision),
    Forget,
}

/// The page.
#[component]
pub fn RegistrationsPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let place = use_state_eq(Place::default);
    let failure = use_state(|| None::<ApiError>);
    let asked = use_state(|| Asked::None);
    let remote = use_remote((*place).clone(), {
        let api = api.clone();
        move |place: Place| {
            let api = api.clone();
            async move {
                api.ok_or(ApiError::Away)?
                    .registrations(place.cursor.as_deref())
                    .await
            }
        }
    });
    let act = {
        let (asked, failure, again) = (asked.clone(), failure.clone(), remote.again.clone());
        Callback::from(move |(seen, deed): (Registration, Deed)| {
            let is_sure = deed != Deed::Forget || gloo::dialogs::confirm(words::FORGET_CONFIRM);
            let (Some(api), true) = (api.clone(), is_sure) else {
                return;
            };
            let (asked, again) = (asked.clone(), again.clone());
            let done = Callback::from(move |()| {
                asked.set(None);
                again.emit(());
            });
            let work = async move {
                match &deed {
                    Deed::Decide(decision) => api.decide(&seen, decision).await,
                    Deed::Forget => api.forget(&seen).await,
                }
            };
            send(work, &failure, done);
        })
    };
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::Registrations, words::REGISTRATIONS) }
            <p>{ words::REGISTRATIONS_LEAD }</p>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            { show(&remote, |page: &Page<Registration>| if page.items.is_empty() {
                empty(words::NO_REGISTRATIONS, html! { <p>{ words::NO_REGISTRATIONS_DETAIL }</p> })
            } else {
                html! {
                    <>
                        { table(words::REGISTRATIONS, words::REGISTRATION_COLUMNS, html! {
                            { for page.items.iter().map(|found| row(found, &asked, &act)) }
                        }) }
                        { pages(&place, page.next.as_deref(), &go) }
                    </>
                }
            }) }
        </>
    }
}

fn row(found: &Registration, asked: &UseStateHandle<Asked>, act: &Callback<(Registration, Deed)>) -> Html {
    let request = &found.request;
    let colour = match found.state {
        RegistrationState::Waiting => "yellow",
        RegistrationState::Accepted => "green",
        RegistrationState::Refused => "grey",
    };
    html! {
        <tr key={found.id.clone()}>
            <th scope="row">{ &request.service_name }<div class="fls-quiet">{ request.nation.label() }</div></th>
            <td>{ &request.contact_name }<br /><a class="fls-link" href={format!("mailto:{}", request.email)}>{ &request.email }</a></td>
            <td class="fls-lines fls-message">{ request.message.clone().unwrap_or_default() }</td>
            <td>{ format::moment(found.sent_at) }</td>
            <td>
                { tag(found.state.label(), colour) }
                if found.state != RegistrationState::Waiting {
                    <div class="fls-quiet">{ words::BY.trim_start() }{ &found.stamp.changed_by }</div>
                }
                if let Some(reason) = &found.reason {
                    <div>{ reason }</div>
                }
            </td>
            <td>{ deeds(found, asked, act) }</td>
        </tr>
    }
}

/// What can be done to a request in its state.
fn deeds(found: &Registration, asked: &UseStateHandle<Asked>, act: &Callback<(Registration, Deed)>) -> Html {
    let of = |text: &str| Some(format!("{text}: {}", found.request.service_name));
    let button_for = |text: &str, deed: Deed| {
        let seen = found.clone();
        let onclick = act.reform(move |_: MouseEvent| (seen.clone(), deed.clone()));
        button(text, of(text), onclick)
    };
    let decide = |state| Deed::Decide(NewDecision { state, reason: None });
    if let Some((_, reason)) = asked.as_ref().filter(|(id, _)| *id == found.id) {
        return refusing(found, reason, asked, act);
    }
    let (open, id) = (asked.clone(), found.id.clone());
    let onclick = Callback::from(move |_: MouseEvent| open.set(Some((id.clone(), String::new()))));
    html! {
        <div class="fls-inline">
            if found.state == RegistrationState::Waiting {
                { button_for(words::ACCEPT, decide(RegistrationState::Accepted)) }
                { button(words::REFUSE, of(words::REFUSE), onclick) }
            } else {
                if found.state == RegistrationState::Accepted {
                    <Go to={Route::Services} section={Some(AttrValue::from(found.id.clone()))}>
                        { words::MAKE_SERVICE }
                        <span class="nhsuk-u-visually-hidden">{ ": " }{ &found.request.service_name }</span>
                    </Go>
                }
                { button_for(words::REOPEN, decide(RegistrationState::Waiting)) }
                { button_for(words::FORGET, Deed::Forget) }
            }
        </div>
    }
}

/// Asks why it is refused.
fn refusing(
    found: &Registration,
    reason: &str,
    asked: &UseStateHandle<Asked>,
    act: &Callback<(Registration, Deed)>,
) -> Html {
    let set = {
        let (asked, id) = (asked.clone(), found.id.clone());
        move |text| asked.set(Some((id.clone(), text)))
    };
    let cancel = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(None))
    };
    let (seen, reason_given) = (found.clone(), Some(reason.to_owned()));
    let refuse = act.reform(move |_: MouseEvent| {
        let decision = NewDecision {
            state: RegistrationState::Refused,
            reason: reason_given.clone(),
        };
        (seen.clone(), Deed::Decide(decision))
    });
    let label = Some(format!("{}: {}", words::REFUSE, found.request.service_name));
    html! {
        <div class="fls-inline">
            { input(("why", words::WHY_REFUSE, "text"), reason, set) }
            { button(words::REFUSE, label, refuse) }
            { button(words::CANCEL, None, cancel) }
        </div>
    }
}
