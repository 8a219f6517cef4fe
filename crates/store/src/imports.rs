//! Imports: the file, its report, its differences to what is stored and its rejected rows, kept for 24 hours after the last step.

mod changes;
mod mending;
mod pieces;
mod places;
mod report;
mod rows;
mod steps;

use std::collections::BTreeMap;

use diesel::prelude::*;
use flsdb_domain::{
    Level, ServiceCode,
    access::Scope,
    wire::{
        Page,
        imports::{BlankCells, ImportRecord},
        page::Paging,
    },
};

pub(crate) use changes::ImportChangeRow;
pub use changes::{append_changes, list_changes};
pub(crate) use mending::ImportRejectedRow;
pub use mending::{KeptRow, append_rows, find_good_rows, find_mends, list_rows, save_mends};
pub use pieces::{append_file, append_rejected, for_each_piece, for_each_rejected_piece};
pub(crate) use report::ImportFindingRow;
pub use report::{append_findings, clear_report, list_findings};
use rows::{ImportChange, ImportRow, signed};
pub use steps::{advance, delete, recover};

use crate::{
    Outcome, Reader, StoreError, Writer,
    bulk::CHUNK,
    columns::Written,
    connection::Conn,
    cursor,
    schema::{
        import_changes, import_findings, import_mends, import_pieces, import_rows, import_versions, imports,
    },
};

/// An import to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport {
    /// The service whose file it is; absent when the file has a column `service`.
    pub service: Option<ServiceCode>,
    /// Name of the file as sent.
    pub filename: String,
    /// What blank cells do.
    pub blank: BlankCells,
}

/// Which findings of an import are wanted; all, if nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// Only those with this code.
    pub code: Option<String>,
    /// Only those of this level.
    pub level: Option<Level>,
}

/// Who looks at imports: those of the services in the scope, and, without a service, one's own.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// Services in which the viewer may import.
    pub scope: &'a Scope,
    /// Id of the account or client.
    pub author_id: &'a str,
}

/// Makes an import, status `Checking`, and gives its id. The file follows with [`append_file`].
///
/// # Errors
/// `NotFound` when the service is outside the viewer's scope.
pub fn create(w: &mut Writer<'_>, viewer: Viewer<'_>, import: &NewImport) -> Outcome<String> {
    if import
        .service
        .is_some_and(|service| !viewer.scope.contains(service))
    {
        return Err(StoreError::NotFound);
    }
    let row = ImportRow::new(w, import)?;
    diesel::insert_into(imports::table).values(&row).execute(w.conn)?;
    Ok(row.id)
}

/// One import.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, viewer: Viewer<'_>, id: &str) -> Outcome<ImportRecord> {
    load(r.conn, viewer, id)?.into_record()
}

/// Imports, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, viewer: Viewer<'_>, paging: &Paging) -> Outcome<Page<ImportRecord>> {
    let before = cursor::before(paging)?;
    let seen = || {
        let own = imports::service
            .is_null()
            .and(imports::created_by_id.eq(viewer.author_id.to_owned()));
        let query = imports::table.into_boxed();
        match viewer.scope {
            Scope::All => query.filter(imports::service.is_not_null().or(own)),
            Scope::Services(services) => {
                let services: Vec<_> = services.iter().map(|s| Some(Written(*s))).collect();
                query.filter(imports::service.eq_any(services).or(own))
            }
        }
    };
    let total = if paging.total {
        Some(seen().count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = seen();
    if let Some(before) = before {
        query = query.filter(imports::id.lt(before));
    }
    let rows: Vec<ImportRow> = query
        .order(imports::id.desc())
        .limit(cursor::fetched(paging))
        .select(ImportRow::as_select())
        .load(r.conn)?;
    let page = cursor::page(rows, paging, total, |row| &row.id);
    let items = page
        .items
        .into_iter()
        .map(ImportRow::into_record)
        .collect::<Outcome<_>>()?;
    Ok(Page {
        items,
        next: page.next,
        total: page.total,
    })
}

/// Stores where an import stands: status, failure, progress, counts, columns, findings, policy, committed_at. It expires 24
/// hours from now. Id, service, filename, size and sender stay as they were.
///
/// # Errors
/// `NotFound`.
pub fn save(w: &mut Writer<'_>, import: &ImportRecord) -> Outcome<()> {
    let change = ImportChange::of(w, import)?;
    touched(
        diesel::update(imports::table.find(&import.id))
            .set(change)
            .execute(w.conn)?,
    )
}

/// Stores how far an import has got, and nothing else.
///
/// # Errors
/// `NotFound`.
pub fn save_progress(w: &mut Writer<'_>, id: &str, rows_read: u64, rows_total: Option<u64>) -> Outcome<()> {
    let progress = (
        imports::rows_read.eq(signed(rows_read)),
        imports::rows_total.eq(rows_total.map(signed)),
    );
    touched(
        diesel::update(imports::table.find(id))
            .set(progress)
            .execute(w.conn)?,
    )
}

/// Keeps which version of each service the commit wrote: [`Writer::versions`] at its end.
///
/// # Errors
/// `NotFound`.
pub fn save_versions(w: &mut Writer<'_>, id: &str, versions: &BTreeMap<ServiceCode, i64>) -> Outcome<()> {
    diesel::delete(import_versions::table.filter(import_versions::import_id.eq(id))).execute(w.conn)?;
    for (service, version) in versions {
        let row = (
            import_versions::import_id.eq(id),
            import_versions::service.eq(Written(*service)),
            import_versions::version.eq(*version),
        );
        diesel::insert_into(import_versions::table)
            .values(row)
            .execute(w.conn)?;
    }
    Ok(())
}

/// The versions that the commit wrote, for [`crate::undo::undo`].
///
/// # Errors
/// `NotFound`.
pub fn find_versions(
    r: &mut Reader<'_>,
    viewer: Viewer<'_>,
    id: &str,
) -> Outcome<BTreeMap<ServiceCode, i64>> {
    load(r.conn, viewer, id)?;
    let rows: Vec<(Written<ServiceCode>, i64)> = import_versions::table
        .filter(import_versions::import_id.eq(id))
        .select((import_versions::service, import_versions::version))
        .load(r.conn)?;
    Ok(rows
        .into_iter()
        .map(|(service, version)| (service.0, version))
        .collect())
}

/// Deletes imports that expired before now, and gives their number.
///
/// # Errors
/// Those of the database.
pub fn forget_expired(w: &mut Writer<'_>) -> Outcome<usize> {
    let now = w.author.now_as_kept();
    let expired = imports::table
        .filter(imports::expires_at.le(now))
        .select(imports::id);
    let ids: Vec<String> = expired.load(w.conn)?;
    for ids in ids.chunks(CHUNK) {
        forget(w, ids)?;
    }
    Ok(ids.len())
}

/// Deletes imports with all that is kept of them.
fn forget(w: &mut Writer<'_>, ids: &[String]) -> Outcome<()> {
    macro_rules! delete_from {
        ($($table:ident),*) => {
            $(diesel::delete($table::table.filter($table::import_id.eq_any(ids))).execute(w.conn)?;)*
        };
    }
    delete_from!(
        import_changes,
        import_findings,
        import_mends,
        import_pieces,
        import_rows,
        import_versions
    );
    diesel::delete(imports::table.filter(imports::id.eq_any(ids))).execute(w.conn)?;
    Ok(())
}

/// An import that the viewer may see.
fn load(conn: &mut Conn, viewer: Viewer<'_>, id: &str) -> Outcome<ImportRow> {
    let row = imports::table
        .find(id)
        .select(ImportRow::as_select())
        .first(conn)
        .optional()?;
    row.filter(|row: &ImportRow| row.is_seen_by(viewer))
        .ok_or(StoreError::NotFound)
}

/// Whether an import was there to be changed.
fn touched(rows: usize) -> Outcome<()> {
    if rows == 0 {
        Err(StoreError::NotFound)
    } else {
        Ok(())
    }
}
