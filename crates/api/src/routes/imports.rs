//! Files on their way in: send, read the report, commit, undo.

use actix_web::{
    HttpResponse, delete, get,
    http::header,
    post,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::wire::{
    Page,
    imports::{CommitImport, ImportRecord, ImportStatus},
    page::Paging,
};
use flsdb_store::{Outcome, Writer, imports};
use utoipa_actix_web::service_config::ServiceConfig;

use super::patients::paging;
use crate::{
    auth::{
        Access, Require,
        permissions::{Import, UndoImport},
    },
    body::Sent,
    imports::{ImportError, Importer, undo},
    problem::{Answer, Failure},
    registry::Registry,
};

mod mending;
mod report;
mod upload;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(upload::send)
        .service(find)
        .service(forget)
        .service(commit)
        .service(take_back)
        .configure(report::configure)
        .configure(mending::configure);
}

fn importer(registry: &Registry, access: &Access) -> Importer {
    Importer::new(registry.author(access), access.scope.clone()).in_deployment(registry.deployment())
}

/// Imports of the caller's services, newest first; of files with a column `service`, those that the caller sent.
#[utoipa::path(tag = "imports and exports", params(Paging), responses((status = 200, body = Page<ImportRecord>)))]
#[get("/imports")]
async fn list(
    access: Require<Import>,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<Page<ImportRecord>>> {
    let (importer, paging) = (importer(&registry, &access), paging(query)?);
    Ok(Json(
        registry
            .read(move |r| imports::list(r, importer.viewer(), &paging))
            .await?,
    ))
}

/// One import: where it stands, how far it has got, and its report in figures. Ask again to see its progress.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import")),
    responses((status = 200, body = ImportRecord))
)]
#[get("/imports/{id}")]
async fn find(
    access: Require<Import>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<Json<ImportRecord>> {
    let importer = importer(&registry, &access);
    let import = registry.read(move |r| imports::find(r, importer.viewer(), &id));
    Ok(Json(registry.imports().as_it_stands(import.await?)))
}

/// Stores the rows of a checked file, after comparing them afresh, in one transaction. Ask for the import to see the end.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import")),
    request_body = CommitImport,
    responses(
        (status = 202, description = "The rows are being stored", body = ImportRecord),
        (status = 409, description = "Rows have errors and the file is to be refused; or the counts have changed since the \
            report: the import then has the new one; or the import is not checked"),
    )
)]
#[post("/imports/{id}/commit")]
async fn commit(
    access: Require<Import>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<CommitImport>,
) -> Answer<HttpResponse> {
    let (importer, store) = (importer(&registry, &access), registry.store().clone());
    let queue = registry.imports();
    let record = queue
        .commit(store, importer, id.into_inner(), body.0.policy)
        .await?;
    Ok(HttpResponse::Accepted().json(record))
}

/// Takes back what an import stored: removes what it created, restores what it changed.
///
/// It is refused with 409 when somebody has changed one of the records since.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import")),
    responses(
        (status = 200, body = ImportRecord),
        (status = 409, description = "Records that it wrote have been changed since; they are named"),
    )
)]
#[post("/imports/{id}/undo")]
async fn take_back(
    access: Require<UndoImport>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<Json<ImportRecord>> {
    let (importer, store) = (importer(&registry, &access), registry.store().clone());
    let undone = actix_web::web::block(move || undo(&store, &importer, &id));
    Ok(Json(undone.await.map_err(Failure::internal)??))
}

/// Forgets an import with its file and report. What it stored stays, and can then no longer be undone as a whole.
#[utoipa::path(
    tag = "imports and exports",
    params(("id" = String, Path, description = "Id of the import")),
    responses((status = 204, description = "Forgotten"), (status = 409, description = "The import is being worked on"))
)]
#[delete("/imports/{id}")]
async fn forget(access: Require<Import>, registry: Data<Registry>, id: Path<String>) -> Answer<HttpResponse> {
    let (importer, author) = (importer(&registry, &access), registry.author(&access));
    let forgotten = registry
        .write(author, move |w| delete_settled(w, &importer, &id))
        .await?;
    forgotten.map(|()| {
        HttpResponse::NoContent()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish()
    })
}

fn delete_settled(w: &mut Writer<'_>, importer: &Importer, id: &str) -> Outcome<Answer<()>> {
    match imports::find(&mut w.reader(), importer.viewer(), id)?.status {
        status @ (ImportStatus::Checking | ImportStatus::Committing) => {
            Ok(Err(ImportError::Standing(status).into()))
        }
        _ => imports::delete(w, importer.viewer(), id).map(Ok),
    }
}
