//! Clients: the systems of a hospital, and their secrets.

use std::rc::Rc;

use flsdb_domain::{
    vocabulary::Coded,
    wire::{
        Page,
        auth::Me,
        clients::{Client, ClientChange, ClientSecret, ClientWithSecret, MOST_SECRETS},
    },
};
use yew::prelude::*;

use super::{
    client_form::{ClientForm, Subject},
    closing, heading,
};
use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::focus,
        pages::{Place, pages},
        plain::{button, refusal, send, table},
        states::{empty, show},
        tag::tag,
    },
    download, format,
    remote::use_remote,
    routes::Route,
    texts::{administration as shared, clients as words},
};

/// Takes the focus when what had it is gone.
const LIST: &str = "clients";
/// Takes the focus with a new secret.
const MADE: &str = "client-made";

/// Something to be done with a client.
enum Act {
    Edit(Client),
    Lock(Client),
    AddSecret(Client),
    Revoke(Client, String),
}

/// The page.
#[component]
pub fn ClientsPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let place = use_state_eq(Place::default);
    let failure = use_state(|| None::<ApiError>);
    let form = use_state(|| None::<Subject>);
    let made = use_state(|| None::<Rc<ClientWithSecret>>);
    let remote = use_remote((*place).clone(), {
        let api = api.clone();
        move |place: Place| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.clients(place.cursor.as_deref()).await }
        }
    });
    let on_secret = {
        let made = made.setter();
        Callback::from(move |secret: ClientWithSecret| made.set(Some(Rc::new(secret))))
    };
    let on_done = {
        let close = closing(&form, &remote.again);
        Callback::from(move |is_stored: bool| {
            close.emit(is_stored);
            focus(LIST);
        })
    };
    let act = {
        let (failure, form, on_secret) = (failure.clone(), form.clone(), on_secret.clone());
        let again = remote.again.clone();
        Callback::from(move |act: Act| match (act, api.clone()) {
            (Act::Edit(client), _) => form.set(Some(Subject::Stored(Box::new(client)))),
            (act, Some(api)) if is_sure(&act) => {
                let done = match act {
                    Act::Revoke(..) => again.reform(|()| focus(LIST)),
                    _ => again.clone(),
                };
                send(carry_out(api, act, on_secret.clone()), &failure, done);
            }
            _ => {}
        })
    };
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    let new = {
        let (form, made) = (form.clone(), made.clone());
        let only = me.as_deref().and_then(|me| match me.services.as_slice() {
            [service] => Some(service.code),
            _ => None,
        });
        Callback::from(move |_: MouseEvent| {
            made.set(None);
            form.set(Some(Subject::New(only)));
        })
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::Clients, words::TITLE) }
            <p>{ words::LEAD }</p>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <div role="status">
                if let Some(made) = &*made {
                    <Told key={made.secret_id.clone()} made={made.clone()} />
                }
            </div>
            if let Some(subject) = &*form {
                <ClientForm key={key(subject)} subject={subject.clone()} {on_secret} {on_done} />
            } else {
                <p>{ button(words::NEW, None, new) }</p>
            }
            <div id={LIST} tabindex="-1">{ show(&remote, |page: &Page<Client>| if page.items.is_empty() {
                empty(words::NONE_YET, html! { <p>{ words::NONE_YET_DETAIL }</p> })
            } else {
                html! {
                    <>
                        { table(words::TITLE, words::COLUMNS, html! {
                            { for page.items.iter().map(|client| row(client, &act)) }
                        }) }
                        { pages(&place, page.next.as_deref(), &go) }
                    </>
                }
            }) }</div>
        </>
    }
}

fn key(subject: &Subject) -> String {
    match subject {
        Subject::New(_) => String::new(),
        Subject::Stored(client) => client.id.clone(),
    }
}

/// What stops a system that may be at work is asked for twice.
fn is_sure(act: &Act) -> bool {
    match act {
        Act::Revoke(..) => gloo::dialogs::confirm(words::REVOKE_CONFIRM),
        Act::Lock(client) => client.locked || gloo::dialogs::confirm(words::LOCK_CONFIRM),
        Act::Edit(_) | Act::AddSecret(_) => true,
    }
}

async fn carry_out(api: Api, act: Act, on_secret: Callback<ClientWithSecret>) -> Result<(), ApiError> {
    match act {
        Act::Edit(_) => {}
        Act::AddSecret(client) => on_secret.emit(api.create_secret(&client.id).await?),
        Act::Revoke(client, secret) => api.revoke_secret(&client, &secret).await?,
        Act::Lock(client) => {
            let change = ClientChange {
                name: client.name.clone(),
                scopes: client.scopes.clone(),
                keys: client.keys.clone(),
                locked: !client.locked,
            };
            api.save_client(&client, &change).await?;
        }
    }
    Ok(())
}

/// Properties of [`Told`].
#[derive(Properties)]
struct ToldProps {
    made: Rc<ClientWithSecret>,
}

impl PartialEq for ToldProps {
    fn eq(&self, other: &Self) -> bool {
        self.made.secret_id == other.made.secret_id
    }
}

/// A new secret: shown once, and ready to be copied.
#[component]
fn Told(props: &ToldProps) -> Html {
    let is_copied = use_state(|| false);
    use_effect_with((), |()| focus(MADE));
    let copy = {
        let (made, is_copied) = (props.made.clone(), is_copied.clone());
        Callback::from(move |_: MouseEvent| {
            download::copy(&made.client_secret);
            is_copied.set(true);
        })
    };
    html! {
        <div class="nhsuk-inset-text" id={MADE} tabindex="-1">
            <p>{ words::SECRET_LEAD }</p>
            <p>{ words::ID }{ ": " }<code class="fls-link">{ &props.made.client.id }</code></p>
            <p>{ words::SECRET }{ ": " }<code class="fls-link">{ &props.made.client_secret }</code></p>
            { button(words::COPY, Some(format!("{} {}", words::COPY, words::SECRET)), copy) }
            if *is_copied {
                <span class="fls-quiet">{ " " }{ words::COPIED }</span>
            }
        </div>
    }
}

fn row(client: &Client, act: &Callback<Act>) -> Html {
    let (state, colour) = match client {
        Client { locked: true, .. } => (words::LOCKED, "red"),
        Client {
            keys: None, secrets, ..
        } if secrets.is_empty() => (words::NO_ACCESS, "yellow"),
        _ => (words::ACTIVE, "green"),
    };
    let lock = if client.locked {
        shared::UNLOCK
    } else {
        shared::LOCK
    };
    let of = |text: &str| Some(format!("{text}: {}", client.name));
    let on = |make: fn(Client) -> Act| {
        let client = client.clone();
        act.reform(move |_: MouseEvent| make(client.clone()))
    };
    html! {
        <tr key={client.id.clone()}>
            <th scope="row">{ &client.name }</th>
            <td>{ client.service.as_str() }</td>
            <td>{ for client.scopes.iter().map(|scope| html! { <div>{ scope.label() }</div> }) }</td>
            <td>{ secrets(client, act) }</td>
            <td>{ tag(state, colour) }</td>
            <td>{ client.last_used_at.map_or(words::NEVER.to_owned(), format::moment) }</td>
            <td>
                <div class="fls-inline">
                    { button(shared::EDIT, of(shared::EDIT), on(Act::Edit)) }
                    if client.secrets.len() < MOST_SECRETS {
                        { button(words::NEW_SECRET, of(words::NEW_SECRET), on(Act::AddSecret)) }
                    }
                    { button(lock, of(lock), on(Act::Lock)) }
                </div>
            </td>
        </tr>
    }
}

/// The secrets of a client, each with the way to revoke it, and whether it signs.
fn secrets(client: &Client, act: &Callback<Act>) -> Html {
    let signs = client.keys.as_ref().map(|set| match set.keys.len() {
        1 => words::SIGNS,
        _ => words::SIGNS_MANY,
    });
    html! {
        <>
            if let Some(signs) = signs {
                <div>{ signs }</div>
            } else if client.secrets.is_empty() {
                { words::NO_SECRET }
            }
            { for client.secrets.iter().map(|secret| {
                let made = format::moment(secret.created_at);
                let label = [words::REVOKE_SECRET, &client.name, words::MADE_AT, &made].concat();
                let (client, id) = (client.clone(), secret.id.clone());
                let revoke = act.reform(move |_: MouseEvent| Act::Revoke(client.clone(), id.clone()));
                html! {
                    <div class="fls-inline fls-inline--line" key={secret.id.clone()}>
                        <span>{ told(secret) }</span>
                        { button(words::REVOKE, Some(label), revoke) }
                    </div>
                }
            }) }
        </>
    }
}

/// When a secret was made and used, and how long it is good.
fn told(secret: &ClientSecret) -> String {
    let used = match secret.last_used_at {
        Some(at) => [words::USED, &format::moment(at)].concat(),
        None => words::NOT_USED.to_owned(),
    };
    let until = secret.expires_at.map(format::moment);
    let until = until.map(|until| [words::UNTIL, &until].concat());
    [
        words::MADE,
        &format::moment(secret.created_at),
        &used,
        &until.unwrap_or_default(),
    ]
    .concat()
}
