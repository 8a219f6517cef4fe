//! The refresh token: random, in a cookie that scripts cannot read, and stored as a hash alone.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::HOST,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::problem::{Answer, Failure};

/// Hours for which a refresh token is good; each refresh begins them anew.
pub const SESSION_HOURS: i64 = 12;

const NAME: &str = "flsdb_refresh";
const PATH: &str = "/api/v1/auth";

/// A refresh token, or the like: a secret that is stored as a hash alone.
pub struct RefreshToken(String);

impl RefreshToken {
    /// A new one of 256 random bits.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn random() -> Answer<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Failure::internal(error.to_string()))?;
        Ok(RefreshToken(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The one that the request brings.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request
            .cookie(NAME)
            .map(|cookie| RefreshToken(cookie.value().to_owned()))
    }

    /// One of this text.
    pub fn from_text(text: String) -> Self {
        RefreshToken(text)
    }

    /// Its text, for those who hand it out by another way than a cookie.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What the store knows of it.
    pub fn hash(&self) -> String {
        Sha256::digest(&self.0)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// The cookie that carries a token; only sent back to the addresses that need it.
pub fn cookie(request: &HttpRequest, token: &RefreshToken) -> Cookie<'static> {
    build(request, token.0.clone(), Duration::hours(SESSION_HOURS))
}

/// The cookie that takes the other one away.
pub fn clear_cookie(request: &HttpRequest) -> Cookie<'static> {
    build(request, String::new(), Duration::ZERO)
}

fn build(request: &HttpRequest, value: String, age: Duration) -> Cookie<'static> {
    let host = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    Cookie::build(NAME, value)
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(!is_loopback(host))
        .max_age(age)
        .finish()
}

/// A browser on the same machine, over plain HTTP: the only one that may do without `Secure`.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback() {
        for (host, loopback) in [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("[::1]:80", true),
            ("[::1]", true),
            ("registry.example.nhs.uk", false),
            ("localhost.example.com:80", false),
            ("", false),
        ] {
            assert_eq!(is_loopback(host), loopback, "{host}");
        }
    }
}
