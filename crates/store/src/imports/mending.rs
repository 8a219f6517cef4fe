//! The rejected rows of an import, cell by cell, and what was typed to mend them.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use flsdb_domain::{
    Field,
    wire::{
        Page,
        imports::{ImportRecord, MendedRow, RejectedRow, RowCell, RowFinding},
        page::Paging,
    },
};
use serde::{Deserialize, Serialize};

use super::{
    Viewer, load,
    rows::{signed, unsigned},
};
use crate::{
    Outcome, Reader, StoreError, Writer, bulk, cursor,
    schema::{import_mends, import_rows},
};

/// A row of `import_rows`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows)]
pub struct ImportRejectedRow {
    import_id: String,
    row_number: i64,
    content: String,
}

/// A row of a file that has errors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRow {
    /// Its number in the file.
    pub row: u64,
    /// Its cells, in the order of the columns found, then that of the column `service`.
    pub cells: Vec<String>,
    /// What was found at it.
    pub findings: Vec<RowFinding>,
}

/// Adds rejected rows, in the order of the file.
///
/// # Errors
/// `NotFound`.
pub fn append_rows(w: &mut Writer<'_>, id: &str, rows: &[KeptRow]) -> Outcome<()> {
    let rows: Vec<ImportRejectedRow> = rows
        .iter()
        .map(|row| {
            Ok(ImportRejectedRow {
                import_id: id.to_owned(),
                row_number: signed(row.row),
                content: serde_json::to_string(row)?,
            })
        })
        .collect::<Outcome<_>>()?;
    Ok(bulk::insert_import_rows(w.conn, &rows)?)
}

/// The rejected rows of an import, in the order of the file. None of NDJSON, which has no cells.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub fn list_rows(
    r: &mut Reader<'_>,
    viewer: Viewer<'_>,
    id: &str,
    paging: &Paging,
) -> Outcome<Page<RejectedRow>> {
    let import = load(r.conn, viewer, id)?.into_record()?;
    let after: i64 = match &paging.cursor {
        Some(cursor) => cursor.parse().map_err(|_| StoreError::BadCursor)?,
        None => 0,
    };
    let of_import = import_rows::table.filter(import_rows::import_id.eq(id));
    let total = if paging.total {
        Some(of_import.count().get_result(r.conn)?)
    } else {
        None
    };
    let rows: Vec<ImportRejectedRow> = of_import
        .filter(import_rows::row_number.gt(after))
        .order(import_rows::row_number)
        .limit(cursor::fetched(paging))
        .select(ImportRejectedRow::as_select())
        .load(r.conn)?;
    let page = cursor::page_by(rows, paging, total, |last| last.row_number.to_string());
    let items = page
        .items
        .iter()
        .map(|row| told(&import, serde_json::from_str(&row.content)?));
    Ok(Page {
        items: items.collect::<Outcome<_>>()?,
        next: page.next,
        total: page.total,
    })
}

fn told(import: &ImportRecord, kept: KeptRow) -> Outcome<RejectedRow> {
    let found = import.columns.found.iter().map(|column| column.field.clone());
    let columns = found.chain([Field::Service.heading().into_owned()]);
    let cells = columns
        .zip(kept.cells)
        .map(|(column, value)| RowCell { column, value });
    Ok(RejectedRow {
        row: kept.row,
        cells: cells.collect(),
        findings: kept.findings,
    })
}

/// Which of these rows are neither rejected nor were mended before.
///
/// # Errors
/// Those of the database.
pub fn find_good_rows(r: &mut Reader<'_>, id: &str, rows: &BTreeSet<u64>) -> Outcome<BTreeSet<u64>> {
    let numbers: Vec<i64> = rows.iter().map(|row| signed(*row)).collect();
    let rejected: Vec<i64> = import_rows::table
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::row_number.eq_any(&numbers))
        .select(import_rows::row_number)
        .load(r.conn)?;
    let mended: Vec<i64> = import_mends::table
        .filter(import_mends::import_id.eq(id))
        .filter(import_mends::row_number.eq_any(&numbers))
        .select(import_mends::row_number)
        .load(r.conn)?;
    let known: BTreeSet<u64> = rejected.into_iter().chain(mended).map(unsigned).collect();
    Ok(rows.difference(&known).copied().collect())
}

/// Keeps what was typed into the cells of rows, in the place of what was typed before.
///
/// # Errors
/// Those of the database.
pub fn save_mends(w: &mut Writer<'_>, id: &str, rows: &[MendedRow]) -> Outcome<()> {
    for (row, heading, cell) in rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|(heading, cell)| (row.row, heading, cell)))
    {
        diesel::delete(import_mends::table.find((id, signed(row), heading))).execute(w.conn)?;
        let mend = (
            import_mends::import_id.eq(id),
            import_mends::row_number.eq(signed(row)),
            import_mends::heading.eq(heading),
            import_mends::cell.eq(cell),
        );
        diesel::insert_into(import_mends::table)
            .values(mend)
            .execute(w.conn)?;
    }
    Ok(())
}

/// What was typed into the cells of these rows, by row.
///
/// # Errors
/// Those of the database.
pub fn find_mends(
    r: &mut Reader<'_>,
    id: &str,
    (first, last): (u64, u64),
) -> Outcome<BTreeMap<u64, Vec<(String, String)>>> {
    let found: Vec<(i64, String, String)> = import_mends::table
        .filter(import_mends::import_id.eq(id))
        .filter(import_mends::row_number.between(signed(first), signed(last)))
        .select((
            import_mends::row_number,
            import_mends::heading,
            import_mends::cell,
        ))
        .load(r.conn)?;
    let mut by_row: BTreeMap<u64, Vec<(String, String)>> = BTreeMap::new();
    for (row, heading, cell) in found {
        by_row.entry(unsigned(row)).or_default().push((heading, cell));
    }
    Ok(by_row)
}
