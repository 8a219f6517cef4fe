//! The sections of an episode, with what is done, open or not yet due.

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Part, Section,
    progress::{Progress, part_progress},
    wire::{WireFinding, problem::Stamp, records::EpisodeRecord},
};
use yew::prelude::*;

use super::{Choice, WHOLE};
use crate::{
    components::tag::tag,
    draft::Draft,
    format,
    texts::{capture, episode as words, patients},
};

/// What the list shows.
pub struct Contents<'a> {
    /// The record as stored.
    pub record: &'a EpisodeRecord,
    /// Its answers.
    pub episode: &'a Episode,
    /// What was typed.
    pub draft: &'a Draft,
    /// The day of the question.
    pub today: NaiveDate,
    /// The part on screen; none when all are.
    pub part: Option<Part>,
    /// Goes to a part.
    pub choose: &'a Callback<Choice>,
}

/// The sections, and how many of them are done.
pub fn contents(props: &Contents<'_>) -> Html {
    let is_done = |part: &Part| {
        let progress = part_progress(*part, props.episode, props.today);
        matches!(progress, Progress::Done | Progress::NotNeeded)
    };
    let done = Part::ALL.iter().filter(|part| is_done(part)).count();
    let total = Part::ALL.len();
    html! {
        <nav class="fls-sections__contents" aria-label={words::SECTIONS}>
            <p class="fls-sections__done">
                { done }{ capture::OF }{ total }{ capture::SECTIONS_DONE }
                <progress max={total.to_string()} value={done.to_string()} aria-hidden="true"></progress>
            </p>
            <ul class="nhsuk-task-list">
                { for Part::ALL.into_iter().map(|part| item(part, props)) }
                <li class="nhsuk-task-list__item nhsuk-task-list__item--with-link">
                    <div class="nhsuk-task-list__name-and-hint">{ link(None, props) }</div>
                </li>
            </ul>
        </nav>
    }
}

fn item(part: Part, props: &Contents<'_>) -> Html {
    let findings = &props.record.findings;
    let count = findings.iter().filter(|finding| is_in(finding, part)).count() as u64;
    let progress = part_progress(part, props.episode, props.today);
    html! {
        <li class="nhsuk-task-list__item nhsuk-task-list__item--with-link">
            <div class="nhsuk-task-list__name-and-hint">
                { link(Some(part), props) }
                if count > 0 {
                    <div class="nhsuk-task-list__hint">{ format::counted(count, patients::FINDING, patients::FINDINGS) }</div>
                }
            </div>
            <div class="nhsuk-task-list__status">
                if props.draft.touches_part(part) {
                    { tag(capture::NOT_SAVED, "yellow") }
                } else {
                    { status(progress) }
                }
            </div>
        </li>
    }
}

fn link(part: Option<Part>, props: &Contents<'_>) -> Html {
    let key = part.map_or(WHOLE, Part::key);
    let choose = props.choose.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        choose.emit((part, None));
    });
    let current = (props.part == part).then_some("true");
    html! {
        <a class="nhsuk-task-list__link" id={format!("to-{key}")} href={format!("?section={key}")} aria-current={current} {onclick}>
            { part.map_or(capture::WHOLE, title) }
        </a>
    }
}

/// Where a part stands.
pub fn status(progress: Progress) -> Html {
    let (text, colour) = match progress {
        Progress::Done => (words::DONE, "green"),
        Progress::Open => (words::OPEN, "blue"),
        Progress::NotYetDue => (words::NOT_YET_DUE, "white"),
        Progress::NotNeeded => (words::NOT_NEEDED, "grey"),
    };
    tag(text, colour)
}

/// The title of a part.
pub fn title(part: Part) -> &'static str {
    match part {
        Part::Fracture => capture::PATIENT_AND_FRACTURE,
        Part::History => capture::HISTORY,
        Part::Dxa => capture::DXA,
        Part::Treatment => capture::TREATMENT,
        Part::Falls => capture::FALLS,
        Part::FollowUp16 => capture::FOLLOW_UP_16,
        Part::FollowUp52 => capture::FOLLOW_UP_52,
    }
}

/// Whether a finding is about a field of a part.
fn is_in(finding: &WireFinding, part: Part) -> bool {
    part.questions()
        .any(|question| question.pointer() == finding.pointer)
}

/// Version and last writer of a section.
pub fn stamp(record: &EpisodeRecord, section: Section) -> Option<&Stamp> {
    let stamps = &record.stamps;
    match section {
        Section::Patient => Some(&stamps.patient),
        Section::Fracture => Some(&stamps.fracture),
        Section::Assessment => stamps.assessment.as_ref(),
        Section::FollowUp16 => stamps.follow_up_16.as_ref(),
        Section::FollowUp52 => stamps.follow_up_52.as_ref(),
    }
}

/// Who wrote a part last, and when: of the sections to which its questions belong, the one written last.
pub fn last_written(record: &EpisodeRecord, part: Part) -> Option<String> {
    let stamps = part
        .questions()
        .filter_map(|question| stamp(record, question.section));
    let last = stamps.max_by_key(|stamp| stamp.changed_at)?;
    Some(format!(
        "{}, {}",
        last.changed_by,
        format::moment(last.changed_at)
    ))
}
