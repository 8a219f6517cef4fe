//! The rule of a KPI in plain words.

use flsdb_domain::wire::kpis::KpiDefinition;
use yew::prelude::*;

use crate::texts::benchmark as words;

/// Whom it counts, whom it leaves out, when it is met, and what it measures against.
pub fn rule(kpi: &KpiDefinition) -> Html {
    let line = |text: &str, is_assumed: bool| {
        html! { <li>{ text }{ if is_assumed { "†" } else { "" } }</li> }
    };
    html! {
        <>
            <p><strong>{ words::RULE_COUNTED }</strong></p>
            <ul class="nhsuk-list nhsuk-list--bullet">
                { line(&kpi.denominator.text, kpi.denominator.assumed) }
            </ul>
            if !kpi.exclusions.is_empty() {
                <p><strong>{ words::RULE_LEFT_OUT }</strong></p>
                <ul class="nhsuk-list nhsuk-list--bullet">
                    { for kpi.exclusions.iter().map(|clause| line(&clause.text, clause.assumed)) }
                </ul>
            }
            <p><strong>{ words::RULE_MET }</strong></p>
            <ul class="nhsuk-list nhsuk-list--bullet">
                { for kpi.met_when.iter().map(|clause| line(&clause.text, clause.assumed)) }
            </ul>
            if !kpi.standards.is_empty() {
                <p>{ words::STANDARDS }{ kpi.standards.join("; ") }</p>
            }
            <p class="fls-quiet">{ words::DAGGER_LEGEND }</p>
        </>
    }
}
