//! `private_key_jwt` (RFC 7523): a client signs who it is by a key whose public part is registered.

use chrono::{DateTime, TimeDelta, Utc};
use flsdb_domain::wire::clients::PublicKey;
use flsdb_store::clients::{Credential, Machine};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    dangerous::insecure_decode_claims,
    decode, decode_header,
    errors::{Error, ErrorKind},
    jwk::{Jwk, ThumbprintHash},
};
use serde::Deserialize;

use super::tokens::{ISSUER, LEEWAY_SECONDS};

/// The longest time for which an assertion may be good.
const LONGEST: TimeDelta = TimeDelta::minutes(5);
const LEEWAY: TimeDelta = TimeDelta::seconds(LEEWAY_SECONDS as i64);
/// Longest id of an assertion, in bytes.
const LONGEST_JTI: usize = 200;

/// An assertion that is good, if it was not used before.
#[derive(Debug)]
pub struct Assertion {
    /// The key that has signed it.
    pub credential: Credential,
    /// Its id.
    pub jti: String,
    /// When it ends.
    pub until: DateTime<Utc>,
}

/// Why an assertion is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssertionFault {
    /// Signed otherwise, or not at all.
    #[error("Sign the assertion by RS256, PS256, ES256 or EdDSA")]
    Algorithm,
    /// No registered key has signed it.
    #[error("No key of the client has signed the assertion. Register the public key, and sign by it")]
    Signature,
    /// It has expired.
    #[error("The assertion has expired. Sign a new one, and check the clock")]
    Expired,
    /// It is not good yet.
    #[error("The assertion is not good yet. Check the clock")]
    TooEarly,
    /// It is good for too long.
    #[error("The assertion is good for more than five minutes. Set exp nearer")]
    TooLong,
    /// It is meant for somebody else.
    #[error("The assertion is meant for somebody else. Set aud to the address of the token endpoint")]
    Audience,
    /// Issuer or subject is not the client.
    #[error("Set iss and sub of the assertion to the client_id")]
    Subject,
    /// It has no id, or one too long.
    #[error("Give the assertion a jti of 1 to 200 characters, another one each time")]
    Id,
    /// Something else about its claims.
    #[error("Give the assertion the claims iss, sub, aud, exp and jti")]
    Claims,
}

#[derive(Deserialize)]
struct Claims {
    exp: i64,
    #[serde(default)]
    jti: String,
}

#[derive(Deserialize)]
struct Subject {
    sub: String,
}

/// Whom an assertion names, before anything of it is believed.
pub fn named(assertion: &str) -> Option<String> {
    let claims: Subject = insecure_decode_claims(assertion).ok()?;
    Some(claims.sub)
}

/// Checks an assertion of a client that is meant for the token endpoint at this address.
///
/// # Errors
/// The first fault.
pub fn check(
    assertion: &str,
    client: &Machine,
    endpoint: &str,
    now: DateTime<Utc>,
) -> Result<Assertion, AssertionFault> {
    let header = decode_header(assertion).map_err(|_| AssertionFault::Algorithm)?;
    let algorithm = name(header.alg).ok_or(AssertionFault::Algorithm)?;
    let validation = validation(header.alg, &client.id, endpoint);
    let is_named = |key: &PublicKey| [&header.kid, &key.kid].contains(&&None) || key.kid == header.kid;
    let fitting = keys(client).filter(|key| key.takes(algorithm) && is_named(key));
    let mut fault = AssertionFault::Signature;
    for jwk in fitting.filter_map(jwk) {
        let read = DecodingKey::from_jwk(&jwk).and_then(|key| decode::<Claims>(assertion, &key, &validation));
        match read {
            Ok(read) => return accept(read.claims, &jwk, now),
            Err(error) => fault = of_error(&error),
        }
    }
    Err(fault)
}

/// The thumbprints of a client's keys.
pub(super) fn thumbprints(client: &Machine) -> impl Iterator<Item = String> {
    keys(client).filter_map(jwk).filter_map(|jwk| thumbprint(&jwk))
}

fn keys(client: &Machine) -> impl Iterator<Item = &PublicKey> {
    client.keys.iter().flat_map(|set| &set.keys)
}

fn jwk(key: &PublicKey) -> Option<Jwk> {
    serde_json::from_value(serde_json::to_value(key).ok()?).ok()
}

fn thumbprint(jwk: &Jwk) -> Option<String> {
    jwk.thumbprint(ThumbprintHash::SHA256).ok()
}

/// The algorithms that are taken, by name.
fn name(algorithm: Algorithm) -> Option<&'static str> {
    match algorithm {
        Algorithm::RS256 => Some("RS256"),
        Algorithm::PS256 => Some("PS256"),
        Algorithm::ES256 => Some("ES256"),
        Algorithm::EdDSA => Some("EdDSA"),
        _ => None,
    }
}

fn validation(algorithm: Algorithm, client: &str, endpoint: &str) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[client]);
    validation.sub = Some(client.to_owned());
    validation.set_audience(&[ISSUER, endpoint]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_nbf = true;
    validation.leeway = LEEWAY_SECONDS;
    validation
}

fn accept(claims: Claims, jwk: &Jwk, now: DateTime<Utc>) -> Result<Assertion, AssertionFault> {
    let until = DateTime::from_timestamp(claims.exp, 0).ok_or(AssertionFault::Claims)?;
    if until - now > LONGEST + LEEWAY {
        return Err(AssertionFault::TooLong);
    }
    if !(1..=LONGEST_JTI).contains(&claims.jti.len()) {
        return Err(AssertionFault::Id);
    }
    Ok(Assertion {
        credential: Credential::Key(thumbprint(jwk).ok_or(AssertionFault::Signature)?),
        jti: claims.jti,
        until: until + LEEWAY,
    })
}

fn of_error(error: &Error) -> AssertionFault {
    match error.kind() {
        ErrorKind::ExpiredSignature => AssertionFault::Expired,
        ErrorKind::ImmatureSignature => AssertionFault::TooEarly,
        ErrorKind::InvalidAudience => AssertionFault::Audience,
        ErrorKind::InvalidIssuer | ErrorKind::InvalidSubject => AssertionFault::Subject,
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::InvalidClaimFormat(_) | ErrorKind::Json(_) => {
            AssertionFault::Claims
        }
        _ => AssertionFault::Signature,
    }
}
