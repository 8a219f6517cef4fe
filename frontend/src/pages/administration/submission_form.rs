//! Starting a submission: its name and its layout.

use flsdb_domain::{
    ServiceCode,
    wire::{
        opt_out::{CheckState, OptOutCheck},
        submissions::{Layout, NewSubmission},
    },
};
use yew::{platform::spawn_local, prelude::*};

use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::{Fault, focus},
        link::Go,
        plain::choice,
        short_form::{
            Sent, ShortForm,
            input::{Control, Input, input},
            reading::{Texts, refused},
        },
    },
    routes::Route,
    texts::submissions as words,
};

/// Takes the focus when a check is needed first.
const NEEDS_CHECK: &str = "needs-check";

/// Properties of [`Start`].
#[derive(Properties, PartialEq)]
pub struct StartProps {
    /// The layouts that may be chosen.
    pub layouts: Vec<Layout>,
    /// The service whose records are to be sent.
    pub service: Option<ServiceCode>,
    /// Told when it is started.
    pub on_done: Callback<()>,
}

/// The form.
#[component]
pub fn Start(props: &StartProps) -> Html {
    let api = use_context::<Api>();
    let chosen = use_state_eq(|| None::<String>);
    let needs_check = use_state_eq(|| false);
    let options: Vec<(String, String)> = props
        .layouts
        .iter()
        .map(|layout| (layout.id.clone(), layout.title.clone()))
        .collect();
    let layout = (*chosen)
        .clone()
        .or_else(|| options.first().map(|(id, _)| id.clone()));
    let layout = layout.unwrap_or_default();
    let on_send = {
        let (layout, service, on_done) = (layout.clone(), props.service, props.on_done.clone());
        let needs_check = needs_check.clone();
        Callback::from(move |(typed, told): Sent| {
            let Some(api) = api.clone() else { return };
            let new = match read(&typed, service, &layout) {
                Ok(new) => new,
                Err(faults) => return told.emit(faults),
            };
            needs_check.set(false);
            let (on_done, needs_check) = (on_done.clone(), needs_check.clone());
            spawn_local(async move {
                let outcome = api.start_submission(&new).await;
                let is_missing = matches!(&outcome, Err(error) if lacks_check(&api, error, service).await);
                needs_check.set(is_missing);
                match outcome {
                    Ok(_) => on_done.emit(()),
                    Err(_) if is_missing => told.emit(vec![]),
                    Err(error) => told.emit(refused(&error)),
                }
            });
        })
    };
    let choose = move |id: String| chosen.set(Some(id));
    html! {
        <section class="fls-plain" aria-labelledby="start">
            <h2 class="nhsuk-heading-m" id="start">{ words::START }</h2>
            <div role="alert">
                if *needs_check {
                    <CheckFirst />
                }
            </div>
            <ShortForm inputs={inputs()} first={vec![String::new()]} save={words::START} {on_send}>
                if options.len() > 1 {
                    { choice(("layout", words::LAYOUT), &options, &layout, choose) }
                }
            </ShortForm>
        </section>
    }
}

/// What is to be done first, and where. It takes the focus.
#[component]
fn CheckFirst() -> Html {
    use_effect_with((), |()| focus(NEEDS_CHECK));
    html! {
        <div class="fls-empty fls-empty--waits" id={NEEDS_CHECK} tabindex="-1">
            <p class="fls-empty__title">{ words::NEEDS_CHECK }</p>
            <p>{ words::NEEDS_CHECK_DETAIL }</p>
            <p><Go to={Route::OptOutChecks}>{ words::TO_CHECKS }</Go></p>
        </div>
    }
}

fn inputs() -> Vec<Input> {
    vec![input("name", words::NAME, Control::Line).hint(words::NAME_HINT)]
}

fn read(typed: &[String], service: Option<ServiceCode>, layout: &str) -> Result<NewSubmission, Vec<Fault>> {
    let mut texts = Texts::of(typed);
    let name = texts.text().unwrap_or_default();
    texts.finish(NewSubmission {
        service,
        name,
        layout: layout.to_owned(),
    })
}

/// Whether a submission was refused for want of an opt-out check.
async fn lacks_check(api: &Api, error: &ApiError, service: Option<ServiceCode>) -> bool {
    if error.status() != Some(409) {
        return false;
    }
    let checks = api.opt_out_checks(None).await;
    checks.is_ok_and(|page| !page.items.iter().any(|check| covers(check, service)))
}

fn covers(check: &OptOutCheck, service: Option<ServiceCode>) -> bool {
    let is_own = service.is_none() || check.service.is_none() || check.service == service;
    is_own && check.state == CheckState::Valid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_needed() {
        for (typed, faults) in [("January", 0), (" ", 1)] {
            let read = read(&[typed.to_owned()], None, "fls-db");
            assert_eq!(read.err().unwrap_or_default().len(), faults, "{typed}");
        }
    }
}
