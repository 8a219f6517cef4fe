//! Years of the service: locked and signed off, or open.

use std::rc::Rc;

use flsdb_domain::wire::{
    auth::Me,
    periods::{NewYearState, ServiceYear, YearState},
};
use yew::prelude::*;

use super::heading;
use crate::{
    api::{Api, ApiError},
    components::{
        frame::CurrentService,
        plain::{button, input, refusal, send, table},
        states::{empty, show},
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::administration as words,
};

/// The page.
#[component]
pub fn PeriodsPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let service = use_context::<CurrentService>().and_then(|current| current.code);
    let failure = use_state(|| None::<ApiError>);
    // The year to be unlocked, and why.
    let asked = use_state(|| None::<(i32, String)>);
    let remote = use_remote(service, {
        let api = api.clone();
        move |service| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.years(service).await }
        }
    });
    let save = {
        let (asked, failure, again) = (asked.clone(), failure.clone(), remote.again.clone());
        Callback::from(move |(year, new): (ServiceYear, NewYearState)| {
            let Some(api) = api.clone() else { return };
            let (asked, again) = (asked.clone(), again.clone());
            let done = Callback::from(move |()| {
                asked.set(None);
                again.emit(());
            });
            send(async move { api.save_year(&year, &new).await }, &failure, done);
        })
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::Periods, words::PERIODS) }
            <p>{ words::PERIODS_LEAD }</p>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            if service.is_none() {
                { empty(words::NO_SERVICE, html! { <p>{ words::NO_SERVICE_DETAIL }</p> }) }
            } else {
                { show(&remote, |years: &Vec<ServiceYear>| {
                    let newest = years.first().map(|year| year.year);
                    table(words::PERIODS, words::PERIOD_COLUMNS, html! {
                        { for years.iter().map(|year| row(year, newest == Some(year.year), &asked, &save)) }
                    })
                }) }
            }
        </>
    }
}

fn row(
    year: &ServiceYear,
    goes_on: bool,
    asked: &UseStateHandle<Option<(i32, String)>>,
    save: &Callback<(ServiceYear, NewYearState)>,
) -> Html {
    let is_locked = year.state == YearState::Locked;
    let (state, colour) = if is_locked {
        (words::LOCKED, "blue")
    } else {
        (words::OPEN, "grey")
    };
    html! {
        <tr key={year.year}>
            <th scope="row">{ year.year }</th>
            <td>{ tag(state, colour) }</td>
            <td class="fls-right">{ format::count(year.episodes) }</td>
            <td class="fls-right">{ format::count(year.open_findings) }</td>
            <td>
                if let Some(stamp) = &year.stamp {
                    <span class="fls-figure">{ format::moment(stamp.changed_at) }</span>{ words::BY }{ &stamp.changed_by }
                }
            </td>
            <td>{ year.reason.clone().unwrap_or_default() }</td>
            <td>
                if is_locked {
                    { unlocking(year, asked, save) }
                } else if !goes_on {
                    { locking(year, save) }
                }
            </td>
        </tr>
    }
}

fn locking(year: &ServiceYear, save: &Callback<(ServiceYear, NewYearState)>) -> Html {
    let label = Some(format!("{}{}", words::LOCK_YEAR, year.year));
    let year = year.clone();
    let onclick = save.reform(move |_: MouseEvent| {
        let new = NewYearState {
            state: YearState::Locked,
            reason: None,
        };
        (year.clone(), new)
    });
    button(words::LOCK, label, onclick)
}

fn unlocking(
    year: &ServiceYear,
    asked: &UseStateHandle<Option<(i32, String)>>,
    save: &Callback<(ServiceYear, NewYearState)>,
) -> Html {
    let number = year.year;
    let label = Some(format!("{}{number}", words::UNLOCK_YEAR));
    let Some((_, reason)) = asked.as_ref().filter(|(year, _)| *year == number) else {
        let asked = asked.clone();
        let onclick = Callback::from(move |_: MouseEvent| asked.set(Some((number, String::new()))));
        return button(words::UNLOCK, label, onclick);
    };
    let (year, said) = (year.clone(), reason.trim().to_owned());
    let onclick = save.reform(move |_: MouseEvent| {
        let new = NewYearState {
            state: YearState::Open,
            reason: (!said.is_empty()).then(|| said.clone()),
        };
        (year.clone(), new)
    });
    let set = {
        let asked = asked.clone();
        move |text| asked.set(Some((number, text)))
    };
    let cancel = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(None))
    };
    html! {
        <div class="fls-inline">
            { input(("why", words::WHY, "text"), reason, set) }
            { button(words::UNLOCK, label, onclick) }
            { button(words::CANCEL, None, cancel) }
        </div>
    }
}
