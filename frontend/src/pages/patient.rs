//! One patient: how to reach them, what happened when, and what is kept to look after them.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Fracture,
    access::Permission,
    vocabulary::Coded,
    wire::{
        About,
        auth::Me,
        records::{EpisodeRecord, FractureRecord},
    },
};
use yew::prelude::*;
use yew_router::prelude::*;

use super::{
    episode::person,
    withdrawal::{Record, use_withdrawal},
};
use crate::{
    api::{Api, ApiError, Entry, Stored, Subject, Whole},
    components::{error_summary::focus, heading::Heading, link::Go, states::show, tag::tag},
    format,
    remote::use_remote,
    routes::{Place, Route},
    session::may,
    texts::{self, patient as words, withdrawal},
};

mod drawing;
mod entry_form;
mod form;
mod history;
mod identity;
mod letter;
mod letters;
mod lists;
mod timeline;

use drawing::Drawing;
use entry_form::EntryForm;
use form::Form;
use history::History;
use identity::Identity;
use letters::Letters;
use lists::{Actions, contacts, details, notes, treatments};

/// Properties of [`PatientPage`].
#[derive(Properties, PartialEq)]
pub struct PatientPageProps {
    /// Id of the patient.
    pub id: String,
}

/// The page.
#[component]
pub fn PatientPage(props: &PatientPageProps) -> Html {
    let api = use_context::<Api>();
    let today = use_context::<Rc<About>>().map(|about| about.today);
    let remote = use_remote(props.id.clone(), move |id| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.whole(&id).await }
    });
    if remote.error.as_ref().and_then(ApiError::status) == Some(404) {
        return html! {
            <>
                <Heading title={words::MISSING} />
                <p>{ words::MISSING_DETAIL }<Go to={Route::Patients}>{ texts::patients::TITLE }</Go></p>
            </>
        };
    }
    let again = remote.again.clone();
    show(&remote, |whole: &Whole| match today {
        Some(today) => html! { <Shown whole={Rc::new(whole.clone())} {today} {again} /> },
        None => html! {},
    })
}

/// The section in an address that opens the form of a contact.
pub const CONTACT: &str = "contact";

/// Which form is open, and what it replaces.
#[derive(Debug, Clone, PartialEq)]
struct Open {
    form: Form,
    before: Option<(Entry, Stored)>,
}

#[derive(Properties, PartialEq)]
struct ShownProps {
    whole: Rc<Whole>,
    today: NaiveDate,
    /// Asks for everything again.
    again: Callback<()>,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let (whole, today) = (&*props.whole, props.today);
    let api = use_context::<Api>();
    let may_change = use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::DirectCare));
    let is_contact = use_location()
        .and_then(|location| location.query::<Place>().ok())
        .is_some_and(|place| place.section.as_deref() == Some(CONTACT));
    let open = use_state_eq(|| {
        (is_contact && may_change).then_some(Open {
            form: Form::Contact,
            before: None,
        })
    });
    let saved = use_state_eq(|| None::<Form>);
    let failure = use_state_eq(|| None::<ApiError>);
    let id = whole.patient.id.clone();
    let actions = Actions {
        is_offered: may_change && open.is_none(),
        today,
        edit: {
            let (open, saved, failure) = (open.clone(), saved.clone(), failure.clone());
            Callback::from(move |(form, before)| {
                saved.set(None);
                failure.set(None);
                open.set(Some(Open { form, before }));
            })
        },
        remove: {
            let (again, failure, id) = (props.again.clone(), failure.clone(), id.clone());
            Callback::from(move |(list, stored): (&'static str, Stored)| {
                let Some(api) = api
                    .clone()
                    .filter(|_| gloo::dialogs::confirm(words::REMOVE_CONFIRM))
                else {
                    return;
                };
                let (again, failure, id) = (again.clone(), failure.clone(), id.clone());
                yew::platform::spawn_local(async move {
                    let outcome = api.remove(&id, list, &stored).await;
                    failure.set(outcome.err());
                    again.emit(());
                });
            })
        },
    };
    let section = |form: Form, title: &'static str, add: Option<&'static str>, body: Html| {
        let heading = format!("part-{}", lists::key(form));
        let on_done = {
            let (open, saved, again) = (open.clone(), saved.clone(), props.again.clone());
            let heading = heading.clone();
            Callback::from(move |is_stored: bool| {
                open.set(None);
                if is_stored {
                    saved.set(Some(form));
                    again.emit(());
                }
                focus(&heading);
            })
        };
        let is_open = open.as_ref().filter(|open| open.form == form);
        let onclick = actions.edit.reform(move |_: MouseEvent| (form, None));
        html! {
            <section class={classes!("fls-section", is_open.is_some().then_some("fls-section--editing"))} aria-labelledby={heading.clone()}>
                <div class="fls-section__head">
                    <h2 class="nhsuk-heading-m" id={heading} tabindex="-1">{ title }</h2>
                    <div class="fls-section__beside">
                        <span role="status">
                            if *saved == Some(form) { <span class="fls-saved">{ texts::form::SAVED }</span> }
                        </span>
                        if let Some(add) = add.filter(|_| actions.is_offered) {
                            <button type="button" class="nhsuk-button nhsuk-button--small" {onclick}>{ add }</button>
                        }
                    </div>
                </div>
                if let Some(open) = is_open {
                    <EntryForm {form} patient={whole.patient.id.clone()} before={open.before.clone()} {on_done} />
                }
                { body }
            </section>
        }
    };
    let record = Record {
        subject: Subject::Patient,
        id: id.clone(),
        patient: id,
        withdrawn: whole.patient.withdrawn.clone(),
    };
    let withdrawing = use_withdrawal(record, props.again.clone());
    let change_details = whole.details.is_none().then_some(words::ADD_DETAILS);
    html! {
        <>
            <Go to={Route::Patients} class="nhsuk-back-link">{ texts::patients::TITLE }</Go>
            <Heading title={name(whole).unwrap_or_else(|| words::NAMELESS.to_owned())} caption={AttrValue::from(caption(whole, today))}>
                if let Some(latest) = whole.episodes.first() {
                    <Go to={Route::Episode { id: latest.id.clone() }} class="nhsuk-button nhsuk-button--small">{ words::OPEN_EPISODE }</Go>
                }
            </Heading>
            { withdrawing.above }
            if let Some(error) = &*failure {
                { crate::components::states::failed(error, None) }
            }
            if whole.patient.withdrawn.is_some() {
                <Identity whole={props.whole.clone()} {may_change} again={props.again.clone()} />
                <History whole={props.whole.clone()} />
            } else if !withdrawing.is_open {
                <div class="fls-patient">
                    <div class="fls-patient__beside">
                        { section(Form::Details, words::DETAILS, change_details, details(whole.details.as_ref(), &actions)) }
                        { episodes(whole) }
                    </div>
                    <div class="fls-patient__main">
                        { drawn(whole, today) }
                        { section(Form::Contact, words::CONTACTS, Some(words::RECORD_CONTACT), contacts(&whole.contacts.items, &actions)) }
                        { section(Form::Treatment, words::TREATMENTS, Some(words::ADD_TREATMENT), treatments(&whole.treatments.items, &actions)) }
                        { section(Form::Note, words::NOTES, Some(words::ADD_NOTE), notes(&whole.notes.items, &actions)) }
                        <Letters whole={props.whole.clone()} {today} may_change={may_change && open.is_none()} again={props.again.clone()} />
                        <Identity whole={props.whole.clone()} may_change={may_change && open.is_none()} again={props.again.clone()} />
                        <History whole={props.whole.clone()} />
                        if open.is_none() {
                            { withdrawing.below }
                        }
                    </div>
                </div>
            }
        </>
    }
}

/// The name, if it is known.
fn name(whole: &Whole) -> Option<String> {
    let details = whole.details.as_ref().map(|record| &record.details);
    let names = details.map(|details| [&details.given_names, &details.family_name]);
    let known: Vec<&str> = names
        .iter()
        .flatten()
        .filter_map(|name| name.as_deref())
        .collect();
    (!known.is_empty()).then(|| known.join(" "))
}

/// `943 476 5919 · Female · born 5 March 1948, 78 years`
fn caption(whole: &Whole, today: NaiveDate) -> String {
    let episode = Episode {
        patient: whole.patient.patient.clone(),
        ..Episode::default()
    };
    person(&episode, today)
}

/// `Hip, 05/03/2024`
fn episode_title(fracture: &Fracture) -> String {
    let site = fracture.site.map_or(texts::patients::NO_SITE, Coded::label);
    let day = fracture.diagnosed_on.map(format::short_day).unwrap_or_default();
    [site, ", ", &day].concat()
}

fn episodes(whole: &Whole) -> Html {
    let line = |id: &str, fracture: &Fracture, mark: Html| {
        html! { <li><Go to={Route::Episode { id: id.to_owned() }}>{ episode_title(fracture) }</Go>{ mark }</li> }
    };
    let present = |record: &EpisodeRecord| line(&record.id, &record.fracture, html! {});
    let withdrawn = |record: &FractureRecord| {
        let mark = html! { <>{ " " }{ tag(withdrawal::TAG, "grey") }</> };
        line(&record.id, &record.fracture, mark)
    };
    html! {
        <section class="fls-section" aria-labelledby="part-episodes">
            <h2 class="nhsuk-heading-m" id="part-episodes">{ words::EPISODES }</h2>
            if whole.episodes.is_empty() && whole.withdrawn.is_empty() {
                <p class="fls-quiet">{ words::NO_EPISODES }</p>
            }
            <ul class="nhsuk-list">
                { for whole.episodes.iter().map(present) }
                { for whole.withdrawn.iter().map(withdrawn) }
            </ul>
        </section>
    }
}

/// The timeline, as far as there are episodes.
fn drawn(whole: &Whole, today: NaiveDate) -> Html {
    let mut records: Vec<(NaiveDate, &EpisodeRecord)> = whole
        .episodes
        .iter()
        .filter_map(|record| Some((record.fracture.diagnosed_on?, record)))
        .collect();
    records.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    let titles = records
        .iter()
        .map(|(_, record)| episode_title(&record.fracture))
        .collect::<Vec<_>>();
    let lanes = records.iter().map(|(day, record)| timeline::Episode {
        id: record.id.clone(),
        diagnosed_on: *day,
        events: timeline::of_episode(record),
    });
    let care = timeline::of_care(&whole.contacts.items, &whole.treatments.items);
    let Some(timeline) = timeline::timeline(lanes.collect(), care, today) else {
        return html! {};
    };
    html! {
        <section class="fls-section" aria-labelledby="part-timeline">
            <h2 class="nhsuk-heading-m" id="part-timeline">{ words::TIMELINE }</h2>
            <Drawing timeline={Rc::new(timeline)} {titles} />
        </section>
    }
}
