//! Why a client gets no token, in the words of OAuth 2 (RFC 6749, 5.2).

use std::borrow::Cow;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use flsdb_domain::wire::clients::TokenRefusal;

use crate::problem::Failure;

/// Why a client gets no token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The request is not whole; says what is missing.
    Request(&'static str),
    /// The client has not shown who it is; says what to do.
    Client(Cow<'static, str>),
    /// Another grant than client credentials.
    GrantType,
    /// A scope that does not exist, or that the client has not.
    Scope,
}

/// A fault of the request, or a failure of the server.
pub(super) enum Refusal {
    /// Told as OAuth has it.
    Fault(Fault),
    /// Told as everywhere.
    Failure(Failure),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Refusal::Fault(fault)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Refusal::Failure(failure)
    }
}

impl Fault {
    fn told(self) -> (StatusCode, &'static str, Cow<'static, str>) {
        match self {
            Fault::Request(told) => (StatusCode::BAD_REQUEST, "invalid_request", told.into()),
            Fault::Client(told) => (StatusCode::UNAUTHORIZED, "invalid_client", told),
            Fault::GrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "Ask with grant_type=client_credentials".into(),
            ),
            Fault::Scope => (
                StatusCode::BAD_REQUEST,
                "invalid_scope",
                "Ask for scopes that the client has: of records:read, records:write, kpis:read".into(),
            ),
        }
    }

    /// The answer.
    pub(super) fn answer(self) -> HttpResponse {
        let (status, error, told) = self.told();
        let mut response = HttpResponse::build(status);
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"flsdb\""));
        }
        response.json(TokenRefusal {
            error: error.to_owned(),
            error_description: told.into_owned(),
        })
    }
}
