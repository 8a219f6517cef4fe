//! The table itself.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, definition},
    wire::kpis::{Benchmark, BenchmarkRow, KpiDefinition, KpiResult},
};
use yew::prelude::*;

use super::{
    panel::{Chosen, Panel},
    sorting::{Cell, Column, Order, Sorting, cell, result_of},
    source,
};
use crate::{format, kpis, texts::benchmark as words};

/// Properties of [`Table`].
#[derive(Properties, PartialEq)]
pub struct TableProps {
    /// The table.
    pub table: Rc<Benchmark>,
}

/// Services by KPIs, sorted by any column; the pooled row and one's own stay on top.
#[component]
pub fn Table(props: &TableProps) -> Html {
    let table = &props.table;
    let sorting = use_state_eq(|| Sorting {
        column: Column::Service,
        order: Order::Ascending,
    });
    let chosen = use_state_eq(|| None::<Chosen>);
    let set = table.set.id.set();
    let definitions = use_memo(table.set.id, |id| Kpi::ALL.map(|kpi| definition(id.set(), kpi)));
    let head = Head {
        sorting: *sorting,
        on_press: {
            let sorting = sorting.clone();
            Callback::from(move |column| sorting.set(sorting.pressed(column)))
        },
    };
    let open = {
        let chosen = chosen.clone();
        Callback::from(move |next: Chosen| chosen.set(Some(next)))
    };
    let draw = |results: &[KpiResult], service: Option<ServiceCode>, name: &str| -> Html {
        Kpi::ALL
            .into_iter()
            .map(|kpi| match result_of(results, kpi) {
                Some(result) => {
                    let title = cell(result).level.map(|level| kpis::band(level, set.bands(kpi)));
                    let open = open.clone();
                    let onclick = Callback::from(move |_: MouseEvent| open.emit(Chosen { service, kpi }));
                    html! { <td class="fls-benchmark__cell">{ figure(result, title, name, onclick) }</td> }
                }
                None => html! { <td class="fls-benchmark__cell fls-quiet">{ "–" }</td> },
            })
            .collect()
    };
    html! {
        <>
            <div class="fls-scroll" tabindex="0" role="group" aria-label={words::CAPTION}>
                <table class="fls-table fls-benchmark">
                    <caption class="nhsuk-u-visually-hidden">{ format!("{}, {}", words::CAPTION, table.year) }</caption>
                    <thead>
                        <tr>
                            { head.cell(Column::Service, html! { words::SERVICE }, None) }
                            { head.cell(Column::Records, html! { words::RECORDS_HEADING }, None) }
                            { for definitions.iter().map(|kpi| head.kpi(kpi)) }
                        </tr>
                    </thead>
                    <tbody>
                        <tr class="fls-benchmark__pooled">
                            <th scope="row">{ words::POOLED }</th>
                            <td class="fls-benchmark__records">{ format::count(table.records) }</td>
                            { draw(&table.national, None, words::POOLED) }
                        </tr>
                        { for sorting.sorted(&table.services).into_iter().map(|row| html! {
                            <tr key={row.service.to_string()} class={classes!(row.own.then_some("fls-benchmark__own"))}>
                                { service_name(row) }
                                if row.records == Some(0) {
                                    <td class="fls-quiet fls-benchmark__none" colspan="12">{ words::NO_RECORDS }</td>
                                } else {
                                    <td class="fls-benchmark__records">{ row.records.map_or_else(|| "*".to_owned(), format::count) }</td>
                                    { draw(&row.results, Some(row.service), &row.name) }
                                }
                            </tr>
                        }) }
                    </tbody>
                </table>
            </div>
            <ul class="fls-legend" aria-label={words::LEGEND}>
                { for [("green", "G"), ("amber", "A"), ("red", "R")].map(|(name, letter)| html! {
                    <li><span class={format!("fls-level fls-level--{name}")}>{ letter }</span>{ " " }{ name }</li>
                }) }
                <li>{ words::N_LEGEND }</li>
                <li>{ words::BLANK_LEGEND }</li>
                <li>{ words::DAGGER_LEGEND }</li>
                if table.disclosure.rule != "none" {
                    <li>{ "* " }{ &table.disclosure.reason }</li>
                }
            </ul>
            <p class="fls-source">{ source(table) }</p>
            <Panel table={table.clone()} chosen={*chosen} on_close={Callback::from(move |()| chosen.set(None))} />
        </>
    }
}

fn service_name(row: &BenchmarkRow) -> Html {
    html! {
        <th scope="row">
            <span class="fls-benchmark__name">{ &row.name }</span>
            <span class="fls-code">{ row.service.as_str() }</span>
            if row.own {
                <span class="fls-benchmark__mark">{ words::OWN }</span>
            }
        </th>
    }
}

/// A figure with its level and what it is counted out of; opens everything that stands beside it.
fn figure(result: &KpiResult, title: Option<String>, service: &str, onclick: Callback<MouseEvent>) -> Html {
    let Cell {
        figure,
        level,
        out_of,
        ..
    } = cell(result);
    let Some(figure) = figure else {
        let (mark, why) = match result.suppressed {
            true => ("*", words::HIDDEN),
            false => ("–", words::NO_DENOMINATOR),
        };
        return html! { <span class="fls-quiet" title={why}>{ mark }<span class="nhsuk-u-visually-hidden">{ why }</span></span> };
    };
    let is_completeness = result.kpi == Kpi::K1 && level.is_none();
    html! {
        <button type="button" class="fls-cell" {title} {onclick}>
            <span class="nhsuk-u-visually-hidden">{ format!("{service}, {}{}: ", words::KPI, result.kpi) }</span>
            <span class="fls-cell__value">
                if let Some(level) = level {
                    <span class={format!("fls-level fls-level--{}", kpis::name(level))}>
                        { kpis::letter(level) }<span class="nhsuk-u-visually-hidden">{ format!(" ({})", kpis::name(level)) }</span>
                    </span>
                }
                { figure }
            </span>
            if let Some(out_of) = out_of {
                <span class="fls-cell__n">
                    { if is_completeness { words::BAD_OF } else { words::N } }{ out_of }
                </span>
            }
        </button>
    }
}

struct Head {
    sorting: Sorting,
    on_press: Callback<Column>,
}

impl Head {
    fn kpi(&self, definition: &KpiDefinition) -> Html {
        let is_assumed = definition.denominator.assumed
            || definition.exclusions.iter().any(|clause| clause.assumed)
            || definition.met_when.iter().any(|clause| clause.assumed);
        let title = html! {
            <>
                <span class="fls-benchmark__kpi">
                    { words::KPI }{ &definition.official_number }
                    if is_assumed {
                        <span aria-label={words::DAGGER} title={words::DAGGER}>{ "†" }</span>
                    }
                </span>
                <span class="fls-benchmark__title">{ &definition.title }</span>
            </>
        };
        self.cell(
            Column::Kpi(definition.kpi),
            title,
            Some(definition.measures.clone()),
        )
    }

    fn cell(&self, column: Column, content: Html, title: Option<String>) -> Html {
        let order = (self.sorting.column == column).then_some(self.sorting.order);
        let (aria, mark) = match order {
            Some(Order::Ascending) => (Some("ascending"), "▲"),
            Some(Order::Descending) => (Some("descending"), "▼"),
            None => (None, ""),
        };
        let on_press = self.on_press.clone();
        html! {
            <th scope="col" aria-sort={aria}>
                <button type="button" class="fls-sort" {title} onclick={Callback::from(move |_: MouseEvent| on_press.emit(column))}>
                    { content }<span class="fls-sort__mark" aria-hidden="true">{ mark }</span>
                </button>
            </th>
        }
    }
}
