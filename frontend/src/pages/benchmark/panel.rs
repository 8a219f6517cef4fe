//! Everything that stands beside one value.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, Level, definition},
    wire::kpis::{Benchmark, Completeness, Figures, Interval, KpiDefinition, KpiResult, Proportion, Rate},
};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::sorting::{cell, result_of};
use crate::{components::kpi_rule::rule, format, kpis, texts::benchmark as words};

/// A cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// The service; none for the pooled row.
    pub service: Option<ServiceCode>,
    /// The KPI.
    pub kpi: Kpi,
}

/// Properties of [`Panel`].
#[derive(Properties, PartialEq)]
pub struct PanelProps {
    /// The table.
    pub table: Rc<Benchmark>,
    /// The cell to open; none closes the panel.
    pub chosen: Option<Chosen>,
    /// Told when the user closes the panel.
    pub on_close: Callback<()>,
}

/// A panel at the side. The browser keeps the focus in it and gives it back to the cell.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.chosen, move |chosen| {
            if let (Some(dialog), true) = (node.cast::<HtmlDialogElement>(), chosen.is_some()) {
                // Fails only when it is open already.
                let _ = dialog.show_modal();
            }
        });
    }
    let onclose = props.on_close.reform(|_: Event| ());
    html! {
        <dialog class="fls-dialog fls-dialog--side" ref={node} {onclose} aria-labelledby="panel-title">
            // First, so that the panel opens at its top: it takes the focus.
            <form method="dialog" class="fls-dialog__close">
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">{ words::CLOSE }</button>
            </form>
            if let Some((name, result)) = props.chosen.and_then(|chosen| find(&props.table, chosen)) {
                { content(&props.table, &name, result) }
            }
        </dialog>
    }
}

fn find(table: &Benchmark, chosen: Chosen) -> Option<(String, &KpiResult)> {
    match chosen.service {
        None => Some((words::POOLED.to_owned(), result_of(&table.national, chosen.kpi)?)),
        Some(code) => {
            let row = table.services.iter().find(|row| row.service == code)?;
            Some((row.name.clone(), result_of(&row.results, chosen.kpi)?))
        }
    }
}

fn content(table: &Benchmark, name: &str, result: &KpiResult) -> Html {
    let set = table.set.id.set();
    let kpi = definition(set, result.kpi);
    let shown = cell(result);
    let unit = if matches!(result.figures, Figures::Completeness(_)) {
        ""
    } else {
        " %"
    };
    html! {
        <>
            <h2 class="nhsuk-heading-m" id="panel-title">
                <span class="nhsuk-caption-m">{ name }{ ", " }{ table.year }</span>
                { words::KPI }{ &kpi.official_number }{ ": " }{ &kpi.title }
            </h2>
            <p class="fls-panel__value">
                <span class="fls-figure">{ shown.figure.unwrap_or_else(|| "–".to_owned()) }{ unit }</span>
                if let Some(level) = shown.level {
                    { level_words(level, kpis::band(level, set.bands(result.kpi))) }
                }
            </p>
            <p>{ &kpi.measures }</p>
            { match &result.figures {
                Figures::Proportion(figures) => proportion(figures),
                Figures::Rate(figures) => rate(figures),
                Figures::Completeness(figures) => completeness(figures),
            } }
            { folded(&kpi) }
        </>
    }
}

fn level_words(level: Level, band: String) -> Html {
    html! {
        <span class="fls-panel__level">
            <span class={format!("fls-level fls-level--{}", kpis::name(level))} aria-hidden="true">{ kpis::letter(level) }</span>
            { band }
        </span>
    }
}

fn row(title: &'static str, value: Option<String>) -> Html {
    html! {
        <div class="fls-answers__row">
            <dt>{ title }</dt>
            <dd class="fls-figure">{ value.unwrap_or_else(|| "–".to_owned()) }</dd>
        </div>
    }
}

fn intervals(interval: Option<Interval>) -> Html {
    let text = |[low, high]: [f64; 2]| format!("{} to {} %", format::percent(low), format::percent(high));
    html! {
        <>
            { row(words::INTERVAL_95, interval.map(|i| text(i.p95))) }
            { row(words::INTERVAL_998, interval.map(|i| text(i.p998))) }
        </>
    }
}

fn proportion(figures: &Proportion) -> Html {
    let bounds = figures
        .bounds
        .map(|[worst, best]| format!("{} to {} %", format::percent(worst), format::percent(best)));
    html! {
        <dl class="fls-answers">
            { row(words::MET, figures.numerator.map(format::count)) }
            { row(words::COUNTED, figures.denominator.map(format::count)) }
            { row(words::MISSING, figures.missing.map(format::count)) }
            { intervals(figures.interval) }
            { row(words::BOUNDS, bounds) }
            { row(words::INITIAL, figures.initial_population.map(format::count)) }
            { for figures.excluded.iter().flatten().map(|(reason, count)| html! {
                <div class="fls-answers__row fls-answers__row--sub">
                    <dt>{ words::LEFT_OUT }{ kpis::exclusion(*reason) }</dt>
                    <dd class="fls-figure">{ format::count(*count) }</dd>
                </div>
            }) }
        </dl>
    }
}

fn rate(figures: &Rate) -> Html {
    html! {
        <dl class="fls-answers">
            { row(words::NUMERATOR, figures.numerator.map(format::count)) }
            { row(words::DENOMINATOR, figures.denominator.map(format::amount)) }
            { intervals(figures.interval) }
        </dl>
    }
}

fn completeness(figures: &Completeness) -> Html {
    let verdict = figures
        .good
        .map(|good| if good { words::GOOD } else { words::NOT_GOOD });
    html! {
        <>
            if let Some(verdict) = verdict {
                <p>{ verdict }</p>
            }
            <table class="fls-table">
                <caption class="nhsuk-u-visually-hidden">{ words::BLANKS }</caption>
                <thead>
                    <tr>{ for words::BLANK_COLUMNS.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr>
                </thead>
                <tbody>
                    { for figures.fields.iter().flatten().map(|field| html! {
                        <tr class={classes!(field.bad.then_some("fls-bad"))}>
                            <th scope="row">{ field.field.question().map_or("", |question| question.title) }</th>
                            <td class="fls-figure">{ format::count(field.blank) }{ words::OF }{ format::count(field.audited) }</td>
                            <td class="fls-figure">
                                { field.share.map_or_else(|| "–".to_owned(), |share| format!("{} %", format::percent(share))) }
                                if field.bad {
                                    <strong>{ words::BAD }</strong>
                                }
                            </td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </>
    }
}

/// The rule in words, with † where it is our reading.
fn folded(kpi: &KpiDefinition) -> Html {
    html! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{ words::RULE }</span></summary>
            <div class="nhsuk-details__text">{ rule(kpi) }</div>
        </details>
    }
}
