//! Rejected rows, to be mended in place.

use actix_web::{
    HttpResponse, get, patch,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::wire::{
    Page,
    imports::{ImportRecord, MendRows, RejectedRow},
    page::Paging,
};
use flsdb_store::imports;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{importer, report::note};
use crate::{
    auth::{Require, permissions::Import},
    body::Sent,
    imports::mend as mend_rows,
    problem::{Answer, Failure},
    registry::Registry,
    routes::patients::paging,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(rows).service(mend);
}

/// The rows with errors, cell by cell, in the order of the file. None of NDJSON, which has no cells: mend its lines in the
/// file of rejected rows.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import"), Paging),
    responses((status = 200, body = Page<RejectedRow>))
)]
#[get("/imports/{id}/rows")]
async fn rows(
    access: Require<Import>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Paging>,
) -> Answer<Json<Page<RejectedRow>>> {
    let (importer, paging) = (importer(&registry, &access), paging(query)?);
    let found = registry.read(move |r| {
        let import = imports::find(r, importer.viewer(), &id)?;
        Ok((imports::list_rows(r, importer.viewer(), &id, &paging)?, import))
    });
    let (page, import) = found.await?;
    note(&registry, &access, &import);
    Ok(Json(page))
}

/// Puts other texts into cells of rows with errors and checks the file again in the background. Nothing of a patient is
/// stored before the commit. Ask for the import to see the new report.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import")),
    request_body = MendRows,
    responses(
        (status = 202, description = "The file is being checked again", body = ImportRecord),
        (status = 409, description = "The import is not checked, or stored already"),
        (status = 422, description = "A row has no error, or the file has no such column; nothing was changed"),
    )
)]
#[patch("/imports/{id}/rows")]
async fn mend(
    access: Require<Import>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<MendRows>,
) -> Answer<HttpResponse> {
    let (importer, store) = (importer(&registry, &access), registry.store().clone());
    let (mending, mender) = (store.clone(), importer.clone());
    let record = actix_web::web::block(move || mend_rows(&mending, &mender, &id, &body.0));
    let record = record.await.map_err(Failure::internal)??;
    registry.imports().check(store, importer, record.id.clone());
    Ok(HttpResponse::Accepted().json(record))
}
