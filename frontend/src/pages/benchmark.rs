//! The benchmark table: services down, KPIs across.

use std::rc::Rc;

use chrono::{Datelike, NaiveDate};
use flsdb_domain::{
    dates::{AUDIT_START, parse_iso},
    kpi::SetId,
    wire::{About, kpis::Benchmark},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{platform::spawn_local, prelude::*};
use yew_router::prelude::*;

use crate::{
    api::{Api, ApiError, BenchmarkQuery},
    components::{
        heading::Heading,
        link::Go,
        states::{empty, failed, show},
    },
    download, format,
    remote::use_remote,
    routes::Route,
    texts::benchmark as words,
};

mod panel;
mod sorting;
mod table;

pub use table::Table;

/// The page.
#[component]
pub fn BenchmarkPage() -> Html {
    let api = use_context::<Api>();
    let navigator = use_navigator();
    let Some(today) = use_context::<Rc<About>>().map(|about| about.today) else {
        return html! {};
    };
    let query = use_location()
        .and_then(|location| location.query::<BenchmarkQuery>().ok())
        .unwrap_or_default();
    // The year before this one: of the present year most windows are open.
    let year = query.year.unwrap_or(today.year() - 1);
    let asked = BenchmarkQuery {
        set: Some(query.set.unwrap_or_default()),
        year: Some(year),
        as_of: query.as_of,
    };
    let remote = use_remote(asked, move |query| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.benchmark(query).await }
    });
    let on_change = Callback::from(move |query: BenchmarkQuery| {
        if let Some(navigator) = &navigator {
            // Fails only for a query that cannot be written, which this one can.
            let _ = navigator.replace_with_query(&Route::Benchmark, query);
        }
    });
    html! {
        <>
            <Heading title={words::TITLE}>
                if let Some(table) = &remote.value {
                    <Download table={table.clone()} />
                }
            </Heading>
            <Choices query={asked} as_of={remote.value.as_ref().map(|table| table.as_of)} {today} {on_change} />
            { show(&remote, |table: &Benchmark| html! {
                if table.records == 0 {
                    { empty(format!("{}{}", words::NO_RECORDS_IN, table.year), html! {
                        <p>{ words::NO_RECORDS_DETAIL }<Go to={Route::Imports}>{ words::NO_RECORDS_IMPORT }</Go>{ "." }</p>
                    }) }
                } else {
                    <Table table={Rc::new(table.clone())} />
                }
            }) }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ChoicesProps {
    query: BenchmarkQuery,
    /// The day that the table shown is of: beside other services' figures the closing date, if none was chosen.
    as_of: Option<NaiveDate>,
    today: NaiveDate,
    on_change: Callback<BenchmarkQuery>,
}

/// Year, set and day of the question.
#[component]
fn Choices(props: &ChoicesProps) -> Html {
    let query = props.query;
    let choose = |change: fn(&mut BenchmarkQuery, String)| {
        let on_change = props.on_change.clone();
        Callback::from(move |event: Event| {
            let target = event.target();
            let select = target
                .clone()
                .and_then(|t| t.dyn_into::<HtmlSelectElement>().ok());
            let input = target.and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
            if let Some(value) = select.map(|s| s.value()).or_else(|| input.map(|i| i.value())) {
                let mut next = query;
                change(&mut next, value);
                on_change.emit(next);
            }
        })
    };
    let years = (AUDIT_START.year()..=props.today.year()).rev();
    html! {
        <div class="fls-choices">
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="year">{ words::YEAR }</label>
                <select class="nhsuk-select" id="year" onchange={choose(|query, text| query.year = text.parse().ok())}>
                    { for years.map(|year| html! {
                        <option value={year.to_string()} selected={query.year == Some(year)}>{ year }</option>
                    }) }
                </select>
            </div>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="set">{ words::SET }</label>
                <select class="nhsuk-select" id="set" onchange={choose(|query, text| query.set = text.parse().ok())}>
                    { for SetId::ALL.into_iter().map(|set| html! {
                        <option value={set.token()} selected={query.set == Some(set)}>{ set.set().name }</option>
                    }) }
                </select>
            </div>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="as_of">{ words::AS_OF }</label>
                <input class="nhsuk-input" id="as_of" type="date" max={props.today.to_string()}
                       value={query.as_of.or(props.as_of).unwrap_or(props.today).to_string()}
                       onchange={choose(|query, text| query.as_of = parse_iso(&text).ok())} />
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct DownloadProps {
    table: Rc<Benchmark>,
}

/// The values as a file.
#[component]
fn Download(props: &DownloadProps) -> Html {
    let api = use_context::<Api>();
    let failure = use_state(|| None::<ApiError>);
    let onclick = {
        let (table, failure) = (props.table.clone(), failure.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(api) = api.clone() else {
                return;
            };
            let (table, failure) = (table.clone(), failure.clone());
            spawn_local(async move {
                match api.results_csv(&table).await {
                    Ok(bytes) => {
                        let name = format!("flsdb-{}-{}-{}.csv", table.set.id, table.year, table.as_of);
                        download::save_as(&name, "text/csv", &bytes);
                        failure.set(None);
                    }
                    Err(error) => failure.set(Some(error)),
                }
            });
        })
    };
    html! {
        <>
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" {onclick}>{ words::DOWNLOAD }</button>
            if let Some(error) = &*failure {
                { failed(error, None) }
            }
        </>
    }
}

/// The line below the table that says exactly what it shows.
fn source(table: &Benchmark) -> String {
    format!(
        "{} · {} {} · {}{} · {}{} · {}{} · {}",
        format::counted(table.records, words::RECORD, words::RECORDS),
        table.set.id.set().name,
        table.set.version,
        words::DIAGNOSED,
        table.year,
        words::SOURCE_AS_OF,
        format::long_day(table.as_of),
        words::DATA_VERSION,
        table.data_version,
        table.software,
    )
}
