//! The form for a patient with a fracture: who, which fracture, first contact.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field,
    wire::{
        About,
        auth::Me,
        records::{PatientPage, PatientSearch},
    },
};
use gloo::timers::callback::Timeout;
use yew::{platform::spawn_local, prelude::*};
use yew_router::prelude::*;

use super::patients::{episode, identifier};
use crate::{
    api::Api,
    components::{
        error_summary::ErrorSummary,
        form::{Fields, Saving, faults, refused, save_button, warned},
        frame::CurrentService,
        heading::Heading,
        question_field::Presence,
    },
    draft::{Checked, Draft, DraftEvent},
    format,
    kept::{Keeper, use_kept},
    routes::Route,
    texts::{capture, form, new_patient as words},
    unsaved::{Unsaved, use_unsaved},
};

/// Known patients are looked for when the user has not typed for so many milliseconds.
const PAUSE: u32 = 300;

/// Under this name the entries of the form are kept.
const FORM: &str = "new";

/// The episode was stored a moment ago: the next page says so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JustSaved;

/// The page.
#[component]
pub fn NewPatient() -> Html {
    let Some(about) = use_context::<Rc<About>>() else {
        return html! {};
    };
    let draft = use_reducer(|| Draft::new(about.today));
    let saving = use_state(Saving::default);
    let no_number = use_state_eq(|| false);
    let checked = use_memo((*draft).clone(), Draft::checked);
    use_unsaved(draft.is_touched());
    let is_back = use_kept(FORM, &draft);
    let on_submit = use_submit(&draft, &saving, &checked);
    let shown = draft.shown(&checked.findings);
    let on_event = {
        let dispatcher = draft.dispatcher();
        Callback::from(move |event| dispatcher.dispatch(event))
    };
    let fields = Fields {
        draft: &draft,
        shown: &shown,
        on_event,
    };
    let on_no_number = {
        let no_number = no_number.clone();
        Callback::from(move |_: Event| no_number.set(!*no_number))
    };
    let has_no_number = *no_number || !draft.text(Field::NhsNumberAbsentReason).is_empty();
    let faults = faults(&saving, &shown, &|_| None);
    let on_discard = {
        let dispatcher = draft.dispatcher();
        Callback::from(move |_: MouseEvent| {
            if gloo::dialogs::confirm(capture::DISCARD_CONFIRM) {
                dispatcher.dispatch(DraftEvent::Discarded);
            }
        })
    };
    html! {
        <form class="fls-form" method="post" novalidate=true onsubmit={on_submit}>
            <ErrorSummary {faults} attempt={saving.attempts} />
            <Heading title={words::TITLE} />
            <div role="status">
                if *is_back && draft.is_touched() {
                    <div class="nhsuk-inset-text fls-back">{ capture::BACK }</div>
                }
            </div>
            <fieldset class="nhsuk-fieldset fls-step">
                { legend(1, words::WHO) }
                <div class="fls-pair">
                    { fields.field(Field::NhsNumber, if has_no_number { Presence::Optional } else { Presence::Required },
                                   Some(words::NHS_NUMBER_HINT)) }
                    { fields.field(Field::DateOfBirth, Presence::Required, Some(words::BORN_HINT)) }
                </div>
                <div class="nhsuk-checkboxes nhsuk-checkboxes--small fls-field">
                    <div class="nhsuk-checkboxes__item">
                        <input class="nhsuk-checkboxes__input" id="no_nhs_number" type="checkbox" checked={has_no_number}
                               onchange={on_no_number} />
                        <label class="nhsuk-label nhsuk-checkboxes__label" for="no_nhs_number">{ words::NO_NUMBER }</label>
                    </div>
                </div>
                if has_no_number {
                    <div class="fls-pair fls-pair--inset">
                        { fields.field(Field::NhsNumberAbsentReason, Presence::Required, None) }
                        { fields.field(Field::LocalRecordNumber, Presence::Required, Some(words::LOCAL_HINT)) }
                    </div>
                }
                <Known search={search_for(&checked.episode)} />
                <div class="fls-pair">
                    { fields.field(Field::Sex, Presence::Optional, None) }
                    { fields.field(Field::Postcode, Presence::Optional, None) }
                </div>
            </fieldset>
            <fieldset class="nhsuk-fieldset fls-step">
                { legend(2, words::FRACTURE) }
                <div class="fls-pair">
                    { fields.field(Field::DiagnosedOn, Presence::Required, Some(words::DIAGNOSED_HINT)) }
                    { fields.field(Field::Site, Presence::Optional, None) }
                </div>
                if !draft.text(Field::Site).is_empty() || !draft.text(Field::SecondSite).is_empty() {
                    <div class="fls-pair">
                        { fields.field(Field::SecondSite, Presence::Optional, Some(words::MORE_SITES_HINT)) }
                        if !draft.text(Field::SecondSite).is_empty() || !draft.text(Field::ThirdSite).is_empty() {
                            { fields.field(Field::ThirdSite, Presence::Optional, Some(words::MORE_SITES_HINT)) }
                        }
                    </div>
                }
                <div class="fls-pair">
                    { fields.field(Field::FoundBy, Presence::Optional, None) }
                    { fields.field(Field::Admitted, Presence::Optional, None) }
                </div>
            </fieldset>
            <fieldset class="nhsuk-fieldset fls-step">
                { legend(3, words::CONTACT) }
                <div class="fls-pair">
                    { fields.field(Field::FirstContactOn, Presence::Optional, None) }
                    { fields.field(Field::CareHome, Presence::Optional, None) }
                </div>
            </fieldset>
            <div class="fls-actions">
                { save_button(saving.is_busy, form::SAVE) }
                if draft.is_touched() {
                    <button class="fls-link-button" type="button" onclick={on_discard}>{ capture::DISCARD }</button>
                }
                <span role="status">{ warned(&shown) }</span>
            </div>
        </form>
    }
}

fn legend(step: u32, title: &'static str) -> Html {
    html! {
        <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">
            <span class="fls-step__number" aria-hidden="true">{ step }</span>{ title }
        </legend>
    }
}

/// Saves when nothing stands against it, and then goes to the episode.
#[hook]
fn use_submit(
    draft: &UseReducerHandle<Draft>,
    saving: &UseStateHandle<Saving>,
    checked: &Rc<Checked>,
) -> Callback<SubmitEvent> {
    let api = use_context::<Api>();
    let service = use_context::<CurrentService>().and_then(|current| current.code);
    let unsaved = use_context::<Unsaved>().unwrap_or_default();
    let keeper = use_context::<Keeper>().unwrap_or_default();
    let user = use_context::<Rc<Me>>()
        .map(|me| me.id.clone())
        .unwrap_or_default();
    let navigator = use_navigator();
    let (dispatcher, saving, checked) = (draft.dispatcher(), saving.clone(), Rc::clone(checked));
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if saving.is_busy {
            return;
        }
        dispatcher.dispatch(DraftEvent::Submitted);
        let mut next = Saving {
            attempts: saving.attempts.wrapping_add(1),
            ..Saving::default()
        };
        let (Some(api), Some(navigator), true) = (api.clone(), navigator.clone(), checked.is_storable())
        else {
            return saving.set(next);
        };
        next.is_busy = true;
        saving.set(next.clone());
        let episode = Episode {
            service,
            ..checked.episode.clone()
        };
        let (dispatcher, saving, unsaved) = (dispatcher.clone(), saving.clone(), unsaved.clone());
        let (keeper, user) = (keeper.clone(), user.clone());
        spawn_local(async move {
            match api.create_episode(&episode).await {
                Ok(record) => {
                    unsaved.set(false);
                    keeper.forget(&user, FORM);
                    navigator.push_with_state(&Route::Episode { id: record.id }, JustSaved);
                }
                Err(error) => {
                    let (at_fields, refusal) = refused(&error);
                    dispatcher.dispatch(DraftEvent::Refused(at_fields));
                    saving.set(Saving {
                        attempts: next.attempts.wrapping_add(1),
                        refusal,
                        ..Saving::default()
                    });
                }
            }
        });
    })
}

/// By what a known patient would be found: the best of what has been typed so far.
fn search_for(episode: &Episode) -> Option<Wanted> {
    let patient = &episode.patient;
    let wanted = Wanted {
        nhs_number: patient.nhs_number.map(|number| number.to_string()),
        local: None,
        born: None,
    };
    if wanted.nhs_number.is_some() {
        Some(wanted)
    } else if patient.local_record_number.is_some() {
        Some(Wanted {
            local: patient.local_record_number.clone(),
            ..wanted
        })
    } else {
        patient.date_of_birth.map(|born| Wanted {
            born: Some(born),
            ..wanted
        })
    }
}

/// What to look for; comparable, so that the same search is not sent twice.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    nhs_number: Option<String>,
    local: Option<String>,
    born: Option<NaiveDate>,
}

impl Wanted {
    fn search(&self) -> PatientSearch {
        PatientSearch {
            nhs_number: self
                .nhs_number
                .as_deref()
                .and_then(|n| flsdb_domain::NhsNumber::parse(n).ok()),
            local_record_number: self.local.clone(),
            date_of_birth: self.born,
            ..PatientSearch::default()
        }
    }
}

#[derive(Properties, PartialEq)]
struct KnownProps {
    search: Option<Wanted>,
}

/// Patients in the registry who look like the one being entered. Nothing at all when there is none.
#[component]
fn Known(props: &KnownProps) -> Html {
    let api = use_context::<Api>();
    let found = use_state(|| None::<PatientPage>);
    use_effect_with(props.search.clone(), {
        let found = found.clone();
        move |wanted| {
            found.set(None);
            let timer = wanted.clone().zip(api).map(|(wanted, api)| {
                Timeout::new(PAUSE, move || {
                    spawn_local(async move {
                        // A search that fails must not stand in the way of entering the patient.
                        found.set(api.search(&wanted.search()).await.ok());
                    });
                })
            });
            move || drop(timer)
        }
    });
    let patients = found
        .as_ref()
        .map(|page| page.items.as_slice())
        .unwrap_or_default();
    html! {
        <div role="status">
            if !patients.is_empty() {
                <div class="fls-known">
                    <p class="fls-known__title">{ words::KNOWN }</p>
                    <p>{ words::KNOWN_DETAIL }</p>
                    <ul class="nhsuk-list">
                        { for patients.iter().take(5).map(|patient| html! {
                            <li>
                                <strong class="fls-figure">{ identifier(patient) }</strong>
                                { words::BORN }{ format::long_day(patient.date_of_birth) }
                                { for patient.episodes.iter().map(episode) }
                            </li>
                        }) }
                    </ul>
                </div>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::Reading;

    use super::*;

    #[test]
    fn known_patients_are_looked_for_by_the_best_of_what_was_typed() {
        for (cells, by) in [
            (vec![], None),
            (vec![(Field::DateOfBirth, "5/3/1948")], Some("born")),
            (
                vec![(Field::DateOfBirth, "5/3/1948"), (Field::LocalRecordNumber, "A1")],
                Some("local"),
            ),
            (
                vec![
                    (Field::NhsNumber, "943 476 5919"),
                    (Field::LocalRecordNumber, "A1"),
                ],
                Some("number"),
            ),
            (
                vec![
                    (Field::NhsNumber, "943 476 5918"),
                    (Field::LocalRecordNumber, "A1"),
                ],
                Some("local"),
            ),
        ] {
            let wanted = search_for(&Reading::from_cells(cells.clone()).episode);
            let found = wanted.map(|wanted| match wanted {
                Wanted {
                    nhs_number: Some(_), ..
                } => "number",
                Wanted { local: Some(_), .. } => "local",
                _ => "born",
            });
            assert_eq!(found, by, "{cells:?}");
        }
    }
}
