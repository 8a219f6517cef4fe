//! The place to drop a file, and the imports so far.

use std::rc::Rc;

use flsdb_domain::wire::{
    Page,
    auth::Me,
    imports::{ImportRecord, ImportStatus},
};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, HtmlInputElement};
use yew::{platform::spawn_local, prelude::*};
use yew_router::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        frame::CurrentService,
        heading::Heading,
        link::Go,
        states::{empty, failed, show},
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::imports as words,
};

/// The page.
#[component]
pub fn Imports() -> Html {
    let api = use_context::<Api>();
    let remote = use_remote((), move |()| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.imports().await }
    });
    html! {
        <>
            <Heading title={words::TITLE} />
            <DropZone />
            <section aria-labelledby="recent">
                <h2 class="nhsuk-heading-m" id="recent">{ words::RECENT }</h2>
                { show(&remote, |page: &Page<ImportRecord>| if page.items.is_empty() {
                    empty(words::NONE, html! { <p>{ words::NONE_DETAIL }</p> })
                } else {
                    recent(&page.items)
                }) }
            </section>
        </>
    }
}

/// How sending stands.
#[derive(Debug, Clone, PartialEq)]
enum Sending {
    /// Waiting for a file.
    Idle,
    /// A file hangs over the zone.
    Over,
    /// On its way, by name.
    Busy(String),
    /// Not taken.
    Failed(ApiError),
}

/// A file dropped or chosen here is sent at once: the dry run stores nothing.
#[component]
fn DropZone() -> Html {
    let api = use_context::<Api>();
    let service = use_context::<CurrentService>().and_then(|current| current.code);
    let has_service = use_context::<Rc<Me>>().is_some_and(|me| !me.services.is_empty());
    let navigator = use_navigator();
    let sending = use_state(|| Sending::Idle);
    let send = {
        let sending = sending.clone();
        Callback::from(move |file: File| {
            let (Some(api), Some(navigator)) = (api.clone(), navigator.clone()) else {
                return;
            };
            if matches!(*sending, Sending::Busy(_)) {
                return;
            }
            let sending = sending.clone();
            sending.set(Sending::Busy(file.name()));
            spawn_local(async move {
                match api.send_file(service, &file).await {
                    Ok(record) => navigator.push(&Route::Import { id: record.id }),
                    Err(error) => sending.set(Sending::Failed(error)),
                }
            });
        })
    };
    let hover = |next: Sending| {
        let sending = sending.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            if !matches!(*sending, Sending::Busy(_)) && *sending != next {
                sending.set(next.clone());
            }
        })
    };
    let ondrop = {
        let (send, sending) = (send.clone(), sending.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            let files = event.data_transfer().and_then(|transfer| transfer.files());
            match files.and_then(|files| files.get(0)) {
                Some(file) => send.emit(file),
                None => sending.set(Sending::Idle),
            }
        })
    };
    let onchange = Callback::from(move |event: Event| {
        let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        if let Some(file) = input
            .and_then(|input| input.files())
            .and_then(|files| files.get(0))
        {
            send.emit(file);
        }
    });
    let service_note = match service {
        Some(code) => format!("{}{code}.", words::FOR_SERVICE),
        None if has_service => String::new(),
        None => words::NEEDS_COLUMN.to_owned(),
    };
    html! {
        <>
            if let Sending::Failed(error) = &*sending {
                { failed(error, None) }
            }
            <div class={classes!("fls-drop", (*sending == Sending::Over).then_some("fls-drop--over"))}
                 ondragover={hover(Sending::Over)} ondragleave={hover(Sending::Idle)} {ondrop}>
                <label class="nhsuk-label nhsuk-label--s" for="file">{ words::DROP }</label>
                <input class="nhsuk-file-upload__input" id="file" type="file" accept=".csv,.txt,.tsv,.xlsx,.ndjson,.jsonl" {onchange} />
                <p role="status" class="fls-drop__status">
                    if let Sending::Busy(name) = &*sending {
                        { words::SENDING }{ name }{ "…" }
                    }
                </p>
                <p class="nhsuk-hint">{ words::RULES }{ " " }{ service_note }</p>
            </div>
        </>
    }
}

fn recent(imports: &[ImportRecord]) -> Html {
    html! {
        <div class="fls-scroll" tabindex="0" role="group" aria-label={words::RECENT_TABLE}>
            <table class="nhsuk-table fls-table">
                <caption class="nhsuk-u-visually-hidden">{ words::RECENT }</caption>
                <thead>
                    <tr>{ for words::COLUMNS.iter().map(|(name, class)| html! { <th scope="col" class={*class}>{ *name }</th> }) }</tr>
                </thead>
                <tbody>
                    { for imports.iter().map(|import| html! {
                        <tr key={import.id.clone()}>
                            <th scope="row"><Go to={Route::Import { id: import.id.clone() }}>{ &import.filename }</Go></th>
                            <td>{ status(import.status) }</td>
                            <td class="fls-right">{ format::count(import.counts.create) }</td>
                            <td class="fls-right">{ format::count(import.counts.update) }</td>
                            <td class="fls-right">{ format::count(import.counts.unchanged) }</td>
                            <td class="fls-right">{ format::count(import.counts.rejected) }</td>
                            <td class="fls-figure">{ format::moment(import.created_at) }</td>
                            <td>{ &import.created_by }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// The status of an import as a tag.
pub fn status(status: ImportStatus) -> Html {
    let (text, colour) = match status {
        ImportStatus::Checking => (words::CHECKING, "blue"),
        ImportStatus::Checked => (words::CHECKED, "yellow"),
        ImportStatus::Failed => (words::FAILED, "red"),
        ImportStatus::Committing => (words::COMMITTING, "blue"),
        ImportStatus::Committed => (words::COMMITTED, "green"),
        ImportStatus::Undone => (words::UNDONE, "grey"),
    };
    tag(text, colour)
}
