//! The two pages of a report, and their stylesheet.

use actix_web::{
    HttpResponse, get,
    http::header::{CACHE_CONTROL, ContentType, HeaderValue},
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use flsdb_domain::wire::reports::Readers;
use flsdb_store::reports::{self, Frozen};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::readership;
use crate::{
    auth::{Public, Require, permissions::Reports},
    conditions::{Conditions, IfNoneMatchHeader, Tag},
    problem::{Answer, Failure},
    registry::Registry,
    reports::{
        print::{Heading, STYLE, page},
        read_document,
    },
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(print).service(print_published);
}

/// Adds the stylesheet, which belongs to no version of the API.
pub fn configure_style(config: &mut ServiceConfig<'_>) {
    config.service(style);
}

/// For whom the pages are.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PrintQuery {
    /// `board` (if not given), `commissioner` or `team`.
    #[serde(rename = "for", default = "board")]
    #[param(rename = "for", required = false)]
    readers: Readers,
}

fn board() -> Readers {
    Readers::Board
}

/// A report on two pages of A4, made from the frozen document alone. Print it from the browser, or to PDF.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id of the report"), PrintQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((String = "text/html"))),
        (status = 304, description = "The caller has it"),
    )
)]
#[get("/reports/{id}/print")]
async fn print(
    access: Require<Reports>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<PrintQuery>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let reader = readership(&access);
    let found = registry.read(move |r| {
        let (_, report) = reports::find(r, &reader, &id)?;
        Ok((
            report.title,
            report.frozen_at,
            reports::find_document(r, &reader, &id)?,
        ))
    });
    answer(found.await?, query.readers, &conditions)
}

/// A published report on two pages of A4, made from the published document alone.
#[utoipa::path(
    tag = "reports",
    security(()),
    params(("id" = String, Path, description = "Id of the report"), PrintQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((String = "text/html"))),
        (status = 304, description = "The caller has it"),
    )
)]
#[get("/public/reports/{id}/print")]
async fn print_published(
    _: Public,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<PrintQuery>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let found = registry.read(move |r| {
        let report = reports::find_published(r, &id)?;
        let frozen = reports::find_published_document(r, &id)?;
        Ok((report.title, report.frozen_at, frozen))
    });
    answer(found.await?, query.readers, &conditions)
}

fn answer(
    (title, frozen_at, frozen): (String, DateTime<Utc>, Frozen),
    readers: Readers,
    conditions: &Conditions,
) -> Answer<HttpResponse> {
    let document = read_document(&frozen.content).map_err(Failure::internal)?;
    let heading = Heading {
        title,
        digest: format!("sha256:{}", frozen.digest),
        frozen_on: frozen_at.date_naive(),
    };
    let page = page(&heading, &document, readers);
    Ok(
        conditions.answer_with(Tag::hash(page.as_bytes()), |mut response| {
            response.content_type(ContentType::html()).body(page)
        }),
    )
}

/// The stylesheet of the two pages.
///
/// Prints of reports name it.
#[utoipa::path(
    tag = "reports",
    security(()),
    params(IfNoneMatchHeader),
    responses((status = 200, content((String = "text/css"))), (status = 304, description = "The caller has it"))
)]
#[get("/api/print.css")]
async fn style(_: Public, conditions: Conditions) -> HttpResponse {
    let mut answer = conditions.answer_with(Tag::hash(STYLE.as_bytes()), |mut response| {
        response.content_type("text/css; charset=utf-8").body(STYLE)
    });
    let kept = HeaderValue::from_static("public, max-age=3600");
    answer.headers_mut().insert(CACHE_CONTROL, kept);
    answer
}
