//! Setting a password by a link: its token stands behind `#`, which no server sees.

use flsdb_domain::wire::users::NewPassword;
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        heading::Heading,
        link::Go,
        plain::{input, refusal, send},
    },
    routes::Route,
    texts::administration as words,
};

/// The page, for who is not signed in.
#[component]
pub fn SetPassword() -> Html {
    let api = use_context::<Api>();
    let password = use_state(String::new);
    let failure = use_state(|| None::<ApiError>);
    let is_set = use_state_eq(|| false);
    let onsubmit = {
        let (password, failure, is_set) = (password.clone(), failure.clone(), is_set.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(api) = api.clone() else { return };
            let hash = gloo::utils::window().location().hash().unwrap_or_default();
            let new = NewPassword {
                token: hash.trim_start_matches('#').to_owned(),
                password: (*password).clone(),
            };
            let is_set = is_set.clone();
            let done = Callback::from(move |()| is_set.set(true));
            send(async move { api.set_password(&new).await }, &failure, done);
        })
    };
    let set = {
        let password = password.clone();
        move |text| password.set(text)
    };
    html! {
        <div class="fls-sign-in">
            <Heading title={words::SET_PASSWORD} />
            if *is_set {
                <p role="status">{ words::IS_SET }{ " " }<Go to={Route::Home}>{ words::SIGN_IN }</Go>{ "." }</p>
            } else {
                if let Some(error) = &*failure {
                    { refusal(error) }
                }
                <form method="post" novalidate=true {onsubmit}>
                    <p class="nhsuk-hint">{ words::PASSWORD_HINT }</p>
                    { input(("password", words::PASSWORD, "password"), &password, set) }
                    <button class="nhsuk-button">{ words::SET }</button>
                </form>
            }
        </div>
    }
}
