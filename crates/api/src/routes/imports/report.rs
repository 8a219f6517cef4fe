//! What the check of a file found.

use std::io::Write;

use actix_web::{
    HttpResponse, get,
    http::header::ContentDisposition,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::{
    Level,
    access::Permission,
    wire::{
        Page,
        imports::{ImportRecord, RowChange, RowFinding},
        page::Paging,
    },
};
use flsdb_files::Format;
use flsdb_store::{
    Outcome, Store, StoreError,
    audit::{Action, ReadEvent, Resource},
    imports::{self, FindingFilter},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::importer;
use crate::{
    auth::{Access, Require, permissions::Import},
    imports::Importer,
    problem::{Answer, Failure},
    registry::Registry,
    routes::{patients::paging, shared::event},
    streaming::{Outlet, streamed},
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(findings).service(changes).service(rejected);
}

/// Which findings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Only those with this code.
    #[param(example = "nhs_number.invalid")]
    code: Option<String>,
    /// Only those of this level.
    #[param(inline)]
    level: Option<Level>,
    /// Entries in a page, 1–500; 50 if not given.
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Whether to count all entries.
    total: Option<bool>,
}

impl Wanted {
    fn read(self) -> Answer<(FindingFilter, Paging)> {
        let filter = FindingFilter {
            code: self.code,
            level: self.level,
        };
        Ok((filter, page_asked_for(self.limit, self.cursor, self.total)?))
    }
}

fn page_asked_for(limit: Option<u16>, cursor: Option<String>, total: Option<bool>) -> Answer<Paging> {
    let usual = Paging::default();
    paging(Query(Paging {
        limit: limit.unwrap_or(usual.limit),
        cursor,
        total: total.unwrap_or(usual.total),
    }))
}

/// What was found, by row and column, with the values as sent.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import"), Wanted),
    responses((status = 200, body = Page<RowFinding>))
)]
#[get("/imports/{id}/findings")]
async fn findings(
    access: Require<Import>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Wanted>,
) -> Answer<Json<Page<RowFinding>>> {
    let (importer, id) = (importer(&registry, &access), id.into_inner());
    let (filter, paging) = query.into_inner().read()?;
    let found = registry.read(move |r| {
        let import = imports::find(r, importer.viewer(), &id)?;
        Ok((
            imports::list_findings(r, importer.viewer(), &id, &filter, &paging)?,
            import,
        ))
    });
    let (page, import) = found.await?;
    note(&registry, &access, &import);
    Ok(Json(page))
}

/// Which changes.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct WantedChanges {
    /// Only those of the column with this heading in the data set.
    #[param(example = "1.04 Post Code")]
    column: Option<String>,
    /// Entries in a page, 1–500; 50 if not given.
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Whether to count all entries.
    total: Option<bool>,
}

/// The stored values that the good rows change, each with the value that takes its place: those that are cleared first, then
/// those that are overwritten, then blanks that are filled. For those who may read the records of the file's service.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import"), WantedChanges),
    responses((status = 200, body = Page<RowChange>))
)]
#[get("/imports/{id}/changes")]
async fn changes(
    access: Require<Import>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<WantedChanges>,
) -> Answer<Json<Page<RowChange>>> {
    let (importer, id) = (importer(&registry, &access), id.into_inner());
    let wanted = query.into_inner();
    let paging = page_asked_for(wanted.limit, wanted.cursor, wanted.total)?;
    let found = registry.read(move |r| {
        let import = imports::find(r, importer.viewer(), &id)?;
        let column = wanted.column.as_deref();
        Ok((
            imports::list_changes(r, importer.viewer(), &id, column, &paging)?,
            import,
        ))
    });
    let (page, import) = found.await?;
    if !reads_records(&access, &import) {
        return Err(Failure::Forbidden);
    }
    note(&registry, &access, &import);
    Ok(Json(page))
}

/// Whether the caller may read what is stored of the patients of an import. Files of several services are sent by people who
/// may not, whatever else they may do.
fn reads_records(access: &Access, import: &ImportRecord) -> bool {
    let readable = access.caller.rights.scope(Permission::ReadRecords);
    import.service.is_some_and(|service| readable.contains(service))
}

/// The rejected rows as a file, with a column of reasons: to be mended and sent again as it is.
///
/// It has the form and the headings of the file that was sent.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import")),
    responses((status = 200, description = "The file: NDJSON if NDJSON was sent, else CSV",
        content((String = "text/csv"), (String = "application/x-ndjson"))))
)]
#[get("/imports/{id}/rejected")]
async fn rejected(
    access: Require<Import>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<HttpResponse> {
    let (importer, store) = (importer(&registry, &access), registry.store().clone());
    let viewer = importer.clone();
    let import = registry
        .read(move |r| imports::find(r, viewer.viewer(), &id))
        .await?;
    if import.counts.rejected == 0 {
        return Err(Failure::NotFound);
    }
    note(&registry, &access, &import);
    let format = format(&import);
    let mut response = HttpResponse::Ok();
    response.content_type(format.media_type());
    response.insert_header(ContentDisposition::attachment(filename(&import, format)));
    streamed(response, move |out| write(&store, &importer, &import.id, out)).await
}

fn write(store: &Store, importer: &Importer, id: &str, mut out: Outlet) -> Outcome<Outlet> {
    store.read(|r| {
        imports::for_each_rejected_piece(r, importer.viewer(), id, |piece| {
            out.write_all(piece).map_err(StoreError::receiver)
        })
    })?;
    Ok(out)
}

/// Only NDJSON has no columns.
fn format(import: &ImportRecord) -> Format {
    if import.columns.found.is_empty() {
        Format::Ndjson
    } else {
        Format::Csv
    }
}

/// `BRD.xlsx` gives `BRD-rejected.csv`.
fn filename(import: &ImportRecord, format: Format) -> String {
    let stem = import
        .filename
        .rsplit_once('.')
        .map_or(import.filename.as_str(), |(stem, _)| stem);
    format!("{stem}-rejected.{}", format.extension())
}

/// Notes that values of patients were read.
pub(super) fn note(registry: &Registry, access: &Access, import: &ImportRecord) {
    registry.note_read(ReadEvent {
        service: import.service,
        resource_id: Some(import.id.clone()),
        ..event(access, Action::Read, Resource::Import)
    });
}
