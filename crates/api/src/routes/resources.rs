//! Resources for professionals, patients and carers: read by everybody, kept by national administrators.

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path},
};
use flsdb_domain::{
    vocabulary::Audience,
    wire::{
        Page,
        page::Paging,
        resources::{Resource, ResourceDetails},
    },
};
use flsdb_store::resources;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::asking::Pairs;
use crate::{
    auth::{Public, Require, permissions::KeepResources},
    body::Sent,
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, written},
    problem::Answer,
    registry::Registry,
};

mod document;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(find)
        .service(update)
        .service(remove)
        .configure(document::configure);
}

/// Which resources are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ResourceQuery {
    /// Only those for this audience.
    audience: Option<Audience>,
}

/// Resources, those added last first.
#[utoipa::path(tag = "public pages", security(()), params(ResourceQuery, Paging), responses((status = 200, body = Page<Resource>)))]
#[get("/resources")]
async fn list(_: Public, request: HttpRequest, registry: Data<Registry>) -> Answer<Json<Page<Resource>>> {
    let mut pairs = Pairs::of(&request)?;
    let paging = pairs.paging()?;
    let ResourceQuery { audience } = pairs.rest()?;
    let found = registry.read(move |r| resources::list(r, audience, &paging));
    Ok(Json(found.await?))
}

/// One resource.
#[utoipa::path(
    tag = "public pages",
    security(()),
    params(("id" = String, Path, description = "Id of the resource"), IfNoneMatchHeader),
    responses((status = 200, body = Resource), (status = 304, description = "The caller has the present version"))
)]
#[get("/resources/{id}")]
async fn find(
    _: Public,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let found = registry.read(move |r| resources::find(r, &id)).await?;
    Ok(conditions.answer(Tag::version(found.version), &found))
}

/// Adds a resource. Its document, if it has one, is sent afterwards.
#[utoipa::path(tag = "public pages", request_body = ResourceDetails, responses((status = 201, body = Resource)))]
#[post("/resources")]
async fn create(
    access: Require<KeepResources>,
    registry: Data<Registry>,
    body: Sent<ResourceDetails>,
) -> Answer<HttpResponse> {
    let made = registry.write(registry.author(&access), move |w| resources::create(w, body.0));
    let made = made.await?;
    Ok(written(StatusCode::CREATED, made.version, &made))
}

/// Changes what is said of a resource; its document stays.
#[utoipa::path(
    tag = "public pages",
    params(("id" = String, Path, description = "Id of the resource"), IfMatchHeader),
    request_body = ResourceDetails,
    responses((status = 200, body = Resource))
)]
#[put("/resources/{id}")]
async fn update(
    access: Require<KeepResources>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Sent<ResourceDetails>,
) -> Answer<HttpResponse> {
    let version = conditions.version()?;
    let saved = registry.write(registry.author(&access), move |w| {
        resources::update(w, &id, version, body.0)
    });
    let saved = saved.await?;
    Ok(written(StatusCode::OK, saved.version, &saved))
}

/// Takes a resource away, and its document.
#[utoipa::path(
    tag = "public pages",
    params(("id" = String, Path, description = "Id of the resource"), IfMatchHeader),
    responses((status = 204, description = "Taken away"))
)]
#[delete("/resources/{id}")]
async fn remove(
    access: Require<KeepResources>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let version = conditions.version()?;
    let gone = registry.write(registry.author(&access), move |w| {
        resources::delete(w, &id, version)
    });
    gone.await?;
    Ok(HttpResponse::NoContent().finish())
}
