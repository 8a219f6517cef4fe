//! Courses of treatment of a patient: what was given last, and what is due next.

use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::wire::{
    Page,
    care::{CareRecord, Treatment},
    page::Paging,
};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Place, check};
use crate::{
    auth::{Require, permissions::DirectCare},
    body::Sent,
    conditions::{Conditions, IfMatchHeader},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(update)
        .service(remove);
}

/// The courses of treatment of a patient, those entered last first. `due_on` is the day of the next injection.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient"), Paging),
    responses((status = 200, body = Page<CareRecord<Treatment>>))
)]
#[get("/patients/{id}/treatments")]
async fn list(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Paging>,
) -> Answer<Json<Page<CareRecord<Treatment>>>> {
    super::list(registry, &access, id.into_inner(), query).await
}

/// Keeps a course of treatment.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient")),
    request_body = Treatment,
    responses((status = 201, body = CareRecord<Treatment>))
)]
#[post("/patients/{id}/treatments")]
async fn create(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<Treatment>,
) -> Answer<HttpResponse> {
    check(&registry, &body.0)?;
    super::create(registry, &access, id.into_inner(), body.0).await
}

/// Replaces a course of treatment.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the course of treatment"),
        IfMatchHeader,
    ),
    request_body = Treatment,
    responses((status = 200, body = CareRecord<Treatment>))
)]
#[put("/patients/{id}/treatments/{entry}")]
async fn update(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
    body: Sent<Treatment>,
) -> Answer<HttpResponse> {
    check(&registry, &body.0)?;
    super::update(registry, &access, place.into_inner(), &conditions, body.0).await
}

/// Takes a course of treatment away.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the course of treatment"),
        IfMatchHeader,
    ),
    responses((status = 204, description = "Taken away"))
)]
#[delete("/patients/{id}/treatments/{entry}")]
async fn remove(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    super::delete::<Treatment>(registry, &access, place.into_inner(), &conditions).await
}
