//! The sections of an episode: their contents list and their answers.

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field, Level, Question, Section,
    progress::{Progress, progress},
    question::QUESTIONS,
    wire::WireFinding,
};
use yew::prelude::*;

use crate::{
    components::{error_summary::focus, tag::tag},
    format,
    texts::{episode as words, patients},
};

/// The sections with what is done, open or not yet due.
pub fn contents(episode: &Episode, findings: &[WireFinding], today: NaiveDate) -> Html {
    html! {
        <nav class="fls-sections__contents" aria-label={words::SECTIONS}>
            <ul class="nhsuk-task-list">
                { for Section::ALL.into_iter().map(|section| {
                    let count = findings.iter().filter(|finding| is_in(finding, section)).count() as u64;
                    let id = section_id(section);
                    let onclick = {
                        let id = id.clone();
                        Callback::from(move |event: MouseEvent| {
                            event.prevent_default();
                            focus(&id);
                        })
                    };
                    html! {
                        <li class="nhsuk-task-list__item nhsuk-task-list__item--with-link">
                            <div class="nhsuk-task-list__name-and-hint">
                                <a class="nhsuk-task-list__link" href={format!("#{id}")} {onclick}>{ title(section) }</a>
                                if count > 0 {
                                    <div class="nhsuk-task-list__hint">
                                        { format::counted(count, patients::FINDING, patients::FINDINGS) }
                                    </div>
                                }
                            </div>
                            <div class="nhsuk-task-list__status">{ status(progress(section, episode, today)) }</div>
                        </li>
                    }
                }) }
            </ul>
        </nav>
    }
}

fn status(progress: Progress) -> Html {
    let (text, colour) = match progress {
        Progress::Done => (words::DONE, "green"),
        Progress::Open => (words::OPEN, "blue"),
        Progress::NotYetDue => (words::NOT_YET_DUE, "white"),
        Progress::NotNeeded => (words::NOT_NEEDED, "grey"),
    };
    tag(text, colour)
}

/// The title of a section.
pub fn title(section: Section) -> &'static str {
    match section {
        Section::Patient => words::PATIENT,
        Section::Fracture => words::INDEX_FRACTURE,
        Section::Assessment => words::ASSESSMENT,
        Section::FollowUp16 => words::FOLLOW_UP_16,
        Section::FollowUp52 => words::FOLLOW_UP_52,
    }
}

/// The id of a section's heading.
pub fn section_id(section: Section) -> String {
    format!("section-{}", section.key())
}

fn is_in(finding: &WireFinding, section: Section) -> bool {
    finding
        .pointer
        .strip_prefix('/')
        .and_then(|rest| rest.split('/').next())
        .is_some_and(|key| key == section.key())
}

/// One section of a record, to be shown.
pub struct Answers<'a> {
    /// Which section.
    pub section: Section,
    /// The record.
    pub episode: &'a Episode,
    /// Its open findings.
    pub findings: &'a [WireFinding],
    /// The day of the question.
    pub today: NaiveDate,
    /// Who wrote the section last, and when.
    pub stamp: Option<String>,
    /// What stands beside the heading: the button that begins a change, or that one was stored.
    pub beside: Html,
}

/// The questions of a section with their answers, findings beside them.
pub fn answers(props: &Answers<'_>) -> Html {
    let id = section_id(props.section);
    html! {
        <section class="fls-section" aria-labelledby={id.clone()}>
            <div class="fls-section__head">
                <h2 class="nhsuk-heading-m" {id} tabindex="-1">{ title(props.section) }</h2>
                { status(progress(props.section, props.episode, props.today)) }
                <div class="fls-section__beside">
                    if let Some(stamp) = &props.stamp {
                        <span class="fls-quiet fls-section__stamp">{ stamp }</span>
                    }
                    { props.beside.clone() }
                </div>
            </div>
            { for parts(props.section).into_iter().map(|(heading, questions)| html! {
                <>
                    if let Some(heading) = heading {
                        <h3 class="nhsuk-heading-xs">{ heading }</h3>
                    }
                    <dl class="fls-answers">
                        { for questions.into_iter().filter(|q| q.has_column() || !is_blank(q, props.episode)).map(|question| {
                            answer(question, props)
                        }) }
                    </dl>
                </>
            }) }
        </section>
    }
}

fn is_blank(question: &Question, episode: &Episode) -> bool {
    (question.answer)(episode).is_blank()
}

fn answer(question: &Question, props: &Answers<'_>) -> Html {
    let pointer = question.pointer();
    let findings = props.findings.iter().filter(|finding| finding.pointer == pointer);
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

/// The questions of a section in the parts that the data set numbers, each with its heading if there are several.
pub fn parts(section: Section) -> Vec<(Option<&'static str>, Vec<&'static Question>)> {
    let of_part = |number: char| -> Vec<&'static Question> {
        QUESTIONS
            .iter()
            .filter(|q| q.section == section && part_of(q) == number)
            .collect()
    };
    match section {
        Section::Fracture => vec![(None, of_part('1')), (Some(words::HISTORY), of_part('2'))],
        Section::Assessment => vec![
            (None, of_part('1')),
            (Some(words::DXA), of_part('3')),
            (Some(words::THERAPY), of_part('4')),
            (Some(words::FALLS), of_part('5')),
        ],
        Section::Patient => vec![(None, of_part('1'))],
        Section::FollowUp16 => vec![(None, of_part('6'))],
        Section::FollowUp52 => vec![(None, of_part('7'))],
    }
}

/// The section number of the data set to which a question belongs, also if it has no number.
fn part_of(question: &Question) -> char {
    match question.field {
        Field::RiskTool | Field::RiskToolVersion | Field::RiskMajorPercent | Field::RiskHipPercent => '3',
        Field::Refractures => '7',
        _ => question.number.chars().next().unwrap_or('1'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_one_place() {
        let mut places: Vec<Field> = Section::ALL
            .into_iter()
            .flat_map(parts)
            .flat_map(|(_, questions)| questions)
            .map(|question| question.field)
            .collect();
        places.sort();
        assert_eq!(places, QUESTIONS.iter().map(|q| q.field).collect::<Vec<_>>());
    }
}
