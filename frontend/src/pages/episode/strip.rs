//! The strip of the eleven KPIs of one record.

use chrono::NaiveDate;
use flsdb_domain::{
    kpi::Kpi,
    wire::kpis::{RecordOutcome, RecordState},
};
use yew::prelude::*;

use crate::{components::tag::tag, format, kpis::outcome_label, texts::episode as words};

/// Properties of [`Strip`].
#[derive(Properties, PartialEq)]
pub struct StripProps {
    /// The outcomes, in order.
    pub outcomes: Vec<RecordOutcome>,
    /// The day of the question.
    pub today: NaiveDate,
    /// Whether the outcomes are those of a record that is being changed.
    pub is_preview: bool,
}

/// A button for each KPI; the one in focus tells its reason below.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    let chosen = use_state_eq(|| worst(&props.outcomes));
    let choose = |place: usize| {
        let chosen = chosen.clone();
        move || chosen.set(place)
    };
    let buttons = props.outcomes.iter().enumerate().map(|(place, outcome)| {
        let label = outcome_label(outcome);
        let is_chosen = *chosen == place;
        let (on_click, on_focus) = (choose(place), choose(place));
        html! {
            <li>
                <button type="button" id={format!("kpi-{}", outcome.kpi)} aria-pressed={is_chosen.to_string()}
                        aria-controls="kpi-reason"
                        class={classes!("fls-kpi", is_chosen.then_some("fls-kpi--chosen"))}
                        onclick={Callback::from(move |_: MouseEvent| on_click())}
                        onfocus={Callback::from(move |_: FocusEvent| on_focus())}>
                    <span class="fls-kpi__number">{ words::KPI }{ outcome.kpi.to_string() }</span>
                    <span class="fls-kpi__title">{ &outcome.title }</span>
                    { tag(label.text, label.colour) }
                </button>
            </li>
        }
    });
    html! {
        <section class="fls-strip" aria-labelledby="kpis-title">
            <h2 class="nhsuk-heading-s" id="kpis-title">
                { words::KPIS }<span class="fls-quiet">
                    { words::AS_OF }{ format::long_day(props.today) }
                    if props.is_preview {
                        { words::PREVIEW }
                    }
                </span>
            </h2>
            <ol class="fls-strip__list">{ for buttons }</ol>
            <div class="fls-strip__reason" id="kpi-reason" aria-live="polite">
                if let Some(outcome) = props.outcomes.get(*chosen) {
                    <p>
                        <strong>{ words::KPI }{ outcome.kpi.to_string() }{ ", " }{ &outcome.title }{ ". " }</strong>
                        { &outcome.sentence }
                        if let Some(day) = outcome.matures_on.filter(|day| *day > props.today) {
                            { " " }{ words::COUNTS_FROM }{ format::long_day(day) }{ "." }
                        }
                    </p>
                }
            </div>
        </section>
    }
}

/// Where to look first: a target that was not met, else one that blanks leave open, else the first KPI. KPI 3 says where
/// the fracture is, not how the patient was cared for.
fn worst(outcomes: &[RecordOutcome]) -> usize {
    let first = |state| {
        outcomes
            .iter()
            .position(|outcome| outcome.outcome == state && outcome.kpi != Kpi::K3)
    };
    first(RecordState::NotMet)
        .or_else(|| first(RecordState::Missing))
        .unwrap_or(0)
}
