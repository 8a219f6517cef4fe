//! The timeline on screen: a picture whose marks can be reached by keyboard, and the same as a table.

use std::rc::Rc;

use yew::prelude::*;

use super::timeline::{Kind, Lane, Mark, RADIUS, SCALE, Timeline, WIDTH};
use crate::{components::link::Go, format, routes::Route, texts::patient as words};

/// Properties of [`Drawing`].
#[derive(Properties, PartialEq)]
pub struct DrawingProps {
    /// The layout.
    pub timeline: Rc<Timeline>,
    /// What each lane is called, in their order.
    pub titles: Vec<String>,
}

/// The picture, and below it what the mark in focus says.
#[component]
pub fn Drawing(props: &DrawingProps) -> Html {
    let read = use_state_eq(|| None::<String>);
    let Timeline {
        height,
        lanes,
        ticks,
        today,
        named,
    } = &*props.timeline;
    let bottom = height + SCALE;
    let lanes_drawn = lanes.iter().zip(&props.titles).map(|(lane, title)| {
        html! {
            <g role="group" aria-label={title.clone()}>
                { shading(lane, *named) }
                <text class="fls-timeline__lane" x="4" y={(lane.y + 14.0).to_string()} aria-hidden="true">{ title }</text>
                { for lane.marks.iter().map(|mark| drawn(mark, &read)) }
            </g>
        }
    });
    let x = today.to_string();
    html! {
        <>
            <div class="fls-scroll" tabindex="0" role="group" aria-label={words::TIMELINE}>
                <svg class="fls-timeline" viewBox={format!("0 -14 {WIDTH} {}", bottom + 14.0)} role="group" aria-label={words::TIMELINE_ALT}>
                    { for ticks.iter().map(|tick| {
                        let x = tick.x.to_string();
                        html! {
                            <g aria-hidden="true">
                                <line class="fls-timeline__tick" x1={x.clone()} x2={x.clone()} y1="0" y2={height.to_string()} />
                                <text class="fls-timeline__day" {x} y={(height + 18.0).to_string()}>{ tick.day.format("%b %Y").to_string() }</text>
                            </g>
                        }
                    }) }
                    { for lanes_drawn }
                    <g aria-hidden="true">
                        <line class="fls-timeline__today" x1={x.clone()} x2={x.clone()} y1="0" y2={height.to_string()} />
                        <text class="fls-timeline__now" {x} y="-3">{ words::TODAY }</text>
                    </g>
                </svg>
            </div>
            <p class="fls-timeline__read" aria-hidden="true">
                { read.as_deref().unwrap_or(words::POINT_AT) }
            </p>
            { table(lanes, &props.titles) }
        </>
    }
}

/// The windows of an episode, with their names if there is room.
fn shading(lane: &Lane, named: bool) -> Html {
    html! {
        <g aria-hidden="true">
            <line class="fls-timeline__edge" x1="0" x2={WIDTH.to_string()} y1={(lane.y + lane.height).to_string()} y2={(lane.y + lane.height).to_string()} />
            { for lane.windows.iter().zip(words::WINDOWS).enumerate().map(|(place, (window, name))| html! {
                <>
                    <rect class="fls-timeline__window" x={window.x.to_string()} y={(lane.y + 20.0).to_string()}
                          width={window.width.to_string()} height={(lane.height - 22.0).to_string()} />
                    if named {
                        <text class={if place == 0 { "fls-timeline__first" } else { "fls-timeline__name" }} x={(window.x + if place == 0 { 4.0 } else { window.width }).to_string()} y={(lane.y + lane.height - 5.0).to_string()}>{ name }</text>
                    }
                </>
            }) }
        </g>
    }
}

/// A mark: shape by its letters, so that it can be read in grey.
fn drawn(mark: &Mark, read: &UseStateHandle<Option<String>>) -> Html {
    let sentence = sentence(mark);
    let (letters, colour) = look(mark.event.kind);
    let tell = {
        let (read, sentence) = (read.clone(), sentence.clone());
        move || read.set(Some(sentence.clone()))
    };
    let on_focus = tell.clone();
    html! {
        <g class={format!("fls-mark fls-mark--{colour}")} tabindex="0" role="img" aria-label={sentence}
           onfocus={Callback::from(move |_: FocusEvent| on_focus())}
           onpointerenter={Callback::from(move |_: PointerEvent| tell())}>
            <circle cx={mark.x.to_string()} cy={mark.y.to_string()} r={RADIUS.to_string()} />
            <text x={mark.x.to_string()} y={(mark.y + 4.0).to_string()}>{ letters }</text>
        </g>
    }
}

fn look(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Fracture => ("F", "red"),
        Kind::Refracture => ("F+", "red"),
        Kind::Contact => ("C", "grey"),
        Kind::Assessment => ("A", "blue"),
        Kind::Dxa => ("D", "blue"),
        Kind::Treatment => ("T", "green"),
        Kind::FollowUp16 => ("16", "purple"),
        Kind::FollowUp52 => ("52", "purple"),
    }
}

/// What a mark stands for.
pub fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Fracture => words::FRACTURE,
        Kind::Refracture => words::REFRACTURE,
        Kind::Contact => words::FIRST_CONTACT,
        Kind::Assessment => words::ASSESSMENT,
        Kind::Dxa => words::DXA,
        Kind::Treatment => words::TREATMENT,
        Kind::FollowUp16 => words::FOLLOW_UP_16,
        Kind::FollowUp52 => words::FOLLOW_UP_52,
    }
}

/// `Treatment: Denosumab given`
fn what(mark: &Mark) -> String {
    match mark.event.detail.as_str() {
        "" => name(mark.event.kind).to_owned(),
        detail => [name(mark.event.kind), ": ", detail].concat(),
    }
}

/// `42 days`, `3 days before`; nothing on the day of the fracture.
fn after(days: i64) -> String {
    let count = format::counted(days.unsigned_abs(), words::DAY, words::DAYS);
    match days {
        0 => String::new(),
        1.. => count,
        _ => [&count, words::BEFORE].concat(),
    }
}

/// `Assessment, 5 March 2024, 42 days after the fracture`
fn sentence(mark: &Mark) -> String {
    let day = format::long_day(mark.event.day);
    match mark.days {
        0 => [&what(mark), ", ", &day].concat(),
        1.. => [&what(mark), ", ", &day, ", ", &after(mark.days), words::AFTER_IT].concat(),
        _ => [
            &what(mark),
            ", ",
            &day,
            ", ",
            &after(mark.days),
            words::THE_FRACTURE,
        ]
        .concat(),
    }
}

/// The same as a table.
fn table(lanes: &[Lane], titles: &[String]) -> Html {
    html! {
        <details class="nhsuk-details fls-timeline__table">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{ words::AS_TABLE }</span></summary>
            <div class="nhsuk-details__text">
                { for lanes.iter().zip(titles).map(|(lane, title)| html! {
                    <table class="nhsuk-table fls-table">
                        <caption class="nhsuk-table__caption nhsuk-table__caption--s">
                            <Go to={Route::Episode { id: lane.id.clone() }}>{ title }</Go>
                        </caption>
                        <thead><tr>{ for words::EVENT_COLUMNS.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr></thead>
                        <tbody>
                            { for lane.marks.iter().map(|mark| html! {
                                <tr>
                                    <td class="fls-figure">{ format::short_day(mark.event.day) }</td>
                                    <td>{ what(mark) }</td>
                                    <td class="fls-figure">{ after(mark.days) }</td>
                                </tr>
                            }) }
                        </tbody>
                    </table>
                }) }
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::{super::timeline::Event, *};

    #[test]
    fn marks_say_what_and_when() {
        for (days, kind, detail, expected) in [
            (0, Kind::Fracture, "", "Fracture, 5 March 2024"),
            (1, Kind::Dxa, "", "DXA, 5 March 2024, 1 day after the fracture"),
            (
                -3,
                Kind::Contact,
                "Letter, Sent",
                "Contact: Letter, Sent, 5 March 2024, 3 days before the fracture",
            ),
        ] {
            let mark = Mark {
                event: Event {
                    day: "2024-03-05".parse().expect("a day"),
                    kind,
                    detail: detail.to_owned(),
                },
                days,
                x: 0.0,
                y: 0.0,
            };
            assert_eq!(sentence(&mark), expected);
        }
    }
}
