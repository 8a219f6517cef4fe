//! What became of a patient's records, and by whom.

use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::wire::{Page, audit::AuditEntry, page::Paging};
use flsdb_store::audit::{self, Resource};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{note_list, paging};
use crate::{
    auth::{Require, permissions::ReadRecords},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Who changed what of a patient, newest first: the person, the episodes, contacts, treatments, notes and letters. It has the
/// names of fields and no values.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the patient"), Paging),
    responses((status = 200, body = Page<AuditEntry>))
)]
#[get("/patients/{id}/history")]
async fn list(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Paging>,
) -> Answer<Json<Page<AuditEntry>>> {
    let (scope, paging) = (access.scope.clone(), paging(query)?);
    let reference = registry.store().reference(&id);
    let found = registry
        .read(move |r| audit::history(r, &scope, (&id, reference), &paging))
        .await?;
    note_list(&registry, &access, Resource::Patient);
    Ok(Json(found))
}
