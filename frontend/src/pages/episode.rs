//! One episode: its KPIs with their reasons, and all sections.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Section,
    dates::age_on,
    kpi::{Facts, SetId, outcomes},
    vocabulary::Coded,
    wire::{About, records::EpisodeRecord},
};
use yew::prelude::*;
use yew_router::prelude::*;

use super::new_patient::JustSaved;
use crate::{
    api::{Api, ApiError},
    components::{heading::Heading, link::Go, states::show},
    format,
    remote::use_remote,
    routes::Route,
    texts::{self, episode as words},
};

mod answers;
mod strip;

use answers::{Answers, Contents};
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
    show(&remote, |record: &EpisodeRecord| match today {
        Some(today) => whole(record, today, is_new),
        None => html! {},
    })
}

fn whole(record: &EpisodeRecord, today: NaiveDate, is_new: bool) -> Html {
    let episode = document(record);
    let outcomes = Facts::of(&episode).map(|facts| outcomes(&facts, SetId::default(), today));
    html! {
        <>
            <Go to={Route::Patients} class="nhsuk-back-link">{ texts::patients::TITLE }</Go>
            <Heading title={title(&episode)} caption={AttrValue::from(person(&episode, today))}>
                if is_new {
                    <p class="fls-saved" role="status">{ texts::form::SAVED }</p>
                }
            </Heading>
            if let Some(outcomes) = outcomes {
                <Strip {outcomes} {today} />
            }
            <div class="fls-sections">
                <Contents episode={episode.clone()} findings={record.findings.clone()} {today} />
                <div class="fls-sections__answers">
                    { for Section::ALL.into_iter().map(|section| html! {
                        <Answers {section} episode={episode.clone()} findings={record.findings.clone()} {today}
                                 stamp={stamp(record, section)} />
                    }) }
                </div>
            </div>
        </>
    }
}

/// Who wrote a section last, and when.
fn stamp(record: &EpisodeRecord, section: Section) -> Option<AttrValue> {
    let stamps = &record.stamps;
    let stamp = match section {
        Section::Patient => Some(&stamps.patient),
        Section::Fracture => Some(&stamps.fracture),
        Section::Assessment => stamps.assessment.as_ref(),
        Section::FollowUp16 => stamps.follow_up_16.as_ref(),
        Section::FollowUp52 => stamps.follow_up_52.as_ref(),
    }?;
    Some(format!("{}, {}", stamp.changed_by, format::moment(stamp.changed_at)).into())
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
    let site = episode.fracture.site.map_or(words::A_FRACTURE.to_owned(), |site| {
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
        assert_eq!(person(&episode, today), "943 476 5919 · Female · born 5 March 1948, 77 years");
    }
}
