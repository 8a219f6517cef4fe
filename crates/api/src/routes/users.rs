//! Accounts: by a clinical lead those of the own service, by a national administrator all.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path, Query},
};
use chrono::{Duration, Utc};
use flsdb_domain::{
    access::{Grant, Scope, giving::check_grant},
    wire::{
        Page, WireFinding,
        page::Paging,
        users::{NewUser, PasswordLink, User, UserChange, UserWithLink},
    },
};
use flsdb_store::{services, users};
use utoipa_actix_web::service_config::ServiceConfig;

use super::patients::paging;
use crate::{
    auth::{RefreshToken, Require, permissions::AdministerUsers},
    body::{Sent, finding},
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, written},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Hours for which a link to set a password is good.
const LINK_HOURS: i64 = 72;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(find)
        .service(update)
        .service(reset);
}

/// Accounts that hold a grant in one's services, newest first.
#[utoipa::path(tag = "administration", params(Paging), responses((status = 200, body = Page<User>)))]
#[get("/users")]
async fn list(
    access: Require<AdministerUsers>,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<Page<User>>> {
    let (scope, paging) = (access.scope.clone(), paging(query)?);
    let found = registry.read(move |r| users::list(r, &scope, &paging));
    Ok(Json(found.await?))
}

/// Makes an account. The answer has a link, told only here, by which its owner sets a password within 72 hours.
#[utoipa::path(
    tag = "administration",
    request_body = NewUser,
    responses((status = 201, body = UserWithLink), (status = 409, description = "There is an account with this address"))
)]
#[post("/users")]
async fn create(
    access: Require<AdministerUsers>,
    registry: Data<Registry>,
    body: Sent<NewUser>,
) -> Answer<HttpResponse> {
    let (scope, new) = (access.scope.clone(), body.0);
    check_grants(&registry, &scope, &new.grants).await?;
    let (link, hash) = link()?;
    let until = link.expires_at;
    let user = registry.write(registry.author(&access), move |w| {
        let account = users::NewUser {
            email: new.email,
            name: new.name,
            password_hash: String::new(),
            grants: new.grants,
        };
        let id = users::create(w, &account)?;
        users::reset_password(w, &scope, &id, &hash, until)
    });
    let user = user.await?;
    Ok(written(
        StatusCode::CREATED,
        user.stamp.version,
        &UserWithLink { user, link },
    ))
}

/// One account.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the account"), IfNoneMatchHeader),
    responses((status = 200, body = User), (status = 304, description = "The caller has the present version"))
)]
#[get("/users/{id}")]
async fn find(
    access: Require<AdministerUsers>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let user = registry.read(move |r| users::find_user(r, &scope, &id)).await?;
    Ok(conditions.answer(Tag::version(user.stamp.version), &user))
}

/// Changes name and grants of an account, locks it or unlocks it. Other grants and a lock end its sessions.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the account"), IfMatchHeader),
    request_body = UserChange,
    responses(
        (status = 200, body = User),
        (status = 409, description = "It holds grants beyond one's services, is one's own, or the last national administrator's"),
    )
)]
#[put("/users/{id}")]
async fn update(
    access: Require<AdministerUsers>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Sent<UserChange>,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let (id, change) = (id.into_inner(), body.0);
    check_grants(&registry, &scope, &change.grants).await?;
    let name = id.clone();
    let user = registry.write(registry.author(&access), move |w| {
        users::update(w, &scope, &name, version, &change)
    });
    let user = user.await?;
    registry.accounts().forget(&id);
    Ok(written(StatusCode::OK, user.stamp.version, &user))
}

/// Takes the password of an account away, ends its sessions, and gives a link by which its owner sets a new one.
///
/// The link is told only here.
#[utoipa::path(
    tag = "administration",
    params(("id" = String, Path, description = "Id of the account")),
    responses((status = 200, body = UserWithLink), (status = 409, description = "It holds grants beyond one's services"))
)]
#[post("/users/{id}/password-link")]
async fn reset(
    access: Require<AdministerUsers>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let (link, hash) = link()?;
    let until = link.expires_at;
    let user = registry.write(registry.author(&access), move |w| {
        users::reset_password(w, &scope, &id, &hash, until)
    });
    let user = user.await?;
    Ok(written(
        StatusCode::OK,
        user.stamp.version,
        &UserWithLink { user, link },
    ))
}

/// A new link, and what the store knows of it.
fn link() -> Answer<(PasswordLink, String)> {
    let token = RefreshToken::random()?;
    let link = PasswordLink {
        path: format!("/set-password#{}", token.text()),
        expires_at: Utc::now() + Duration::hours(LINK_HOURS),
    };
    Ok((link, token.hash()))
}

/// Refuses grants that make no sense, that the caller may not give, and services that do not exist.
async fn check_grants(registry: &Registry, scope: &Scope, grants: &[Grant]) -> Answer<()> {
    let known = registry.read(|r| services::list(r, &Scope::All)).await?;
    let unknown = |grant: &Grant| {
        let mut codes = grant.services.iter();
        codes
            .find(|code| !known.iter().any(|service| service.code == **code))
            .copied()
    };
    let fault = |(place, grant): (usize, &Grant)| -> Option<WireFinding> {
        let at = |part: &str| format!("/grants/{place}/{part}");
        match (check_grant(scope, grant), unknown(grant)) {
            (Err(fault), _) => Some(finding(at("role"), "grant.refused", format!("{fault}"))),
            (Ok(()), Some(code)) => Some(finding(
                at("services"),
                "service.unknown",
                format!("There is no service {code}"),
            )),
            (Ok(()), None) => None,
        }
    };
    let faults: Vec<_> = grants.iter().enumerate().filter_map(fault).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}
