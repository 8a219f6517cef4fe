//! Sign in.

use std::rc::Rc;

use flsdb_domain::wire::auth::{Login, Me};
use validator::Validate;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::{platform::spawn_local, prelude::*};

use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::{ErrorSummary, Fault},
        heading::Heading,
        states::told_in_a_line,
    },
    texts::sign_in as texts,
};

/// Properties of [`SignIn`].
#[derive(Properties, PartialEq)]
pub struct SignInProps {
    /// Why a session ended by itself: then what was typed is waiting.
    pub notice: Option<&'static str>,
    /// Whether the records are invented.
    pub is_demo: bool,
    /// Told who signed in.
    pub on_done: Callback<Rc<Me>>,
}

/// E-mail address and password; below, what this is.
#[component]
pub fn SignIn(props: &SignInProps) -> Html {
    let api = use_context::<Api>();
    let login = use_state(|| Login {
        email: String::new(),
        password: String::new(),
        totp: None,
    });
    let faults = use_state(Vec::<Fault>::new);
    let attempt = use_state(|| 0_u32);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (login, faults, attempt, is_busy) =
            (login.clone(), faults.clone(), attempt.clone(), is_busy.clone());
        let on_done = props.on_done.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let found = faults_of(&login);
            attempt.set(attempt.wrapping_add(1));
            let (Some(api), true) = (api.clone(), found.is_empty() && !*is_busy) else {
                return faults.set(found);
            };
            is_busy.set(true);
            let (login, faults, is_busy, on_done) =
                ((*login).clone(), faults.clone(), is_busy.clone(), on_done.clone());
            spawn_local(async move {
                match api.sign_in(&login).await {
                    Ok(me) => on_done.emit(Rc::new(me)),
                    Err(error) => faults.set(vec![refusal(&error)]),
                }
                is_busy.set(false);
            });
        })
    };
    let typed = |change: fn(&mut Login, String)| {
        let login = login.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                let mut next = (*login).clone();
                change(&mut next, input.value());
                login.set(next);
            }
        })
    };
    let message = |id: &str| {
        faults
            .iter()
            .find(|f| f.target.as_deref() == Some(id))
            .map(|f| f.message.clone())
    };
    html! {
        <div class="fls-sign-in">
            <ErrorSummary faults={(*faults).clone()} attempt={*attempt} />
            <Heading title={texts::TITLE} />
            if let Some(notice) = props.notice {
                <div class="nhsuk-inset-text"><p>{ notice }</p></div>
            }
            <form method="post" novalidate=true {onsubmit}>
                { input(&Input { id: "email", label: texts::EMAIL, kind: "email", autocomplete: "username",
                                 value: &login.email, message: message("email"),
                                 oninput: typed(|login, text| login.email = text.trim().to_owned()) }) }
                { input(&Input { id: "password", label: texts::PASSWORD, kind: "password", autocomplete: "current-password",
                                 value: &login.password, message: message("password"),
                                 oninput: typed(|login, text| login.password = text) }) }
                <button class="nhsuk-button" type="submit" aria-disabled={is_busy.to_string()}>
                    { if *is_busy { texts::SIGNING_IN } else { texts::SIGN_IN } }
                </button>
            </form>
            if props.notice.is_none() {
                <section class="fls-what">
                    <h2 class="nhsuk-heading-m">{ texts::WHAT }</h2>
                    { for texts::WHAT_BODY.iter().map(|paragraph| html! { <p>{ *paragraph }</p> }) }
                    if props.is_demo {
                        <p>{ texts::DEMO_USERS }</p>
                    }
                </section>
            }
        </div>
    }
}

struct Input<'a> {
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    value: &'a str,
    message: Option<String>,
    oninput: Callback<InputEvent>,
}

fn input(field: &Input<'_>) -> Html {
    let is_wrong = field.message.is_some();
    let error_id = format!("{}-error", field.id);
    html! {
        <div class={classes!("nhsuk-form-group", is_wrong.then_some("nhsuk-form-group--error"))}>
            <label class="nhsuk-label" for={field.id}>{ field.label }</label>
            if let Some(message) = &field.message {
                <span class="nhsuk-error-message" id={error_id.clone()}>{ message }</span>
            }
            <input class={classes!("nhsuk-input", is_wrong.then_some("nhsuk-input--error"))}
                   id={field.id} name={field.id} type={field.kind} autocomplete={field.autocomplete} spellcheck="false"
                   autocapitalize="none" value={field.value.to_owned()} aria-invalid={is_wrong.then_some("true")}
                   aria-describedby={is_wrong.then_some(error_id)} oninput={field.oninput.clone()} />
        </div>
    }
}

/// What is wrong with the form of what was typed, by the rules that the server uses.
fn faults_of(login: &Login) -> Vec<Fault> {
    let Err(errors) = login.validate() else {
        return vec![];
    };
    let errors = errors.field_errors();
    ["email", "password"]
        .into_iter()
        .filter_map(|id| {
            let message = errors.get(id)?.iter().find_map(|error| error.message.clone())?;
            Some(Fault {
                target: Some(id.to_owned()),
                message: message.into_owned(),
                follow: None,
            })
        })
        .collect()
}

fn refusal(error: &ApiError) -> Fault {
    Fault {
        target: (error.status() == Some(401)).then(|| "password".to_owned()),
        message: told_in_a_line(error),
        follow: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_before_anything_is_sent() {
        for (email, password, wrong) in [
            ("", "", "email password"),
            ("ann@example.nhs.uk", "", "password"),
            ("ann", "secret", "email"),
            ("ann@example.nhs.uk", "secret", ""),
        ] {
            let login = Login {
                email: email.into(),
                password: password.into(),
                totp: None,
            };
            let targets: Vec<_> = faults_of(&login)
                .into_iter()
                .filter_map(|fault| fault.target)
                .collect();
            assert_eq!(targets.join(" "), wrong, "{email} {password}");
        }
    }
}
