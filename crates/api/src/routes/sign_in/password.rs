//! Setting a password by a link that an administrator has given out.

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{self, Data},
};
use chrono::Utc;
use flsdb_domain::wire::users::NewPassword;
use flsdb_store::users::{self, Account};

use super::author;
use crate::{
    auth::{Passwords, Public, RefreshToken},
    body::{Sent, finding},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Sets a password by a link, which is used up by it. Then sign in with it.
#[utoipa::path(
    tag = "sign-in",
    security(()),
    request_body = NewPassword,
    responses((status = 204, description = "The password is set"), (status = 422, description = "The link is no longer good, or the password is weak"),
        (status = 429, description = "Too many attempts from this address"))
)]
#[post("/auth/password")]
pub(super) async fn set_password(
    _: Public,
    request: HttpRequest,
    registry: Data<Registry>,
    body: Sent<NewPassword>,
) -> Answer<HttpResponse> {
    registry
        .sign_ins()
        .check_address(request.peer_addr().map(|peer| peer.ip()))?;
    let NewPassword { token, password } = body.0;
    let link = RefreshToken::from_text(token).hash();
    let account = account(&registry, &link).await?;
    check(&account, &password)?;
    let hash = web::block(move || Passwords::hash(&password))
        .await
        .map_err(Failure::internal)?
        .map_err(Failure::internal)?;
    let author = author(&registry, &request, &account);
    let set = registry.write(author, move |w| users::set_password(w, &link, &hash));
    set.await.map_err(used_up)?;
    Ok(HttpResponse::NoContent().finish())
}

async fn account(registry: &Registry, link: &str) -> Answer<Account> {
    let (link, now) = (link.to_owned(), Utc::now());
    let found = registry.read(move |r| users::find_by_link(r, &link, now));
    found.await.map_err(used_up)
}

/// A password that is the address, or begins with its name, is the first that is tried.
fn check(account: &Account, password: &str) -> Answer<()> {
    let name = account.email.split('@').next().unwrap_or_default();
    if password.to_lowercase().starts_with(name) {
        let message = "Give a password that does not begin with your e-mail address";
        return Err(Failure::Invalid(vec![finding(
            "/password",
            "password.weak",
            message,
        )]));
    }
    Ok(())
}

fn used_up(failure: Failure) -> Failure {
    let message = "This link was used already, or is older than 72 hours. Ask for another one";
    match failure {
        Failure::NotFound => Failure::Invalid(vec![finding("/token", "link.expired", message)]),
        other => other,
    }
}
