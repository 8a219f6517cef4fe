//! Checks against the national data opt-out: the list out, the cleaned list in, and until when they hold.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    opt_out::Deployment,
    wire::{
        About, Page,
        auth::Me,
        opt_out::{CheckState, OptOutCheck},
    },
};
use yew::prelude::*;

use super::{heading, opt_out_list::Cleaning};
use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::focus,
        frame::CurrentService,
        pages::{pages, use_place},
        plain::{refusal, send, table},
        states::{empty, show},
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::opt_out as words,
};

/// Takes the focus when something has come of what had it.
const STANDING: &str = "standing";

/// The page.
#[component]
pub fn OptOutChecksPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let about = use_context::<Rc<About>>();
    let current = use_context::<CurrentService>().and_then(|current| current.code);
    // A national check is one of all services.
    let is_local = about.is_some_and(|about| about.deployment == Deployment::Local);
    let service = current.filter(|_| is_local);
    let (place, go) = use_place();
    let failure = use_state(|| None::<ApiError>);
    let remote = use_remote((*place).clone(), {
        let api = api.clone();
        move |place| {
            let api = api.clone();
            async move {
                let api = api.ok_or(ApiError::Away)?;
                api.opt_out_checks(place.cursor.as_deref()).await
            }
        }
    });
    let on_done = remote.again.reform(|()| focus(STANDING));
    let started = use_state_eq(|| None::<String>);
    let start = {
        let (failure, started, again) = (failure.clone(), started.clone(), remote.again.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(api) = api.clone() else { return };
            let started = started.clone();
            let work = async move {
                let check = api.start_opt_out_check(service).await?;
                started.set(Some(check.id));
                Ok(())
            };
            send(work, &failure, again.clone());
        })
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::OptOutChecks, words::TITLE) }
            <p>{ words::LEAD }</p>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <div id={STANDING} tabindex="-1">
                { show(&remote, |page: &Page<OptOutCheck>| standing(valid_until(&page.items, service))) }
            </div>
            <p><button type="button" class="nhsuk-button nhsuk-button--small" onclick={start}>{ words::START }</button></p>
            { show(&remote, |page: &Page<OptOutCheck>| html! {
                <>
                    { for page.items.iter().filter(|check| check.state == CheckState::Waiting).map(|check| {
                        let is_new = started.as_ref() == Some(&check.id);
                        html! {
                            <Cleaning key={check.id.clone()} check={Rc::new(check.clone())} {is_new} on_done={on_done.clone()} />
                        }
                    }) }
                    if !page.items.is_empty() {
                        <h2 class="nhsuk-heading-m">{ words::ALL }</h2>
                        { table(words::ALL, words::COLUMNS, html! { { for page.items.iter().map(row) } }) }
                        <p class="fls-quiet">{ words::EXPIRED_NOTE }</p>
                        { pages(&place, page.next.as_deref(), &go) }
                    }
                </>
            }) }
        </>
    }
}

/// The last day on which a check of the service, or of all, may be relied on.
fn valid_until(checks: &[OptOutCheck], service: Option<ServiceCode>) -> Option<NaiveDate> {
    let covers =
        |check: &&OptOutCheck| service.is_none() || check.service.is_none() || check.service == service;
    let valid = checks.iter().filter(|check| check.state == CheckState::Valid);
    valid.filter(covers).map(|check| check.expires_on).max()
}

fn standing(valid_until: Option<NaiveDate>) -> Html {
    match valid_until {
        Some(day) => {
            let title = [words::VALID_UNTIL, &format::long_day(day)].concat();
            empty(title, html! { <p>{ words::VALID_DETAIL }</p> })
        }
        None => html! {
            <div class="fls-empty fls-empty--waits">
                <p class="fls-empty__title">{ words::NONE_VALID }</p>
                <p>{ words::NONE_VALID_DETAIL }</p>
            </div>
        },
    }
}

fn row(check: &OptOutCheck) -> Html {
    let (state, colour) = match check.state {
        CheckState::Waiting => (words::STATE_WAITING, "yellow"),
        CheckState::Valid => (words::STATE_VALID, "green"),
        CheckState::Expired => (words::STATE_EXPIRED, "grey"),
    };
    let cleaned = check.cleaned.as_ref();
    let service = check.service.map(|service| service.to_string());
    let handed_in = cleaned.map(|list| [&format::moment(list.at), words::BY, &list.by].concat());
    html! {
        <tr key={check.id.clone()}>
            <th scope="row" class="fls-figure">{ format::moment(check.started_at) }</th>
            <td>{ &check.started_by }</td>
            <td>{ service.unwrap_or_else(|| words::EVERY_SERVICE.to_owned()) }</td>
            <td>{ tag([state, &format::short_day(check.expires_on)].concat(), colour) }</td>
            <td class="fls-right">{ count(check.sent) }</td>
            <td class="fls-right">{ cleaned.map(|list| count(list.returned)) }</td>
            <td class="fls-right">{ cleaned.map(|list| count(list.opted_out)) }</td>
            <td>{ handed_in.unwrap_or_default() }</td>
        </tr>
    }
}

/// A count that comes as any whole number.
fn count(n: i64) -> String {
    format::count(n.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(state: CheckState, service: Option<&str>, expires_on: &str) -> OptOutCheck {
        OptOutCheck {
            id: String::new(),
            service: service.and_then(|code| code.parse().ok()),
            state,
            started_at: Default::default(),
            started_by: String::new(),
            sent: 0,
            cleaned: None,
            expires_on: expires_on.parse().expect("a day"),
        }
    }

    #[test]
    fn the_latest_valid_check_counts() {
        use CheckState::{Expired, Valid, Waiting};
        let own = || "BRD".parse().ok();
        for (checks, service, expected) in [
            (vec![], own(), None),
            (vec![check(Waiting, Some("BRD"), "2026-02-21")], own(), None),
            (
                vec![
                    check(Valid, Some("BRD"), "2026-02-10"),
                    check(Valid, Some("BRD"), "2026-02-14"),
                    check(Expired, Some("BRD"), "2026-03-01"),
                ],
                own(),
                Some("2026-02-14"),
            ),
            (vec![check(Valid, Some("CDF"), "2026-02-14")], own(), None),
            (vec![check(Valid, None, "2026-02-14")], own(), Some("2026-02-14")),
            (vec![check(Valid, None, "2026-02-14")], None, Some("2026-02-14")),
        ] {
            let found = valid_until(&checks, service).map(|day| day.to_string());
            assert_eq!(found.as_deref(), expected, "{checks:?}");
        }
    }
}
