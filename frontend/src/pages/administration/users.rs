//! Accounts and their grants.

use std::rc::Rc;

use flsdb_domain::{
    access::{
        Role, Scope,
        giving::{check_grant, is_local},
    },
    vocabulary::Coded,
    wire::{
        Page,
        auth::Me,
        users::{NewUser, PasswordLink, User, UserChange},
    },
};
use yew::prelude::*;

use super::{
    grants::{self, Row},
    heading,
};
use crate::{
    api::{Api, ApiError},
    components::{
        pages::{Place, pages},
        plain::{button, choice, input, refusal, send, table},
        states::show,
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    session::may,
    texts::{self, administration as words},
};

/// What is being entered: for a new account, or for that of this id.
#[derive(Debug, Clone, Default, PartialEq)]
struct Form {
    user: Option<User>,
    name: String,
    email: String,
    rows: Vec<Row>,
}

/// The page.
#[component]
pub fn UsersPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let place = use_state_eq(Place::default);
    let failure = use_state(|| None::<ApiError>);
    let form = use_state(|| None::<Form>);
    let link = use_state(|| None::<PasswordLink>);
    let remote = use_remote((*place).clone(), {
        let api = api.clone();
        move |place: Place| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.users(place.cursor.as_deref()).await }
        }
    });
    let is_national = me
        .as_deref()
        .is_some_and(|me| may(me, flsdb_domain::access::Permission::AdministerServices));
    let done = {
        let (form, again) = (form.clone(), remote.again.clone());
        Callback::from(move |()| {
            form.set(None);
            again.emit(());
        })
    };
    let save = {
        let (api, form, failure, link, done) = (
            api.clone(),
            form.clone(),
            failure.clone(),
            link.clone(),
            done.clone(),
        );
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(api), Some(entered)) = (api.clone(), (*form).clone()) else {
                return;
            };
            let link = link.clone();
            let work = async move { store(&api, entered, &link).await };
            send(work, &failure, done.clone());
        })
    };
    let reset = {
        let (api, failure, link, done) = (api.clone(), failure.clone(), link.clone(), done.clone());
        Callback::from(move |id: String| {
            let is_sure = gloo::dialogs::confirm(words::RESET_CONFIRM);
            let (Some(api), true) = (api.clone(), is_sure) else {
                return;
            };
            let link = link.clone();
            let work = async move {
                link.set(Some(api.reset_password(&id).await?.link));
                Ok(())
            };
            send(work, &failure, done.clone());
        })
    };
    let lock = {
        let (api, failure, done) = (api.clone(), failure.clone(), done.clone());
        Callback::from(move |user: User| {
            let Some(api) = api.clone() else { return };
            let change = UserChange {
                name: user.name.clone(),
                grants: user.grants.clone(),
                locked: !user.locked,
            };
            send(
                async move { api.save_user(&user, &change).await },
                &failure,
                done.clone(),
            );
        })
    };
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    let open = {
        let form = form.clone();
        Callback::from(move |next: Option<Form>| form.set(next))
    };
    let new = open.reform(|_: MouseEvent| {
        Some(Form {
            rows: grants::rows(&[]),
            ..Form::default()
        })
    });
    html! {
        <>
            { heading(me.as_deref(), &Route::Users, words::USERS) }
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <div role="status">
                if let Some(link) = &*link {
                    { told(link) }
                }
            </div>
            if let Some(entered) = &*form {
                { fields(entered, is_national, &open, save) }
            } else {
                { button(words::NEW_USER, None, new) }
            }
            { show(&remote, |page: &Page<User>| html! {
                <>
                    { table(words::USERS, words::USER_COLUMNS, html! {
                        { for page.items.iter().map(|user| row(user, &open, &reset, &lock)) }
                    }) }
                    { pages(&place, page.next.as_deref(), &go) }
                </>
            }) }
        </>
    }
}

async fn store(api: &Api, form: Form, link: &UseStateHandle<Option<PasswordLink>>) -> Result<(), ApiError> {
    let grants = grants::read(&form.rows).map_err(|word| {
        ApiError::Refused(Box::new(flsdb_domain::wire::Problem {
            detail: Some(format!("{word} is no service code: three letters or digits.")),
            ..Default::default()
        }))
    })?;
    match form.user {
        Some(user) => {
            let change = UserChange {
                name: form.name,
                grants,
                locked: user.locked,
            };
            api.save_user(&user, &change).await
        }
        None => {
            let new = NewUser {
                email: form.email,
                name: form.name,
                grants,
            };
            link.set(Some(api.create_user(&new).await?.link));
            Ok(())
        }
    }
}

fn told(link: &PasswordLink) -> Html {
    let origin = gloo::utils::window().location().origin().unwrap_or_default();
    html! {
        <div class="nhsuk-inset-text">
            <p>{ words::LINK }{ format::moment(link.expires_at) }{ "." }</p>
            <p><code class="fls-link">{ format!("{origin}{}", link.path) }</code></p>
        </div>
    }
}

fn row(user: &User, open: &Callback<Option<Form>>, reset: &Callback<String>, lock: &Callback<User>) -> Html {
    let (state, colour) = match (user.locked, user.has_password) {
        (true, _) => (words::LOCKED, "red"),
        (false, false) => (words::WAITING, "yellow"),
        (false, true) => (words::ACTIVE, "green"),
    };
    let form = Form {
        user: Some(user.clone()),
        name: user.name.clone(),
        email: user.email.clone(),
        rows: grants::rows(&user.grants),
    };
    let of = |text: &str| Some(format!("{text}: {}", user.name));
    let (id, locked) = (user.id.clone(), user.clone());
    let lock_text = if user.locked { words::UNLOCK } else { words::LOCK };
    html! {
        <tr key={user.id.clone()}>
            <th scope="row">{ &user.name }</th>
            <td>{ &user.email }</td>
            <td>{ for user.grants.iter().map(|grant| html! { <div>{ grants::told(grant) }</div> }) }</td>
            <td>{ tag(state, colour) }</td>
            <td>
                if user.changeable {
                    <div class="fls-inline">
                        { button(words::CHANGE, Some(format!("{}{}", words::CHANGE_USER, user.name)),
                                 open.reform(move |_: MouseEvent| Some(form.clone()))) }
                        { button(words::RESET, of(words::RESET), reset.reform(move |_: MouseEvent| id.clone())) }
                        { button(lock_text, of(lock_text), lock.reform(move |_: MouseEvent| locked.clone())) }
                    </div>
                } else {
                    <span class="fls-quiet">{ words::BEYOND }</span>
                }
            </td>
        </tr>
    }
}

fn fields(
    form: &Form,
    is_national: bool,
    open: &Callback<Option<Form>>,
    save: Callback<SubmitEvent>,
) -> Html {
    let roles: Vec<(String, String)> = [(String::new(), texts::form::NOT_ANSWERED.to_owned())]
        .into_iter()
        .chain(
            Role::choices()
                .iter()
                .filter(|choice| may_give(choice.value, is_national))
                .map(|choice| (choice.token.to_owned(), choice.label.to_owned())),
        )
        .collect();
    let set = |change: fn(&mut Form, String)| {
        let (form, open) = (form.clone(), open.clone());
        move |text: String| {
            let mut next = form.clone();
            change(&mut next, text);
            open.emit(Some(next));
        }
    };
    let set_row = |place: usize, change: fn(&mut Row, String)| {
        let (form, open) = (form.clone(), open.clone());
        move |text: String| {
            let mut next = form.clone();
            change(&mut next.rows[place], text);
            if next.rows.last().is_some_and(|(role, _)| !role.is_empty()) {
                next.rows.push(Row::default());
            }
            open.emit(Some(next));
        }
    };
    html! {
        <form class="fls-plain" method="post" novalidate=true onsubmit={save}>
            { input(("name", words::NAME, "text"), &form.name, set(|form, text| form.name = text)) }
            if form.user.is_none() {
                { input(("email", words::EMAIL, "email"), &form.email, set(|form, text| form.email = text)) }
            }
            { for form.rows.iter().enumerate().map(|(place, (role, codes))| html! {
                <div class="fls-choices" key={place}>
                    { choice((&format!("role-{place}"), words::ROLE), &roles, role, set_row(place, |row, text| row.0 = text)) }
                    { input((&format!("codes-{place}"), words::CODES, "text"), codes, set_row(place, |row, text| row.1 = text)) }
                </div>
            }) }
            <button class="nhsuk-button nhsuk-button--small">
                { if form.user.is_some() { words::SAVE } else { words::CREATE } }
            </button>
            { " " }
            { button(words::CANCEL, None, open.reform(|_: MouseEvent| None)) }
        </form>
    }
}

/// Whether the role is offered: systems have none of these, and a clinical lead gives those of a service.
fn may_give(role: Role, is_national: bool) -> bool {
    let grant = flsdb_domain::access::Grant {
        role,
        services: Default::default(),
    };
    let is_for_people = !matches!(
        check_grant(&Scope::All, &grant),
        Err(flsdb_domain::access::giving::GrantFault::ForSystems)
    );
    is_for_people && (is_national || is_local(role))
}
