//! Freezing the figures of a year.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    kpi::SetId,
    wire::{
        auth::Me,
        kpis::Dimension,
        reports::{NewReport, ReportKind, ReportQuery},
    },
};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::plain::{choice, input, refusal, send},
    texts::{form, reports as words},
};

/// How many years can be chosen.
const YEARS: i32 = 8;

/// Properties of [`Freezing`].
#[derive(Properties, PartialEq)]
pub struct FreezingProps {
    /// Who freezes: people of services their own figures, others national ones.
    pub me: Rc<Me>,
    /// The last full year.
    pub year: i32,
    /// Told when a report was frozen.
    pub on_done: Callback<()>,
}

/// Title and year; the report is of all KPIs by service, the pooled value beside them.
#[component]
pub fn Freezing(props: &FreezingProps) -> Html {
    let api = use_context::<Api>();
    let title = use_state(String::new);
    let year = use_state(|| props.year);
    let failure = use_state(|| None::<ApiError>);
    let is_done = use_state_eq(|| false);
    let kind = match props.me.services.is_empty() {
        true => ReportKind::National,
        false => ReportKind::Service,
    };
    let suggested = suggestion(&props.me, kind, *year);
    let onsubmit = {
        let (title, year, failure, is_done) = (title.clone(), *year, failure.clone(), is_done.clone());
        let (on_done, suggested) = (props.on_done.clone(), suggested.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(api), Some(query)) = (api.clone(), question(year)) else {
                return;
            };
            let said = title.trim();
            let report = NewReport {
                title: if said.is_empty() {
                    suggested.clone()
                } else {
                    said.to_owned()
                },
                kind,
                query,
            };
            is_done.set(false);
            let (title, is_done, on_done) = (title.clone(), is_done.clone(), on_done.clone());
            let done = Callback::from(move |()| {
                title.set(String::new());
                is_done.set(true);
                on_done.emit(());
            });
            send(async move { api.freeze(&report).await }, &failure, done);
        })
    };
    let years: Vec<(String, String)> = (0..YEARS)
        .map(|back| (props.year + 1 - back).to_string())
        .map(|year| (year.clone(), year))
        .collect();
    let set_title = title.setter();
    let set_year = year.setter();
    html! {
        <form class="fls-step" method="post" {onsubmit}>
            <h2 class="nhsuk-heading-m">{ words::FREEZE }</h2>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <div class="fls-choices">
                { choice(("report-year", words::YEAR), &years, &year.to_string(), move |text| {
                    if let Ok(year) = text.parse() {
                        set_year.set(year);
                    }
                }) }
                { input(("report-title", words::NAME, "text"), &title, move |text| set_title.set(text)) }
            </div>
            <p class="fls-quiet">{ form::IF_BLANK }{ suggested }</p>
            <button class="nhsuk-button nhsuk-button--small">{ words::FREEZE_BUTTON }</button>
            <span role="status">
                if *is_done {
                    <span class="fls-saved">{ words::FROZEN }</span>
                }
            </span>
        </form>
    }
}

/// `Figures of Bradley Royal, 2024`
fn suggestion(me: &Me, kind: ReportKind, year: i32) -> String {
    match (kind, me.services.as_slice()) {
        (ReportKind::Service, [service]) => format!("{}{}, {year}", words::OWN, service.name),
        (ReportKind::Service, _) => format!("{}{year}", words::OWN),
        (ReportKind::National, _) => format!("{}{year}", words::NATIONAL),
    }
}

fn question(year: i32) -> Option<ReportQuery> {
    Some(ReportQuery {
        set: SetId::default(),
        start: NaiveDate::from_ymd_opt(year, 1, 1)?,
        end: NaiveDate::from_ymd_opt(year, 12, 31)?,
        as_of: None,
        services: vec![],
        by: vec![Dimension::Service],
        total: true,
        kpi: vec![],
    })
}
