//! The records behind a point, in a panel at the side.

use std::rc::Rc;

use chrono::NaiveDate;
use flsdb_domain::{
    kpi::{Kpi, SetId},
    vocabulary::Coded,
    wire::kpis::{Ledger, LedgerRow, RecordState},
};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::{
    choices::{select, value_of},
    told::Behind,
};
use crate::{
    api::{Api, ApiError, LedgerQuery},
    components::{
        link::Go,
        states::{empty, show},
        tag::tag,
    },
    format, kpis,
    remote::use_remote,
    routes::Route,
    texts::charts::records as words,
};

/// Properties of [`Records`].
#[derive(Properties, PartialEq)]
pub struct RecordsProps {
    /// Which records; none closes the panel.
    pub behind: Option<Rc<Behind>>,
    /// The KPI set.
    pub set: SetId,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// Told when the user closes the panel.
    pub on_close: Callback<()>,
}

/// The panel. The browser keeps the focus in it and gives it back to the point.
#[component]
pub fn Records(props: &RecordsProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.behind.clone(), move |behind| {
            if let (Some(dialog), true) = (node.cast::<HtmlDialogElement>(), behind.is_some()) {
                // Fails only when it is open already.
                let _ = dialog.show_modal();
            }
        });
    }
    let onclose = props.on_close.reform(|_: Event| ());
    html! {
        <dialog class="fls-dialog fls-dialog--side" ref={node} {onclose} aria-labelledby="records-title">
            // First, so that the panel opens at its top: it takes the focus.
            <form method="dialog" class="fls-dialog__close">
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">{ words::CLOSE }</button>
            </form>
            if let Some(behind) = &props.behind {
                <h2 class="nhsuk-heading-m" id="records-title">{ &behind.title }</h2>
                if !behind.note.is_empty() {
                    <p>{ behind.note }</p>
                }
                <List behind={behind.clone()} set={props.set} as_of={props.as_of} key={behind.title.clone()} />
            }
        </dialog>
    }
}

#[derive(Properties, PartialEq)]
struct ListProps {
    behind: Rc<Behind>,
    set: SetId,
    as_of: NaiveDate,
}

/// The outcomes by which the list can be narrowed.
const OUTCOMES: [(RecordState, &str); 4] = [
    (RecordState::NotMet, "Not met"),
    (RecordState::Missing, "Blank"),
    (RecordState::Met, "Met"),
    (RecordState::Excluded, "Left out"),
];

#[component]
fn List(props: &ListProps) -> Html {
    let api = use_context::<Api>();
    let outcome = use_state_eq(String::new);
    let cursors = use_state_eq(Vec::<String>::new);
    let behind = &props.behind;
    let query = LedgerQuery {
        kpi: behind.kpi,
        set: props.set,
        days: [behind.start, behind.end],
        as_of: props.as_of,
        service: behind.service,
        outcome: (*outcome).clone(),
        cursor: cursors.last().cloned(),
    };
    let remote = use_remote(query, move |query| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.ledger(&query).await }
    });
    let turn = |next: Option<String>| {
        let cursors = cursors.clone();
        Callback::from(move |_: MouseEvent| {
            let mut pages = (*cursors).clone();
            match &next {
                Some(next) => pages.push(next.clone()),
                None => drop(pages.pop()),
            }
            cursors.set(pages);
        })
    };
    let button = |text: &'static str, onclick: Callback<MouseEvent>| {
        html! { <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" {onclick}>{ text }</button> }
    };
    let onchange = {
        let (outcome, cursors) = (outcome.clone(), cursors.clone());
        Callback::from(move |event: Event| {
            outcome.set(value_of(&event));
            cursors.set(Vec::new());
        })
    };
    let has_outcomes = !matches!(behind.kpi, Kpi::K1 | Kpi::K2);
    let choices = OUTCOMES.iter().map(|(state, text)| {
        (
            state.token().to_owned(),
            (*text).to_owned(),
            *outcome == state.token(),
        )
    });
    let choices = [(String::new(), words::ALL.to_owned(), outcome.is_empty())]
        .into_iter()
        .chain(choices)
        .collect();
    html! {
        <>
            if has_outcomes {
                { select("outcome", words::OUTCOME, choices, onchange) }
            }
            { show(&remote, |ledger: &Ledger| html! {
                if ledger.page.items.is_empty() {
                    { empty(words::NONE, html! { <p>{ words::NONE_DETAIL }</p> }) }
                } else {
                    <div class="fls-scroll" tabindex="0" role="group" aria-label={behind.title.clone()}>
                        <table class="fls-table fls-records">
                            <caption class="nhsuk-u-visually-hidden">{ &behind.title }</caption>
                            <thead>
                                <tr>{ for words::COLUMNS.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr>
                            </thead>
                            <tbody>{ for ledger.page.items.iter().map(|row| record(behind.kpi, row)) }</tbody>
                        </table>
                    </div>
                    <nav class="fls-pages" aria-label={words::PAGES}>
                        if !cursors.is_empty() {
                            { button(words::PREVIOUS, turn(None)) }
                        }
                        if let Some(next) = ledger.page.next.clone() {
                            { button(words::NEXT, turn(Some(next))) }
                        }
                    </nav>
                }
            }) }
        </>
    }
}

fn record(kpi: Kpi, row: &LedgerRow) -> Html {
    let label = kpis::label_of(kpi, row.outcome, row.reason.as_deref(), row.blank.len());
    let age = row.age.map(|age| age.to_string());
    let who = [age.as_deref(), row.sex.map(Coded::label)];
    let who: Vec<&str> = who.into_iter().flatten().collect();
    html! {
        <tr>
            <th scope="row"><Go to={Route::Episode { id: row.fracture_id.clone() }}>{ format::short_day(row.diagnosed_on) }</Go></th>
            <td>{ who.join(", ") }</td>
            <td>{ tag(label.text, label.colour) }</td>
            <td>{ &row.sentence }</td>
        </tr>
    }
}
