//! The worklist, where the day begins: what is due, what is about to breach, what is overdue.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    access::Permission,
    kpi::{
        Kpi, SetId, definition,
        worklist::{Task, Timing},
    },
    vocabulary::Coded,
    wire::{
        auth::Me,
        worklist::{Worklist, WorklistCounts},
    },
};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{Api, ApiError, Shown, WorklistQuery},
    components::{
        frame::CurrentService,
        heading::Heading,
        link::Go,
        pages::{Place, pages},
        states::{empty, show},
    },
    format,
    remote::use_remote,
    routes::Route,
    session::may,
    texts::{self, worklist as words},
};

mod care;
mod table;

use care::care;
use table::Tasks;

/// The page.
#[component]
pub fn WorklistPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let navigator = use_navigator();
    let service = use_context::<CurrentService>().and_then(|current| current.code);
    let query = use_location()
        .and_then(|location| location.query::<WorklistQuery>().ok())
        .unwrap_or_default();
    let place = use_state_eq(Place::default);
    let remote = use_remote(
        (query, service, (*place).clone()),
        move |(query, service, place)| {
            let api = api.clone();
            async move {
                let api = api.ok_or(ApiError::Away)?;
                api.worklist(query, service, place.cursor.as_deref()).await
            }
        },
    );
    let choose = {
        let place = place.clone();
        Callback::from(move |query: WorklistQuery| {
            place.set(Place::default());
            if let Some(navigator) = &navigator {
                // Fails only for a query that cannot be written, which this one can.
                let _ = navigator.replace_with_query(&Route::Worklist, query);
            }
        })
    };
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    let may_enter = me.is_some_and(|me| may(&me, Permission::ChangeRecords));
    let list = |list: &Worklist| {
        html! {
            <>
                { counts(&list.counts, query, &choose) }
                if query.show == Shown::Care {
                    { care(list) }
                } else if list.page.items.is_empty() {
                    { nothing(query, may_enter) }
                } else {
                    <Tasks items={list.page.items.clone()} />
                    { found(list, service) }
                    { pages(&place, list.page.next.as_deref(), &go) }
                }
            </>
        }
    };
    let first = remote.value.as_ref().and_then(|list| list.page.items.first());
    html! {
        <>
            <Heading title={words::TITLE}>
                if let Some(first) = first {
                    <Go to={Route::Episode { id: first.fracture_id.clone() }} part={table::part_of(first)} class="nhsuk-button nhsuk-button--small">
                        { words::OPEN_NEXT }
                    </Go>
                }
            </Heading>
            { filter(query, &choose) }
            { show(&remote, list) }
        </>
    }
}

/// How much there is of each kind: pressed, it shows only that.
fn counts(counts: &WorklistCounts, query: WorklistQuery, choose: &Callback<WorklistQuery>) -> Html {
    let count = |(show, name, count, kind): (Shown, &'static str, u64, &'static str)| {
        let onclick = choose.reform(move |_: MouseEvent| WorklistQuery { show, ..query });
        html! {
            <li>
                <button type="button" class={format!("fls-count fls-count--{kind}")} aria-pressed={(query.show == show).to_string()} {onclick}>
                    <span class="fls-count__number">{ format::count(count) }</span>
                    <span class="fls-count__name">{ name }</span>
                </button>
            </li>
        }
    };
    let tasks = |timing: Timing, n: u64, kind| count((Shown::Tasks(timing), timing.label(), n, kind));
    html! {
        <ul class="fls-counts" aria-label={words::COUNTS}>
            { tasks(Timing::DueThisWeek, counts.due_this_week, "soon") }
            { tasks(Timing::AboutToBreach, counts.about_to_breach, "near") }
            { tasks(Timing::Overdue, counts.overdue, "late") }
            { count((Shown::Care, words::CARE, counts.call_backs + counts.injections, "care")) }
            { tasks(Timing::Due, counts.due, "all") }
        </ul>
    }
}

/// Choice of a KPI.
fn filter(query: WorklistQuery, choose: &Callback<WorklistQuery>) -> Html {
    let choose = choose.clone();
    let onchange = Callback::from(move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into().ok());
        choose.emit(WorklistQuery {
            kpi: select.and_then(|select: HtmlSelectElement| select.value().parse().ok()),
            ..query
        });
    });
    let set = SetId::default().set();
    let kpis = Task::ALL.into_iter().flat_map(|task| task.kpis()).copied();
    let option = |kpi: Kpi| {
        let definition = definition(set, kpi);
        html! {
            <option value={kpi.to_string()} selected={query.kpi == Some(kpi)}>
                { format!("{}{}: {}", texts::benchmark::KPI, definition.official_number, definition.title) }
            </option>
        }
    };
    html! {
        <div class="fls-choices">
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="kpi">{ words::KPI }</label>
                <select class="nhsuk-select" id="kpi" {onchange}>
                    <option value="" selected={query.kpi.is_none()}>{ words::ALL_KPIS }</option>
                    { for kpis.map(option) }
                </select>
            </div>
        </div>
    }
}

/// How much there is, for those who only hear the page.
fn found(list: &Worklist, service: Option<ServiceCode>) -> Html {
    let total = u64::try_from(list.page.total.unwrap_or_default()).unwrap_or_default();
    let of = service.map_or(String::new(), |code| format!("{}{code}", words::OF));
    html! {
        <p class="fls-source" role="status">
            { format!("{}{of}{}{}", format::counted(total, words::TASK, words::TASKS), words::AS_OF, format::long_day(list.today)) }
        </p>
    }
}

fn nothing(query: WorklistQuery, may_enter: bool) -> Html {
    if query.show != Shown::Tasks(Timing::Due) || query.kpi.is_some() {
        return empty(
            words::NONE_OF_THESE,
            html! { <p>{ words::NONE_OF_THESE_DETAIL }</p> },
        );
    }
    empty(
        words::NONE,
        html! {
            <p>
                { words::NONE_DETAIL }
                if may_enter {
                    { words::ENTER }
                    <Go to={Route::Imports}>{ texts::patients::NONE_IMPORT }</Go>{ texts::OR }
                    <Go to={Route::NewPatient}>{ texts::patients::NONE_ENTER }</Go>{ "." }
                }
            </p>
        },
    )
}
