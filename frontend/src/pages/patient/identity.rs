//! Who a patient is: merging two patients, replacing the NHS number, recording a death, and undoing it.

use std::{collections::BTreeSet, rc::Rc};

use flsdb_domain::{
    Patient,
    wire::{
        identity::{IdentityEvent, IdentityKind, NewIdentityEvent, Person},
        records::PatientRecord,
    },
};
use yew::prelude::*;
use yew_router::prelude::*;

use super::episode_title;
use crate::{
    api::Whole,
    components::{error_summary::focus, link::Go},
    routes::Route,
    texts::identity as words,
};

mod events;
mod merge;
mod short;

use events::Events;
use merge::Merge;
use short::Short;

const HEADING: &str = "part-identity";

/// Properties of [`Identity`].
#[derive(Properties, PartialEq)]
pub struct IdentityProps {
    /// The patient, with episodes.
    pub whole: Rc<Whole>,
    /// Whether the user may change something.
    pub may_change: bool,
    /// Asks for everything again.
    pub again: Callback<()>,
}

/// An event that was carried out or undone on this page, and the findings that were open before.
#[derive(Clone, PartialEq)]
struct Done {
    is_undone: bool,
    before: BTreeSet<String>,
}

/// The section.
#[component]
pub fn Identity(props: &IdentityProps) -> Html {
    let navigator = use_navigator();
    let open = use_state_eq(|| None::<IdentityKind>);
    let done = use_state_eq(|| None::<Done>);
    let whole = &props.whole;
    let is_offered = props.may_change && whole.patient.withdrawn.is_none();
    let close = {
        let open = open.clone();
        Callback::from(move |()| {
            open.set(None);
            focus(HEADING);
        })
    };
    let on_event = {
        let (done, close, again) = (done.clone(), close.clone(), props.again.clone());
        let (whole, navigator) = (whole.clone(), navigator.clone());
        Callback::from(move |event: IdentityEvent| {
            done.set(Some(Done {
                is_undone: event.undone.is_some(),
                before: findings(&whole).map(|finding| finding.key).collect(),
            }));
            close.emit(());
            match &navigator {
                // The other one stays.
                Some(navigator)
                    if event.merged_id.as_ref() == Some(&whole.patient.id) && event.undone.is_none() =>
                {
                    navigator.push(&Route::Patient { id: event.patient_id });
                }
                _ => again.emit(()),
            }
        })
    };
    let on_try = {
        let done = done.clone();
        Callback::from(move |()| done.set(None))
    };
    let offer = |kind: IdentityKind, text: &'static str| {
        let (open, done) = (open.clone(), done.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            done.set(None);
            open.set(Some(kind));
        });
        html! { <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small fls-small" {onclick}>{ text }</button> }
    };
    html! {
        <section class={classes!("fls-section", open.is_some().then_some("fls-section--editing"))} aria-labelledby={HEADING}>
            <div class="fls-section__head"><h2 class="nhsuk-heading-m" id={HEADING} tabindex="-1">{ words::TITLE }</h2></div>
            <div role="status">{ done.as_ref().map(|done| told(whole, done)) }</div>
            {
                match *open {
                    None if is_offered => html! {
                        <>
                            <p class="fls-quiet">{ words::LEAD }</p>
                            <p>
                                { offer(IdentityKind::Merge, words::MERGE) }
                                { offer(IdentityKind::NhsNumberReplaced, words::REPLACE) }
                                { offer(IdentityKind::Deceased, words::DIED) }
                            </p>
                        </>
                    },
                    None => html! {},
                    Some(IdentityKind::Merge) => html! {
                        <Merge whole={whole.clone()} on_event={on_event.clone()} on_cancel={close} />
                    },
                    Some(kind) => html! {
                        <Short {kind} patient={Rc::new(whole.patient.clone())} on_event={on_event.clone()} on_cancel={close} />
                    },
                }
            }
            <Events whole={whole.clone()} may_undo={props.may_change && open.is_none()} {on_try} {on_event} />
        </section>
    }
}

/// A finding that is open.
struct Open {
    /// Tells it from others.
    key: String,
    episode: String,
    title: String,
    message: String,
}

/// What is open in the episodes of a patient.
fn findings(whole: &Whole) -> impl Iterator<Item = Open> {
    whole.episodes.iter().flat_map(|record| {
        record.findings.iter().map(|finding| Open {
            key: [&record.id, &finding.pointer, &finding.code, &finding.message]
                .map(String::as_str)
                .join(" "),
            episode: record.id.clone(),
            title: episode_title(&record.fracture),
            message: finding.message.clone(),
        })
    })
}

/// That something was done, and what was found since.
fn told(whole: &Whole, done: &Done) -> Html {
    let new: Vec<Open> = findings(whole)
        .filter(|finding| !done.before.contains(&finding.key))
        .collect();
    let lead = if done.is_undone {
        words::UNDONE
    } else {
        words::DONE
    };
    let found = if new.is_empty() {
        words::NO_FINDING
    } else {
        words::NEW_FINDINGS
    };
    html! {
        <div class="nhsuk-inset-text fls-told">
            <p>{ lead }{ found }</p>
            if !new.is_empty() {
                <ul class="nhsuk-list">{ for new.into_iter().map(|finding| html! {
                    <li key={finding.key}><Go to={Route::Episode { id: finding.episode }}>{ finding.title }</Go>{ ": " }{ finding.message }</li>
                }) }</ul>
            }
        </div>
    }
}

/// Who is meant, by number.
fn person(patient: &Patient) -> Person {
    Person {
        nhs_number: patient.nhs_number,
        local_record_number: patient
            .local_record_number
            .clone()
            .filter(|_| patient.nhs_number.is_none()),
    }
}

/// An event about a patient, with nothing said of it yet.
fn about(kind: IdentityKind, patient: &PatientRecord) -> NewIdentityEvent {
    NewIdentityEvent {
        service: Some(patient.service),
        kind,
        patient: person(&patient.patient),
        merged: None,
        nhs_number: None,
        date_of_death: None,
    }
}
