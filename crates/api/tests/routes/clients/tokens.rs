//! Getting a token, and what it is good for.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{registered, secret};
use crate::harness::{Api, Reply, on_each};

const GRANT: &str = "grant_type=client_credentials";

/// Asks for a token.
pub async fn ask(api: &Api, form: &str) -> Reply {
    let call = api.call("nobody", "POST", "/api/v1/oauth/token");
    call.text("application/x-www-form-urlencoded", form).send().await
}

/// The token of an answer.
pub fn token_of(reply: &Reply) -> String {
    reply.json()["access_token"].as_str().expect("a token").to_owned()
}

/// Reads something by a token.
pub async fn get(api: &Api, token: &str, path: &str) -> Reply {
    let call = api.call("nobody", "GET", path);
    call.header("Authorization", &format!("Bearer {token}"))
        .send()
        .await
}

#[test]
fn a_secret_gives_a_token_of_the_client() {
    on_each(|api| async move {
        let client = registered(&api).await;
        let id = client["id"].as_str().expect("an id");
        let (_, secret) = secret(&api, id).await;
        let form = format!("{GRANT}&client_id={id}&client_secret={secret}&scope=kpis:read");
        let reply = ask(&api, &form).await.expect(200);
        assert_eq!(reply.header("cache-control"), "no-store");
        let told = reply.json();
        assert_eq!(
            (&told["token_type"], &told["expires_in"], &told["scope"]),
            (&json!("Bearer"), &json!(900), &json!("kpis:read"))
        );
        let token = token_of(&reply);
        let me = get(&api, &token, "/api/v1/me").await.expect(200).json();
        assert_eq!((&me["name"], &me["email"]), (&json!("Radiology"), &Value::Null));
        assert_eq!(me["services"], json!([{"code": "BRD", "name": "Service BRD"}]));
        assert_eq!(me["permissions"], json!(["read_pooled_figures", "read_figures"]));
        // What a client uses is no session: it has no cookie, and gets none.
        assert_eq!(reply.header("set-cookie"), "");
        let basic = BASE64_STANDARD.encode(format!("{id}:{secret}"));
        let call = api.call("nobody", "POST", "/api/v1/oauth/token");
        let call = call.header("Authorization", &format!("Basic {basic}"));
        let reply = call
            .text("application/x-www-form-urlencoded", GRANT)
            .send()
            .await
            .expect(200);
        assert_eq!(reply.json()["scope"], "records:read records:write kpis:read");
    });
}

/// What is asked, `ID` and `SECRET` being the client's, and the error.
const FAULTS: &str = "
client_id=ID&client_secret=wrong                               401 invalid_client
client_id=nobody&client_secret=SECRET                          401 invalid_client
client_id=ID                                                   401 invalid_client
client_id=ID&client_secret=SECRET&scope=everything             400 invalid_scope
client_id=ID&client_secret=SECRET&scope=kpis:read+records:read 400 invalid_scope
client_id=ID&client_secret=SECRET&client_id=ID                 400 invalid_request
client_id=ID&client_secret=SECRET&client_assertion=x           400 invalid_request
client_assertion=x.y.z&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer 401 invalid_client
client_assertion=x.y.z&client_assertion_type=jwt               400 invalid_request
";

#[test]
fn faults_are_told_as_oauth_has_them() {
    on_each(|api| async move {
        let body = json!({"service": "BRD", "name": "x", "scopes": ["kpis:read"]});
        let client = api.post("lead", "/api/v1/clients", body).await.expect(201).json();
        let id = client["id"].as_str().expect("an id");
        let (_, secret) = secret(&api, id).await;
        for line in FAULTS.lines().skip(1) {
            let words: Vec<_> = line.split_whitespace().collect();
            let form = words[0].replace("ID", id).replace("SECRET", &secret);
            let reply = ask(&api, &format!("{GRANT}&{form}")).await;
            let told = format!(
                "{} {}",
                reply.status,
                reply.json()["error"].as_str().unwrap_or_default()
            );
            assert_eq!(told, words[1..].join(" "), "{line}");
            assert_eq!(reply.header("cache-control"), "no-store");
            let asks_for_basic = reply.header("www-authenticate").starts_with("Basic");
            assert_eq!(asks_for_basic, reply.status == 401, "{line}");
        }
        for (form, error) in [
            ("", "invalid_request"),
            ("grant_type=password", "unsupported_grant_type"),
        ] {
            assert_eq!(ask(&api, form).await.expect(400).json()["error"], error);
        }
    });
}

/// What a service keeps to look after its patients is for people; what another service has is for nobody else.
#[test]
fn a_client_sees_its_service_alone_and_no_direct_care() {
    on_each(|api| async move {
        let record = api.stored().await;
        let (patient, fracture) = (record["patient_id"].as_str(), record["id"].as_str());
        let (patient, fracture) = (patient.expect("an id"), fracture.expect("an id"));
        let details = format!("/api/v1/patients/{patient}/contact-details");
        let body = json!({"family_name": "Marked-Name", "telephone": "07700900123"});
        let call = api
            .call("entry", "PUT", &details)
            .header("If-None-Match", "*")
            .json(&body);
        call.send().await.expect(201);
        let own = api
            .client("BRD", &["records:read", "records:write", "kpis:read"])
            .await;
        let other = api
            .client("CDF", &["records:read", "records:write", "kpis:read"])
            .await;
        for path in [
            "/api/v1/patients".to_owned(),
            format!("/api/v1/patients/{patient}"),
            format!("/api/v1/patients/{patient}/history"),
            format!("/api/v1/fractures/{fracture}?expand=all"),
            "/api/v1/worklist?service=BRD".to_owned(),
            "/api/v1/exports/records?format=ndjson".to_owned(),
        ] {
            let seen = api.get(&own, &path).await.expect(200);
            let text = String::from_utf8_lossy(&seen.bytes).into_owned();
            assert!(
                !text.contains("Marked-Name") && !text.contains("07700900123"),
                "{path}: {text}"
            );
            if path.contains(patient) || path.contains(fracture) || path.contains("BRD") {
                api.get(&other, &path).await.expect(404);
            }
        }
        api.get(&own, &details).await.expect(403);
    });
}
