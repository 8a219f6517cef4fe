//! Withdrawing an episode, and undoing it.

use actix_web::{
    HttpResponse, delete,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use flsdb_domain::wire::records::{FractureRecord, NewWithdrawal};
use flsdb_store::{StoreError, fractures};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::{Require, permissions::WithdrawRecords},
    body::Sent,
    conditions::{Conditions, IfMatchHeader, written},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(withdraw).service(restore);
}

/// Withdraws an episode: it is in no KPI, export or search.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode")),
    request_body = NewWithdrawal,
    responses((status = 200, body = FractureRecord))
)]
#[post("/fractures/{id}/withdrawal")]
async fn withdraw(
    access: Require<WithdrawRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<NewWithdrawal>,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let work = registry.write(registry.author(&access), move |w| {
        fractures::withdraw(w, &scope, &id, &body.0.reason)
    });
    let record = work.await?;
    Ok(written(StatusCode::OK, record.stamp.version, &record))
}

/// Undoes the withdrawal of an episode.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), IfMatchHeader),
    responses((status = 200, body = FractureRecord))
)]
#[delete("/fractures/{id}/withdrawal")]
async fn restore(
    access: Require<WithdrawRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let work = registry.write(registry.author(&access), move |w| {
        let service = fractures::find(&mut w.reader(), &scope, &id)?.service;
        w.lock(service)?;
        let current = fractures::find(&mut w.reader(), &scope, &id)?.stamp;
        if current.version == version {
            fractures::restore(w, &scope, &id)
        } else {
            Err(StoreError::Stale { current })
        }
    });
    let record = work.await?;
    Ok(written(StatusCode::OK, record.stamp.version, &record))
}
