//! How many requests are allowed, as the headers of draft-ietf-httpapi-ratelimit-headers tell it.

use std::num::NonZeroU32;

use actix_web::http::header::HeaderName;

use super::NamedValue;

/// `RateLimit`: what is left.
pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// `RateLimit-Policy`: what is allowed.
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// So many requests a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// What is counted, in a word.
    pub name: &'static str,
    /// How many a minute.
    pub per_minute: NonZeroU32,
}

impl Quota {
    /// The headers of a refusal: nothing is left for so many seconds.
    pub(super) fn headers(&self, seconds: u64) -> [NamedValue; 2] {
        let Quota { name, per_minute } = self;
        [
            (RATE_LIMIT_POLICY, format!("\"{name}\";q={per_minute};w=60")),
            (RATE_LIMIT, format!("\"{name}\";r=0;t={seconds}")),
        ]
    }
}
