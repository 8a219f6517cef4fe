//! Health, metrics, and the description of the API.

use std::sync::Arc;

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, Json, Path},
};
use flsdb_domain::wire::about::Health;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::Config;

use crate::{
    auth::Public,
    problem::{Answer, Failure},
    registry::Registry,
    server::Metrics,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(live)
        .service(ready)
        .service(metrics)
        .service(description)
        .map(|config| config.service(docs).service(docs_entry));
}

fn ok() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
    })
}

/// Whether the process runs.
///
/// It asks nothing of the database.
#[utoipa::path(tag = "operation", security(()), responses((status = 200, body = Health)))]
#[get("/health/live")]
async fn live(_: Public) -> Json<Health> {
    ok()
}

/// Whether the server can serve: its database answers and its schema is up to date.
///
/// A load balancer sends requests to those that can.
#[utoipa::path(
    tag = "operation",
    security(()),
    responses((status = 200, body = Health), (status = 503, description = "The database does not answer, or must be migrated"))
)]
#[get("/health/ready")]
async fn ready(_: Public, registry: Data<Registry>) -> Answer<Json<Health>> {
    registry.check_ready().await?;
    Ok(ok())
}

/// Counts and durations of requests by route and status, as Prometheus reads them.
///
/// No label names a person or a record.
#[utoipa::path(tag = "operation", security(()), responses((status = 200, body = String, content_type = "text/plain")))]
#[get("/metrics")]
async fn metrics(_: Public, metrics: Data<Metrics>) -> Answer<HttpResponse> {
    let text = metrics.text().map_err(Failure::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

/// This description of the API, OpenAPI 3.1.
///
/// Clients can be generated from it.
#[utoipa::path(tag = "operation", security(()), responses((status = 200, body = serde_json::Value)))]
#[get("/api/openapi.json")]
async fn description(_: Public, document: Data<OpenApi>) -> Json<Data<OpenApi>> {
    Json(document)
}

#[get("/api/docs")]
async fn docs_entry(_: Public) -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "/api/docs/"))
        .finish()
}

/// The interactive page over the description; its files come with the binary.
#[get("/api/docs/{file:.*}")]
async fn docs(_: Public, file: Path<String>) -> Answer<HttpResponse> {
    let config = Config::new(["/api/openapi.json"]).validator_url("none");
    let found = utoipa_swagger_ui::serve(&file, Arc::new(config));
    let file = found
        .map_err(|error| Failure::internal(error.to_string()))?
        .ok_or(Failure::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}
