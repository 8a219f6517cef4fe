//! Sharing a report with the services, publishing it, taking the publication back. Nothing publishes itself.

use actix_web::{
    HttpResponse, delete,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use flsdb_domain::wire::reports::{NewSharing, Report};
use flsdb_store::reports;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::{Require, permissions::PublishReports},
    body::{Sent, finding},
    conditions::{Conditions, IfMatchHeader, written},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(share).service(publish).service(unpublish);
}

/// Shares a national report with the services: each sees its own outlier flags and may answer them until the day named.
///
/// Until then it is published only if all have answered.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id of the report")),
    request_body = NewSharing,
    responses((status = 200, body = Report), (status = 409, description = "It is shared already, or hides something"))
)]
#[post("/reports/{id}/sharing")]
async fn share(
    access: Require<PublishReports>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<NewSharing>,
) -> Answer<HttpResponse> {
    let answer_by = body.0.answer_by;
    if answer_by < registry.clock().today() {
        let message = "The last day for answers is past. Name today or a later day.";
        return Err(Failure::Invalid(vec![finding(
            "/answer_by",
            "date.past",
            message,
        )]));
    }
    let author = registry.author(&access);
    let shared = registry.write(author, move |w| reports::share(w, &id, answer_by));
    let (version, report) = shared.await?;
    Ok(written(StatusCode::OK, version, &report))
}

/// Publishes a report: everybody sees what disclosure control leaves of it, and its outlier flags as far as they are shown.
///
/// It can be taken back.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id of the report")),
    responses(
        (status = 200, body = Report),
        (status = 409, description = "It may not be published; or a flagged service has not answered and the last day for \
            answers has not passed"),
    )
)]
#[post("/reports/{id}/publication")]
async fn publish(
    access: Require<PublishReports>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<HttpResponse> {
    let author = registry.author(&access);
    let published = registry.write(author, move |w| reports::publish(w, &id));
    let (version, report) = published.await?;
    Ok(written(StatusCode::OK, version, &report))
}

/// Takes a publication back. What was fetched meanwhile cannot be called back.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id of the report"), IfMatchHeader),
    responses((status = 200, body = Report), (status = 409, description = "It is not published"))
)]
#[delete("/reports/{id}/publication")]
async fn unpublish(
    access: Require<PublishReports>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (author, expected) = (registry.author(&access), conditions.version()?);
    let taken_back = registry.write(author, move |w| reports::unpublish(w, &id, expected));
    let (version, report) = taken_back.await?;
    Ok(written(StatusCode::OK, version, &report))
}
