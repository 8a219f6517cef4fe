//! Addresses that no database can look up.

use actix_web::{
    Error,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use crate::problem::Failure;

/// U+0000 as an address has it. No text in a database holds it.
const NUL: &str = "%00";

/// Middleware: what is asked for by a name with U+0000 in it does not exist, and no parameter has it.
///
/// # Errors
/// None of its own: such an address is answered with a failure.
pub async fn refuse_nul<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    match fault(&request) {
        Some(failure) => Ok(request.error_response(failure).map_into_right_body()),
        None => Ok(next.call(request).await?.map_into_left_body()),
    }
}

fn fault(request: &ServiceRequest) -> Option<Failure> {
    if request.uri().path().contains(NUL) {
        return Some(Failure::NotFound);
    }
    let detail = "The address has the character U+0000 after ?. Take it out.";
    let is_asked = request.query_string().contains(NUL);
    is_asked.then(|| Failure::Malformed(detail.to_owned()))
}
