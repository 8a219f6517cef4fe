//! The services of a published report in order of their values, KPI by KPI, from the figures of its own table.

use std::rc::Rc;

use flsdb_domain::{
    kpi::{Kpi, definition},
    wire::kpis::Benchmark,
};
use yew::prelude::*;

use crate::{
    components::{
        chart::picture::{Picture, use_width},
        plain::choice,
        states::empty,
    },
    pages::charts::rows::{draw, of_benchmark},
    texts::{benchmark, charts::rows as words, reports},
};

const ABOUT: &str = "chart-about";
/// KPI 1 of one service counts fields, so services cannot be put in order.
const FIRST: Kpi = Kpi::K2;

/// Properties of [`ReportChart`].
#[derive(Properties, PartialEq)]
pub struct ReportChartProps {
    /// The table of the report.
    pub table: Rc<Benchmark>,
}

/// A choice of KPI, and its chart.
#[component]
pub fn ReportChart(props: &ReportChartProps) -> Html {
    let (node, width) = use_width();
    let chosen = use_state_eq(|| FIRST);
    let set = props.table.set.id.set();
    let title = |kpi: Kpi| {
        let rules = definition(set, kpi);
        [benchmark::KPI, &rules.official_number, ": ", &rules.title].concat()
    };
    let options: Vec<(String, String)> = Kpi::ALL
        .into_iter()
        .filter(|kpi| *kpi != Kpi::K1)
        .map(|kpi| (kpi.to_string(), title(kpi)))
        .collect();
    let choose = {
        let chosen = chosen.clone();
        move |text: String| chosen.set(text.parse().unwrap_or(FIRST))
    };
    // Padding and border of the card.
    let width = width - if width < 560.0 { 26.0 } else { 42.0 };
    let rows = of_benchmark(&props.table, *chosen);
    let heading = title(*chosen);
    html! {
        <div class="fls-chart" ref={node}>
            <section class="fls-card" aria-labelledby="chart-title">
                <h2 class="nhsuk-heading-m" id="chart-title">{ reports::CHART }</h2>
                <div class="fls-choices fls-chart__choices">
                    { choice(("kpi", reports::CHART_KPI), &options, &chosen.to_string(), choose) }
                </div>
                if rows.is_empty() {
                    { empty(reports::CHART_EMPTY, html! { <p>{ reports::CHART_EMPTY_DETAIL }</p> }) }
                } else {
                    <p class="fls-chart__about" id={ABOUT}>{ words::CATERPILLAR_ABOUT }</p>
                    <Picture id="picture" title={heading} described_by={ABOUT} drawing={Rc::new(draw(&rows, width))} />
                }
            </section>
        </div>
    }
}
