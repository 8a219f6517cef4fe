//! Findings of stored episodes: listed, accepted with a reason, opened again; pairs that look like one record.

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use flsdb_domain::{
    FindingCode, ServiceCode,
    wire::{
        Page,
        findings::{DuplicateKind, DuplicatePair, FindingState, NewAcceptance, StoredFinding},
        page::Paging,
    },
};
use flsdb_store::{
    audit::Action,
    findings::{self, FindingFilter},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::{asking::Pairs, ledger::note};
use crate::{
    auth::{
        Require,
        permissions::{JudgeFindings, ReadRecords},
    },
    body::Sent,
    conditions::{Conditions, IfMatchHeader, written},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(find)
        .service(accept)
        .service(reopen)
        .service(duplicates);
}

/// Which findings are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct FindingQuery {
    /// Only of this kind.
    code: Option<FindingCode>,
    /// `open` or `accepted`; open ones if not given.
    #[serde(default)]
    state: FindingState,
}

/// Findings of the records of one's own services, newest first: the field, the kind, what to do, and whose record it is.
#[utoipa::path(
    tag = "data quality",
    params(
        FindingQuery, Paging,
        ("service" = Option<Vec<ServiceCode>>, Query, description = "Services of the caller, joined by commas or repeated; all of them if not given"),
    ),
    responses((status = 200, body = Page<StoredFinding>), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/data-quality/findings")]
async fn list(
    access: Require<ReadRecords>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<Page<StoredFinding>>> {
    let mut pairs = Pairs::of(&request)?;
    let (scope, paging) = (pairs.scope(&access.scope)?, pairs.paging()?);
    let FindingQuery { code, state } = pairs.rest()?;
    note(&registry, &access, &scope, Action::List);
    let filter = FindingFilter { code, state };
    let found = registry.read(move |r| findings::list(r, &scope, &filter, &paging));
    Ok(Json(found.await?))
}

/// One finding. If it is accepted, its ETag is that of the acceptance.
#[utoipa::path(
    tag = "data quality",
    params(("id" = String, Path, description = "Id of the finding")),
    responses((status = 200, body = StoredFinding))
)]
#[get("/data-quality/findings/{id}")]
async fn find(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let found = registry.read(move |r| findings::find(r, &scope, &id)).await?;
    Ok(told(&found))
}

/// Accepts a finding: what it says is so. It is open no more while nothing that it is about changes.
#[utoipa::path(
    tag = "data quality",
    params(("id" = String, Path, description = "Id of the finding")),
    request_body = NewAcceptance,
    responses((status = 200, body = StoredFinding), (status = 412, description = "Somebody has accepted it already"))
)]
#[post("/data-quality/findings/{id}/acceptance")]
async fn accept(
    access: Require<JudgeFindings>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<NewAcceptance>,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let accepted = registry.write(registry.author(&access), move |w| {
        findings::accept(w, &scope, &id, &body.0.reason)
    });
    Ok(told(&accepted.await?))
}

/// Undoes the acceptance of a finding: it is open again.
#[utoipa::path(
    tag = "data quality",
    params(("id" = String, Path, description = "Id of the finding"), IfMatchHeader),
    responses((status = 204, description = "Open again"), (status = 404, description = "It is not accepted"))
)]
#[delete("/data-quality/findings/{id}/acceptance")]
async fn reopen(
    access: Require<JudgeFindings>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let work = registry.write(registry.author(&access), move |w| {
        findings::reopen(w, &scope, &id, version)
    });
    work.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What looks like what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DuplicateQuery {
    /// `episodes` of one patient that may be one fracture, or `patients` who may be one person; episodes if not given.
    #[serde(default)]
    kind: DuplicateKind,
}

/// Pairs of records of one's own services that look like one, newest first, with what is needed to compare them. Accept the
/// finding of two episodes that are two; of two that are one, withdraw one.
#[utoipa::path(
    tag = "data quality",
    params(
        DuplicateQuery, Paging,
        ("service" = Option<Vec<ServiceCode>>, Query, description = "Services of the caller, joined by commas or repeated; all of them if not given"),
    ),
    responses((status = 200, body = Page<DuplicatePair>), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/data-quality/duplicates")]
async fn duplicates(
    access: Require<ReadRecords>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<Page<DuplicatePair>>> {
    let mut pairs = Pairs::of(&request)?;
    let (scope, paging) = (pairs.scope(&access.scope)?, pairs.paging()?);
    let DuplicateQuery { kind } = pairs.rest()?;
    note(&registry, &access, &scope, Action::List);
    let found = registry.read(move |r| findings::duplicates(r, &scope, kind, &paging));
    Ok(Json(found.await?))
}

fn told(finding: &StoredFinding) -> HttpResponse {
    let version = finding
        .accepted
        .as_ref()
        .map_or(0, |accepted| accepted.stamp.version);
    written(StatusCode::OK, version, finding)
}
