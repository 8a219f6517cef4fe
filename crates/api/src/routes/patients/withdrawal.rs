//! Withdrawing a patient, and undoing it.

use actix_web::{
    HttpResponse, delete,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use flsdb_domain::wire::records::{NewWithdrawal, PatientRecord};
use flsdb_store::{StoreError, patients};
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

/// Withdraws a patient with all episodes: they are in no KPI, export or search.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the patient")),
    request_body = NewWithdrawal,
    responses((status = 200, body = PatientRecord))
)]
#[post("/patients/{id}/withdrawal")]
async fn withdraw(
    access: Require<WithdrawRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<NewWithdrawal>,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let work = registry.write(registry.author(&access), move |w| {
        patients::withdraw(w, &scope, &id, &body.0.reason)
    });
    let record = work.await?;
    Ok(written(StatusCode::OK, record.stamp.version, &record))
}

/// Undoes the withdrawal of a patient.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the patient"), IfMatchHeader),
    responses((status = 200, body = PatientRecord))
)]
#[delete("/patients/{id}/withdrawal")]
async fn restore(
    access: Require<WithdrawRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let work = registry.write(registry.author(&access), move |w| {
        let service = patients::find(&mut w.reader(), &scope, &id)?.service;
        w.lock(service)?;
        let current = patients::find(&mut w.reader(), &scope, &id)?.stamp;
        if current.version == version {
            patients::restore(w, &scope, &id)
        } else {
            Err(StoreError::Stale { current })
        }
    });
    let record = work.await?;
    Ok(written(StatusCode::OK, record.stamp.version, &record))
}
