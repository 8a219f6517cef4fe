//! Events of a hospital's patient index: merges, replaced NHS numbers, deaths.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use flsdb_domain::wire::{
    Page,
    identity::{IdentityEvent, NewIdentityEvent},
    page::Paging,
};
use flsdb_store::identity;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::{asking::Pairs, shared::service_of};
use crate::{
    auth::{
        Access, Require,
        permissions::{ChangeRecords, ReadRecords},
    },
    body::{Document, finding},
    once::{Once, OnceHeader},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(tell).service(list).service(find).service(undo);
}

/// Carries out what a hospital's patient index tells: two patients are one person (`merge`), an NHS number was replaced
/// (`nhs_number_replaced`), a patient has died (`deceased`). The episodes concerned are checked again. Of a merge, the patient
/// who stays takes the episodes, what is kept for direct care, and the answers that are blank; the other one is withdrawn.
#[utoipa::path(
    tag = "patients",
    params(OnceHeader),
    request_body = NewIdentityEvent,
    responses(
        (status = 201, body = IdentityEvent, description = "Carried out"),
        (status = 409, description = "Another patient has the new number; both have an episode of one day; one of them is withdrawn; an episode is of a locked year"),
        (status = 422, description = "No patient of the service has the number (`patient.unknown`), or an episode would have errors"),
    )
)]
#[post("/patients/identity-events")]
async fn tell(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    once: Once,
    body: Document,
) -> Answer<HttpResponse> {
    once.answer(&registry, &access, &body, carry_out(&registry, &access, &body))
        .await
}

async fn carry_out(registry: &Registry, access: &Access, body: &Document) -> Answer<HttpResponse> {
    let event: NewIdentityEvent = body.read()?;
    let scope = access.scope.clone();
    let service = service_of(event.service, &scope)?;
    let change = event.change().map_err(|pointer| {
        let message = "An event of this kind needs it";
        Failure::Invalid(vec![finding(pointer, "field.required", message)])
    })?;
    let told = registry.write(registry.author(access), move |w| {
        identity::carry_out(w, &scope, service, &event, &change)
    });
    Ok(HttpResponse::build(StatusCode::CREATED).json(told.await?))
}

/// Which events are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct EventQuery {
    /// Id of a patient: the events that concern them, also as the one who was merged.
    #[param(min_length = 36, max_length = 36)]
    patient: Option<String>,
}

/// Events of one's services, or of one of their patients, the last first.
#[utoipa::path(tag = "patients", params(EventQuery, Paging), responses((status = 200, body = Page<IdentityEvent>)))]
#[get("/patients/identity-events")]
async fn list(
    access: Require<ReadRecords>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<Page<IdentityEvent>>> {
    let (scope, mut pairs) = (access.scope.clone(), Pairs::of(&request)?);
    let paging = pairs.paging()?;
    let EventQuery { patient } = pairs.rest()?;
    let is_id = |text: &String| text.chars().count() == 36;
    if !patient.as_ref().is_none_or(is_id) {
        return Err(Failure::Malformed(
            "patient: give the id of a patient.".to_owned(),
        ));
    }
    let page = registry.read(move |r| identity::list(r, &scope, patient.as_deref(), &paging));
    Ok(Json(page.await?))
}

/// One event.
///
/// It tells which patients it was about, and whether it was undone.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the event")),
    responses((status = 200, body = IdentityEvent))
)]
#[get("/patients/identity-events/{id}")]
async fn find(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<Json<IdentityEvent>> {
    let scope = access.scope.clone();
    let found = registry.read(move |r| identity::find(r, &scope, &id));
    Ok(Json(found.await?))
}

/// Undoes an event: everything that it changed is as it was before. Refused when something of it was changed later.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the event")),
    responses(
        (status = 200, body = IdentityEvent, description = "Undone"),
        (status = 409, description = "It is undone already, or something that it changed was changed later"),
    )
)]
#[post("/patients/identity-events/{id}/undo")]
async fn undo(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<Json<IdentityEvent>> {
    let scope = access.scope.clone();
    let undone = registry.write(registry.author(&access), move |w| identity::undo(w, &scope, &id));
    Ok(Json(undone.await?))
}
