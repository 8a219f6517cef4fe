//! One line in the log and one count in the metrics for each request; neither ever holds a query, a body or an
//! identifier: the route's pattern stands for the path.

use std::{
    fmt,
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use tracing::Instrument;
use uuid::Uuid;

use super::Metrics;

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: taken from `X-Request-Id`, if it has the right shape, else made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(X_REQUEST_ID).and_then(|value| value.to_str().ok());
        let taken = given.filter(|text| Self::has_shape(text)).map(str::to_owned);
        RequestId(taken.unwrap_or_else(|| Uuid::now_v7().to_string()))
    }

    /// The id that [`trace`] gave the request; empty outside of it.
    pub fn of_request(request: &HttpRequest) -> String {
        request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    /// 8 to 64 letters, digits, `-`, `_` or `.`, a letter among them: nothing that could forge a line of the log, nor a number
    /// that is a patient's.
    fn has_shape(text: &str) -> bool {
        (8..=64).contains(&text.len())
            && text.bytes().any(|b| b.is_ascii_alphabetic())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who made a request, by the id of the account: put beside the request once it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserId(pub String);

/// Middleware: gives the request its id, then writes line and counts. Who is signed in is told how long the server took.
///
/// # Errors
/// None of its own.
pub async fn trace<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let span = tracing::info_span!("request", id = %id);
    let mut answer = next.call(request).instrument(span.clone()).await?;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        answer.headers_mut().insert(X_REQUEST_ID, value);
    }
    let taken = started.elapsed();
    if answer.request().extensions().contains::<UserId>()
        && let Ok(value) = HeaderValue::from_str(&timing(taken))
    {
        answer.headers_mut().insert(SERVER_TIMING, value);
    }
    span.in_scope(|| note(&answer, taken));
    Ok(answer)
}

/// Milliseconds until the answer was ready, or, if it is sent in pieces, its first.
fn timing(taken: Duration) -> String {
    format!("total;dur={:.2}", taken.as_secs_f64() * 1e3)
}

fn note<B>(answer: &ServiceResponse<B>, duration: Duration) {
    let request = answer.request();
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let (method, status) = (method(request.method()), answer.status().as_u16());
    let extensions = request.extensions();
    let user = extensions.get::<UserId>().map_or("", |user| user.0.as_str());
    tracing::info!(
        method,
        route,
        status,
        milliseconds = duration.as_millis(),
        user,
        "answered"
    );
    if let Some(metrics) = request.app_data::<Data<Metrics>>() {
        metrics.count(method, &route, status, duration);
    }
}

/// The method, if it is a usual one: anybody may send any word as a method, and logs and metrics keep none of those.
fn method(sent: &Method) -> &str {
    match sent.as_str() {
        usual @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => usual,
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings() {
        assert_eq!(timing(Duration::from_micros(2_340)), "total;dur=2.34");
    }

    #[test]
    fn shapes() {
        for (text, valid) in [
            ("0192f0a4-6b2e-7c3d-8e4f-5a6b7c8d9e0f", true),
            ("trace_1.2-3", true),
            ("short", false),
            ("9434765919", false),
            ("with space and more", false),
            ("line\nbreak-line", false),
            (&"x".repeat(65), false),
        ] {
            assert_eq!(RequestId::has_shape(text), valid, "{text:?}");
        }
    }
}
