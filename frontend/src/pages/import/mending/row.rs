//! One rejected row with its cells.

use std::rc::Rc;

use flsdb_domain::{
    Episode, Field, Level,
    answer::Kind,
    wire::imports::{RejectedRow, RowCell, RowFinding},
};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{
    super::changes::title,
    {Cell, Typed},
};
use crate::{components::disclosure::Disclosure, format, texts::import as words};

/// Properties of [`MendRow`].
#[derive(Properties, PartialEq)]
pub struct MendRowProps {
    /// The row as it was checked.
    pub row: RejectedRow,
    /// What was typed since, by column.
    pub typed: Rc<Typed>,
    /// Told of every change.
    pub on_typed: Callback<Cell>,
}

/// A row: the cells with errors first, the others on demand.
#[component]
pub fn MendRow(props: &MendRowProps) -> Html {
    let row = &props.row;
    let (faulty, others): (Vec<_>, Vec<_>) = row
        .cells
        .iter()
        .enumerate()
        .partition(|(_, cell)| errors(row, &cell.column).next().is_some());
    let elsewhere = row
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .filter(|finding| row.cells.iter().all(|cell| cell.column != finding.column));
    let shown = |cells: Vec<(usize, &RowCell)>| -> Html {
        cells
            .into_iter()
            .map(|(place, cell)| field(props, place, cell))
            .collect()
    };
    let others_count = format::count(others.len() as u64);
    html! {
        <li class="fls-mend">
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{ words::ROW_NUMBER }{ format::count(row.row) }</legend>
                { for elsewhere.map(|finding| html! {
                    <p class="nhsuk-error-message">{ title(&finding.column) }{ ": " }{ &finding.message }</p>
                }) }
                <div class="fls-mend__cells">{ shown(faulty) }</div>
                <Disclosure title={format!("{}{}", words::OTHER_CELLS, format::count(row.row))} count={html! { others_count }}>
                    <div class="fls-mend__cells">{ shown(others) }</div>
                </Disclosure>
            </fieldset>
        </li>
    }
}

fn errors<'a>(row: &'a RejectedRow, column: &'a str) -> impl Iterator<Item = &'a RowFinding> {
    let at_column = row
        .findings
        .iter()
        .filter(move |finding| finding.column == column);
    at_column.filter(|finding| finding.level == Level::Error)
}

/// A cell: its question, what is wrong, and its text.
fn field(props: &MendRowProps, place: usize, cell: &RowCell) -> Html {
    let id = format!("row-{}-{place}", props.row.row);
    let messages: Vec<&RowFinding> = errors(&props.row, &cell.column).collect();
    let has_error = !messages.is_empty();
    let described_by = has_error.then(|| format!("{id}-error"));
    html! {
        <div class={classes!("nhsuk-form-group", "fls-field", has_error.then_some("nhsuk-form-group--error"))}>
            <label class="nhsuk-label fls-field__label" for={id.clone()}>{ title(&cell.column) }</label>
            if has_error {
                <p class="nhsuk-error-message" id={described_by.clone()}>
                    <span class="nhsuk-u-visually-hidden">{ crate::texts::form::ERROR }</span>
                    { for messages.iter().map(|finding| html! { <span class="fls-mend__message">{ &finding.message }{ " " }</span> }) }
                </p>
            }
            { control(props, cell, id, described_by) }
        </div>
    }
}

fn control(props: &MendRowProps, cell: &RowCell, id: String, described_by: Option<String>) -> Html {
    let text = props.typed.get(&cell.column).unwrap_or(&cell.value);
    let invalid = described_by.is_some().then_some("true");
    match options(&cell.column) {
        Some(options) => {
            let on_typed = on_typed(props, cell);
            let onchange = Callback::from(move |event: Event| {
                if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                    on_typed.emit(select.value());
                }
            });
            html! {
                <select class={classes!("nhsuk-select", invalid.map(|_| "nhsuk-select--error"))} {id}
                        aria-describedby={described_by} aria-invalid={invalid} {onchange}>
                    { for choices(&options, &cell.value).into_iter().map(|(value, label)| html! {
                        <option value={value.clone()} selected={value == *text}>{ label }</option>
                    }) }
                </select>
            }
        }
        None => {
            let on_typed = on_typed(props, cell);
            let oninput = Callback::from(move |event: InputEvent| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    on_typed.emit(input.value());
                }
            });
            html! {
                <input class={classes!("nhsuk-input", invalid.map(|_| "nhsuk-input--error"))} {id} type="text"
                       autocomplete="off" spellcheck="false" value={text.clone()}
                       aria-describedby={described_by} aria-invalid={invalid} {oninput} />
            }
        }
    }
}

/// Tells what the cell is to be; the text that the file has takes a change back.
fn on_typed(props: &MendRowProps, cell: &RowCell) -> Callback<String> {
    let (row, RowCell { column, value }) = (props.row.row, cell.clone());
    props.on_typed.reform(move |text: String| Cell {
        row,
        column: column.clone(),
        text: (text != value).then_some(text),
    })
}

/// The options of a column that takes one of a list.
fn options(column: &str) -> Option<Vec<&'static str>> {
    let question = Field::from_heading(column).and_then(Field::question)?;
    let blank = Episode::default();
    let answer = (question.answer)(&blank);
    match answer.kind() {
        Kind::Options(options) if !answer.takes_several() => {
            Some(options.into_iter().map(|(_, label)| label).collect())
        }
        _ => None,
    }
}

/// Values and labels to choose from: blank, the options, and what the file has where it is none of them.
fn choices(options: &[&'static str], sent: &str) -> Vec<(String, String)> {
    let as_sent = (!sent.is_empty() && !options.contains(&sent))
        .then(|| (sent.to_owned(), format!("{sent}{}", words::AS_SENT)));
    let blank = (String::new(), crate::texts::form::NOT_ANSWERED.to_owned());
    let listed = options
        .iter()
        .map(|label| ((*label).to_owned(), (*label).to_owned()));
    as_sent.into_iter().chain([blank]).chain(listed).collect()
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use yew::ServerRenderer;

    use super::*;

    fn rendered() -> String {
        let cell = |column: &str, value: &str| RowCell {
            column: column.to_owned(),
            value: value.to_owned(),
        };
        let finding = |column: &str, level, message: &str| RowFinding {
            row: 5,
            column: column.to_owned(),
            value: String::new(),
            code: "x".to_owned(),
            level,
            message: message.to_owned(),
        };
        let row = RejectedRow {
            row: 5,
            cells: vec![
                cell("1.01 NHSNumber", "943"),
                cell("1.03 Gender", "Femail"),
                cell("2.01 Height", "150"),
            ],
            findings: vec![
                finding("1.01 NHSNumber", Level::Error, "Count the digits."),
                finding("1.03 Gender", Level::Error, "Did you mean Female?"),
                finding("2.01 Height", Level::Warning, "Look again"),
                finding("DateOfDeath", Level::Error, "Before the diagnosis"),
            ],
        };
        let typed = Typed::from([("1.01 NHSNumber".to_owned(), "9434765919".to_owned())]);
        let props = move || MendRowProps {
            row,
            typed: Rc::new(typed),
            on_typed: Callback::noop(),
        };
        block_on(
            ServerRenderer::<MendRow>::with_props(props)
                .hydratable(false)
                .render(),
        )
    }

    #[test]
    fn the_faulty_cells_are_to_be_typed_the_others_wait() {
        let html = rendered();
        for part in [
            "Row 5",
            r#"id="row-5-0" type="text""#,
            r#"value="9434765919""#,
            r#"aria-describedby="row-5-0-error""#,
            "Count the digits.",
            r#"<select id="row-5-1" aria-describedby="row-5-1-error""#,
            "Femail (as in the file)",
            "Date of death: Before the diagnosis",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("row-5-2"), "{html}");
    }

    #[test]
    fn what_the_file_has_can_be_kept_and_every_option_be_chosen() {
        for (sent, expected) in [
            ("Femail", "Femail, , Female, Male"),
            ("Male", ", Female, Male"),
            ("", ", Female, Male"),
        ] {
            let values: Vec<String> = choices(&["Female", "Male"], sent)
                .into_iter()
                .map(|(value, _)| value)
                .collect();
            assert_eq!(values.join(", "), expected);
        }
    }
}
