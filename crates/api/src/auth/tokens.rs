//! Access tokens: JWT, HMAC-SHA-256 and nothing else, under the key that `kid` names. Those of clients are for another audience
//! than those of people, so that neither passes for the other.

use std::collections::BTreeSet;

use chrono::Utc;
use flsdb_domain::{
    access::ClientScope,
    wire::{auth::Token, clients::ClientToken},
};
use flsdb_store::clients::Credential;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use super::Keys;
use crate::problem::{Answer, Failure};

/// Seconds for which an access token is good.
pub const ACCESS_SECONDS: u32 = 15 * 60;

/// Who makes the tokens, and for whom an assertion may be meant.
pub(super) const ISSUER: &str = "flsdb";
const PEOPLE: &str = "flsdb-api";
const CLIENTS: &str = "flsdb-api-clients";
/// Seconds by which two clocks may differ.
pub(super) const LEEWAY_SECONDS: u64 = 5;
const KIND: &str = "Bearer";
const REFUSED: Failure =
    Failure::Unauthenticated("The token is not good, or no longer. Refresh it, or sign in again.");

/// Whom a token was made for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bearer {
    /// The account with this id.
    Person(String),
    /// The client with this id.
    Client(String, Pass),
}

/// What the token of a client says besides.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pass {
    scope: String,
    credential: Credential,
}

impl Pass {
    /// For these scopes, got by that.
    pub fn new(scopes: &BTreeSet<ClientScope>, credential: Credential) -> Self {
        Pass {
            scope: ClientScope::join(scopes),
            credential,
        }
    }

    /// What the token may be used for.
    pub fn scopes(&self) -> BTreeSet<ClientScope> {
        ClientScope::split(&self.scope).unwrap_or_default()
    }

    /// By what the client got it.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(flatten)]
    pass: Option<Pass>,
}

/// Makes an access token for an account.
///
/// # Errors
/// Only if the token cannot be written.
pub fn issue(keys: &Keys, user_id: &str) -> Answer<Token> {
    Ok(Token {
        access_token: sign(keys, PEOPLE, user_id, None)?,
        token_type: KIND.to_owned(),
        expires_in: ACCESS_SECONDS,
    })
}

/// Makes an access token for a client.
///
/// # Errors
/// Only if the token cannot be written.
pub fn issue_to_client(keys: &Keys, client_id: &str, pass: Pass) -> Answer<ClientToken> {
    let scope = pass.scope.clone();
    Ok(ClientToken {
        access_token: sign(keys, CLIENTS, client_id, Some(pass))?,
        token_type: KIND.to_owned(),
        expires_in: ACCESS_SECONDS,
        scope,
    })
}

fn sign(keys: &Keys, audience: &str, subject: &str, pass: Option<Pass>) -> Answer<String> {
    let key = keys.signing();
    let now = Utc::now().timestamp();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: audience.to_owned(),
        sub: subject.to_owned(),
        iat: now,
        exp: now + i64::from(ACCESS_SECONDS),
        pass,
    };
    let header = Header {
        kid: Some(key.id.clone()),
        ..Header::new(Algorithm::HS256)
    };
    encode(&header, &claims, &EncodingKey::from_secret(&key.secret)).map_err(Failure::internal)
}

/// Whom a token was made for.
///
/// # Errors
/// Unauthenticated, and never why.
pub(super) fn read(keys: &Keys, token: &str) -> Answer<Bearer> {
    let id = decode_header(token)
        .ok()
        .and_then(|header| header.kid)
        .ok_or(REFUSED)?;
    let key = keys.verifying(&id).ok_or(REFUSED)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[PEOPLE, CLIENTS]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.leeway = LEEWAY_SECONDS;
    let data =
        decode::<Claims>(token, &DecodingKey::from_secret(&key.secret), &validation).map_err(|_| REFUSED)?;
    let Claims { aud, sub, pass, .. } = data.claims;
    match (aud.as_str(), pass) {
        (PEOPLE, None) => Ok(Bearer::Person(sub)),
        (CLIENTS, Some(pass)) => Ok(Bearer::Client(sub, pass)),
        _ => Err(REFUSED),
    }
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
            aud: PEOPLE.to_owned(),
            sub: "u".to_owned(),
            iat: 0,
            exp,
            pass: None,
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

    #[test]
    fn nobody_passes_for_another_kind() {
        let (_folder, keys) = keys();
        let pass = || {
            Pass::new(
                &[ClientScope::KpisRead].into(),
                Credential::Secret("s".to_owned()),
            )
        };
        for (audience, pass, expected) in [
            (PEOPLE, None, Some(Bearer::Person("x".to_owned()))),
            (
                CLIENTS,
                Some(pass()),
                Some(Bearer::Client("x".to_owned(), pass())),
            ),
            (PEOPLE, Some(pass()), None),
            (CLIENTS, None, None),
            ("other", None, None),
        ] {
            let token = sign(&keys, audience, "x", pass).expect("a token");
            assert_eq!(read(&keys, &token).ok(), expected, "{audience}");
        }
    }
}
