//! Rejected rows, mended in the page.

use std::{collections::BTreeMap, rc::Rc};

use flsdb_domain::wire::{
    Page,
    imports::{ImportRecord, MendRows, MendedRow, RejectedRow},
};
use yew::{platform::spawn_local, prelude::*};

use crate::{
    api::{Api, ApiError},
    components::{
        pages::{pages, use_place},
        states::{failed, show},
    },
    format,
    remote::use_remote,
    texts::import as words,
    unsaved::use_unsaved,
};

mod row;

use row::MendRow;

/// Properties of [`Mending`].
#[derive(Properties, PartialEq)]
pub struct MendingProps {
    /// The import, checked.
    pub import: Rc<ImportRecord>,
    /// Told of the import as soon as its rows are being checked again.
    pub on_sent: Callback<ImportRecord>,
}

/// What was typed into a row, by column.
pub type Typed = BTreeMap<String, String>;

/// A text in a cell; none takes back what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Row of the file.
    pub row: u64,
    /// Heading of the column in the data set.
    pub column: String,
    /// What it is to be.
    pub text: Option<String>,
}

/// What was typed, by row. A row that nobody types in stays the same.
#[derive(Debug, Clone, Default, PartialEq)]
struct Mends(BTreeMap<u64, Rc<Typed>>);

impl Reducible for Mends {
    type Action = Cell;

    fn reduce(self: Rc<Self>, Cell { row, column, text }: Cell) -> Rc<Self> {
        let mut mends = (*self).clone();
        let mut typed = mends.row(row);
        match text {
            Some(text) => Rc::make_mut(&mut typed).insert(column, text),
            None => Rc::make_mut(&mut typed).remove(&column),
        };
        match typed.is_empty() {
            true => mends.0.remove(&row),
            false => mends.0.insert(row, typed),
        };
        Rc::new(mends)
    }
}

impl Mends {
    fn row(&self, row: u64) -> Rc<Typed> {
        self.0.get(&row).cloned().unwrap_or_default()
    }

    fn cells(&self) -> u64 {
        self.0.values().map(|typed| typed.len() as u64).sum()
    }

    fn to_rows(&self) -> MendRows {
        let rows = self.0.iter().map(|(row, cells)| MendedRow {
            row: *row,
            cells: (**cells).clone(),
        });
        MendRows { rows: rows.collect() }
    }
}

/// The rejected rows, page by page, each with its faulty cells to be typed anew.
#[component]
pub fn Mending(props: &MendingProps) -> Html {
    let api = use_context::<Api>();
    let (place, go) = use_place();
    let mends = use_reducer(Mends::default);
    let is_busy = use_state_eq(|| false);
    let failure = use_state(|| None::<ApiError>);
    let remote = use_remote((props.import.id.clone(), place.cursor.clone()), {
        let api = api.clone();
        move |(id, cursor)| {
            let api = api.clone();
            async move {
                api.ok_or(ApiError::Away)?
                    .import_rows(&id, cursor.as_deref())
                    .await
            }
        }
    });
    use_unsaved(mends.cells() > 0 && !*is_busy);
    let on_typed = {
        let dispatcher = mends.dispatcher();
        use_callback((), move |cell: Cell, ()| dispatcher.dispatch(cell))
    };
    let onsubmit = {
        let (id, rows, on_sent) = (props.import.id.clone(), mends.to_rows(), props.on_sent.clone());
        let (is_busy, failure) = (is_busy.clone(), failure.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(api) = api.clone().filter(|_| !*is_busy) else {
                return;
            };
            is_busy.set(true);
            let (id, rows, on_sent) = (id.clone(), rows.clone(), on_sent.clone());
            let (is_busy, failure) = (is_busy.clone(), failure.clone());
            spawn_local(async move {
                match api.mend_rows(&id, &rows).await {
                    Ok(import) => on_sent.emit(import),
                    Err(error) => {
                        failure.set(Some(error));
                        is_busy.set(false);
                    }
                }
            });
        })
    };
    let cells = mends.cells();
    html! {
        <section aria-labelledby="mending">
            <h2 class="nhsuk-heading-m" id="mending">{ words::MEND }</h2>
            <p>{ words::MEND_HINT }</p>
            <form novalidate={true} autocomplete="off" {onsubmit}>
                { show(&remote, |page: &Page<RejectedRow>| html! {
                    <>
                        <ol class="fls-mends">
                            { for page.items.iter().map(|row| html! {
                                <MendRow key={row.row} row={row.clone()} typed={mends.row(row.row)} on_typed={on_typed.clone()} />
                            }) }
                        </ol>
                        { pages(&place, page.next.as_deref(), &go) }
                    </>
                }) }
                if let Some(error) = &*failure {
                    { failed(error, None) }
                }
                <div class="fls-mends__send">
                    <button type="submit" id="check-again" class="nhsuk-button" aria-disabled={is_busy.to_string()}>
                        { if *is_busy { words::CHECKING_AGAIN } else { words::CHECK_AGAIN } }
                    </button>
                    <p role="status">
                        if cells > 0 {
                            { format::counted(cells, words::CELL_CHANGED, words::CELLS_CHANGED) }
                        }
                    </p>
                </div>
            </form>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: u64, column: &str, text: Option<&str>) -> Cell {
        Cell {
            row,
            column: column.to_owned(),
            text: text.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_typed_is_kept_by_cell_and_can_be_taken_back() {
        let mends = [
            cell(3, "1.01 NHSNumber", Some("9434")),
            cell(3, "1.01 NHSNumber", Some("9434765919")),
            cell(4, "2.02 Weight", Some("")),
            cell(4, "2.01 Height", Some("150")),
            cell(5, "2.01 Height", Some("15")),
            cell(5, "2.01 Height", None),
        ]
        .into_iter()
        .fold(Rc::new(Mends::default()), |mends, cell| mends.reduce(cell));
        assert_eq!(mends.cells(), 3);
        let rows = mends.to_rows().rows;
        let told = rows
            .iter()
            .map(|row| format!("{} {:?}", row.row, row.cells))
            .collect::<Vec<_>>();
        assert_eq!(
            told,
            [
                r#"3 {"1.01 NHSNumber": "9434765919"}"#,
                r#"4 {"2.01 Height": "150", "2.02 Weight": ""}"#
            ]
        );
    }

    #[test]
    fn typing_in_a_row_leaves_the_others_as_they_are() {
        let before = Rc::new(Mends::default()).reduce(cell(3, "2.01 Height", Some("150")));
        let after = before.clone().reduce(cell(4, "2.01 Height", Some("160")));
        assert!(Rc::ptr_eq(&before.row(3), &after.row(3)));
    }
}
