//! Outlier flags, and what the services answer.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path},
};
use flsdb_domain::{
    ServiceCode,
    wire::reports::{FlagAnswer, NewFlagAnswer, ReportFlags},
};
use flsdb_store::{reports, sections::Expected};
use utoipa_actix_web::service_config::ServiceConfig;

use super::readership;
use crate::{
    auth::{
        Require,
        permissions::{AnswerFlags, Reports},
    },
    body::Sent,
    conditions::{Conditions, IfNoneMatchHeader, Tag, WriteHeaders, written},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(find).service(answer);
}

/// The outlier flags of a report with the services' answers: a national administrator sees all; a service, once the report
/// is shared, its own.
///
/// Flags are made when a report is frozen, and never change.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id of the report")),
    responses((status = 200, body = ReportFlags))
)]
#[get("/reports/{id}/flags")]
async fn list(
    access: Require<Reports>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<Json<ReportFlags>> {
    let reader = readership(&access);
    let found = registry.read(move |r| reports::find_flags(r, &reader, &id));
    Ok(Json(found.await?))
}

/// What a service answered to its flags.
#[utoipa::path(
    tag = "reports",
    params(
        ("id" = String, Path, description = "Id of the report"),
        ("service" = ServiceCode, Path, description = "Code of the service"),
        IfNoneMatchHeader,
    ),
    responses((status = 200, body = FlagAnswer), (status = 304, description = "The caller has the present answer"))
)]
#[get("/reports/{id}/flags/{service}/answer")]
async fn find(
    access: Require<Reports>,
    registry: Data<Registry>,
    path: Path<(String, ServiceCode)>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (reader, (id, service)) = (readership(&access), path.into_inner());
    let found = registry.read(move |r| reports::find_answer(r, &reader, &id, service));
    let found = found.await?;
    Ok(conditions.answer(Tag::version(found.version), &found))
}

/// Answers the flags of a service, as long as the report is not published.
#[utoipa::path(
    tag = "reports",
    params(
        ("id" = String, Path, description = "Id of the report"),
        ("service" = ServiceCode, Path, description = "Code of the service"),
        WriteHeaders,
    ),
    request_body = NewFlagAnswer,
    responses(
        (status = 200, description = "Changed", body = FlagAnswer),
        (status = 201, description = "Kept", body = FlagAnswer),
        (status = 409, description = "The report is published"),
    )
)]
#[put("/reports/{id}/flags/{service}/answer")]
async fn answer(
    access: Require<AnswerFlags>,
    registry: Data<Registry>,
    path: Path<(String, ServiceCode)>,
    conditions: Conditions,
    body: Sent<NewFlagAnswer>,
) -> Answer<HttpResponse> {
    let ((id, service), expected) = (path.into_inner(), conditions.expected()?);
    let (author, scope) = (registry.author(&access), access.scope.clone());
    let kept = registry.write(author, move |w| {
        reports::answer(w, &scope, (&id, service), expected, &body.0)
    });
    let status = match expected {
        Expected::Nothing => StatusCode::CREATED,
        Expected::Version(_) => StatusCode::OK,
    };
    let kept = kept.await?;
    Ok(written(status, kept.version, &kept))
}
