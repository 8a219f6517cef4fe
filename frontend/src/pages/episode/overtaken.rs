//! Somebody else has saved while the user was typing: what is stored now beside what was typed.

use flsdb_domain::{Part, Section, wire::records::EpisodeRecord};
use yew::prelude::*;

use super::contents::{stamp, title};
use crate::{
    components::{form::SAVE_ID, shortcuts::press},
    draft::{Draft, DraftEvent, Overtaken},
    format,
    texts::{capture, episode as words},
};

/// Who has changed which section and when, and field by field theirs and mine. Nothing when nobody has.
pub fn overtaken(record: &EpisodeRecord, draft: &Draft, on_event: &Callback<DraftEvent>) -> Html {
    let rows = draft.overtaken();
    let section_of = |row: &Overtaken| row.field.question().map(|question| question.section);
    let sections = Section::ALL
        .into_iter()
        .filter(|section| rows.iter().any(|row| section_of(row) == Some(*section)));
    if rows.is_empty() {
        return html! {};
    }
    html! {
        <section class="fls-overtaken" aria-labelledby="overtaken-title">
            <h2 class="nhsuk-heading-s" id="overtaken-title">{ capture::OVERTAKEN }</h2>
            { for sections.filter_map(|section| stamp(record, section).map(|stamp| (section, stamp))).map(|(section, stamp)| html! {
                <p>
                    <strong>{ name_of(section) }</strong>{ capture::OVERTAKEN_BY }<strong>{ &stamp.changed_by }</strong>
                    { capture::ON }{ format::moment(stamp.changed_at) }{ "." }
                </p>
            }) }
            <p>{ capture::OVERTAKEN_DETAIL }</p>
            <div class="fls-scroll" tabindex="0" role="group" aria-label={capture::OVERTAKEN_TABLE}>
                <table class="nhsuk-table fls-table">
                    <thead>
                        <tr>{ for capture::OVERTAKEN_COLUMNS.into_iter().map(|name| html! { <th scope="col">{ name }</th> }) }</tr>
                    </thead>
                    <tbody>{ for rows.iter().map(|row| line(row, on_event)) }</tbody>
                </table>
            </div>
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                    onclick={Callback::from(|_: MouseEvent| press(SAVE_ID))}>
                { capture::APPLY_MINE }
            </button>
        </section>
    }
}

fn line(row: &Overtaken, on_event: &Callback<DraftEvent>) -> Html {
    let (field, theirs, on_event) = (row.field, row.theirs.clone(), on_event.clone());
    let name = field.question().map_or("", |question| question.title);
    let onclick =
        Callback::from(move |_: MouseEvent| on_event.emit(DraftEvent::Typed(field, theirs.clone())));
    html! {
        <tr>
            <th scope="row">{ name }</th>
            <td>{ shown(&row.theirs) }</td>
            <td>
                if let Some(mine) = &row.mine {
                    <strong>{ shown(mine) }</strong>{ " " }
                    <button type="button" class="fls-link-button" {onclick}>
                        { capture::TAKE_THEIRS }<span class="nhsuk-u-visually-hidden">{ ": " }{ name }</span>
                    </button>
                } else {
                    <span class="fls-quiet">{ capture::TAKEN_OVER }</span>
                }
            </td>
        </tr>
    }
}

fn shown(text: &str) -> String {
    match text.trim() {
        "" => words::NOT_ANSWERED.to_owned(),
        text => text.replace(';', ", "),
    }
}

/// What a section of the record is called.
fn name_of(section: Section) -> &'static str {
    match section {
        Section::Patient => capture::PATIENT,
        Section::Fracture => capture::INDEX_FRACTURE,
        Section::Assessment => words::ASSESSMENT,
        Section::FollowUp16 => title(Part::FollowUp16),
        Section::FollowUp52 => title(Part::FollowUp52),
    }
}
