//! The form of one section.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field, Section,
    answer::Kind,
    wire::{About, problem::Stamp, records::EpisodeRecord},
};
use yew::{platform::spawn_local, prelude::*};

use super::answers::{parts, section_id, title};
use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::ErrorSummary,
        form::{Fields, Saving, faults, refused, save_button, warned},
        question_field::Presence,
    },
    draft::{Draft, DraftEvent},
    format,
    texts::{episode as words, form},
    unsaved::use_unsaved,
};

/// Properties of [`Editor`].
#[derive(Properties, PartialEq)]
pub struct EditorProps {
    /// Which section.
    pub section: Section,
    /// The record as stored.
    pub record: Rc<EpisodeRecord>,
    /// Told of the record as it would be stored, so that the KPIs can follow.
    pub on_draft: Callback<Rc<Episode>>,
    /// Told when the form is done with.
    pub on_done: Callback<Outcome>,
}

/// How the form ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The section was stored.
    Saved,
    /// The user gave up.
    Cancelled,
}

/// All questions of a section, checked as the user types.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let api = use_context::<Api>();
    let today = use_context::<Rc<About>>()
        .map(|about| about.today)
        .unwrap_or_default();
    let stored = super::document(&props.record);
    let draft = use_reducer(|| Draft::of(&stored));
    let saving = use_state(Saving::default);
    let checked = use_memo(
        ((*draft).clone(), today),
        |(draft, today): &(Draft, NaiveDate)| draft.checked(*today),
    );
    use_unsaved(draft.is_touched());
    use_effect_with(Rc::clone(&checked), {
        let on_draft = props.on_draft.clone();
        move |checked| on_draft.emit(Rc::new(checked.episode.clone()))
    });
    let version = stamp(&props.record, props.section).map(|stamp| stamp.version);
    let onsubmit = {
        let (dispatcher, saving, checked) = (draft.dispatcher(), saving.clone(), Rc::clone(&checked));
        let (record, section, on_done) = (Rc::clone(&props.record), props.section, props.on_done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if saving.is_busy {
                return;
            }
            dispatcher.dispatch(DraftEvent::Submitted);
            let attempts = saving.attempts.wrapping_add(1);
            let can_be_sent = checked.is_storable();
            saving.set(Saving {
                attempts,
                is_busy: can_be_sent,
                refusal: vec![],
            });
            let (Some(api), true) = (api.clone(), can_be_sent) else {
                return;
            };
            let (dispatcher, saving, checked) = (dispatcher.clone(), saving.clone(), Rc::clone(&checked));
            let (record, on_done) = (Rc::clone(&record), on_done.clone());
            spawn_local(async move {
                match api
                    .save_section(&record, section, &checked.episode, version)
                    .await
                {
                    Ok(()) => on_done.emit(Outcome::Saved),
                    Err(error) => {
                        let (at_fields, mut refusal) = refused(&error);
                        refusal.extend(overtaken(&error));
                        dispatcher.dispatch(DraftEvent::Refused(at_fields));
                        saving.set(Saving {
                            attempts: attempts.wrapping_add(1),
                            is_busy: false,
                            refusal,
                        });
                    }
                }
            });
        })
    };
    let shown = draft.shown(&checked.findings);
    let fields = Fields {
        draft: &draft,
        shown: &shown,
        on_event: {
            let dispatcher = draft.dispatcher();
            Callback::from(move |event| dispatcher.dispatch(event))
        },
    };
    let on_cancel = {
        let (on_done, is_touched) = (props.on_done.clone(), draft.is_touched());
        Callback::from(move |_: MouseEvent| {
            if !is_touched || gloo::dialogs::confirm(form::LEAVE) {
                on_done.emit(Outcome::Cancelled);
            }
        })
    };
    let id = section_id(props.section);
    html! {
        <form class="fls-section fls-section--editing" method="post" novalidate=true aria-labelledby={id.clone()} {onsubmit}>
            <ErrorSummary faults={faults(&saving, &shown)} attempt={saving.attempts} />
            <h2 class="nhsuk-heading-m" {id} tabindex="-1">{ title(props.section) }</h2>
            { for parts(props.section).into_iter().map(|(heading, questions)| html! {
                <>
                    if let Some(heading) = heading {
                        <h3 class="nhsuk-heading-xs">{ heading }</h3>
                    }
                    <div class="fls-pair">
                        { for questions.into_iter().filter(|question| {
                            (question.answer)(&stored).kind() != Kind::Records
                        }).map(|question| fields.field(question.field, presence(question.field), None)) }
                    </div>
                </>
            }) }
            <div class="fls-actions">
                { save_button(saving.is_busy) }
                <button class="nhsuk-button nhsuk-button--secondary" type="button" onclick={on_cancel}>{ form::CANCEL }</button>
                <span role="status">{ warned(&shown) }</span>
            </div>
        </form>
    }
}

fn presence(field: Field) -> Presence {
    match field {
        Field::DateOfBirth | Field::DiagnosedOn => Presence::Required,
        _ => Presence::Optional,
    }
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

/// Who has written the section in the meantime.
fn overtaken(error: &ApiError) -> Option<String> {
    let current = error.problem()?.current.as_ref()?;
    Some(format!(
        "{}{}{}{}",
        words::CHANGED_BY,
        current.changed_by,
        words::CHANGED_AT,
        format::moment(current.changed_at)
    ))
}
