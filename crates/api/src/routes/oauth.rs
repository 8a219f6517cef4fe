//! `POST oauth/token`: access tokens for clients (OAuth 2, client credentials: RFC 6749, 4.4).
//!
//! What is wrong with a request is told in the words of OAuth (RFC 6749, 5.2), as its libraries read them, and not as a
//! problem document.

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    post,
    web::{Bytes, Data},
};
use chrono::Utc;
use flsdb_domain::{
    access::ClientScope,
    wire::clients::{ClientToken, TokenRefusal},
};
use flsdb_store::{
    Author, AuthorKind, Writer,
    clients::{self, Machine, SignIn},
};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use self::{
    fault::{Fault, Refusal},
    proof::Shown,
    request::TokenRequest,
};
use crate::{
    auth::{Pass, Public, issue_to_client},
    problem::Answer,
    registry::Registry,
    server::RequestId,
};

mod fault;
mod proof;
mod request;

const USED: &str = "The assertion was used before. Sign a new one, with another jti";

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(token);
}

/// What is asked for, as a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form")]
struct TokenForm {
    /// `client_credentials`.
    grant_type: String,
    /// Scopes of the client, joined by spaces; all of them if absent.
    #[schema(example = "records:write")]
    scope: Option<String>,
    /// Id of the client, unless the header `Authorization: Basic` or an assertion names it.
    client_id: Option<String>,
    /// Its secret, unless the header or an assertion stands for it.
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, with an assertion.
    client_assertion_type: Option<String>,
    /// A JWT signed by a key of the client: RS256, PS256, ES256 or EdDSA; `iss` and `sub` are its id, `aud` is the address of
    /// this endpoint or `flsdb`, `exp` at most five minutes ahead, `jti` another one each time.
    client_assertion: Option<String>,
}

/// Gives a client an access token, good for 15 minutes. The client shows who it is by `Authorization: Basic`, by
/// `client_id` and `client_secret` in the form, or by a signed assertion. Errors are those of OAuth 2 (RFC 6749, 5.2).
#[utoipa::path(
    tag = "sign-in",
    security((), ("clientBasic" = [])),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = ClientToken),
        (status = 400, description = "The request is not whole, or asks for what the client may not have", body = TokenRefusal),
        (status = 401, description = "The client has not shown who it is", body = TokenRefusal),
        (status = 429, description = "Too many requests from this address"),
    )
)]
#[post("/oauth/token")]
async fn token(
    _: Public,
    request: HttpRequest,
    registry: Data<Registry>,
    body: Bytes,
) -> Answer<HttpResponse> {
    let address = request.peer_addr().map(|peer| peer.ip());
    registry.clients().token_requests.check_address(address)?;
    match grant(&registry, &request, &body).await {
        Ok(token) => Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(token)),
        Err(Refusal::Fault(fault)) => Ok(fault.answer()),
        Err(Refusal::Failure(failure)) => Err(failure),
    }
}

async fn grant(registry: &Registry, request: &HttpRequest, body: &[u8]) -> Result<ClientToken, Refusal> {
    let TokenRequest { proof, scope } = request::read(request, body)?;
    let shown = match proof::check(registry, proof).await? {
        Ok(shown) => shown,
        Err((client, fault)) => {
            note_failure(registry, request, client).await?;
            return Err(fault.into());
        }
    };
    let scopes = wanted(scope.as_deref(), &shown.client)?;
    let pass = Pass::new(&scopes, shown.credential.clone());
    let given = issue_to_client(registry.keys(), &shown.client.id, pass)?;
    if note(registry, request, shown).await? {
        Ok(given)
    } else {
        Err(Fault::Client(USED.into()).into())
    }
}

/// The scopes asked for; all that the client has, if none are named.
fn wanted(scope: Option<&str>, client: &Machine) -> Result<BTreeSet<ClientScope>, Fault> {
    let scopes = match scope {
        Some(text) => ClientScope::split(text).ok_or(Fault::Scope)?,
        None => client.scopes.clone(),
    };
    let is_good = !scopes.is_empty() && scopes.is_subset(&client.scopes);
    if is_good { Ok(scopes) } else { Err(Fault::Scope) }
}

/// Notes that a client gets a token; false if its assertion was used before.
async fn note(registry: &Registry, request: &HttpRequest, shown: Shown) -> Answer<bool> {
    let by = author(registry, request, &shown.client);
    let sign_in = move |w: &mut Writer<'_>| {
        let sign_in = SignIn {
            client: &shown.client.id,
            service: shown.client.service,
            credential: &shown.credential,
            assertion: shown.assertion,
        };
        clients::sign_in(w, sign_in)
    };
    registry.write(by, sign_in).await
}

/// Notes a failed attempt in the name of a client that exists.
async fn note_failure(registry: &Registry, request: &HttpRequest, client: Option<Machine>) -> Answer<()> {
    let Some(client) = client else {
        return Ok(());
    };
    let by = author(registry, request, &client);
    registry
        .write(by, move |w| {
            clients::note_failed_sign_in(w, client.service, &client.id)
        })
        .await
}

fn author(registry: &Registry, request: &HttpRequest, client: &Machine) -> Author {
    Author {
        id: client.id.clone(),
        name: client.name.clone(),
        kind: AuthorKind::Machine,
        now: Utc::now(),
        ..registry.system("token", &RequestId::of_request(request))
    }
}
