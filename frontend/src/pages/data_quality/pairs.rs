//! Records that look like one, side by side.

use flsdb_domain::{
    Episode, ServiceCode,
    question::QUESTIONS,
    wire::{
        Page,
        findings::{DuplicateKind, DuplicatePair, DuplicateSide},
    },
};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        link::Go,
        pages::{Place, pages},
        plain::{choice, table},
        states::{empty, show},
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::data_quality as words,
};

/// One answer of two records.
#[derive(Debug, PartialEq)]
struct Line {
    title: &'static str,
    earlier: String,
    later: String,
}

/// Properties of [`Duplicates`].
#[derive(Properties, PartialEq)]
pub struct DuplicatesProps {
    /// The service whose records are compared.
    pub service: Option<ServiceCode>,
}

/// Pairs of a kind, page by page.
#[component]
pub fn Duplicates(props: &DuplicatesProps) -> Html {
    let api = use_context::<Api>();
    let kind = use_state_eq(DuplicateKind::default);
    let place = use_state_eq(Place::default);
    let remote = use_remote(
        (*kind, props.service, (*place).clone()),
        move |(kind, service, place)| {
            let api = api.clone();
            async move {
                let api = api.ok_or(ApiError::Away)?;
                api.duplicates(kind, service, place.cursor.as_deref()).await
            }
        },
    );
    let choose = {
        let (kind, place) = (kind.clone(), place.clone());
        move |text: String| {
            place.set(Place::default());
            kind.set(if text == "patients" {
                DuplicateKind::Patients
            } else {
                DuplicateKind::Episodes
            });
        }
    };
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    let options = [("episodes", words::EPISODES), ("patients", words::PATIENTS)]
        .map(|(value, text)| (value.to_owned(), text.to_owned()));
    let chosen = match *kind {
        DuplicateKind::Episodes => "episodes",
        DuplicateKind::Patients => "patients",
    };
    html! {
        <section aria-labelledby="duplicates">
            <h2 class="nhsuk-heading-m" id="duplicates">{ words::DUPLICATES }</h2>
            <div class="fls-choices">{ choice(("kind", words::DUPLICATE_KIND), &options, chosen, choose) }</div>
            { show(&remote, |page: &Page<DuplicatePair>| if page.items.is_empty() {
                empty(words::NO_DUPLICATES, html! { <p>{ words::NO_DUPLICATES_DETAIL }</p> })
            } else {
                html! {
                    <>
                        { for page.items.iter().enumerate().map(side_by_side) }
                        { pages(&place, page.next.as_deref(), &go) }
                    </>
                }
            }) }
        </section>
    }
}

fn side_by_side((place, pair): (usize, &DuplicatePair)) -> Html {
    let name = format!("{} {}", words::PAIR, place + 1);
    let link = |side: &DuplicateSide| match side.fracture_id.clone() {
        Some(id) => html! { <td><Go to={Route::Episode { id }}>{ words::OPEN }</Go></td> },
        None => html! { <td></td> },
    };
    table(
        &name,
        words::PAIR_COLUMNS,
        html! {
            <>
                { for lines(pair).into_iter().map(|line| {
                    let differs = line.earlier != line.later;
                    html! {
                        <tr class={differs.then_some("fls-differs")}>
                            <th scope="row">
                                { line.title }
                                if differs { <span class="fls-quiet">{ " " }{ words::DIFFERS }</span> }
                            </th>
                            <td>{ shown(line.earlier) }</td>
                            <td>{ shown(line.later) }</td>
                        </tr>
                    }
                }) }
                <tr><td></td>{ link(&pair.earlier) }{ link(&pair.later) }</tr>
            </>
        },
    )
}

fn shown(text: String) -> Html {
    if text.is_empty() {
        html! { <span class="fls-blank">{ words::BLANK }</span> }
    } else {
        html! { { text } }
    }
}

/// Every answer that one of the two has, in the order of the data set.
fn lines(pair: &DuplicatePair) -> Vec<Line> {
    let (earlier, later) = (episode(&pair.earlier), episode(&pair.later));
    let line = |question: &'static flsdb_domain::Question| Line {
        title: question.title,
        earlier: format::readable(question, &earlier),
        later: format::readable(question, &later),
    };
    let lines = QUESTIONS.iter().map(line);
    lines
        .filter(|line| !line.earlier.is_empty() || !line.later.is_empty())
        .collect()
}

fn episode(side: &DuplicateSide) -> Episode {
    Episode {
        service: Some(side.service),
        patient: side.patient.clone(),
        fracture: side.fracture.clone(),
        assessment: side.assessment.clone(),
        follow_up_16: side.follow_up_16.clone(),
        follow_up_52: side.follow_up_52.clone(),
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::{Fracture, Patient, dates::parse_iso, wire::problem::Stamp};

    use super::*;

    fn side(day: &str, smokes: bool) -> DuplicateSide {
        DuplicateSide {
            patient_id: String::new(),
            fracture_id: None,
            service: "BRD".parse().expect("a code"),
            patient: Patient {
                local_record_number: Some("A1".to_owned()),
                ..Patient::default()
            },
            fracture: Fracture {
                diagnosed_on: parse_iso(day).ok(),
                source_id: smokes.then(|| "7".to_owned()),
                ..Fracture::default()
            },
            assessment: Default::default(),
            follow_up_16: Default::default(),
            follow_up_52: Default::default(),
            stamp: Stamp {
                version: 1,
                changed_at: Default::default(),
                changed_by: String::new(),
            },
        }
    }

    #[test]
    fn answers_of_either_are_lines() {
        let pair = DuplicatePair {
            kind: DuplicateKind::Episodes,
            finding_id: None,
            earlier: side("2024-03-04", false),
            later: side("2024-03-09", true),
        };
        let differing: Vec<_> = lines(&pair)
            .into_iter()
            .map(|line| line.earlier != line.later)
            .collect();
        assert_eq!(
            differing.iter().filter(|differs| **differs).count(),
            2,
            "the day and the source number"
        );
        assert!(differing.contains(&false), "the local number");
    }
}
