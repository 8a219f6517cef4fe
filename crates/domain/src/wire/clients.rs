//! Clients: the systems of a hospital, their secrets and their public keys.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use super::problem::Stamp;
use crate::{ServiceCode, access::ClientScope};

/// Most secrets of a client that are good at a time: two, so that one takes the place of the other without a gap.
pub const MOST_SECRETS: usize = 2;

/// Members of a JWK that only its owner may know (RFC 7518, 6.2.2, 6.3.2 and 6.4).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
/// Base64 characters of an RSA modulus of 2048 and of 4096 bits.
const MODULUS: std::ops::RangeInclusive<usize> = 342..=684;

/// A client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Client {
    /// Its id: the `client_id` of OAuth 2.
    pub id: String,
    /// The service for which it acts.
    pub service: ServiceCode,
    /// Name as shown.
    pub name: String,
    /// What it may be used for.
    pub scopes: BTreeSet<ClientScope>,
    /// Its public keys, by which it may sign instead of giving a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeySet>,
    /// Its secrets, the newest first; those that have expired, too, until another one is made.
    pub secrets: Vec<ClientSecret>,
    /// Whether it is locked: no token of it is good.
    pub locked: bool,
    /// When it was used last, within a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<DateTime<Utc>>,
    /// Version and who changed it last.
    pub stamp: Stamp,
}

/// A secret of a client; what it is was told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientSecret {
    /// Its id; not the secret.
    pub id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// It is good until then; if absent, until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    /// When a token was asked for with it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A client to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewClient {
    /// The service for which it acts, for good.
    pub service: ServiceCode,
    /// Name as shown, for instance `Radiology system`.
    #[validate(length(min = 1, max = 100, message = "Give the name, of 100 characters at most"))]
    pub name: String,
    /// What it may be used for.
    #[validate(length(min = 1, message = "Say what it may do: give at least one scope"))]
    pub scopes: BTreeSet<ClientScope>,
    /// Its public keys, if it is to sign instead of giving a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub keys: Option<KeySet>,
}

/// What a client shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientChange {
    /// Name as shown.
    #[validate(length(min = 1, max = 100, message = "Give the name, of 100 characters at most"))]
    pub name: String,
    /// What it may be used for.
    #[validate(length(min = 1, message = "Say what it may do: give at least one scope"))]
    pub scopes: BTreeSet<ClientScope>,
    /// Its public keys; absent to take them away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub keys: Option<KeySet>,
    /// Whether it is locked: all its tokens stop working at once.
    pub locked: bool,
}

/// A secret to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewClientSecret {
    /// It is good until then; if absent, until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A secret that was just made.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientWithSecret {
    /// The client, with its secrets.
    pub client: Client,
    /// Id of the new one.
    pub secret_id: String,
    /// The secret itself, told only here.
    pub client_secret: String,
}

/// The access token of a client (RFC 6749, 5.1).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientToken {
    /// JWT for the header `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds until the token expires.
    pub expires_in: u32,
    /// What it may be used for, joined by spaces.
    pub scope: String,
}

/// Why a client gets no token (RFC 6749, 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenRefusal {
    /// `invalid_request`, `invalid_client`, `unsupported_grant_type` or `invalid_scope`.
    pub error: String,
    /// What to do about it.
    pub error_description: String,
}

/// Public keys, as a JWKS document (RFC 7517).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeySet {
    /// The keys.
    #[validate(length(min = 1, max = 5, message = "Give 1 to 5 keys"), nested)]
    pub keys: Vec<PublicKey>,
}

/// A public key: RSA of 2048 to 4096 bits, elliptic curve P-256, or Ed25519.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[validate(schema(function = "check_key"))]
pub struct PublicKey {
    /// `RSA`, `EC` or `OKP`.
    pub kty: String,
    /// Name of the key, which an assertion's header may give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 200, message = "Give a kid of 200 characters at most"))]
    pub kid: Option<String>,
    /// The only algorithm it is used with; if absent, any that fits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `sig`, if given.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// The curve: `P-256` or `Ed25519`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// First coordinate of the point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Second coordinate of the point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Modulus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// Exponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// Other members, which are not kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub other: BTreeMap<String, serde_json::Value>,
}

impl KeySet {
    /// What is wrong with the first key that cannot be used.
    pub fn fault(&self) -> Option<&'static str> {
        self.keys.iter().find_map(PublicKey::fault)
    }
}

impl PublicKey {
    /// The algorithms of JWS (RFC 7518) by which it may sign; none for a key of another kind.
    pub fn algorithms(&self) -> &'static [&'static str] {
        match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", _) => &["RS256", "PS256"],
            ("EC", Some("P-256")) => &["ES256"],
            ("OKP", Some("Ed25519")) => &["EdDSA"],
            _ => &[],
        }
    }

    /// Whether it may be used with the algorithm.
    pub fn takes(&self, algorithm: &str) -> bool {
        self.algorithms().contains(&algorithm) && self.alg.as_deref().is_none_or(|alg| alg == algorithm)
    }

    fn fault(&self) -> Option<&'static str> {
        let has = |value: &Option<String>, lengths: std::ops::RangeInclusive<usize>| {
            let text = value.as_deref().unwrap_or_default();
            let in_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            lengths.contains(&text.len()) && text.bytes().all(in_alphabet)
        };
        let coordinate = 43..=43;
        let is_whole = match self.kty.as_str() {
            "RSA" => has(&self.n, MODULUS) && has(&self.e, 2..=8),
            "EC" => has(&self.x, coordinate.clone()) && has(&self.y, coordinate),
            _ => has(&self.x, coordinate),
        };
        if PRIVATE_MEMBERS.iter().any(|name| self.other.contains_key(*name)) {
            Some(
                "This is a private key. Give its public part alone, and make a new key: this one has been sent",
            )
        } else if self.algorithms().is_empty() {
            Some("Give an RSA key, an EC key with the curve P-256, or an OKP key with the curve Ed25519")
        } else if !is_whole {
            Some("The numbers of the key are not whole. Give RSA keys of 2048 to 4096 bits")
        } else if self.alg.as_deref().is_some_and(|alg| !self.takes(alg)) {
            Some("The key does not fit its alg. Give RS256, PS256, ES256 or EdDSA")
        } else if self.usage.as_deref().is_some_and(|usage| usage != "sig") {
            Some("The key is not for signing. Give one with the use sig")
        } else {
            None
        }
    }
}

fn check_key(key: &PublicKey) -> Result<(), ValidationError> {
    match key.fault() {
        Some(message) => Err(ValidationError::new("key").with_message(message.into())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn fault(key: Value) -> String {
        let key: PublicKey = serde_json::from_value(key).expect("a key");
        key.fault().unwrap_or_default().to_owned()
    }

    #[test]
    fn keys() {
        let x = "a".repeat(43);
        let n = "a".repeat(342);
        for (key, expected) in [
            (json!({"kty": "OKP", "crv": "Ed25519", "x": x}), ""),
            (
                json!({"kty": "EC", "crv": "P-256", "x": x, "y": x, "use": "sig", "x5t": "z"}),
                "",
            ),
            (json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "PS256"}), ""),
            (
                json!({"kty": "RSA", "n": n, "e": "AQAB", "d": "x"}),
                "private key",
            ),
            (json!({"kty": "oct", "k": "x"}), "private key"),
            (json!({"kty": "EC", "crv": "P-384", "x": x, "y": x}), "P-256"),
            (json!({"kty": "EC", "crv": "P-256", "x": x}), "not whole"),
            (json!({"kty": "RSA", "n": "a".repeat(171), "e": "AQAB"}), "2048"),
            (
                json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "HS256"}),
                "does not fit",
            ),
            (
                json!({"kty": "OKP", "crv": "Ed25519", "x": x, "use": "enc"}),
                "not for signing",
            ),
        ] {
            let told = fault(key.clone());
            assert!(
                told.contains(expected) && told.is_empty() == expected.is_empty(),
                "{key}: {told}"
            );
        }
    }
}
