//! Records that the national audit rejected: for the people whose patients they are about.

use actix_web::{
    HttpRequest, get,
    web::{Data, Json},
};
use flsdb_domain::wire::{Page, page::Paging, submissions::RejectedRow};
use flsdb_store::{
    audit::Resource,
    submissions::{self, Whose},
};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    super::{asking::Pairs, shared::note_list},
    NothingElse,
};
use crate::{
    auth::{Require, permissions::ReadRecords},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Records of one's own services that the national audit rejected, the last submission first: why, and whether they were changed
/// since. They wait until a later submission is accepted, into which they go by themselves.
#[utoipa::path(
    tag = "data quality",
    params(
        Paging,
        ("service" = Option<Vec<flsdb_domain::ServiceCode>>, Query, description = "Services of the caller, joined by commas or repeated; all of them if not given"),
    ),
    responses((status = 200, body = Page<RejectedRow>), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/data-quality/rejects")]
async fn list(
    access: Require<ReadRecords>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<Page<RejectedRow>>> {
    let mut pairs = Pairs::of(&request)?;
    let (scope, paging) = (pairs.scope(&access.scope)?, pairs.paging()?);
    let NothingElse {} = pairs.rest()?;
    note_list(&registry, &access, Resource::Submission);
    let found = registry.read(move |r| submissions::list_rejects(r, Whose::Current(&scope), &paging));
    Ok(Json(found.await?))
}
