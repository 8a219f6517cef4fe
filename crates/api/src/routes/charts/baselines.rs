//! Re-basing run charts: a month from which mean and limits start afresh, with a reason.

use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::{
    access::Permission,
    wire::{
        Page,
        charts::{Baseline, NewBaseline, Removal},
        page::Paging,
    },
};
use flsdb_store::baselines;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::asking::checked;
use crate::{
    auth::{
        Require,
        permissions::{ReadPooledFigures, Rebase},
    },
    body::Sent,
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, written},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(read).service(remove);
}

/// Re-basings of one's own services and of the pooled national value, newest first.
#[utoipa::path(tag = "charts", params(Paging), responses((status = 200, body = Page<Baseline>)))]
#[get("/charts/run/baselines")]
async fn list(
    access: Require<ReadPooledFigures>,
    registry: Data<Registry>,
    paging: Query<Paging>,
) -> Answer<Json<Page<Baseline>>> {
    let paging = checked(paging.into_inner())?;
    let scope = access.caller.rights.scope(Permission::ReadFigures);
    let found = registry.read(move |r| baselines::list(r, &scope, &paging));
    Ok(Json(found.await?))
}

/// Re-bases a run chart of one's own service; a national administrator that of the pooled national value, too.
///
/// Median and limits are computed anew from the month named on.
#[utoipa::path(
    tag = "charts",
    request_body = NewBaseline,
    responses(
        (status = 201, body = Baseline),
        (status = 404, description = "A service whose charts the caller may not re-base"),
        (status = 409, description = "The chart is re-based at this month already"),
    )
)]
#[post("/charts/run/baselines")]
async fn create(
    access: Require<Rebase>,
    registry: Data<Registry>,
    body: Sent<NewBaseline>,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let work = registry.write(registry.author(&access), move |w| {
        baselines::create(w, &scope, &body.0)
    });
    Ok(written(StatusCode::CREATED, baselines::VERSION, &work.await?))
}

/// One re-basing.
#[utoipa::path(
    tag = "charts",
    params(("id" = String, Path, description = "Id of the re-basing"), IfNoneMatchHeader),
    responses((status = 200, body = Baseline), (status = 304, description = "The caller has it"))
)]
#[get("/charts/run/baselines/{id}")]
async fn read(
    access: Require<ReadPooledFigures>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let scope = access.caller.rights.scope(Permission::ReadFigures);
    let found = registry.read(move |r| baselines::find(r, &scope, &id));
    Ok(conditions.answer(Tag::version(baselines::VERSION), &found.await?))
}

/// Undoes a re-basing, with a reason.
#[utoipa::path(
    tag = "charts",
    params(("id" = String, Path, description = "Id of the re-basing"), IfMatchHeader),
    request_body = Removal,
    responses((status = 204, description = "Undone"))
)]
#[delete("/charts/run/baselines/{id}")]
async fn remove(
    access: Require<Rebase>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Sent<Removal>,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let work = registry.write(registry.author(&access), move |w| {
        baselines::remove(w, &scope, &id, version, &body.0.reason)
    });
    work.await?;
    Ok(HttpResponse::NoContent().finish())
}
