//! Merging two patients: the other is looked for, both stand side by side, and then they are one.

use std::rc::Rc;

use flsdb_domain::{
    Episode, Patient, Section,
    identity::merged,
    question::QUESTIONS,
    wire::{
        identity::{IdentityEvent, IdentityKind, NewIdentityEvent},
        records::{PatientPage, PatientSearch, PatientSummary},
    },
};
use yew::{platform::spawn_local, prelude::*};

use super::{about, person};
use crate::{
    api::{Api, ApiError, Whole},
    components::{
        error_summary::focus,
        plain::{button, choice, refusal, table},
        short_form::{
            Sent, ShortForm,
            input::{Control, input},
            reading::{Texts, fault},
            send,
        },
        states::show,
    },
    format,
    pages::{
        patient::{episode_title, name},
        patients::identifier,
    },
    remote::use_remote,
    texts::{form, identity as words},
};

const COMPARISON: &str = "comparison";

/// Properties of [`Merge`].
#[derive(Properties, PartialEq)]
pub struct MergeProps {
    /// The patient of the page.
    pub whole: Rc<Whole>,
    /// Told when the two are one.
    pub on_event: Callback<IdentityEvent>,
    /// Told when the user gives up.
    pub on_cancel: Callback<()>,
}

/// Search, and then the comparison.
#[component]
pub fn Merge(props: &MergeProps) -> Html {
    let api = use_context::<Api>();
    let found = use_state(|| None::<Rc<PatientPage>>);
    let chosen = use_state_eq(|| None::<String>);
    let on_send = {
        let (found, chosen) = (found.clone(), chosen.clone());
        Callback::from(move |(typed, told): Sent| {
            let Some(api) = api.clone() else { return };
            let Some(text) = Texts::of(&typed).text() else {
                return told.emit(vec![fault("search", words::GIVE_SEARCH)]);
            };
            chosen.set(None);
            let search = PatientSearch {
                text: Some(text),
                ..PatientSearch::default()
            };
            let (found, ready) = (found.clone(), told.clone());
            let done = Callback::from(move |page: PatientPage| {
                found.set(Some(Rc::new(page)));
                ready.emit(vec![]);
            });
            send(async move { api.search(&search).await }, told, done);
        })
    };
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |id: String| chosen.set(Some(id)))
    };
    html! {
        <>
            <ShortForm inputs={vec![input("search", words::SEARCH, Control::Line).hint(words::SEARCH_HINT)]}
                       first={vec![String::new()]} save={words::SEARCH_BUTTON} {on_send} on_cancel={props.on_cancel.clone()} />
            <div role="status">
                if let Some(page) = &*found {
                    { others(page, &props.whole, &choose) }
                }
            </div>
            if let Some(id) = &*chosen {
                <Comparison key={id.clone()} id={id.clone()} whole={props.whole.clone()} on_event={props.on_event.clone()}
                            on_cancel={props.on_cancel.clone()} />
            }
        </>
    }
}

/// Those found in the same service, without the patient of the page.
fn others(page: &PatientPage, whole: &Whole, choose: &Callback<String>) -> Html {
    let this = &whole.patient;
    let mut others = page
        .items
        .iter()
        .filter(|patient| patient.id != this.id && patient.service == this.service)
        .peekable();
    if others.peek().is_none() {
        return html! { <p>{ words::NOBODY }</p> };
    }
    let line = |patient: &PatientSummary| {
        let (id, number) = (patient.id.clone(), identifier(patient));
        let label = [words::COMPARE, ": ", &number].concat();
        html! {
            <li key={id.clone()} class="fls-inline fls-inline--line">
                <span>
                    <strong class="fls-figure">{ number }</strong>
                    if let Some(name) = &patient.name { { " " }{ name } }
                    { words::BORN }{ format::long_day(patient.date_of_birth) }
                </span>
                { button(words::COMPARE, Some(label), choose.reform(move |_: MouseEvent| id.clone())) }
            </li>
        }
    };
    html! { <ul class="nhsuk-list" aria-label={words::FOUND}>{ for others.map(line) }</ul> }
}

#[derive(Properties, PartialEq)]
struct ComparisonProps {
    /// Id of the other patient.
    id: String,
    whole: Rc<Whole>,
    on_event: Callback<IdentityEvent>,
    on_cancel: Callback<()>,
}

/// Which of the two stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stays {
    This,
    Other,
}

impl Stays {
    fn token(self) -> &'static str {
        match self {
            Stays::This => "this",
            Stays::Other => "other",
        }
    }

    /// The one who stays first.
    fn order<T>(self, this: T, other: T) -> (T, T) {
        match self {
            Stays::This => (this, other),
            Stays::Other => (other, this),
        }
    }
}

/// Both side by side, what moves, and the button that merges them.
#[component]
fn Comparison(props: &ComparisonProps) -> Html {
    let api = use_context::<Api>();
    let stays = use_state_eq(|| None::<Stays>);
    let failure = use_state(|| None::<ApiError>);
    let is_busy = use_state_eq(|| false);
    use_effect_with((), |()| focus(COMPARISON));
    let remote = use_remote(props.id.clone(), {
        let api = api.clone();
        move |id| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.whole(&id).await }
        }
    });
    let merge = {
        let (failure, is_busy, on_event) = (failure.clone(), is_busy.clone(), props.on_event.clone());
        Callback::from(move |event: NewIdentityEvent| {
            let Some(api) = api.clone().filter(|_| !*is_busy) else {
                return;
            };
            is_busy.set(true);
            let (failure, is_busy, on_event) = (failure.clone(), is_busy.clone(), on_event.clone());
            spawn_local(async move {
                let outcome = api.tell_identity(&event).await;
                is_busy.set(false);
                match outcome {
                    Ok(event) => on_event.emit(event),
                    Err(error) => failure.set(Some(error)),
                }
            });
        })
    };
    let set = {
        let stays = stays.clone();
        move |token: String| {
            let chosen = [Stays::This, Stays::Other]
                .into_iter()
                .find(|s| s.token() == token);
            stays.set(chosen);
        }
    };
    html! {
        <>
            <h3 class="nhsuk-heading-s" id={COMPARISON} tabindex="-1">{ words::COMPARISON }</h3>
            { show(&remote, |other: &Whole| {
                let this = &*props.whole;
                let stays = stays.unwrap_or_else(|| usual(&this.patient.patient, &other.patient.patient));
                let (first, second) = stays.order(this, other);
                let event = NewIdentityEvent {
                    merged: Some(person(&second.patient.patient)),
                    ..about(IdentityKind::Merge, &first.patient)
                };
                let options = [(Stays::This, words::THIS_STAYS, this), (Stays::Other, words::OTHER_STAYS, other)]
                    .map(|(stays, text, whole)| (stays.token().to_owned(), [text, &number(&whole.patient.patient)].concat()));
                html! {
                    <>
                        { choice(("stays", words::STAYS), &options, stays.token(), set) }
                        { table(words::COMPARISON, words::COLUMNS, html! { { for lines(this, other, stays).into_iter().map(row) } }) }
                        <p class="fls-told">{ words::MOVES }<strong>{ moving(second) }</strong>{ words::GOES }</p>
                        if let Some(error) = &*failure {
                            { refusal(error) }
                        }
                        <div class="nhsuk-button-group">
                            <button type="button" class="nhsuk-button nhsuk-button--small" aria-disabled={is_busy.to_string()}
                                    onclick={merge.reform(move |_: MouseEvent| event.clone())}>
                                { words::MERGE_NOW }
                            </button>
                            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                                    onclick={props.on_cancel.reform(|_: MouseEvent| ())}>
                                { form::CANCEL }
                            </button>
                        </div>
                    </>
                }
            }) }
        </>
    }
}

/// This one stays, unless only the other has an NHS number.
fn usual(this: &Patient, other: &Patient) -> Stays {
    match (this.nhs_number, other.nhs_number) {
        (None, Some(_)) => Stays::Other,
        _ => Stays::This,
    }
}

fn number(patient: &Patient) -> String {
    let number = patient.nhs_number.map(|number| number.grouped());
    let number = number.or_else(|| patient.local_record_number.clone());
    number.unwrap_or_else(|| words::NO_NUMBER.to_owned())
}

/// Something of both patients, and of the one that they become.
#[derive(Debug, PartialEq)]
struct Line {
    title: &'static str,
    texts: [String; 3],
}

/// The answers that either has, and the episodes.
fn lines(this: &Whole, other: &Whole, stays: Stays) -> Vec<Line> {
    let (one, two) = (&this.patient.patient, &other.patient.patient);
    let (first, second) = stays.order(one, two);
    let persons = [one.clone(), two.clone(), merged(first, second)].map(Episode::from);
    let answers = QUESTIONS
        .iter()
        .filter(|question| question.section == Section::Patient)
        .map(|question| Line {
            title: question.title,
            texts: persons
                .each_ref()
                .map(|person| format::readable(question, person)),
        });
    let (own, others) = (episodes(this), episodes(other));
    let all = [own.clone(), others.clone()]
        .into_iter()
        .filter(|text| !text.is_empty());
    let all = all.collect::<Vec<_>>().join("; ");
    let episodes = Line {
        title: words::EPISODES,
        texts: [own, others, all],
    };
    let names = [name(this).unwrap_or_default(), name(other).unwrap_or_default()];
    let (first, second) = stays.order(names[0].clone(), names[1].clone());
    let [one, two] = names;
    let name = Line {
        title: words::NAME,
        texts: [one, two, if first.is_empty() { second } else { first }],
    };
    [name]
        .into_iter()
        .chain(answers)
        .chain([episodes])
        .filter(|line| line.texts.iter().any(|text| !text.is_empty()))
        .collect()
}

fn episodes(whole: &Whole) -> String {
    let titles = whole
        .episodes
        .iter()
        .map(|record| episode_title(&record.fracture));
    titles.collect::<Vec<_>>().join("; ")
}

fn row(line: Line) -> Html {
    let differs = !line.texts[0].is_empty() && !line.texts[1].is_empty() && line.texts[0] != line.texts[1];
    let cell = |text: String| match text.is_empty() {
        true => html! { <td><span class="fls-blank">{ words::BLANK }</span></td> },
        false => html! { <td>{ text }</td> },
    };
    html! {
        <tr class={differs.then_some("fls-differs")}>
            <th scope="row">{ line.title }</th>
            { for line.texts.into_iter().map(cell) }
        </tr>
    }
}

/// `2 episodes, 1 note`
fn moving(goes: &Whole) -> String {
    let counts = [
        goes.episodes.len(),
        goes.contacts.items.len(),
        goes.treatments.items.len(),
        goes.notes.items.len(),
        goes.letters.items.len(),
    ];
    let counted = words::MOVING.iter().zip(counts).filter(|(_, n)| *n > 0);
    let texts: Vec<String> = counted
        .map(|((one, many), n)| format::counted(n as u64, one, many))
        .collect();
    if texts.is_empty() {
        words::NOTHING_MOVES.to_owned()
    } else {
        texts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::{Field, wire::Page};

    use super::{super::short::sample, *};

    fn none<T>() -> Page<T> {
        Page {
            items: vec![],
            next: None,
            total: None,
        }
    }

    fn whole(cells: &[(Field, &str)]) -> Whole {
        Whole {
            patient: sample(cells),
            episodes: vec![],
            withdrawn: vec![],
            details: None,
            contacts: none(),
            treatments: none(),
            notes: none(),
            letters: none(),
        }
    }

    #[test]
    fn both_stand_side_by_side_with_what_they_become() {
        let this = whole(&[(Field::LocalRecordNumber, "A1"), (Field::Sex, "Female")]);
        let other = whole(&[(Field::NhsNumber, "9434765919"), (Field::Sex, "Male")]);
        let usual = usual(&this.patient.patient, &other.patient.patient);
        assert_eq!(usual, Stays::Other, "who stays has the number");
        for (stays, expected) in [
            (Stays::This, [("Sex", "Female"), ("Local record number", "A1")]),
            (Stays::Other, [("Sex", "Male"), ("NHS number", "943 476 5919")]),
        ] {
            let lines = lines(&this, &other, stays);
            for (title, text) in expected {
                let line = lines.iter().find(|line| line.title == title);
                let after = line.map(|line| line.texts[2].as_str());
                assert_eq!(after, Some(text), "{stays:?} {lines:?}");
            }
        }
        assert_eq!(moving(&other), words::NOTHING_MOVES);
    }
}
