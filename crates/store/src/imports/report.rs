//! The report of an import by row and column.

use diesel::prelude::*;
use flsdb_domain::{
    Level,
    wire::{Page, imports::RowFinding, page::Paging},
};

use super::{
    FindingFilter, Viewer, load, places,
    rows::{signed, unsigned},
};
use crate::{
    Outcome, Reader, Writer, bulk,
    columns::Code,
    cursor,
    schema::{import_changes, import_findings, import_pieces, import_rows},
};

/// A row of `import_findings`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = import_findings, treat_none_as_default_value = false)]
pub struct ImportFindingRow {
    import_id: String,
    position: i32,
    row_number: i64,
    heading: String,
    cell: String,
    code: String,
    level: Code<Level>,
    message: String,
}

/// Adds findings at rows and columns to the report.
///
/// # Errors
/// `NotFound`.
pub fn append_findings(w: &mut Writer<'_>, id: &str, findings: &[RowFinding]) -> Outcome<()> {
    let of_import = import_findings::table.filter(import_findings::import_id.eq(id));
    let last: Option<i32> = of_import
        .select(diesel::dsl::max(import_findings::position))
        .first(w.conn)?;
    let start = last.map_or(0, |last| last + 1);
    let rows = (start..)
        .zip(findings)
        .map(|(position, finding)| ImportFindingRow {
            import_id: id.to_owned(),
            position,
            row_number: signed(finding.row),
            heading: finding.column.clone(),
            cell: finding.value.clone(),
            code: finding.code.clone(),
            level: Code(finding.level),
            message: finding.message.clone(),
        });
    Ok(bulk::insert_import_findings(w.conn, &rows.collect::<Vec<_>>())?)
}

/// The findings of an import by row, then in the order in which they were added.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub fn list_findings(
    r: &mut Reader<'_>,
    viewer: Viewer<'_>,
    id: &str,
    filter: &FindingFilter,
    paging: &Paging,
) -> Outcome<Page<RowFinding>> {
    load(r.conn, viewer, id)?;
    let after = places::after(paging)?;
    let of_import = || {
        let mut query = import_findings::table
            .filter(import_findings::import_id.eq(id))
            .into_boxed();
        if let Some(code) = &filter.code {
            query = query.filter(import_findings::code.eq(code));
        }
        if let Some(level) = filter.level {
            query = query.filter(import_findings::level.eq(Code(level)));
        }
        query
    };
    let total = if paging.total {
        Some(of_import().count().get_result(r.conn)?)
    } else {
        None
    };
    let rows: Vec<ImportFindingRow> = of_import()
        .filter(import_findings::position.gt(after))
        .order(import_findings::position)
        .limit(cursor::fetched(paging))
        .select(ImportFindingRow::as_select())
        .load(r.conn)?;
    Ok(places::page(rows, paging, total, |row| row.position))
}

/// Forgets findings, differences and rejected rows, before they are made afresh.
///
/// # Errors
/// `NotFound`.
pub fn clear_report(w: &mut Writer<'_>, id: &str) -> Outcome<()> {
    diesel::delete(import_findings::table.filter(import_findings::import_id.eq(id))).execute(w.conn)?;
    diesel::delete(import_changes::table.filter(import_changes::import_id.eq(id))).execute(w.conn)?;
    diesel::delete(import_rows::table.filter(import_rows::import_id.eq(id))).execute(w.conn)?;
    let rejected = import_pieces::import_id
        .eq(id)
        .and(import_pieces::file.eq("rejected"));
    diesel::delete(import_pieces::table.filter(rejected)).execute(w.conn)?;
    Ok(())
}

impl From<ImportFindingRow> for RowFinding {
    fn from(row: ImportFindingRow) -> Self {
        RowFinding {
            row: unsigned(row.row_number),
            column: row.heading,
            value: row.cell,
            code: row.code,
            level: row.level.0,
            message: row.message,
        }
    }
}
