//! Fractures one by one: a row each, with its day and its site.

use flsdb_domain::{
    Field,
    vocabulary::{Coded, Site},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::{
    components::error_summary::focus,
    draft::DraftEvent,
    refractures::{Row, rows, text},
    texts::{capture as words, form},
};

/// Properties of [`Several`].
#[derive(Properties, PartialEq)]
pub struct SeveralProps {
    /// The question.
    pub field: Field,
    /// Id of the first control; those of the others begin with it.
    pub id: &'static str,
    /// The rows as text.
    pub text: AttrValue,
    /// Ids of the hint and of what is wrong.
    pub described_by: Option<String>,
    /// Told of every change.
    pub on_event: Callback<DraftEvent>,
}

/// The rows, and a button that adds one.
#[component]
pub fn Several(props: &SeveralProps) -> Html {
    let found = rows(&props.text);
    let count = found.len();
    let last = day_id(props.id, count.saturating_sub(1));
    let is_added = use_mut_ref(|| false);
    use_effect_with(count, {
        let is_added = is_added.clone();
        move |_| {
            if is_added.replace(false) {
                focus(&last);
            }
        }
    });
    let onclick = {
        let (field, before, on_event) = (props.field, found.clone(), props.on_event.clone());
        Callback::from(move |_: MouseEvent| {
            is_added.replace(true);
            let next = [before.as_slice(), &[Row::default()]].concat();
            on_event.emit(DraftEvent::Typed(field, text(&next)));
        })
    };
    let (left, field) = (props.on_event.clone(), props.field);
    let onblur = Callback::from(move |_: FocusEvent| left.emit(DraftEvent::Left(field)));
    let row = |(at, row): (usize, &Row)| {
        let (of, before, on_event) = (props.field, found.clone(), props.on_event.clone());
        let set = Callback::from(move |row: Option<Row>| {
            let mut next = before.clone();
            match row {
                Some(row) => next[at] = row,
                None => drop(next.remove(at)),
            }
            on_event.emit(DraftEvent::Typed(of, text(&next)));
        });
        one(props, at, row, &set, &onblur)
    };
    html! {
        <>
            { for found.iter().enumerate().map(row) }
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small fls-small"
                    id={(count == 0).then_some(props.id)} {onclick}>
                { words::ADD_FRACTURE }
            </button>
        </>
    }
}

/// The first day has the id of the question, so that links lead to it.
fn day_id(id: &str, at: usize) -> String {
    match at {
        0 => id.to_owned(),
        _ => format!("{id}-{at}"),
    }
}

fn one(
    props: &SeveralProps,
    at: usize,
    row: &Row,
    set: &Callback<Option<Row>>,
    onblur: &Callback<FocusEvent>,
) -> Html {
    let (day, site) = (day_id(props.id, at), format!("{}-site-{at}", props.id));
    let which = format!(" {}", at + 1);
    let oninput = {
        let row = row.clone();
        set.reform(move |event: InputEvent| {
            let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
            let day = input.map(|input| input.value()).unwrap_or_default();
            Some(Row { day, ..row.clone() })
        })
    };
    let onchange = {
        let row = row.clone();
        set.reform(move |event: Event| {
            let select = event
                .target()
                .and_then(|t| t.dyn_into::<HtmlSelectElement>().ok());
            let site = select.map(|select| select.value()).unwrap_or_default();
            Some(Row { site, ..row.clone() })
        })
    };
    let remove = set.reform(|_: MouseEvent| None);
    html! {
        <div class="fls-several__row" key={at}>
            <div>
                <label class="nhsuk-label" for={day.clone()}>{ [words::FRACTURE_DAY, &which].concat() }</label>
                <input class="nhsuk-input nhsuk-input--width-10" id={day} type="text" inputmode="numeric" autocomplete="off"
                       spellcheck="false" value={row.day.clone()} aria-describedby={props.described_by.clone()} {oninput}
                       onblur={onblur.clone()} />
            </div>
            <div>
                <label class="nhsuk-label" for={site.clone()}>{ [words::FRACTURE_SITE, &which].concat() }</label>
                <select class="nhsuk-select" id={site} {onchange}>
                    <option value="" selected={row.site.is_empty()}>{ form::NOT_ANSWERED }</option>
                    { for Site::choices().iter().map(|choice| html! {
                        <option value={choice.label} selected={row.site == choice.label}>{ choice.label }</option>
                    }) }
                </select>
            </div>
            <button type="button" class="fls-link-button" onclick={remove}>
                { words::REMOVE_FRACTURE }<span class="nhsuk-u-visually-hidden">{ &which }</span>
            </button>
        </div>
    }
}
