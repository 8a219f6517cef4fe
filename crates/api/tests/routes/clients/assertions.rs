//! `private_key_jwt`: a client signs who it is.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::Utc;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{
    registered,
    tokens::{ask, token_of},
};
use crate::harness::{Api, Reply, on_each};

/// The keys that RFC 7515 (A.2, A.3) and RFC 8037 (A.1) publish, private parts included.
const RSA: &[u8] = include_bytes!("keys/rsa.der");
const EC: &[u8] = include_bytes!("keys/ec.der");
const ED: &[u8] = include_bytes!("keys/ed.der");

fn keys() -> Value {
    json!({"keys": [
        {"kty": "RSA", "kid": "r", "use": "sig", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"},
        {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
        {"kty": "OKP", "kid": "o", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "key_ops": ["verify"]}
    ]})
}

fn signed(algorithm: &str, kid: &str, claims: &Value) -> String {
    let (algorithm, key) = match algorithm {
        "RS256" => (Algorithm::RS256, EncodingKey::from_rsa_der(RSA)),
        "PS256" => (Algorithm::PS256, EncodingKey::from_rsa_der(RSA)),
        "RS512" => (Algorithm::RS512, EncodingKey::from_rsa_der(RSA)),
        "ES256" => (Algorithm::ES256, EncodingKey::from_ec_der(EC)),
        "EdDSA" => (Algorithm::EdDSA, EncodingKey::from_ed_der(ED)),
        "HS256" => (
            Algorithm::HS256,
            EncodingKey::from_secret(b"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
        ),
        other => {
            let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
            return format!("{}.{}.", part(json!({"alg": other})), part(claims.clone()));
        }
    };
    let header = Header {
        kid: Some(kid.to_owned()).filter(|kid| kid != "-"),
        ..Header::new(algorithm)
    };
    encode(&header, claims, &key).expect("signed")
}

async fn ask_by(api: &Api, assertion: &str) -> Reply {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let form =
        format!("grant_type=client_credentials&client_assertion_type={kind}&client_assertion={assertion}");
    ask(api, &form).await
}

async fn with_keys(api: &Api) -> String {
    let client = registered(api).await;
    let id = client["id"].as_str().expect("an id").to_owned();
    let body = json!({"name": "Radiology", "scopes": ["records:write"], "locked": false, "keys": keys()});
    let path = format!("/api/v1/clients/{id}");
    let call = api.call("lead", "PUT", &path).if_match("\"1\"").json(&body);
    call.send().await.expect(200);
    id
}

/// Who signs what: `id` is the client's id, `-` is left out, `exp` is in seconds from now.
const CASES: &str = "
alg    kid  iss    sub    aud        exp   jti  told
RS256  r    id     id     endpoint   60    a    ok
PS256  -    id     id     endpoint   60    b    ok
ES256  x    id     id     endpoint   60    c    ok
EdDSA  o    id     id     flsdb      290   d    ok
EdDSA  o    id     id     several    60    e    ok
EdDSA  o    id     id     endpoint   60    e    used before
EdDSA  r    id     id     endpoint   60    f    No key of the client
EdDSA  o    id     nobody endpoint   60    f    No key of the client
RS512  r    id     id     endpoint   60    f    RS256, PS256, ES256 or EdDSA
HS256  -    id     id     endpoint   60    f    RS256, PS256, ES256 or EdDSA
none   -    id     id     endpoint   60    f    RS256, PS256, ES256 or EdDSA
EdDSA  o    other  id     endpoint   60    f    iss and sub
EdDSA  o    -      id     endpoint   60    f    the claims
EdDSA  o    id     -      endpoint   60    f    the claims
EdDSA  o    id     id     elsewhere  60    f    somebody else
EdDSA  o    id     id     -          60    f    the claims
EdDSA  o    id     id     endpoint   -60   f    has expired
EdDSA  o    id     id     endpoint   600   f    five minutes
EdDSA  o    id     id     endpoint   -     f    the claims
EdDSA  o    id     id     endpoint   60    -    a jti
EdDSA  o    id     id     endpoint   60    f    ok
";

fn claims(id: &str, words: &[&str]) -> Value {
    let endpoint = "http://127.0.0.1:8080/api/v1/oauth/token";
    let party = |word: &str| {
        if word == "id" {
            id.to_owned()
        } else {
            word.to_owned()
        }
    };
    let seconds = words[3].parse::<i64>().ok();
    let all = [
        ("iss", json!(party(words[0]))),
        ("sub", json!(party(words[1]))),
        (
            "aud",
            match words[2] {
                "endpoint" => json!(endpoint),
                "several" => json!(["elsewhere", endpoint]),
                other => json!(other),
            },
        ),
        (
            "exp",
            json!(seconds.map(|seconds| Utc::now().timestamp() + seconds)),
        ),
        ("jti", json!(words[4])),
    ];
    let given = all
        .into_iter()
        .filter(|(_, value)| *value != json!("-") && !value.is_null());
    Value::Object(given.map(|(name, value)| (name.to_owned(), value)).collect())
}

#[test]
fn an_assertion_is_good_once_and_for_us() {
    on_each(|api| async move {
        let id = with_keys(&api).await;
        for line in CASES.lines().skip(2) {
            let words: Vec<_> = line.split_whitespace().collect();
            let assertion = signed(words[0], words[1], &claims(&id, &words[2..]));
            let reply = ask_by(&api, &assertion).await;
            let told = words[7..].join(" ");
            if told == "ok" {
                assert_eq!(reply.expect(200).json()["scope"], "records:write", "{line}");
                continue;
            }
            let json = reply.expect(401).json();
            assert_eq!(json["error"], "invalid_client", "{line}");
            assert!(
                json["error_description"].as_str().expect("text").contains(&told),
                "{line}: {json}"
            );
        }
    });
}

#[test]
fn a_key_that_is_taken_away_ends_its_tokens() {
    on_each(|api| async move {
        let id = with_keys(&api).await;
        let words = ["id", "id", "endpoint", "60", "a"];
        let reply = ask_by(&api, &signed("EdDSA", "o", &claims(&id, &words))).await;
        let token = token_of(&reply.expect(200));
        super::tokens::get(&api, &token, "/api/v1/me").await.expect(200);
        let path = format!("/api/v1/clients/{id}");
        let body = json!({"name": "Radiology", "scopes": ["records:write"], "locked": false});
        let call = api.call("lead", "PUT", &path).if_match("\"2\"").json(&body);
        assert_eq!(call.send().await.expect(200).json()["keys"], Value::Null);
        super::tokens::get(&api, &token, "/api/v1/me").await.expect(401);
    });
}

#[test]
fn private_keys_are_refused_and_public_ones_kept() {
    on_each(|api| async move {
        let id = with_keys(&api).await;
        let stored = api
            .get("lead", &format!("/api/v1/clients/{id}"))
            .await
            .expect(200)
            .json();
        let kept: Vec<_> = stored["keys"]["keys"]
            .as_array()
            .expect("keys")
            .iter()
            .map(|key| &key["kty"])
            .collect();
        assert_eq!(kept, [&json!("RSA"), &json!("EC"), &json!("OKP")]);
        let mut private = keys();
        private["keys"][2]["d"] = json!("x");
        let body = json!({"service": "BRD", "name": "x", "scopes": ["kpis:read"], "keys": private});
        let refused = api.post("lead", "/api/v1/clients", body).await.expect(422);
        assert_eq!(refused.findings(), "/keys/keys/2 value.invalid");
    });
}
