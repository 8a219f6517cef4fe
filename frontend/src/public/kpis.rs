//! Each KPI in plain words.

use flsdb_domain::kpi::{Kpi, SetId, definition};
use yew::prelude::*;

use crate::{
    components::{heading::Heading, kpi_rule::rule},
    kpis::band,
    texts::{benchmark, public as words},
};

/// The KPIs of the usual set, one after the other.
pub fn page() -> Html {
    let set = SetId::default().set();
    let kpi = |kpi: Kpi| {
        let rules = definition(set, kpi);
        let bands = set.bands(kpi);
        html! {
            <section class="fls-step">
                <h2 class="nhsuk-heading-m">{ benchmark::KPI }{ &rules.official_number }{ ": " }{ &rules.title }</h2>
                <p>{ &rules.measures }</p>
                <p>{ band(flsdb_domain::kpi::Level::Green, bands) }{ ". " }{ band(flsdb_domain::kpi::Level::Red, bands) }{ "." }</p>
                { rule(&rules) }
            </section>
        }
    };
    html! {
        <>
            <Heading title={words::KPIS} />
            <p>{ words::KPIS_DETAIL }</p>
            { for Kpi::ALL.into_iter().map(kpi) }
        </>
    }
}
