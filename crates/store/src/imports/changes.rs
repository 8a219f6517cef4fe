//! What the rows of an import would change of what is stored.

use diesel::prelude::*;
use flsdb_domain::wire::{Page, imports::RowChange, page::Paging};

use super::{
    Viewer, load, places,
    rows::{signed, unsigned},
};
use crate::{Outcome, Reader, Writer, bulk, cursor, schema::import_changes};

/// A row of `import_changes`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = import_changes, treat_none_as_default_value = false)]
pub struct ImportChangeRow {
    import_id: String,
    position: i32,
    row_number: i64,
    patient_id: String,
    fracture_id: Option<String>,
    heading: String,
    stored: String,
    given: String,
}

/// Adds values that rows change, in the order in which they are to be listed.
///
/// # Errors
/// `NotFound`.
pub fn append_changes(w: &mut Writer<'_>, id: &str, changes: &[RowChange]) -> Outcome<()> {
    let of_import = import_changes::table.filter(import_changes::import_id.eq(id));
    let last: Option<i32> = of_import
        .select(diesel::dsl::max(import_changes::position))
        .first(w.conn)?;
    let start = last.map_or(0, |last| last + 1);
    let rows = (start..).zip(changes).map(|(position, change)| ImportChangeRow {
        import_id: id.to_owned(),
        position,
        row_number: signed(change.row),
        patient_id: change.patient_id.clone(),
        fracture_id: change.fracture_id.clone(),
        heading: change.column.clone(),
        stored: change.stored.clone(),
        given: change.given.clone(),
    });
    Ok(bulk::insert_import_changes(w.conn, &rows.collect::<Vec<_>>())?)
}

/// The values that the rows of an import change, of one column or of all, in the order in which they were added.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub fn list_changes(
    r: &mut Reader<'_>,
    viewer: Viewer<'_>,
    id: &str,
    column: Option<&str>,
    paging: &Paging,
) -> Outcome<Page<RowChange>> {
    load(r.conn, viewer, id)?;
    let after = places::after(paging)?;
    let of_import = || {
        let query = import_changes::table
            .filter(import_changes::import_id.eq(id))
            .into_boxed();
        match column {
            Some(column) => query.filter(import_changes::heading.eq(column)),
            None => query,
        }
    };
    let total = if paging.total {
        Some(of_import().count().get_result(r.conn)?)
    } else {
        None
    };
    let rows: Vec<ImportChangeRow> = of_import()
        .filter(import_changes::position.gt(after))
        .order(import_changes::position)
        .limit(cursor::fetched(paging))
        .select(ImportChangeRow::as_select())
        .load(r.conn)?;
    Ok(places::page(rows, paging, total, |row| row.position))
}

impl From<ImportChangeRow> for RowChange {
    fn from(row: ImportChangeRow) -> Self {
        RowChange {
            row: unsigned(row.row_number),
            patient_id: row.patient_id,
            fracture_id: row.fracture_id,
            column: row.heading,
            stored: row.stored,
            given: row.given,
        }
    }
}
