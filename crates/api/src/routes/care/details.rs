//! Contact details of a patient.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    put,
    web::{Data, Path},
};
use flsdb_domain::wire::care::{ContactDetails, ContactDetailsRecord};
use flsdb_store::{
    audit::{Action, ReadEvent, Resource},
    care::{details, service_of},
    sections::Expected,
};
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::shared::event;
use crate::{
    auth::{Require, permissions::DirectCare},
    body::Sent,
    conditions::{Conditions, IfNoneMatchHeader, Tag, WriteHeaders, written},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(find).service(save);
}

/// Name, telephone, general practice and communication needs of a patient; no content where none were ever written.
///
/// Nobody but those who look after the patient sees them.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient"), IfNoneMatchHeader),
    responses(
        (status = 200, body = ContactDetailsRecord),
        (status = 204, description = "Nothing was ever written: create with `If-None-Match: *`"),
        (status = 304, description = "The caller has the present version"),
    )
)]
#[get("/patients/{id}/contact-details")]
async fn find(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, id) = (access.scope.clone(), id.into_inner());
    let patient_id = Some(id.clone());
    let work = registry.read(move |r| Ok((service_of(r, &scope, &id)?, details::find(r, &scope, &id)?)));
    let (service, found) = work.await?;
    registry.note_read(ReadEvent {
        service: Some(service),
        patient_id,
        ..event(&access, Action::Read, Resource::ContactDetails)
    });
    Ok(match found {
        Some(record) => conditions.answer(Tag::version(record.stamp.version), &record),
        None => HttpResponse::NoContent().finish(),
    })
}

/// Writes the contact details of a patient whole.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient"), WriteHeaders),
    request_body = ContactDetails,
    responses(
        (status = 200, description = "Changed", body = ContactDetailsRecord),
        (status = 201, description = "Kept", body = ContactDetailsRecord),
    )
)]
#[put("/patients/{id}/contact-details")]
async fn save(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Sent<ContactDetails>,
) -> Answer<HttpResponse> {
    let (scope, expected) = (access.scope.clone(), conditions.expected()?);
    let work = registry.write(registry.author(&access), move |w| {
        details::save(w, &scope, &id, expected, &body.0)
    });
    let status = match expected {
        Expected::Nothing => StatusCode::CREATED,
        Expected::Version(_) => StatusCode::OK,
    };
    let record = work.await?;
    Ok(written(status, record.stamp.version, &record))
}
