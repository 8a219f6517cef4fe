//! Search and list of patients.

use std::rc::Rc;

use flsdb_domain::{
    access::Permission,
    vocabulary::Coded,
    wire::{
        About,
        auth::Me,
        page::Paging,
        records::{EpisodeSummary, PatientPage, PatientSearch, PatientSummary},
    },
};
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        frame::SearchText,
        heading::Heading,
        link::Go,
        pages::{Place, pages},
        states::{empty, show},
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    session::may,
    texts::{self, patients as words},
};

/// A search begins when the user has not typed for so many milliseconds.
const PAUSE: u32 = 250;

/// What the list shows: the beginning of which page, or of which search.
#[derive(Debug, Clone, PartialEq)]
struct Question {
    text: AttrValue,
    cursor: Option<String>,
}

async fn ask(api: Option<Api>, question: Question) -> Result<PatientPage, ApiError> {
    let api = api.ok_or(ApiError::Away)?;
    if question.text.trim().is_empty() {
        return api.patients(question.cursor.as_deref()).await;
    }
    let search = PatientSearch {
        text: Some(question.text.trim().to_owned()),
        paging: Paging {
            limit: 25,
            cursor: question.cursor,
            total: false,
        },
        ..PatientSearch::default()
    };
    api.search(&search).await
}

/// Search as one types; without a search, the patients page by page.
#[component]
pub fn Patients() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let today = use_context::<Rc<About>>().map(|about| about.today);
    let search = use_context::<SearchText>();
    let typed = use_state_eq(|| search.as_ref().map(|s| s.text.clone()).unwrap_or_default());
    let question = use_state_eq(|| Question {
        text: (*typed).clone(),
        cursor: None,
    });
    let place = use_state_eq(Place::default);
    use_effect_with((*typed).clone(), {
        let (question, place) = (question.clone(), place.clone());
        move |text| {
            let text = text.clone();
            let timer = (text != question.text).then(|| {
                Timeout::new(PAUSE, move || {
                    place.set(Place::default());
                    question.set(Question { text, cursor: None });
                })
            });
            move || drop(timer)
        }
    });
    let remote = use_remote((*question).clone(), {
        move |question| ask(api.clone(), question)
    });
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                let text = AttrValue::from(input.value());
                if let Some(search) = &search {
                    search.set.emit(text.clone());
                }
                typed.set(text);
            }
        })
    };
    let go = {
        let (question, place) = (question.clone(), place.clone());
        Callback::from(move |next: Place| {
            question.set(Question {
                text: question.text.clone(),
                cursor: next.cursor.clone(),
            });
            place.set(next);
        })
    };
    let is_searching = !question.text.trim().is_empty();
    let list = show(&remote, |page: &PatientPage| {
        if page.items.is_empty() {
            return nothing(is_searching);
        }
        html! {
            <>
                <div class="fls-scroll" tabindex="0" role="group" aria-label={words::TITLE}>
                    <table class="nhsuk-table fls-table">
                        <caption class="nhsuk-u-visually-hidden">{ words::TITLE }</caption>
                        <thead>
                            <tr>{ for words::COLUMNS.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr>
                        </thead>
                        <tbody>{ for page.items.iter().map(|patient| row(patient, today)) }</tbody>
                    </table>
                </div>
                { pages(&place, page.next.as_deref(), &go) }
            </>
        }
    });
    let announced = match (&remote.value, remote.pending) {
        (Some(page), false) if is_searching => found(page),
        _ => String::new(),
    };
    html! {
        <>
            <Heading title={words::TITLE}>
                if me.is_some_and(|me| may(&me, Permission::ChangeRecords)) {
                    <Go to={Route::NewPatient} class="nhsuk-button nhsuk-button--small">{ texts::new_patient::TITLE }</Go>
                }
            </Heading>
            <search class="nhsuk-form-group fls-search">
                <label class="nhsuk-label fls-field__label" for={texts::frame::SEARCH_ID}>{ words::SEARCH }</label>
                <div class="nhsuk-hint fls-field__hint" id="search-hint">{ words::SEARCH_HINT }</div>
                <input class="nhsuk-input" id={texts::frame::SEARCH_ID} type="search" autocomplete="off" spellcheck="false"
                       aria-describedby="search-hint" value={(*typed).clone()} {oninput} />
                <p class="fls-search__found" role="status">{ announced }</p>
            </search>
            { list }
        </>
    }
}

fn found(page: &PatientPage) -> String {
    let n = page.items.len() as u64;
    let more = if page.next.is_some() { words::AND_MORE } else { "" };
    match n {
        0 => words::NOBODY.to_owned(),
        _ => format!("{}{more}", format::counted(n, words::PATIENT, words::PATIENTS)),
    }
}

fn nothing(is_searching: bool) -> Html {
    if is_searching {
        return empty(
            words::NOBODY,
            html! { <p>{ words::NOBODY_DETAIL }<Go to={Route::NewPatient}>{ texts::new_patient::TITLE }</Go></p> },
        );
    }
    empty(
        words::NONE,
        html! {
            <p>
                { words::NONE_DETAIL }
                <Go to={Route::Imports}>{ words::NONE_IMPORT }</Go>{ texts::OR }
                <Go to={Route::NewPatient}>{ words::NONE_ENTER }</Go>{ "." }
            </p>
        },
    )
}

fn row(patient: &PatientSummary, today: Option<chrono::NaiveDate>) -> Html {
    let age = today.map(|today| {
        let until = patient.date_of_death.unwrap_or(today);
        flsdb_domain::dates::age_on(patient.date_of_birth, until)
    });
    html! {
        <tr key={patient.id.clone()}>
            <th scope="row" class="fls-figure"><Go to={Route::Patient { id: patient.id.clone() }}>{ identifier(patient) }</Go>
                if let Some(name) = &patient.name {
                    <span class="fls-worklist__next">{ name }</span>
                }
            </th>
            <td class="fls-figure">
                { format::short_day(patient.date_of_birth) }
                if let Some(age) = age { <span class="fls-quiet">{ format!(" {age}") }</span> }
                if let Some(died) = patient.date_of_death {
                    { " " }{ tag(format!("{}{}", words::DIED, format::short_day(died)), "grey") }
                }
            </td>
            <td>{ patient.sex.map_or("", Coded::label) }</td>
            <td>
                if patient.episodes.is_empty() {
                    <span class="fls-quiet">{ words::NO_EPISODE }</span>
                }
                { for patient.episodes.iter().map(episode) }
            </td>
            <td><span class="fls-code">{ patient.service.as_str() }</span></td>
        </tr>
    }
}

/// The NHS number, else the local one.
pub fn identifier(patient: &PatientSummary) -> String {
    match (&patient.nhs_number, &patient.local_record_number) {
        (Some(number), _) => number.grouped(),
        (None, Some(local)) => local.clone(),
        (None, None) => words::NO_NUMBER.to_owned(),
    }
}

/// A link to an episode: its day, its site, and what is open.
pub fn episode(episode: &EpisodeSummary) -> Html {
    html! {
        <div class="fls-episode-link">
            <Go to={Route::Episode { id: episode.id.clone() }}>
                <span class="fls-figure">{ format::short_day(episode.diagnosed_on) }</span>
                { " " }{ episode.site.map_or(words::NO_SITE, Coded::label) }
            </Go>
            if episode.open_findings > 0 {
                { " " }
                { tag(format::counted(episode.open_findings.into(), words::FINDING, words::FINDINGS), "yellow") }
            }
        </div>
    }
}
