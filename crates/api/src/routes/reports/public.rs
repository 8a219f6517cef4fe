//! Published reports, for everybody.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::wire::{
    Page,
    page::Paging,
    reports::{PublishedReport, ReportDocument},
};
use flsdb_store::reports;
use utoipa_actix_web::service_config::ServiceConfig;

use super::sending::send;
use crate::{
    auth::Public,
    conditions::{Conditions, IfNoneMatchHeader},
    figures::Form,
    problem::{Answer, Failure},
    registry::Registry,
    reports::{grouping, read_document},
    routes::patients::paging,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(find).service(document);
}

/// Published reports, newest first.
#[utoipa::path(tag = "reports", security(()), params(Paging), responses((status = 200, body = Page<PublishedReport>)))]
#[get("/public/reports")]
async fn list(
    _: Public,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<Page<PublishedReport>>> {
    let paging = paging(query)?;
    let found = registry.read(move |r| reports::list_published(r, &paging));
    Ok(Json(found.await?))
}

/// A published report, without its document.
///
/// It tells which question was frozen, and when it was published.
#[utoipa::path(
    tag = "reports",
    security(()),
    params(("id" = String, Path, description = "Id of the report")),
    responses((status = 200, body = PublishedReport))
)]
#[get("/public/reports/{id}")]
async fn find(_: Public, registry: Data<Registry>, id: Path<String>) -> Answer<Json<PublishedReport>> {
    let found = registry.read(move |r| reports::find_published(r, &id));
    Ok(Json(found.await?))
}

/// The published document, under disclosure control, with a digest of its own. By `Accept` its results as CSV.
#[utoipa::path(
    tag = "reports",
    security(()),
    params(("id" = String, Path, description = "Id of the report"), IfNoneMatchHeader),
    responses(
        (status = 200, content((ReportDocument = "application/json"), (String = "text/csv")),
            headers(("Content-Digest" = String, description = "RFC 9530: SHA-256 of these bytes"))),
        (status = 304, description = "The caller has it"),
        (status = 406, description = "Neither JSON nor CSV is accepted"),
    )
)]
#[get("/public/reports/{id}/document")]
async fn document(
    _: Public,
    request: HttpRequest,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let form = Form::of(&request)?;
    let found = registry.read(move |r| reports::find_published_document(r, &id));
    let frozen = found.await?;
    let document = read_document(&frozen.content).map_err(Failure::internal)?;
    send(frozen, form, &grouping(&document), &conditions)
}
