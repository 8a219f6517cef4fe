//! Data quality: open findings, blanks by field and month, records that look like one, lag of entry.

use std::rc::Rc;

use chrono::Datelike;
use flsdb_domain::{
    access::Permission,
    dates::AUDIT_START,
    wire::{
        About,
        auth::Me,
        quality::{CompletenessMap, DataQuality, EntryLag, LagFigures},
    },
};
use serde::{Deserialize, Serialize};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        frame::CurrentService,
        heading::Heading,
        plain::{choice, table},
        states::{empty, show},
    },
    format,
    remote::use_remote,
    routes::Route,
    session::may,
    texts::data_quality as words,
};

mod findings;
mod heat;
mod pairs;

use findings::kinds;
use pairs::Duplicates;

use super::{messages::Waiting, rejects::Rejected};

/// What is asked for, as it stands in the address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Query {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
}

/// The page.
#[component]
pub fn DataQualityPage() -> Html {
    let api = use_context::<Api>();
    let navigator = use_navigator();
    let service = use_context::<CurrentService>().and_then(|current| current.code);
    let reads_records = use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::ReadRecords));
    let today = use_context::<Rc<About>>()
        .map(|about| about.today)
        .unwrap_or_default();
    let query = use_location().and_then(|location| location.query::<Query>().ok());
    let year = query.and_then(|query| query.year).unwrap_or(today.year() - 1);
    let remote = use_remote((year, service), move |(year, service)| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.data_quality(year, service).await }
    });
    let choose = move |text: String| {
        if let Some(navigator) = &navigator {
            let query = Query {
                year: text.parse().ok(),
            };
            // Fails only for a query that cannot be written, which this one can.
            let _ = navigator.replace_with_query(&Route::DataQuality, query);
        }
    };
    let years: Vec<(String, String)> = (AUDIT_START.year()..=today.year())
        .rev()
        .map(|year| (year.to_string(), year.to_string()))
        .collect();
    html! {
        <>
            <Heading title={words::TITLE} />
            { show(&remote, |quality: &DataQuality| html! {
                <>
                    if reads_records {
                        <Rejected {service} />
                        <Waiting {service} />
                    }
                    { kinds(&quality.findings, service, reads_records, &remote.again) }
                    if reads_records {
                        <Duplicates {service} />
                    }
                    <section aria-labelledby="blanks">
                        <h2 class="nhsuk-heading-m" id="blanks">{ words::MAP }</h2>
                        <div class="fls-choices">
                            { choice(("year", words::YEAR), &years, &year.to_string(), choose) }
                        </div>
                        if quality.entry_lag.total.records == 0 {
                            { empty(format!("{}{year}", words::NO_RECORDS), html! { <p>{ words::NO_RECORDS_DETAIL }</p> }) }
                        } else {
                            { map(&quality.completeness) }
                            { lag(&quality.completeness.months, &quality.entry_lag) }
                        }
                    </section>
                </>
            }) }
        </>
    }
}

/// Field × month, each cell with its per cent.
fn map(map: &CompletenessMap) -> Html {
    html! {
        <>
            <p>{ words::MAP_LEAD }</p>
            <div class="fls-scroll" tabindex="0" role="group" aria-label={words::MAP}>
                <table class="nhsuk-table fls-table fls-heat">
                    <caption class="nhsuk-u-visually-hidden">{ words::MAP }</caption>
                    <thead>
                        <tr>
                            <th scope="col">{ words::FIELD }</th>
                            <th scope="col" class="fls-right">{ words::WHOLE }</th>
                            { for map.months.iter().map(|month| html! {
                                <th scope="col" class="fls-right">{ heat::month(month).to_owned() }</th>
                            }) }
                        </tr>
                    </thead>
                    <tbody>
                        { for map.fields.iter().map(|field| html! {
                            <tr>
                                <th scope="row">{ &field.title }</th>
                                { cell(field.total.share, field.total.bad) }
                                { for field.months.iter().map(|month| cell(month.share, month.bad)) }
                            </tr>
                        }) }
                    </tbody>
                </table>
            </div>
        </>
    }
}

fn cell(share: Option<f64>, bad: bool) -> Html {
    html! { <td class={classes!("fls-right", heat::class(share, bad))}>{ heat::text(share, bad) }</td> }
}

/// How soon records were entered, month by month.
fn lag(months: &[String], lag: &EntryLag) -> Html {
    let row = |name: String, figures: &LagFigures| {
        let days = [
            figures.lower_quartile,
            figures.median,
            figures.upper_quartile,
            figures.p90,
        ];
        html! {
            <tr>
                <th scope="row">{ name }</th>
                <td class="fls-right">{ format::count(figures.records) }</td>
                { for days.iter().map(|days| html! { <td class="fls-right">{ heat::days(*days) }</td> }) }
            </tr>
        }
    };
    html! {
        <>
            <h2 class="nhsuk-heading-m">{ words::LAG }</h2>
            { table(words::LAG, words::LAG_COLUMNS, html! {
                <>
                    { row(words::WHOLE.to_owned(), &lag.total) }
                    { for months.iter().zip(&lag.months).filter(|(_, figures)| figures.records > 0).map(|(month, figures)| {
                        row(heat::month(month).to_owned(), figures)
                    }) }
                </>
            }) }
        </>
    }
}
