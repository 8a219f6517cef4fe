//! Messages of other systems that were refused: for the people whose patients they are about.

use actix_web::{
    HttpRequest, get, post,
    web::{Data, Json, Path},
};
use flsdb_domain::wire::{
    Page,
    messages::{MessageState, NewSettlement, RefusedMessage},
    page::Paging,
};
use flsdb_store::{
    audit::{Action, ReadEvent, Resource},
    messages,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::{asking::Pairs, shared::event};
use crate::{
    auth::{
        Require,
        permissions::{JudgeFindings, ReadRecords},
    },
    body::Sent,
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(find).service(settle);
}

/// Which messages are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct MessageQuery {
    /// `open` or `settled`; open ones if not given.
    #[serde(default)]
    state: MessageState,
}

/// Messages for one's own services that were refused, those that came first last: what they held and why. They wait until a
/// later message of the same episode is accepted, somebody settles them, or 90 days have gone.
#[utoipa::path(
    tag = "data quality",
    params(
        MessageQuery, Paging,
        ("service" = Option<Vec<flsdb_domain::ServiceCode>>, Query, description = "Services of the caller, joined by commas or repeated; all of them if not given"),
    ),
    responses((status = 200, body = Page<RefusedMessage>), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/data-quality/messages")]
async fn list(
    access: Require<ReadRecords>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<Page<RefusedMessage>>> {
    let mut pairs = Pairs::of(&request)?;
    let (scope, paging) = (pairs.scope(&access.scope)?, pairs.paging()?);
    let MessageQuery { state } = pairs.rest()?;
    registry.note_read(event(&access, Action::List, Resource::Message));
    let found = registry.read(move |r| messages::list(r, &scope, state, &paging));
    Ok(Json(found.await?))
}

/// One refused message.
///
/// It tells who sent it, how often, and what was wrong with it.
#[utoipa::path(
    tag = "data quality",
    params(("id" = String, Path, description = "Id of the message")),
    responses((status = 200, body = RefusedMessage))
)]
#[get("/data-quality/messages/{id}")]
async fn find(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<Json<RefusedMessage>> {
    let scope = access.scope.clone();
    let found = registry.read(move |r| messages::find(r, &scope, &id)).await?;
    registry.note_read(ReadEvent {
        service: Some(found.service),
        resource_id: Some(found.id.clone()),
        ..event(&access, Action::Read, Resource::Message)
    });
    Ok(Json(found))
}

/// Settles a refused message with a reason: it asks for nothing more. One that is settled already stays as it is.
#[utoipa::path(
    tag = "data quality",
    params(("id" = String, Path, description = "Id of the message")),
    request_body = NewSettlement,
    responses((status = 200, body = RefusedMessage))
)]
#[post("/data-quality/messages/{id}/settlement")]
async fn settle(
    access: Require<JudgeFindings>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<NewSettlement>,
) -> Answer<Json<RefusedMessage>> {
    let scope = access.scope.clone();
    let settled = registry.write(registry.author(&access), move |w| {
        messages::settle(w, &scope, &id, &body.0.reason)
    });
    Ok(Json(settled.await?))
}
