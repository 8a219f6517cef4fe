//! The answers of an episode, to be read.

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Level, Part, Question, progress::part_progress, question::applies, wire::records::EpisodeRecord,
};
use yew::prelude::*;

use super::contents::{last_written, status, title};
use crate::{format, texts::episode as words};

/// One part of a record, to be shown.
pub struct Answers<'a> {
    /// Which part.
    pub part: Part,
    /// The record as stored.
    pub record: &'a EpisodeRecord,
    /// Its answers.
    pub episode: &'a Episode,
    /// The day of the question.
    pub today: NaiveDate,
    /// Goes to the form, for those who may change the record.
    pub change: Option<Callback<MouseEvent>>,
}

/// The questions of a part with their answers, findings beside them.
pub fn answers(props: &Answers<'_>) -> Html {
    let part = props.part;
    let id = format!("section-{}", part.key());
    let is_shown = |question: &&Question| {
        let is_blank = (question.answer)(props.episode).is_blank();
        !is_blank || question.has_column() && applies(question.field, props.episode)
    };
    html! {
        <section class="fls-section" aria-labelledby={id.clone()}>
            <div class="fls-section__head">
                <h2 class="nhsuk-heading-m" {id} tabindex="-1">{ title(part) }</h2>
                { status(part_progress(part, props.episode, props.today)) }
                <div class="fls-section__beside">
                    if let Some(stamp) = last_written(props.record, part) {
                        <span class="fls-quiet fls-section__stamp">{ stamp }</span>
                    }
                    if let Some(onclick) = &props.change {
                        <button type="button" class="fls-link-button" onclick={onclick.clone()}>
                            { words::CHANGE }<span class="nhsuk-u-visually-hidden">{ ": " }{ title(part) }</span>
                        </button>
                    }
                </div>
            </div>
            <dl class="fls-answers">
                { for part.questions().filter(is_shown).map(|question| answer(question, props)) }
            </dl>
        </section>
    }
}

fn answer(question: &Question, props: &Answers<'_>) -> Html {
    let pointer = question.pointer();
    let findings = props
        .record
        .findings
        .iter()
        .filter(|finding| finding.pointer == pointer);
    let text = format::readable(question, props.episode);
    html! {
        <div class="fls-answers__row">
            <dt>
                <span class="fls-answers__number" aria-hidden="true">{ question.number }</span><span>{ question.title }</span>
            </dt>
            <dd>
                if text.is_empty() {
                    <span class="fls-blank">{ words::NOT_ANSWERED }</span>
                } else {
                    { text }
                }
                { for findings.map(|finding| html! {
                    <p class={if finding.level == Level::Error { "fls-warning fls-warning--error" } else { "fls-warning" }}>
                        { &finding.message }
                    </p>
                }) }
            </dd>
        </div>
    }
}
