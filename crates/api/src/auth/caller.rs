//! The extractors that stand in front of every handler.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header::AUTHORIZATION,
    middleware::Next,
    web::Data,
};
use flsdb_domain::access::{Permission, Rights, Scope};
use flsdb_store::AuthorKind;
use futures_util::future::{Ready, ready};

use super::{permissions::Needs, tokens};
use crate::{
    problem::{Answer, Failure},
    registry::Registry,
    server::{RequestId, UserId},
};

/// The account or client behind a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the account or client.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Person or machine.
    pub kind: AuthorKind,
    /// What they may do, and where.
    pub rights: Rights,
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

/// Argument of a handler that every signed-in caller, person or machine, may call; what they see follows from [`SignedIn::scope`].
pub struct SignedIn {
    /// Who calls.
    pub caller: Arc<Caller>,
    /// Id of the request.
    pub request_id: String,
}

impl SignedIn {
    /// The services in which the caller may do something.
    pub fn scope(&self, permission: Permission) -> Scope {
        self.caller.rights.scope(permission)
    }
}

impl FromRequest for SignedIn {
    type Error = Failure;
    type Future = Ready<Answer<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(signed_in(request))
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
    type Future = Ready<Answer<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(signed_in(request).and_then(Require::of))
    }
}

impl<P: Needs> Require<P> {
    fn of(SignedIn { caller, request_id }: SignedIn) -> Answer<Self> {
        if !caller.rights.has(P::PERMISSION) {
            return Err(Failure::Forbidden);
        }
        let scope = caller.rights.scope(P::PERMISSION);
        let access = Access {
            caller,
            scope,
            request_id,
        };
        Ok(Require {
            access,
            needs: PhantomData,
        })
    }
}

/// What became of the token that a request brought.
struct Identified(Answer<Arc<Caller>>);

/// Middleware: finds out who calls before anything else of the request is read, so that nobody learns what is wrong with a
/// body that they may not send.
///
/// # Errors
/// None of its own.
pub async fn identify<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if let Some(token) = token(request.request()) {
        let caller = find(request.request(), &token).await;
        if let Ok(caller) = &caller {
            request.extensions_mut().insert(UserId(caller.id.clone()));
        }
        request.extensions_mut().insert(Identified(caller));
    }
    next.call(request).await
}

/// The caller, whom a handler asks for once.
fn signed_in(request: &HttpRequest) -> Answer<SignedIn> {
    let Some(Identified(caller)) = request.extensions_mut().remove() else {
        return Err(Failure::Unauthenticated(
            "Sign in, and send the token in the header Authorization: Bearer.",
        ));
    };
    let request_id = RequestId::of_request(request);
    Ok(SignedIn {
        caller: caller?,
        request_id,
    })
}

fn token(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

async fn find(request: &HttpRequest, token: &str) -> Answer<Arc<Caller>> {
    let registry = request
        .app_data::<Data<Registry>>()
        .ok_or_else(|| Failure::internal("the server has no registry"))?;
    let bearer = tokens::read(registry.keys(), token)?;
    let caller = registry.accounts().find(registry, bearer).await?;
    if caller.kind == AuthorKind::Machine {
        registry.clients().requests.check(&caller.id)?;
    }
    Ok(caller)
}
