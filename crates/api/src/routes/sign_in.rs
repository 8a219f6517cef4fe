//! Sessions of people: a short access token, and a refresh token in a cookie.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};
use chrono::{Duration, Utc};
use flsdb_domain::{
    access::Permission,
    opt_out::{self, Deployment},
    wire::auth::{Login, Me, Token},
};
use flsdb_store::{
    Author, AuthorKind, clients,
    sessions::{self, Rotation},
    users::{self, Account},
};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::{LOCKED, Public, RefreshToken, SESSION_HOURS, SignedIn, clear_cookie, cookie, issue},
    body::Sent,
    problem::{Answer, Failure},
    registry::Registry,
    server::RequestId,
};

mod password;

const WRONG: Failure = Failure::Unauthenticated("E-mail address or password is wrong. Type both again.");
const ENDED: Failure = Failure::Unauthenticated("The session has ended. Sign in again.");

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(login)
        .service(refresh)
        .service(logout)
        .service(password::set_password)
        .service(me);
}

/// Signs in. The access token is in the answer, the refresh token in a cookie that scripts cannot read.
#[utoipa::path(
    tag = "sign-in",
    security(()),
    request_body = Login,
    responses(
        (status = 200, body = Token),
        (status = 401, description = "E-mail address or password is wrong"),
        (status = 429, description = "Too many attempts from this address, or on this account"),
    )
)]
#[post("/auth/login")]
async fn login(
    _: Public,
    request: HttpRequest,
    registry: Data<Registry>,
    body: Sent<Login>,
) -> Answer<HttpResponse> {
    registry
        .sign_ins()
        .check_address(request.peer_addr().map(|peer| peer.ip()))?;
    let account = check(&registry, &request, body.0).await?;
    let token = RefreshToken::random()?;
    let (id, hash) = (account.id.clone(), token.hash());
    registry
        .write(author(&registry, &request, &account), move |w| {
            users::note_sign_in(w, &id)?;
            sessions::forget_expired(w)?;
            sessions::begin(w, &id, &hash, Utc::now() + Duration::hours(SESSION_HOURS))
        })
        .await?;
    answer(&registry, &request, &account.id, &token)
}

/// Gives a new access token, and a new refresh token in the cookie. A refresh token that was used before ends the session.
#[utoipa::path(
    tag = "sign-in",
    security(()),
    responses((status = 200, body = Token), (status = 401, description = "The session has ended"))
)]
#[post("/auth/refresh")]
async fn refresh(_: Public, request: HttpRequest, registry: Data<Registry>) -> Answer<HttpResponse> {
    let used = RefreshToken::of(&request).ok_or(ENDED)?.hash();
    let token = RefreshToken::random()?;
    let (new, until) = (token.hash(), Utc::now() + Duration::hours(SESSION_HOURS));
    let author = registry.system("session", &request_id(&request));
    let rotation = registry
        .write(author, move |w| sessions::rotate(w, &used, &new, until))
        .await?;
    match rotation {
        Rotation::Rotated { user_id } => answer(&registry, &request, &user_id, &token),
        Rotation::Reused { user_id } => {
            tracing::warn!(
                user = user_id,
                "a refresh token was used twice: its session has ended"
            );
            Err(ENDED)
        }
        Rotation::Refused => Err(ENDED),
    }
}

/// Ends the session and takes the cookie away.
///
/// Without a session it does nothing.
#[utoipa::path(tag = "sign-in", security(()), responses((status = 204, description = "Signed out")))]
#[post("/auth/logout")]
async fn logout(_: Public, request: HttpRequest, registry: Data<Registry>) -> Answer<HttpResponse> {
    if let Some(token) = RefreshToken::of(&request) {
        let author = registry.system("session", &request_id(&request));
        registry
            .write(author, move |w| sessions::end(w, &token.hash()))
            .await?;
    }
    Ok(HttpResponse::NoContent().cookie(clear_cookie(&request)).finish())
}

/// The signed-in person, or the client: roles, permissions, services.
///
/// It tells what the token may be used for.
#[utoipa::path(tag = "sign-in", responses((status = 200, body = Me)))]
#[get("/me")]
async fn me(signed_in: SignedIn, registry: Data<Registry>) -> Answer<Json<Me>> {
    let caller = signed_in.caller;
    let deployment = registry.deployment();
    let checks = opt_out::scope(deployment, &caller.rights);
    let found = registry.read(move |r| match caller.kind {
        AuthorKind::Machine => clients::find_me(r, &caller.id, &caller.rights),
        _ => users::find_me(r, &caller.id),
    });
    let mut me = found.await?;
    let is_offered = |permission: &Permission| match permission {
        Permission::RunOptOut => !checks.is_empty(),
        Permission::SubmitRecords => deployment == Deployment::Local,
        _ => true,
    };
    me.permissions.retain(is_offered);
    Ok(Json(me))
}

/// The account, if the password is its own.
async fn check(registry: &Registry, request: &HttpRequest, given: Login) -> Answer<Account> {
    let Login { email, password, .. } = given;
    let account = registry.read(move |r| users::find_by_email(r, &email)).await?;
    let locked_until = account.as_ref().and_then(|account| account.locked_until);
    if let Some(seconds) = locked_until
        .map(|until| (until - Utc::now()).num_seconds())
        .filter(|s| *s >= 0)
    {
        let retry_after = seconds.unsigned_abs() + 1;
        return Err(Failure::TooManyRequests {
            retry_after,
            quota: None,
        });
    }
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = registry.passwords().check(password, hash).await?;
    match account {
        Some(account) if is_right && account.is_locked => Err(Failure::Unauthenticated(LOCKED)),
        Some(account) if is_right => Ok(account),
        Some(account) => {
            let author = author(registry, request, &account);
            registry
                .write(author, move |w| users::note_failed_sign_in(w, &account.id))
                .await?;
            Err(WRONG)
        }
        None => Err(WRONG),
    }
}

fn answer(
    registry: &Registry,
    request: &HttpRequest,
    user_id: &str,
    token: &RefreshToken,
) -> Answer<HttpResponse> {
    let access = issue(registry.keys(), user_id)?;
    Ok(HttpResponse::Ok().cookie(cookie(request, token)).json(access))
}

fn author(registry: &Registry, request: &HttpRequest, account: &Account) -> Author {
    Author {
        id: account.id.clone(),
        name: account.name.clone(),
        kind: AuthorKind::Person,
        ..registry.system("session", &request_id(request))
    }
}

fn request_id(request: &HttpRequest) -> String {
    RequestId::of_request(request)
}
