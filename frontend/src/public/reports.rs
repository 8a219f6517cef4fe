//! Published reports: the list, and the benchmark table of one.

use std::rc::Rc;

use flsdb_domain::wire::{
    Page,
    reports::{PublishedReport, ReportDocument},
};
use yew::prelude::*;
use yew_router::prelude::*;

use super::{PublicRoute, chart::ReportChart};
use crate::{
    api::{Api, ApiError},
    components::{
        heading::Heading,
        states::{empty, show},
    },
    format,
    pages::{benchmark::Table, reports::period},
    remote::use_remote,
    texts::reports as words,
};

/// All of them, newest first.
#[component]
pub fn Published() -> Html {
    let api = use_context::<Api>();
    let remote = use_remote((), move |()| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.published().await }
    });
    html! {
        <>
            <Heading title={words::BACK} />
            <p>{ words::PUBLIC_LEAD }</p>
            { show(&remote, |page: &Page<PublishedReport>| if page.items.is_empty() {
                empty(words::PUBLIC_NONE, html! { <p>{ words::PUBLIC_NONE_DETAIL }</p> })
            } else {
                page.items.iter().map(entry).collect()
            }) }
        </>
    }
}

fn entry(report: &PublishedReport) -> Html {
    let to = PublicRoute::Report {
        id: report.id.clone(),
    };
    html! {
        <section class="fls-step" key={report.id.clone()}>
            <h2 class="nhsuk-heading-m"><Link<PublicRoute> {to}>{ &report.title }</Link<PublicRoute>></h2>
            <p>
                { period(report.period.start, report.period.end) }{ " · " }{ words::PUBLISHED_ON }
                { format::long_day(report.published_at.date_naive()) }
            </p>
            { prints(&report.id) }
        </section>
    }
}

/// Links to the two pages for each kind of reader.
fn prints(id: &str) -> Html {
    html! {
        <ul class="nhsuk-list">
            { for words::PRINT_FOR.iter().map(|(readers, text)| html! {
                <li><a href={format!("/api/v1/public/reports/{id}/print?for={readers}")}>{ words::PRINT }{ ": " }{ *text }</a></li>
            }) }
        </ul>
    }
}

/// Properties of [`PublishedTable`].
#[derive(Properties, PartialEq)]
pub struct PublishedTableProps {
    /// Id of the report.
    pub id: String,
}

/// The benchmark table of a report, and its charts.
#[component]
pub fn PublishedTable(props: &PublishedTableProps) -> Html {
    let api = use_context::<Api>();
    let remote = use_remote(props.id.clone(), move |id| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.published_document(&id).await }
    });
    html! {
        <>
            <Link<PublicRoute> to={PublicRoute::Reports} classes="nhsuk-back-link">{ words::BACK }</Link<PublicRoute>>
            <Heading title={words::TABLE} />
            { show(&remote, |document: &ReportDocument| match &document.benchmark {
                Some(table) => {
                    let table = Rc::new(table.clone());
                    html! { <><Table table={table.clone()} /><ReportChart {table} /></> }
                }
                None => empty(words::NO_TABLE, prints(&props.id)),
            }) }
        </>
    }
}
