//! Re-basing a run chart: its mean and limits begin afresh with a month, with a reason, and how that is undone.

use std::rc::Rc;

use flsdb_domain::{
    access::Permission,
    wire::{
        auth::Me,
        charts::{Baseline, Month, NewBaseline, RunChart, RunPoint},
    },
};
use yew::prelude::*;

use super::{
    choices::Setting,
    query::{Asked, Sight, Whose},
};
use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::focus,
        plain::{button, choice, input, refusal, send, table},
    },
    session::may,
    texts::charts::rebasing as words,
};

/// Id of the field for the reason.
const WHY: &str = "rebase-why";

/// Properties of [`Rebasing`].
#[derive(Clone, Properties, PartialEq)]
pub struct RebasingProps {
    /// The chart on screen.
    pub chart: Rc<RunChart>,
    /// Which chart it is.
    pub asked: Asked,
    /// For whom.
    pub setting: Rc<Setting>,
    /// Asks for the chart again.
    pub again: Callback<()>,
}

/// The form, for who may re-base this chart.
#[component]
pub fn Rebasing(props: &RebasingProps) -> Html {
    let may_rebase = use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::Rebase));
    let is_own = match props.asked.whose {
        Whose::One(code) => props.setting.sight.sees_live(code),
        Whose::All => props.setting.sight == Sight::All,
    };
    if !(may_rebase && is_own) {
        return html! {};
    }
    html! {
        <details class="nhsuk-details fls-chart__moved">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{ words::TITLE }</span></summary>
            <div class="nhsuk-details__text">
                <p>{ words::ABOUT }</p>
                <Form ..props.clone() />
            </div>
        </details>
    }
}

#[component]
fn Form(props: &RebasingProps) -> Html {
    let api = use_context::<Api>();
    let months = months(&props.chart.points);
    let month = use_state_eq(|| None::<Month>);
    let reason = use_state_eq(String::new);
    let undoing = use_state_eq(|| None::<Baseline>);
    let failure = use_state(|| None::<ApiError>);
    let told = use_state_eq(String::new);
    let from = month.or(months.last().copied());
    use_effect_with(undoing.is_some(), |is_undoing| {
        if *is_undoing {
            focus(WHY);
        }
    });
    let done = |text: String| {
        let (told, reason, undoing) = (told.clone(), reason.clone(), undoing.clone());
        props.again.reform(move |()| {
            told.set(text.clone());
            reason.set(String::new());
            undoing.set(None);
        })
    };
    let onsubmit = {
        let (api, failure, reason) = (api.clone(), failure.clone(), reason.clone());
        let (undoing, asked) = (undoing.clone(), props.asked);
        let made = done([words::DONE, &from.map(spoken).unwrap_or_default()].concat());
        let undone = |baseline: &Baseline| done([words::UNDONE, &spoken(baseline.from)].concat());
        let undone = undoing.as_ref().map(undone);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(api), Some(from)) = (api.clone(), from) else {
                return;
            };
            let reason = reason.trim().to_owned();
            match ((*undoing).clone(), undone.clone()) {
                (Some(baseline), Some(undone)) => {
                    send(
                        async move { api.undo_rebasing(&baseline.id, reason).await },
                        &failure,
                        undone,
                    );
                }
                _ => {
                    let new = new(&asked, from, reason);
                    send(async move { api.rebase(&new).await }, &failure, made.clone());
                }
            }
        })
    };
    let why = |label: &str| {
        let reason = reason.clone();
        let text = (*reason).clone();
        input((WHY, label, "text"), &text, move |text| reason.set(text))
    };
    let options: Vec<_> = months
        .iter()
        .map(|month| (month.to_string(), spoken(*month)))
        .collect();
    let chosen = from.map(|month| month.to_string()).unwrap_or_default();
    html! {
        <>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <form class="fls-choices" method="post" {onsubmit}>
                if let Some(baseline) = &*undoing {
                    { why(words::UNDO_WHY) }
                    <button class="nhsuk-button nhsuk-button--small">{ [words::UNDO_FROM, &spoken(baseline.from)].concat() }</button>
                } else {
                    { choice(("rebase-from", words::FROM), &options, &chosen, move |text| month.set(text.parse().ok())) }
                    { why(words::WHY) }
                    <button class="nhsuk-button nhsuk-button--small">{ words::SAVE }</button>
                }
            </form>
            <p role="status" class={(!told.is_empty()).then_some("fls-saved")}>{ &*told }</p>
            { list(&props.chart.baselines, &undoing) }
        </>
    }
}

/// The months with which a part of the chart can begin: all but the first, as far as they are settled.
fn months(points: &[RunPoint]) -> Vec<Month> {
    let settled = points.iter().skip(1).filter(|point| point.provisional.is_none());
    settled.map(|point| point.month).collect()
}

fn spoken(month: Month) -> String {
    month.first_day().format("%B %Y").to_string()
}

fn new(asked: &Asked, from: Month, reason: String) -> NewBaseline {
    NewBaseline {
        service: asked.whose.one(),
        set: asked.set,
        kpi: asked.kpi,
        from,
        reason,
    }
}

fn list(baselines: &[Baseline], undoing: &UseStateHandle<Option<Baseline>>) -> Html {
    if baselines.is_empty() {
        return html! {};
    }
    let row = |baseline: &Baseline| {
        let from = spoken(baseline.from);
        let onclick = {
            let (undoing, baseline) = (undoing.clone(), baseline.clone());
            Callback::from(move |_: MouseEvent| undoing.set(Some(baseline.clone())))
        };
        html! {
            <tr>
                <th scope="row">{ &from }</th>
                <td>{ &baseline.reason }</td>
                <td>{ &baseline.by }</td>
                <td>{ button(words::UNDO, Some([words::UNDO_FROM, &from].concat()), onclick) }</td>
            </tr>
        }
    };
    table(words::LIST, words::COLUMNS, baselines.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_begins_with_any_settled_month_but_the_first() {
        let point = |month: &str, provisional: Option<&str>| {
            serde_json::json!({
                "month": month, "value": 50.0, "display": "50.0", "numerator": 1, "denominator": 2, "provisional": provisional,
                "baseline": 0, "mean": null, "lower": null, "upper": null, "special_cause": null, "meaning": null, "sentence": null
            })
        };
        let points = [
            point("2024-01", None),
            point("2024-02", None),
            point("2024-03", Some("immature")),
        ];
        let points: Vec<_> = points
            .map(|point| serde_json::from_value(point).expect("a point"))
            .into();
        assert_eq!(
            months(&points).into_iter().map(spoken).collect::<Vec<_>>(),
            ["February 2024"]
        );
    }
}
