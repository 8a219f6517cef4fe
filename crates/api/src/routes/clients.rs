//! Clients, the systems of hospitals: by a clinical lead those of the own service, by a national administrator all.

use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    post, put,
    web::{self, Data, Json, Path, Query},
};
use chrono::Utc;
use flsdb_domain::wire::{
    Page,
    clients::{Client, ClientChange, ClientWithSecret, NewClient, NewClientSecret},
    page::Paging,
};
use flsdb_store::clients;
use utoipa_actix_web::service_config::ServiceConfig;

use super::patients::paging;
use crate::{
    auth::{Passwords, RefreshToken, Require, permissions::AdministerClients},
    body::{Sent, finding},
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, written},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(find)
        .service(update)
        .service(add_secret)
        .service(revoke_secret);
}

/// Clients of one's services, newest first.
#[utoipa::path(tag = "administration", params(Paging), responses((status = 200, body = Page<Client>)))]
#[get("/clients")]
async fn list(
    access: Require<AdministerClients>,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<Page<Client>>> {
    let (scope, paging) = (access.scope.clone(), paging(query)?);
    let found = registry.read(move |r| clients::list(r, &scope, &paging));
    Ok(Json(found.await?))
}

/// Makes a client of a service. It signs in by a secret, which is made by another call, or by keys of its own.
#[utoipa::path(tag = "administration", request_body = NewClient, responses((status = 201, body = Client)))]
#[post("/clients")]
async fn create(
    access: Require<AdministerClients>,
    registry: Data<Registry>,
    body: Sent<NewClient>,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let made = registry.write(registry.author(&access), move |w| {
        clients::create(w, &scope, body.0)
    });
    let client = made.await.map_err(unknown_service)?;
    Ok(written(StatusCode::CREATED, client.stamp.version, &client))
}

/// One client.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the client"), IfNoneMatchHeader),
    responses((status = 200, body = Client), (status = 304, description = "The caller has the present version"))
)]
#[get("/clients/{id}")]
async fn find(
    access: Require<AdministerClients>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let client = registry.read(move |r| clients::find(r, &scope, &id)).await?;
    Ok(conditions.answer(Tag::version(client.stamp.version), &client))
}

/// Changes name, scopes and keys of a client, locks it or unlocks it. A lock holds at once, for tokens given out before, too.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the client"), IfMatchHeader),
    request_body = ClientChange,
    responses((status = 200, body = Client))
)]
#[put("/clients/{id}")]
async fn update(
    access: Require<AdministerClients>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Sent<ClientChange>,
) -> Answer<HttpResponse> {
    let (scope, version, id) = (access.scope.clone(), conditions.version()?, id.into_inner());
    let changed = registry.write(registry.author(&access), move |w| {
        clients::update(w, &scope, &id, version, body.0)
    });
    answer(&registry, changed.await?)
}

/// Makes a secret of a client, told only here. Two are good at a time: make the second, give it to the client, and then revoke
/// the first.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the client")),
    request_body = NewClientSecret,
    responses((status = 201, body = ClientWithSecret), (status = 409, description = "The client has two secrets"))
)]
#[post("/clients/{id}/secrets")]
async fn add_secret(
    access: Require<AdministerClients>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<NewClientSecret>,
) -> Answer<HttpResponse> {
    let (scope, until) = (access.scope.clone(), body.0.expires_at);
    if until.is_some_and(|until| until <= Utc::now()) {
        let message = "Give a time to come";
        return Err(Failure::Invalid(vec![finding(
            "/expires_at",
            "value.invalid",
            message,
        )]));
    }
    let (client_secret, hash) = new_secret().await?;
    let made = registry.write(registry.author(&access), move |w| {
        clients::add_secret(w, &scope, &id, &hash, until)
    });
    let (client, secret_id) = made.await?;
    let version = client.stamp.version;
    let told = ClientWithSecret {
        client,
        secret_id,
        client_secret,
    };
    Ok(written(StatusCode::CREATED, version, &told))
}

/// Revokes a secret of a client: neither it nor a token got with it is good any longer.
#[utoipa::path(
    tag = "administration",
    params(
        ("id" = String, Path, description = "Id of the client"),
        ("secret" = String, Path, description = "Id of the secret"),
        IfMatchHeader,
    ),
    responses((status = 200, body = Client))
)]
#[delete("/clients/{id}/secrets/{secret}")]
async fn revoke_secret(
    access: Require<AdministerClients>,
    registry: Data<Registry>,
    path: Path<(String, String)>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let revoked = registry.write(registry.author(&access), move |w| {
        let (id, secret) = &*path;
        clients::revoke_secret(w, &scope, (id, secret), version)
    });
    answer(&registry, revoked.await?)
}

/// A client that was changed: from now on it is looked up anew.
fn answer(registry: &Registry, client: Client) -> Answer<HttpResponse> {
    registry.accounts().forget(&client.id);
    Ok(written(StatusCode::OK, client.stamp.version, &client))
}

/// A secret of 256 random bits, and its hash.
async fn new_secret() -> Answer<(String, String)> {
    let secret = RefreshToken::random()?.text().to_owned();
    let hashed = secret.clone();
    let hash = web::block(move || Passwords::hash(&hashed))
        .await
        .map_err(Failure::internal)?;
    Ok((secret, hash.map_err(Failure::internal)?))
}

fn unknown_service(failure: Failure) -> Failure {
    match failure {
        Failure::NotFound => {
            let message = "No service of yours has this code";
            Failure::Invalid(vec![finding("/service", "service.unknown", message)])
        }
        other => other,
    }
}
