//! Errors as callers get them: every failure of a handler, an extractor or actix itself becomes one problem document.
//!
//! A handler returns a [`Failure`]; [`describe`] turns it, and whatever else ends with an error status, into
//! `application/problem+json`, or below `/fhir` into an OperationOutcome. Causes go to the log and never to the caller.

use actix_web::{
    Error, HttpMessage, HttpResponse, ResponseError,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::Next,
};
use flsdb_domain::wire::{
    Problem,
    fhir::{FHIR_JSON, IssueType, OperationOutcome},
};

use crate::server::RequestId;

mod failure;
mod kind;
mod quota;

pub use failure::Failure;
pub use kind::Kind;
pub use quota::Quota;

/// Result of a handler.
pub type Answer<T> = Result<T, Failure>;

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.kind().status()
    }

    /// Status and headers; [`describe`] writes the body, as it knows the request.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        for (name, value) in self.headers() {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// Middleware: gives every answer with an error status a problem document, unless it is a page to read already.
///
/// # Errors
/// None of its own.
pub async fn describe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let answer = next.call(request).await?;
    let status = answer.status();
    let is_good = !status.is_client_error() && !status.is_server_error();
    if is_good || is_document(&answer) {
        return Ok(answer.map_into_left_body());
    }
    let (problem, issue) = problem(&answer);
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    let kept = [
        header::ALLOW,
        header::WWW_AUTHENTICATE,
        header::RETRY_AFTER,
        header::SET_COOKIE,
        quota::RATE_LIMIT,
        quota::RATE_LIMIT_POLICY,
    ];
    for (name, value) in answer.headers().iter().filter(|(name, _)| kept.contains(name)) {
        response.append_header((name.clone(), value.clone()));
    }
    let body = if is_fhir(answer.request().path()) {
        response
            .content_type(FHIR_JSON)
            .json(OperationOutcome::of(&problem, issue))
    } else {
        response.content_type("application/problem+json").json(problem)
    };
    Ok(answer.into_response(body).map_into_right_body())
}

/// Whether FHIR is spoken at this address.
pub fn is_fhir(path: &str) -> bool {
    path == "/fhir" || path.starts_with("/fhir/")
}

/// Whether the answer is read as it is: by people, such as that there is no such part of the guide, or by libraries of OAuth,
/// which know errors of their own.
fn is_document<B>(answer: &ServiceResponse<B>) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| {
        [&b"text/html"[..], b"application/json"]
            .iter()
            .any(|known| kind.as_bytes().starts_with(known))
    })
}

fn problem<B>(answer: &ServiceResponse<B>) -> (Problem, IssueType) {
    let error = answer.response().error();
    let failure = error.and_then(|error| error.as_error::<Failure>());
    let (mut problem, issue) = match (failure, error) {
        (Some(failure), _) => {
            failure.log();
            (failure.problem(), failure.issue())
        }
        (None, error) => {
            tracing::debug!(
                status = answer.status().as_u16(),
                cause = error.map(tracing::field::display)
            );
            let kind = Kind::of_status(answer.status());
            (kind.problem(), kind.issue())
        }
    };
    problem.instance = Some(answer.request().path().to_owned());
    problem.request_id = answer
        .request()
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    (problem, issue)
}

/// A header of an answer: name and value.
pub(crate) type NamedValue = (HeaderName, String);
