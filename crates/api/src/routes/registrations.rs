//! Services that ask to take part: anybody sends, national administrators decide.

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path},
};
use flsdb_domain::{
    vocabulary::RegistrationState,
    wire::{
        Page,
        page::Paging,
        registrations::{NewDecision, NewRegistration, Registration, RegistrationReceipt},
    },
};
use flsdb_store::registrations;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::asking::Pairs;
use crate::{
    auth::{Public, Require, permissions::AdministerServices},
    body::{Sent, finding},
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, written},
    problem::{Answer, Failure},
    registry::Registry,
    server::RequestId,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create)
        .service(list)
        .service(find)
        .service(decide)
        .service(remove);
}

/// Which requests are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RegistrationQuery {
    /// Only those in this state.
    state: Option<RegistrationState>,
}

/// Asks to take part. Somebody answers by e-mail.
#[utoipa::path(
    tag = "public pages",
    security(()),
    request_body = NewRegistration,
    responses(
        (status = 201, body = RegistrationReceipt),
        (status = 429, description = "Too many attempts from this address, or too many requests wait already"),
    )
)]
#[post("/registrations")]
async fn create(
    _: Public,
    request: HttpRequest,
    registry: Data<Registry>,
    body: Sent<NewRegistration>,
) -> Answer<HttpResponse> {
    let address = request.peer_addr().map(|peer| peer.ip());
    registry.sign_ins().check_address(address)?;
    let author = registry.system("registration", &RequestId::of_request(&request));
    let kept = registry.write(author, move |w| registrations::create(w, body.0));
    Ok(HttpResponse::Created().json(kept.await?))
}

/// Requests to take part, those sent last first.
#[utoipa::path(tag = "administration", params(RegistrationQuery, Paging), responses((status = 200, body = Page<Registration>)))]
#[get("/registrations")]
async fn list(
    _: Require<AdministerServices>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<Page<Registration>>> {
    let mut pairs = Pairs::of(&request)?;
    let paging = pairs.paging()?;
    let RegistrationQuery { state } = pairs.rest()?;
    let found = registry.read(move |r| registrations::list(r, state, &paging));
    Ok(Json(found.await?))
}

/// One request.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the request"), IfNoneMatchHeader),
    responses((status = 200, body = Registration), (status = 304, description = "The caller has the present version"))
)]
#[get("/registrations/{id}")]
async fn find(
    _: Require<AdministerServices>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let found = registry.read(move |r| registrations::find(r, &id)).await?;
    Ok(conditions.answer(Tag::version(found.stamp.version), &found))
}

/// Accepts a request, refuses it with a reason, or takes the decision back.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the request"), IfMatchHeader),
    request_body = NewDecision,
    responses((status = 200, body = Registration))
)]
#[put("/registrations/{id}/decision")]
async fn decide(
    access: Require<AdministerServices>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Sent<NewDecision>,
) -> Answer<HttpResponse> {
    let version = conditions.version()?;
    check(&body.0)?;
    let decided = registry.write(registry.author(&access), move |w| {
        registrations::decide(w, &id, version, body.0)
    });
    let decided = decided.await?;
    Ok(written(StatusCode::OK, decided.stamp.version, &decided))
}

/// Forgets a request, and with it who asked.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the request"), IfMatchHeader),
    responses((status = 204, description = "Forgotten"))
)]
#[delete("/registrations/{id}")]
async fn remove(
    access: Require<AdministerServices>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let version = conditions.version()?;
    let gone = registry.write(registry.author(&access), move |w| {
        registrations::delete(w, &id, version)
    });
    gone.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Nobody is refused without a reason.
fn check(decision: &NewDecision) -> Answer<()> {
    if decision.state == RegistrationState::Refused && decision.reason.is_none() {
        let message = "Say why, in 3 to 500 characters";
        return Err(Failure::Invalid(vec![finding(
            "/reason",
            "field.required",
            message,
        )]));
    }
    Ok(())
}
