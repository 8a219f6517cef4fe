//! Services and their yearly hip counts. They are no secret among those who are signed in.

use actix_web::{
    get,
    web::{Data, Json, Path},
};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::services::{HipFractures, Service},
};
use flsdb_store::services;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{auth::SignedIn, problem::Answer, registry::Registry};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(hip_fractures).service(find);
}

/// Services, by code.
#[utoipa::path(tag = "services", responses((status = 200, body = [Service])))]
#[get("/services")]
async fn list(_: SignedIn, registry: Data<Registry>) -> Answer<Json<Vec<Service>>> {
    Ok(Json(registry.read(|r| services::list(r, &Scope::All)).await?))
}

/// One service.
#[utoipa::path(tag = "services", params(("code" = ServiceCode, Path, description = "Code of the service")),
    responses((status = 200, body = Service)))]
#[get("/services/{code}")]
async fn find(_: SignedIn, registry: Data<Registry>, code: Path<ServiceCode>) -> Answer<Json<Service>> {
    Ok(Json(
        registry
            .read(move |r| services::find(r, &Scope::All, *code))
            .await?,
    ))
}

/// Hip fractures of a service by calendar year (National Hip Fracture Database).
#[utoipa::path(tag = "services", params(("code" = ServiceCode, Path, description = "Code of the service")),
    responses((status = 200, body = [HipFractures])))]
#[get("/services/{code}/hip-fractures")]
async fn hip_fractures(
    _: SignedIn,
    registry: Data<Registry>,
    code: Path<ServiceCode>,
) -> Answer<Json<Vec<HipFractures>>> {
    let service = registry
        .read(move |r| services::find(r, &Scope::All, *code))
        .await?;
    Ok(Json(service.hip_fractures))
}
