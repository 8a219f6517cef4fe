//! The form of one part.

use chrono::NaiveDate;
use flsdb_domain::{
    Field, Part, Question, Section, progress::part_progress, question::applies, wire::records::EpisodeRecord,
};
use yew::prelude::*;

use super::{
    Choice,
    contents::{last_written, status, title},
    overtaken::overtaken,
};
use crate::{
    components::{
        error_summary::ErrorSummary,
        form::{Fields, Saving, faults, save_button, warned},
        question_field::Presence,
    },
    draft::{Checked, Draft, DraftEvent},
    texts::{capture, form},
};

/// What the form shows, and whom it tells.
pub struct Editor<'a> {
    /// Which part.
    pub part: Part,
    /// The record as stored.
    pub record: &'a EpisodeRecord,
    /// What was typed, in all parts.
    pub draft: &'a Draft,
    /// The same, read and checked.
    pub checked: &'a Checked,
    /// How saving stands.
    pub saving: &'a Saving,
    /// Goes to a part.
    pub choose: &'a Callback<Choice>,
    /// Told of every change.
    pub on_event: Callback<DraftEvent>,
    /// Saves, and goes on.
    pub on_save: Callback<SubmitEvent>,
    /// The day of the question.
    pub today: NaiveDate,
}

/// The questions of a part that apply, checked as the user types.
pub fn editor(props: &Editor<'_>) -> Html {
    let (part, draft) = (props.part, props.draft);
    let shown = draft.shown(&props.checked.findings);
    let fields = Fields {
        draft,
        shown: &shown,
        on_event: props.on_event.clone(),
    };
    let elsewhere = |field: Field| {
        let choose = props.choose.clone();
        (Part::of(field) != part)
            .then(|| Callback::from(move |()| choose.emit((Some(Part::of(field)), Some(field)))))
    };
    let on_discard = {
        let on_event = props.on_event.clone();
        Callback::from(move |_: MouseEvent| {
            if gloo::dialogs::confirm(capture::DISCARD_CONFIRM) {
                on_event.emit(DraftEvent::Discarded);
            }
        })
    };
    let label = if next(part).is_some() {
        capture::SAVE_AND_GO_ON
    } else {
        form::SAVE
    };
    let is_saved = props.saving.is_saved && !draft.is_touched();
    html! {
        <form class="fls-section fls-section--editing" method="post" novalidate=true aria-labelledby="part-title"
              onsubmit={props.on_save.clone()}>
            <ErrorSummary faults={faults(props.saving, &shown, &elsewhere)} attempt={props.saving.attempts} />
            { overtaken(props.record, draft, &props.on_event) }
            <div class="fls-section__head">
                <h2 class="nhsuk-heading-m" id="part-title" tabindex="-1">{ title(part) }</h2>
                { status(part_progress(part, &props.checked.episode, props.today)) }
                <div class="fls-section__beside">
                    if let Some(stamp) = last_written(props.record, part) {
                        <span class="fls-quiet fls-section__stamp">{ stamp }</span>
                    }
                </div>
            </div>
            { for groups(part).into_iter().map(|(heading, section)| html! {
                <>
                    if let Some(heading) = heading {
                        <h3 class="nhsuk-heading-xs">{ heading }</h3>
                    }
                    <div class="fls-pair">
                        { for part.questions()
                            .filter(|question| section.is_none_or(|section| question.section == section))
                            .filter(|question| is_asked(question, props))
                            .map(|question| fields.field(question.field, presence(question.field), None)) }
                    </div>
                </>
            }) }
            <div class="fls-actions">
                { save_button(props.saving.is_busy, label) }
                if draft.is_touched() {
                    <button class="fls-link-button" type="button" onclick={on_discard}>{ capture::DISCARD }</button>
                }
                <span role="status">
                    if is_saved {
                        <span class="fls-saved">{ form::SAVED }</span>
                    } else {
                        { warned(&shown) }
                    }
                </span>
            </div>
        </form>
    }
}

/// The part after this one.
pub fn next(part: Part) -> Option<Part> {
    Part::ALL.into_iter().find(|other| *other > part)
}

/// The first question of a part; it always applies.
pub fn first_field(part: Part) -> Option<Field> {
    part.questions().next().map(|question| question.field)
}

/// The groups of questions of a part, each with its heading if there are several.
fn groups(part: Part) -> Vec<(Option<&'static str>, Option<Section>)> {
    match part {
        Part::Fracture => vec![
            (Some(capture::PATIENT), Some(Section::Patient)),
            (Some(capture::INDEX_FRACTURE), Some(Section::Fracture)),
        ],
        _ => vec![(None, None)],
    }
}

/// Whether a question stands in the form: if it applies, or was answered all the same.
fn is_asked(question: &Question, props: &Editor<'_>) -> bool {
    let is_answered = !props.draft.text(question.field).is_empty();
    is_answered || applies(question.field, &props.checked.episode)
}

fn presence(field: Field) -> Presence {
    match field {
        Field::DateOfBirth | Field::DiagnosedOn => Presence::Required,
        _ => Presence::Optional,
    }
}
