//! A client over time: its secrets change without a gap, it is revoked, and its use is seen.

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use super::{
    registered, secret,
    tokens::{ask, get, token_of},
};
use crate::harness::{Api, on_each};

async fn token(api: &Api, id: &str, secret: &str) -> Option<String> {
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let reply = ask(api, &form).await;
    (reply.status == 200).then(|| token_of(&reply))
}

async fn client(api: &Api, id: &str) -> (String, Value) {
    let found = api
        .get("lead", &format!("/api/v1/clients/{id}"))
        .await
        .expect(200);
    (found.header("etag").to_owned(), found.json())
}

#[test]
fn secrets_change_without_a_gap() {
    on_each(|api| async move {
        let client_id = registered(&api).await["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v1/clients/{client_id}/secrets");
        let (first_id, first) = secret(&api, &client_id).await;
        let by_first = token(&api, &client_id, &first).await.expect("a token");
        let (_, second) = secret(&api, &client_id).await;
        let third = api.post("lead", &path, json!({})).await.expect(409).json();
        assert!(
            third["detail"].as_str().expect("text").contains("two secrets"),
            "{third}"
        );
        let by_second = token(&api, &client_id, &second).await.expect("a token");
        for token in [&by_first, &by_second] {
            get(&api, token, "/api/v1/me").await.expect(200);
        }
        let (tag, _) = client(&api, &client_id).await;
        let one = format!("{path}/{first_id}");
        api.call("lead", "DELETE", &one).send().await.expect(428);
        api.call("lead", "DELETE", &one)
            .if_match("\"1\"")
            .send()
            .await
            .expect(412);
        api.call("stranger", "DELETE", &one)
            .if_match(&tag)
            .send()
            .await
            .expect(404);
        let left = api
            .call("lead", "DELETE", &one)
            .if_match(&tag)
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(left["secrets"].as_array().map(Vec::len), Some(1));
        // What the revoked secret has given is gone with it, at once.
        get(&api, &by_first, "/api/v1/me").await.expect(401);
        get(&api, &by_second, "/api/v1/me").await.expect(200);
        assert_eq!(token(&api, &client_id, &first).await, None);
        let again = format!("{path}/{first_id}");
        let (tag, _) = client(&api, &client_id).await;
        api.call("lead", "DELETE", &again)
            .if_match(&tag)
            .send()
            .await
            .expect(404);
    });
}

#[test]
fn a_lock_and_fewer_scopes_hold_at_once() {
    on_each(|api| async move {
        let id = registered(&api).await["id"].as_str().expect("an id").to_owned();
        let (_, secret) = secret(&api, &id).await;
        let given = token(&api, &id, &secret).await.expect("a token");
        get(&api, &given, "/api/v1/patients").await.expect(200);
        let put = async |scopes: Value, locked: bool| {
            let (tag, _) = client(&api, &id).await;
            let body = json!({"name": "Radiology", "scopes": scopes, "locked": locked});
            let call = api
                .call("lead", "PUT", &format!("/api/v1/clients/{id}"))
                .if_match(&tag);
            call.json(&body).send().await.expect(200)
        };
        put(json!(["kpis:read"]), false).await;
        get(&api, &given, "/api/v1/patients").await.expect(403);
        put(json!(["kpis:read", "records:read"]), true).await;
        let told = get(&api, &given, "/api/v1/patients").await.expect(401).json();
        assert!(
            told["detail"].as_str().expect("text").contains("locked"),
            "{told}"
        );
        assert_eq!(token(&api, &id, &secret).await, None);
        put(json!(["kpis:read", "records:read"]), false).await;
        get(&api, &given, "/api/v1/patients").await.expect(200);
    });
}

#[test]
fn secrets_expire() {
    on_each(|api| async move {
        let id = registered(&api).await["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v1/clients/{id}/secrets");
        let past = json!({"expires_at": Utc::now() - TimeDelta::minutes(1)});
        let refused = api.post("lead", &path, past).await.expect(422);
        assert_eq!(refused.findings(), "/expires_at value.invalid");
        let soon = json!({"expires_at": Utc::now() + TimeDelta::days(30)});
        let made = api.post("lead", &path, soon).await.expect(201).json();
        assert!(made["client"]["secrets"][0]["expires_at"].is_string(), "{made}");
        let secret = made["client_secret"].as_str().expect("a secret");
        assert!(token(&api, &id, secret).await.is_some());
        // A secret is told once: no later answer has it.
        let (_, seen) = client(&api, &id).await;
        assert!(!seen.to_string().contains(secret), "{seen}");
    });
}

#[test]
fn its_use_and_its_changes_are_seen() {
    on_each(|api| async move {
        let id = registered(&api).await["id"].as_str().expect("an id").to_owned();
        let (_, secret) = secret(&api, &id).await;
        let (_, before) = client(&api, &id).await;
        assert_eq!(
            (&before["last_used_at"], &before["secrets"][0]["last_used_at"]),
            (&Value::Null, &Value::Null)
        );
        let given = token(&api, &id, &secret).await.expect("a token");
        let (_, after) = client(&api, &id).await;
        assert!(
            after["last_used_at"].is_string() && after["secrets"][0]["last_used_at"].is_string(),
            "{after}"
        );
        let record = api.stored().await;
        let path = format!("/api/v1/fractures/{}", record["id"].as_str().expect("an id"));
        get(&api, &given, &path).await.expect(200);
        token(&api, &id, "wrong").await;
        api.shared.registry().flush_reads().expect("written");
        let events = api
            .get("lead", "/api/v1/audit-events?limit=100")
            .await
            .expect(200)
            .json();
        let events: Vec<_> = events["items"]
            .as_array()
            .expect("events")
            .iter()
            .map(|event| {
                let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
                format!("{} {} {}", text("author_kind"), text("action"), text("resource"))
            })
            .collect();
        for expected in [
            "person create client",
            "person create client_secret",
            "machine sign_in client",
            "machine read episode",
            "machine sign_in_failed client",
        ] {
            assert!(
                events.iter().any(|event| event == expected),
                "{expected}: {events:?}"
            );
        }
    });
}

#[test]
fn too_many_requests_are_told_when_to_come_again() {
    on_each(|api| async move {
        let mut refused = ask(&api, "").await;
        while refused.status == 400 {
            refused = ask(&api, "").await;
        }
        assert_eq!(refused.status, 429);
        assert_eq!(refused.header("ratelimit-policy"), "\"token\";q=60;w=60");
        assert!(
            refused.header("ratelimit").starts_with("\"token\";r=0;t="),
            "{}",
            refused.header("ratelimit")
        );
        assert!(
            refused
                .header("retry-after")
                .parse::<u64>()
                .is_ok_and(|seconds| seconds > 0)
        );

        let busy = api.client("BRD", &["kpis:read"]).await;
        let quiet = api.client("BRD", &["records:read"]).await;
        let mut reply = api.get(&busy, "/api/v1/me").await;
        while reply.status == 200 {
            reply = api.get(&busy, "/api/v1/me").await;
        }
        assert_eq!(reply.status, 429);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.header("ratelimit-policy"), "\"client\";q=1000;w=60");
        api.get(&quiet, "/api/v1/me").await.expect(200);
        api.get("lead", "/api/v1/me").await.expect(200);
    });
}
