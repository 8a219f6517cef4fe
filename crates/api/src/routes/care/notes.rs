//! Notes about a patient.

use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::wire::{
    Page,
    care::{CareRecord, Note},
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

/// The notes about a patient, those entered last first.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient"), Paging),
    responses((status = 200, body = Page<CareRecord<Note>>))
)]
#[get("/patients/{id}/notes")]
async fn list(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Paging>,
) -> Answer<Json<Page<CareRecord<Note>>>> {
    super::list(registry, &access, id.into_inner(), query).await
}

/// Keeps a note.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient")),
    request_body = Note,
    responses((status = 201, body = CareRecord<Note>))
)]
#[post("/patients/{id}/notes")]
async fn create(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<Note>,
) -> Answer<HttpResponse> {
    check(&registry, &body.0)?;
    super::create(registry, &access, id.into_inner(), body.0).await
}

/// Replaces a note.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the note"),
        IfMatchHeader,
    ),
    request_body = Note,
    responses((status = 200, body = CareRecord<Note>))
)]
#[put("/patients/{id}/notes/{entry}")]
async fn update(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
    body: Sent<Note>,
) -> Answer<HttpResponse> {
    check(&registry, &body.0)?;
    super::update(registry, &access, place.into_inner(), &conditions, body.0).await
}

/// Takes a note away.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the note"),
        IfMatchHeader,
    ),
    responses((status = 204, description = "Taken away"))
)]
#[delete("/patients/{id}/notes/{entry}")]
async fn remove(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    super::delete::<Note>(registry, &access, place.into_inner(), &conditions).await
}
