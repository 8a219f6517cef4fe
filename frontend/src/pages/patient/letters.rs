//! Letters about a patient: the list, writing one, and the one that is open.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    letters::LetterKind,
    vocabulary::Coded,
    wire::{
        care::CareRecord,
        letters::{Letter, NewLetter},
        records::EpisodeRecord,
    },
};
use yew::{platform::spawn_local, prelude::*};

use super::{episode_title, letter::LetterEditor};
use crate::{
    api::{Api, ApiError, Stored, Whole},
    components::{
        error_summary::focus,
        plain::{choice, refusal, table},
        tag::tag,
    },
    format,
    texts::letters as words,
};

/// Properties of [`Letters`].
#[derive(Properties, PartialEq)]
pub struct LettersProps {
    /// The patient, with episodes and letters.
    pub whole: Rc<Whole>,
    /// The day on which a letter is sent.
    pub today: NaiveDate,
    /// Whether the user may write letters.
    pub may_change: bool,
    /// Asks for everything again.
    pub again: Callback<()>,
}

const HEADING: &str = "part-letters";

/// What is open above the list.
#[derive(Clone, PartialEq)]
enum Open {
    Nothing,
    /// A letter to be chosen: its episode and kind.
    Choosing(String, LetterKind),
    /// A letter.
    Letter(Rc<CareRecord<Letter>>),
}

/// The kinds of letter that an episode can fill.
fn kinds(episode: &EpisodeRecord) -> Vec<LetterKind> {
    let kinds = LetterKind::choices();
    let all = kinds.iter().map(|choice| choice.value);
    all.filter(|kind| kind.can_tell_of(episode)).collect()
}

/// The section.
#[component]
pub fn Letters(props: &LettersProps) -> Html {
    let api = use_context::<Api>();
    let open = use_state_eq(|| Open::Nothing);
    let failure = use_state_eq(|| None::<ApiError>);
    let told: Vec<&EpisodeRecord> = props
        .whole
        .episodes
        .iter()
        .filter(|e| !kinds(e).is_empty())
        .collect();
    let start = {
        let open = open.clone();
        let first = told.first().and_then(|e| Some((e.id.clone(), *kinds(e).last()?)));
        Callback::from(move |_: MouseEvent| {
            if let Some((id, kind)) = first.clone() {
                open.set(Open::Choosing(id, kind));
            }
        })
    };
    let fill = {
        let (api, open, failure) = (api.clone(), open.clone(), failure.clone());
        let (patient, again) = (props.whole.patient.id.clone(), props.again.clone());
        Callback::from(move |new: NewLetter| {
            let Some(api) = api.clone() else { return };
            let (open, failure) = (open.clone(), failure.clone());
            let (patient, again) = (patient.clone(), again.clone());
            spawn_local(async move {
                match api.write_letter(&patient, &new).await {
                    Ok(letter) => {
                        failure.set(None);
                        open.set(Open::Letter(Rc::new(letter)));
                        again.emit(());
                    }
                    Err(error) => failure.set(Some(error)),
                }
            });
        })
    };
    let remove = {
        let (failure, again) = (failure.clone(), props.again.clone());
        let patient = props.whole.patient.id.clone();
        Callback::from(move |stored: Stored| {
            let Some(api) = api
                .clone()
                .filter(|_| gloo::dialogs::confirm(words::REMOVE_CONFIRM))
            else {
                return;
            };
            let (failure, again, patient) = (failure.clone(), again.clone(), patient.clone());
            spawn_local(async move {
                failure.set(api.remove(&patient, "letters", &stored).await.err());
                again.emit(());
                focus(HEADING);
            });
        })
    };
    let on_done = {
        let open = open.clone();
        Callback::from(move |()| {
            open.set(Open::Nothing);
            focus(HEADING);
        })
    };
    use_effect_with(matches!(*open, Open::Choosing(..)), |is_choosing| {
        if *is_choosing {
            focus("letter-episode");
        }
    });
    let is_idle = *open == Open::Nothing;
    html! {
        <section class={classes!("fls-section", (!is_idle).then_some("fls-section--editing"))} aria-labelledby={HEADING}>
            <div class="fls-section__head">
                <h2 class="nhsuk-heading-m" id={HEADING} tabindex="-1">{ words::TITLE }</h2>
                if props.may_change && is_idle && !told.is_empty() {
                    <div class="fls-section__beside">
                        <button type="button" class="nhsuk-button nhsuk-button--small" onclick={start}>{ words::NEW }</button>
                    </div>
                }
            </div>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            {
                match &*open {
                    Open::Nothing => html! {},
                    Open::Choosing(id, kind) => choosing(&told, (id, *kind), &open, &fill, &on_done),
                    Open::Letter(letter) => html! {
                        <LetterEditor key={letter.id.clone()} letter={letter.clone()} today={props.today}
                                      on_saved={props.again.clone()} {on_done} />
                    },
                }
            }
            { list(&props.whole.letters.items, props.may_change && is_idle, &open, &remove) }
            if told.is_empty() {
                <p class="fls-quiet">{ words::NOTHING }</p>
            }
        </section>
    }
}

/// Which letter, about which fracture.
fn choosing(
    told: &[&EpisodeRecord],
    (id, kind): (&str, LetterKind),
    open: &UseStateHandle<Open>,
    fill: &Callback<NewLetter>,
    on_done: &Callback<()>,
) -> Html {
    let episodes: Vec<(String, String)> = told
        .iter()
        .map(|e| (e.id.clone(), episode_title(&e.fracture)))
        .collect();
    let offered = told
        .iter()
        .find(|e| e.id == id)
        .map(|e| kinds(e))
        .unwrap_or_default();
    let options: Vec<(String, String)> = offered
        .iter()
        .map(|kind| (kind.token().to_owned(), kind.label().to_owned()))
        .collect();
    let set_episode = {
        let (open, last) = (
            open.clone(),
            told.iter()
                .filter_map(|e| Some((e.id.clone(), *kinds(e).last()?)))
                .collect::<Vec<_>>(),
        );
        move |chosen: String| {
            if let Some((id, kind)) = last.iter().find(|(id, _)| *id == chosen) {
                open.set(Open::Choosing(id.clone(), *kind));
            }
        }
    };
    let set_kind = {
        let (open, id) = (open.clone(), id.to_owned());
        move |token: String| {
            if let Some(kind) = LetterKind::from_token(&token) {
                open.set(Open::Choosing(id.clone(), kind));
            }
        }
    };
    let new = NewLetter {
        template: kind,
        fracture_id: id.to_owned(),
    };
    html! {
        <div class="fls-entry">
            <div class="fls-pair">
                { choice(("letter-episode", words::EPISODE), &episodes, id, set_episode) }
                { choice(("letter-kind", words::KIND), &options, kind.token(), set_kind) }
            </div>
            <div class="nhsuk-button-group">
                <button type="button" class="nhsuk-button nhsuk-button--small" onclick={fill.reform(move |_: MouseEvent| new.clone())}>
                    { words::FILL }
                </button>
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onclick={on_done.reform(|_: MouseEvent| ())}>
                    { words::CANCEL }
                </button>
            </div>
        </div>
    }
}

fn list(
    letters: &[CareRecord<Letter>],
    is_offered: bool,
    open: &UseStateHandle<Open>,
    remove: &Callback<Stored>,
) -> Html {
    if letters.is_empty() {
        return html! { <p class="fls-quiet">{ words::NONE }</p> };
    }
    let row = |record: &CareRecord<Letter>| {
        let letter = &record.entry;
        let label = letter.template.label();
        let state = match letter.sent_on {
            Some(_) => tag(words::SENT, "green"),
            None => tag(words::DRAFT, "yellow"),
        };
        let stored: Stored = (record.id.clone(), record.stamp.version);
        let show = {
            let (open, record) = (open.clone(), Rc::new(record.clone()));
            Callback::from(move |_: MouseEvent| open.set(Open::Letter(record.clone())))
        };
        html! {
            <tr key={record.id.clone()}>
                <th scope="row">{ label }</th>
                <td>{ letter.template.recipient().label() }</td>
                <td>{ state }</td>
                <td class="fls-figure">{ letter.sent_on.map(format::short_day).unwrap_or_default() }</td>
                <td>{ &record.stamp.changed_by }</td>
                <td>
                    if is_offered {
                        <span class="fls-entry__actions">
                            { link_button(words::OPEN, label, show) }
                            if letter.sent_on.is_none() {
                                { link_button(words::REMOVE, label, remove.reform(move |_: MouseEvent| stored.clone())) }
                            }
                        </span>
                    }
                </td>
            </tr>
        }
    };
    table(words::LIST, words::COLUMNS, letters.iter().map(row).collect())
}

fn link_button(text: &'static str, about: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="fls-link-button" {onclick}>
            { text }<span class="nhsuk-u-visually-hidden">{ ": " }{ about }</span>
        </button>
    }
}
