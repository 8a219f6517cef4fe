//! One episode: its KPIs with their reasons, and all sections.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Section,
    access::Permission,
    dates::age_on,
    kpi::{Facts, SetId, outcomes},
    vocabulary::Coded,
    wire::{About, auth::Me, records::EpisodeRecord},
};
use yew::prelude::*;
use yew_router::prelude::*;

use super::new_patient::JustSaved;
use crate::{
    api::{Api, ApiError},
    components::{error_summary::focus, heading::Heading, link::Go, states::show},
    format,
    remote::use_remote,
    routes::Route,
    session::may,
    texts::{self, episode as words},
};

mod answers;
mod editor;
mod strip;

use answers::{Answers, answers, contents, section_id, title as section_title};
use editor::{Editor, Outcome, stamp};
use strip::Strip;

/// Properties of [`EpisodePage`].
#[derive(Properties, PartialEq)]
pub struct EpisodePageProps {
    /// Id of the episode.
    pub id: String,
}

/// The page.
#[component]
pub fn EpisodePage(props: &EpisodePageProps) -> Html {
    let api = use_context::<Api>();
    let today = use_context::<Rc<About>>().map(|about| about.today);
    let is_new = use_location().is_some_and(|location| location.state::<JustSaved>().is_some());
    let remote = use_remote(props.id.clone(), move |id| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.episode(&id).await }
    });
    let is_missing = remote.error.as_ref().and_then(ApiError::status) == Some(404);
    if is_missing {
        return html! {
            <>
                <Heading title={words::MISSING} />
                <p>{ words::MISSING_DETAIL }<Go to={Route::Patients}>{ texts::patients::TITLE }</Go></p>
            </>
        };
    }
    let again = remote.again.clone();
    show(&remote, |record: &EpisodeRecord| match today {
        Some(today) => html! { <Whole record={Rc::new(record.clone())} {today} {is_new} {again} /> },
        None => html! {},
    })
}

#[derive(Properties, PartialEq)]
struct WholeProps {
    record: Rc<EpisodeRecord>,
    today: NaiveDate,
    is_new: bool,
    /// Asks for the record again.
    again: Callback<()>,
}

/// KPIs on top, contents at the left, sections at the right; one section at a time can be changed.
#[component]
fn Whole(props: &WholeProps) -> Html {
    let (record, today) = (&props.record, props.today);
    let may_change = use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::ChangeRecords));
    let editing = use_state_eq(|| None::<Section>);
    let saved = use_state_eq(|| None::<Section>);
    let draft = use_state_eq(|| None::<Rc<Episode>>);
    let stored = document(record);
    let previewed = draft.as_deref().filter(|_| editing.is_some()).unwrap_or(&stored);
    let outcomes = Facts::of(previewed).map(|facts| outcomes(&facts, SetId::default(), today));
    let begin = |section: Section| {
        let (editing, saved, draft) = (editing.clone(), saved.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| {
            draft.set(None);
            saved.set(None);
            editing.set(Some(section));
        })
    };
    let on_done = |section: Section| {
        let (editing, saved, again) = (editing.clone(), saved.clone(), props.again.clone());
        Callback::from(move |outcome: Outcome| {
            editing.set(None);
            if outcome == Outcome::Saved {
                saved.set(Some(section));
                again.emit(());
            }
            focus(&section_id(section));
        })
    };
    let on_draft = use_callback((), {
        let draft = draft.setter();
        move |episode, ()| draft.set(Some(episode))
    });
    let part = |section: Section| {
        if *editing == Some(section) {
            return html! {
                <Editor {section} record={Rc::clone(record)} on_draft={on_draft.clone()} on_done={on_done(section)} />
            };
        }
        let beside = html! {
            <>
                <span role="status">
                    if *saved == Some(section) {
                        <span class="fls-saved">{ texts::form::SAVED }</span>
                    }
                </span>
                if may_change && editing.is_none() {
                    <button type="button" id={format!("change-{}", section.key())} class="fls-link-button" onclick={begin(section)}>
                        { words::CHANGE }<span class="nhsuk-u-visually-hidden">{ ": " }{ section_title(section) }</span>
                    </button>
                }
            </>
        };
        let stamp = stamp(record, section)
            .map(|stamp| format!("{}, {}", stamp.changed_by, format::moment(stamp.changed_at)));
        answers(&Answers {
            section,
            episode: &stored,
            findings: &record.findings,
            today,
            stamp,
            beside,
        })
    };
    html! {
        <>
            <Go to={Route::Patients} class="nhsuk-back-link">{ texts::patients::TITLE }</Go>
            <Heading title={title(&stored)} caption={AttrValue::from(person(&stored, today))}>
                if props.is_new {
                    <p class="fls-saved" role="status">{ texts::form::SAVED }</p>
                }
            </Heading>
            if let Some(outcomes) = outcomes {
                <Strip {outcomes} {today} is_preview={editing.is_some()} />
            }
            <div class="fls-sections">
                { contents(&stored, &record.findings, today) }
                <div class="fls-sections__answers">{ for Section::ALL.into_iter().map(part) }</div>
            </div>
        </>
    }
}

/// The record without ids and versions: what the rules of the domain work on.
fn document(record: &EpisodeRecord) -> Episode {
    Episode {
        service: Some(record.service),
        patient: record.patient.clone(),
        fracture: record.fracture.clone(),
        assessment: record.assessment.clone(),
        follow_up_16: record.follow_up_16.clone(),
        follow_up_52: record.follow_up_52.clone(),
    }
}

/// `Hip fracture of 5 March 2024`
fn title(episode: &Episode) -> String {
    let site = episode
        .fracture
        .site
        .map_or(words::A_FRACTURE.to_owned(), |site| {
            format!("{}{}", site.label(), words::FRACTURE)
        });
    match episode.fracture.diagnosed_on {
        Some(day) => format!("{site}{}{}", words::OF, format::long_day(day)),
        None => site,
    }
}

/// `943 476 5919 · Female · born 5 March 1948, 78 years`
fn person(episode: &Episode, today: NaiveDate) -> String {
    let patient = &episode.patient;
    let number = patient
        .nhs_number
        .map(|number| number.grouped())
        .or_else(|| patient.local_record_number.clone());
    let born = patient.date_of_birth.map(|born| {
        let age = age_on(born, patient.date_of_death.unwrap_or(today));
        format!("{}{}, {age}{}", words::BORN, format::long_day(born), words::YEARS)
    });
    let died = patient
        .date_of_death
        .map(|day| format!("{}{}", words::DIED, format::long_day(day)));
    let sex = patient.sex.map(|sex| sex.label().to_owned());
    let parts: Vec<String> = [number, sex, born, died].into_iter().flatten().collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use flsdb_domain::{Field, Reading};

    use super::*;

    #[test]
    fn title_and_person() {
        let episode = Reading::from_cells([
            (Field::NhsNumber, "9434765919"),
            (Field::DateOfBirth, "1948-03-05"),
            (Field::Sex, "Female"),
            (Field::DiagnosedOn, "2024-03-05"),
            (Field::Site, "Hip"),
        ])
        .episode;
        assert_eq!(title(&episode), "Hip fracture of 5 March 2024");
        let today = "2026-01-31".parse().expect("a day");
        assert_eq!(
            person(&episode, today),
            "943 476 5919 · Female · born 5 March 1948, 77 years"
        );
    }
}
