//! Services and their yearly hip counts. They are no secret among those who are signed in.

use actix_web::{
    HttpResponse, get,
    web::{Data, Json, Path},
};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::services::{HipFractures, Service},
};
use flsdb_store::services;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::SignedIn,
    conditions::{Conditions, IfNoneMatchHeader, Tag},
    problem::Answer,
    registry::Registry,
};

mod changes;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(hip_fractures)
        .service(find)
        .configure(changes::configure);
}

/// Services, by code.
///
/// Whoever is signed in sees all of them.
#[utoipa::path(tag = "services", responses((status = 200, body = [Service])))]
#[get("/services")]
async fn list(_: SignedIn, registry: Data<Registry>) -> Answer<Json<Vec<Service>>> {
    Ok(Json(registry.read(|r| services::list(r, &Scope::All)).await?))
}

/// One service.
#[utoipa::path(tag = "services", params(("code" = ServiceCode, Path, description = "Code of the service"), IfNoneMatchHeader),
    responses((status = 200, body = Service), (status = 304, description = "The caller has the present version")))]
#[get("/services/{code}")]
async fn find(
    _: SignedIn,
    registry: Data<Registry>,
    code: Path<ServiceCode>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let found = registry.read(move |r| services::find_versioned(r, *code));
    let (version, service) = found.await?;
    Ok(conditions.answer(Tag::version(version), &service))
}

/// Hip fractures of a service by calendar year (National Hip Fracture Database).
#[utoipa::path(tag = "services", params(("code" = ServiceCode, Path, description = "Code of the service"), IfNoneMatchHeader),
    responses((status = 200, body = [HipFractures]), (status = 304, description = "The caller has the present version")))]
#[get("/services/{code}/hip-fractures")]
async fn hip_fractures(
    _: SignedIn,
    registry: Data<Registry>,
    code: Path<ServiceCode>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let found = registry.read(move |r| services::find_versioned(r, *code));
    let (version, service) = found.await?;
    Ok(conditions.answer(Tag::version(version), &service.hip_fractures))
}
