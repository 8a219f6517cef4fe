//! What was told of who a patient is, and undoing it.

use std::rc::Rc;

use flsdb_domain::wire::{Page, identity::IdentityEvent};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError, Whole},
    components::{
        link::Go,
        pages::{pages, use_place},
        plain::{button, refusal, send, table},
        states::show,
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::identity as words,
};

/// Properties of [`Events`].
#[derive(Properties, PartialEq)]
pub struct EventsProps {
    /// The patient, as it stands: what is told on the page is listed at once.
    pub whole: Rc<Whole>,
    /// Whether the user may undo events.
    pub may_undo: bool,
    /// Told when one is about to be undone.
    pub on_try: Callback<()>,
    /// Told when one is undone.
    pub on_event: Callback<IdentityEvent>,
}

/// The list; nothing at all if there are none.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    let api = use_context::<Api>();
    let (place, go) = use_place();
    let failure = use_state(|| None::<ApiError>);
    let remote = use_remote((props.whole.clone(), (*place).clone()), {
        let api = api.clone();
        move |(whole, place)| {
            let api = api.clone();
            async move {
                let api = api.ok_or(ApiError::Away)?;
                api.identity_events(&whole.patient.id, place.cursor.as_deref())
                    .await
            }
        }
    });
    let undo = {
        let (failure, on_event, on_try) = (failure.clone(), props.on_event.clone(), props.on_try.clone());
        Callback::from(move |id: String| {
            let Some(api) = api
                .clone()
                .filter(|_| gloo::dialogs::confirm(words::UNDO_CONFIRM))
            else {
                return;
            };
            on_try.emit(());
            let on_event = on_event.clone();
            let work = async move {
                on_event.emit(api.undo_identity(&id).await?);
                Ok(())
            };
            send(work, &failure, Callback::noop());
        })
    };
    let patient = &props.whole.patient.id;
    html! {
        <>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            { show(&remote, |page: &Page<IdentityEvent>| html! {
                if !page.items.is_empty() {
                    <h3 class="nhsuk-heading-s">{ words::HISTORY }</h3>
                    { table(words::HISTORY, words::HISTORY_COLUMNS, html! {
                        { for page.items.iter().enumerate().map(|(at, event)| {
                            // Each event changes the patient: one with another after it is never undone.
                            let is_last = at == 0 && place.cursor.is_none();
                            row(event, patient, Some(&undo).filter(|_| props.may_undo && is_last))
                        }) }
                    }) }
                    { pages(&place, page.next.as_deref(), &go) }
                }
            }) }
        </>
    }
}

fn row(event: &IdentityEvent, patient: &str, undo: Option<&Callback<String>>) -> Html {
    let is_gone = event.merged_id.as_deref() == Some(patient);
    let other = if is_gone {
        Some(event.patient_id.clone())
    } else {
        event.merged_id.clone()
    };
    let told = words::told(event.kind, is_gone);
    let (one, many) = words::MOVING[0];
    let episodes = format::counted(event.episodes.unsigned_abs(), one, many);
    let at = format::moment(event.at);
    let label = [words::UNDO, ": ", told, words::UNDO_OF, &at].concat();
    let id = event.id.clone();
    html! {
        <tr key={event.id.clone()}>
            <th scope="row" class="fls-figure">{ &at }</th>
            <td>{ &event.by }</td>
            <td>
                { told }
                if let Some(id) = other {
                    { [" (", &episodes, "): "].concat() }<Go to={Route::Patient { id }}>{ words::OTHER_PATIENT }</Go>
                }
            </td>
            <td>
                {
                    match (&event.undone, undo) {
                        (Some(undone), _) => html! {
                            <span class="fls-quiet">{ [words::UNDONE_BY, &undone.by, words::UNDONE_AT, &format::moment(undone.at)].concat() }</span>
                        },
                        (None, Some(undo)) => button(words::UNDO, Some(label), undo.reform(move |_: MouseEvent| id.clone())),
                        (None, None) => html! {},
                    }
                }
            </td>
        </tr>
    }
}
