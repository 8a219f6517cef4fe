//! The extractors that stand in front of every handler.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web::Data,
};
use flsdb_domain::access::{Grant, Permission, Scope, permissions_of, scope_of};
use futures_util::future::{LocalBoxFuture, Ready, ready};

use super::{permissions::Needs, tokens};
use crate::{
    problem::{Answer, Failure},
    registry::Registry,
    server::{RequestId, UserId},
};

/// The account behind a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the account.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Roles and the services they hold for.
    pub grants: Vec<Grant>,
}

/// The caller, with the services in which they may do what the handler does. Never without a scope.
#[derive(Debug, Clone)]
pub struct Access {
    /// Who calls.
    pub caller: Arc<Caller>,
    /// Where they may.
    pub scope: Scope,
    /// Id of the request.
    pub request_id: String,
}

/// Argument of a handler that everybody may call.
pub struct Public;

impl FromRequest for Public {
    type Error = Failure;
    type Future = Ready<Answer<Self>>;
    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Public))
    }
}

/// Argument of a handler that every signed-in person may call; what they see follows from [`SignedIn::scope`].
pub struct SignedIn {
    /// Who calls.
    pub caller: Arc<Caller>,
    /// Id of the request.
    pub request_id: String,
}

impl SignedIn {
    /// The services in which the caller may do something.
    pub fn scope(&self, permission: Permission) -> Scope {
        scope_of(&self.caller.grants, permission)
    }
}

impl FromRequest for SignedIn {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Answer<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { sign_in(&request).await })
    }
}

/// Argument of a handler that needs the permission `P`: the caller has it somewhere, and the scope says where.
pub struct Require<P> {
    access: Access,
    needs: PhantomData<P>,
}

impl<P> Deref for Require<P> {
    type Target = Access;
    fn deref(&self) -> &Access {
        &self.access
    }
}

impl<P: Needs> FromRequest for Require<P> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Answer<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let SignedIn { caller, request_id } = sign_in(&request).await?;
            if !permissions_of(&caller.grants).contains(&P::PERMISSION) {
                return Err(Failure::Forbidden);
            }
            let scope = scope_of(&caller.grants, P::PERMISSION);
            let access = Access {
                caller,
                scope,
                request_id,
            };
            Ok(Require {
                access,
                needs: PhantomData,
            })
        })
    }
}

async fn sign_in(request: &HttpRequest) -> Answer<SignedIn> {
    let registry = request
        .app_data::<Data<Registry>>()
        .ok_or_else(|| Failure::internal("the server has no registry"))?;
    let header = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = header
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(Failure::Unauthenticated(
            "Sign in, and send the token in the header Authorization: Bearer.",
        ))?;
    let id = tokens::read(registry.keys(), token)?;
    let caller = registry.accounts().find(registry, id).await?;
    request.extensions_mut().insert(UserId(caller.id.clone()));
    let request_id = RequestId::of_request(request);
    Ok(SignedIn { caller, request_id })
}
