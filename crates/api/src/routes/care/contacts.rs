//! Contacts of a patient: when and how somebody tried to reach them, what came of it, and when to try again.

use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::wire::{
    Page,
    care::{CareRecord, Contact},
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

/// The contacts of a patient, those entered last first.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient"), Paging),
    responses((status = 200, body = Page<CareRecord<Contact>>))
)]
#[get("/patients/{id}/contacts")]
async fn list(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Paging>,
) -> Answer<Json<Page<CareRecord<Contact>>>> {
    super::list(registry, &access, id.into_inner(), query).await
}

/// Keeps a contact. Without `attempted_at` it is now.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient")),
    request_body = Contact,
    responses((status = 201, body = CareRecord<Contact>))
)]
#[post("/patients/{id}/contacts")]
async fn create(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<Contact>,
) -> Answer<HttpResponse> {
    let contact = at(&registry, body.0);
    check(&registry, &contact)?;
    super::create(registry, &access, id.into_inner(), contact).await
}

/// Replaces a contact.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the contact"),
        IfMatchHeader,
    ),
    request_body = Contact,
    responses((status = 200, body = CareRecord<Contact>))
)]
#[put("/patients/{id}/contacts/{entry}")]
async fn update(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
    body: Sent<Contact>,
) -> Answer<HttpResponse> {
    let contact = at(&registry, body.0);
    check(&registry, &contact)?;
    super::update(registry, &access, place.into_inner(), &conditions, contact).await
}

/// Takes a contact away.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the contact"),
        IfMatchHeader,
    ),
    responses((status = 204, description = "Taken away"))
)]
#[delete("/patients/{id}/contacts/{entry}")]
async fn remove(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    super::delete::<Contact>(registry, &access, place.into_inner(), &conditions).await
}

/// The contact with its time: the present moment if none was given.
fn at(registry: &Registry, contact: Contact) -> Contact {
    Contact {
        attempted_at: contact.attempted_at.or_else(|| Some(registry.clock().now())),
        ..contact
    }
}
