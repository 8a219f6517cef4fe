//! Access tokens: JWT, HMAC-SHA-256 and nothing else, under the key that `kid` names.

use chrono::Utc;
use flsdb_domain::wire::auth::Token;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use super::Keys;
use crate::problem::{Answer, Failure};

/// Seconds for which an access token is good.
pub const ACCESS_SECONDS: u32 = 15 * 60;

const ISSUER: &str = "flsdb";
const AUDIENCE: &str = "flsdb-api";
const LEEWAY_SECONDS: u64 = 5;
const REFUSED: Failure =
    Failure::Unauthenticated("The token is not good, or no longer. Refresh it, or sign in again.");

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
}

/// Makes an access token for an account.
///
/// # Errors
/// Only if the token cannot be written.
pub fn issue(keys: &Keys, user_id: &str) -> Answer<Token> {
    let key = keys.signing();
    let now = Utc::now().timestamp();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: user_id.to_owned(),
        iat: now,
        exp: now + i64::from(ACCESS_SECONDS),
    };
    let header = Header {
        kid: Some(key.id.clone()),
        ..Header::new(Algorithm::HS256)
    };
    let text = encode(&header, &claims, &EncodingKey::from_secret(&key.secret)).map_err(Failure::internal)?;
    Ok(Token {
        access_token: text,
        token_type: "Bearer".to_owned(),
        expires_in: ACCESS_SECONDS,
    })
}

/// The id of the account that a token was made for.
///
/// # Errors
/// Unauthenticated, and never why.
pub(super) fn read(keys: &Keys, token: &str) -> Answer<String> {
    let id = decode_header(token)
        .ok()
        .and_then(|header| header.kid)
        .ok_or(REFUSED)?;
    let key = keys.verifying(&id).ok_or(REFUSED)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.leeway = LEEWAY_SECONDS;
    let data =
        decode::<Claims>(token, &DecodingKey::from_secret(&key.secret), &validation).map_err(|_| REFUSED)?;
    Ok(data.claims.sub)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::open(&folder.path().join("keys")).expect("keys");
        (folder, keys)
    }

    fn token(header: &Header, exp: i64, issuer: &str, secret: &[u8]) -> String {
        let claims = Claims {
            iss: issuer.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: "u".to_owned(),
            iat: 0,
            exp,
        };
        encode(header, &claims, &EncodingKey::from_secret(secret)).expect("a token")
    }

    #[test]
    fn only_our_own_tokens_are_good() {
        let (_folder, keys) = keys();
        let key = keys.signing();
        let header = |algorithm, kid: &str| Header {
            kid: Some(kid.to_owned()),
            ..Header::new(algorithm)
        };
        let good = header(Algorithm::HS256, &key.id);
        let future = Utc::now().timestamp() + 60;
        let past = Utc::now().timestamp() - 60;
        let cases = [
            ("good", token(&good, future, ISSUER, &key.secret), true),
            ("expired", token(&good, past, ISSUER, &key.secret), false),
            ("issuer", token(&good, future, "other", &key.secret), false),
            ("secret", token(&good, future, ISSUER, &[0; 32]), false),
            (
                "kid",
                token(&header(Algorithm::HS256, "other"), future, ISSUER, &key.secret),
                false,
            ),
            (
                "no kid",
                token(&Header::new(Algorithm::HS256), future, ISSUER, &key.secret),
                false,
            ),
            (
                "algorithm",
                token(&header(Algorithm::HS512, &key.id), future, ISSUER, &key.secret),
                false,
            ),
            ("no token", "a.b.c".to_owned(), false),
        ];
        for (name, token, is_good) in cases {
            assert_eq!(read(&keys, &token).is_ok(), is_good, "{name}");
        }
    }
}
