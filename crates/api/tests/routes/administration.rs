//! Accounts, services and audit events.

use serde_json::{Value, json};

use crate::{
    harness::{Api, PASSWORD, Reply, on_each},
    imports::text,
};

/// A new account that the lead of BRD may change.
pub async fn made(api: &Api) -> Value {
    let body = json!({"email": format!("u{}@example.org", api.nhs_number()), "name": "Una",
        "grants": [{"role": "data_entry", "services": ["BRD"]}]});
    api.post("admin", "/api/v1/users", body).await.expect(201).json()["user"].clone()
}

async fn id_of(api: &Api, name: &str) -> String {
    let list = api.get("admin", "/api/v1/users").await.expect(200).json();
    let users = list["items"].as_array().cloned().unwrap_or_default();
    let user = users.iter().find(|user| user["name"] == name);
    text(&user.expect("a user")["id"]).to_owned()
}

async fn change(api: &Api, who: &str, id: &str, body: Value) -> Reply {
    let path = format!("/api/v1/users/{id}");
    let tag = api.get(who, &path).await;
    let call = api.call(who, "PUT", &path).if_match(tag.header("etag"));
    call.json(&body).send().await
}

async fn sign_in(api: &Api, email: &str, password: &str) -> u16 {
    let body = json!({"email": email, "password": password});
    api.post("nobody", "/api/v1/auth/login", body).await.status
}

#[test]
fn an_account_is_made_with_a_link_that_is_good_once() {
    on_each(|api| async move {
        let new = json!({"email": "Una@Example.org", "name": "Una", "grants": [{"role": "data_entry", "services": ["BRD"]}]});
        let made = api
            .post("lead", "/api/v1/users", new.clone())
            .await
            .expect(201)
            .json();
        let user = &made["user"];
        assert_eq!(
            (&user["email"], &user["has_password"]),
            (&json!("una@example.org"), &json!(false))
        );
        api.post("lead", "/api/v1/users", new).await.expect(409);
        let token = text(&made["link"]["path"])
            .split_once('#')
            .expect("a fragment")
            .1
            .to_owned();
        let set = |token: &str, password: &str| {
            let body = json!({"token": token, "password": password});
            api.post("nobody", "/api/v1/auth/password", body)
        };
        for (token, password, findings) in [
            (token.as_str(), "short", "/password value.invalid"),
            (&token, "aaaaaaaaaaaaaa", "/password value.invalid"),
            (&token, "una-has-a-password", "/password password.weak"),
            ("another", "correct horse battery", "/token link.expired"),
        ] {
            assert_eq!(
                set(token, password).await.expect(422).findings(),
                findings,
                "{password}"
            );
        }
        set(&token, "a new horse battery").await.expect(204);
        set(&token, "a new horse battery").await.expect(422);
        assert_eq!(sign_in(&api, "una@example.org", "a new horse battery").await, 200);

        let path = format!("/api/v1/users/{}/password-link", text(&user["id"]));
        let reset = api.call("lead", "POST", &path).send().await.expect(200).json();
        assert_eq!(reset["user"]["has_password"], false);
        assert_eq!(sign_in(&api, "una@example.org", "a new horse battery").await, 401);
    });
}

#[test]
fn other_grants_and_locks_hold_at_once_and_end_sessions() {
    on_each(|api| async move {
        let id = id_of(&api, "entry").await;
        let login = json!({"email": "entry@example.org", "password": PASSWORD});
        let opened = api.post("nobody", "/api/v1/auth/login", login).await.expect(200);
        let cookie = opened
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        api.get("entry", "/api/v1/patients").await.expect(200);
        let body = |role: &str, locked: bool| json!({"name": "entry", "locked": locked, "grants": [{"role": role, "services": ["BRD"]}]});
        change(&api, "lead", &id, body("service_manager", false))
            .await
            .expect(200);
        api.get("entry", "/api/v1/patients").await.expect(403);
        let refresh = api
            .call("nobody", "POST", "/api/v1/auth/refresh")
            .header("cookie", &cookie);
        refresh.send().await.expect(401);

        change(&api, "lead", &id, body("service_manager", true))
            .await
            .expect(200);
        api.get("entry", "/api/v1/me").await.expect(401);
        assert_eq!(sign_in(&api, "entry@example.org", PASSWORD).await, 401);
        change(&api, "lead", &id, body("service_manager", false))
            .await
            .expect(200);
        api.get("entry", "/api/v1/me").await.expect(200);
    });
}

#[test]
fn who_changes_whom() {
    on_each(|api| async move {
        let grants = |role: &str, services: &[&str]| json!([{"role": role, "services": services}]);
        for (who, name, role, services, status, told) in [
            ("lead", "entry", "service_manager", &["BRD"][..], 200, ""),
            (
                "lead",
                "entry",
                "data_entry",
                &["CDF"],
                422,
                "/grants/0/role grant.refused",
            ),
            (
                "lead",
                "entry",
                "national_administrator",
                &[],
                422,
                "/grants/0/role grant.refused",
            ),
            (
                "lead",
                "regional",
                "data_entry",
                &["BRD"],
                409,
                "beyond your services",
            ),
            ("lead", "stranger", "data_entry", &["BRD"], 404, ""),
            ("lead", "admin", "data_entry", &["BRD"], 404, ""),
            (
                "admin",
                "regional",
                "data_entry",
                &["XYZ"],
                422,
                "/grants/0/services service.unknown",
            ),
            (
                "admin",
                "regional",
                "data_entry",
                &[],
                422,
                "/grants/0/role grant.refused",
            ),
            (
                "admin",
                "analyst",
                "integration_client",
                &["BRD"],
                422,
                "/grants/0/role grant.refused",
            ),
            (
                "admin",
                "admin",
                "auditor",
                &[],
                409,
                "last national administrator",
            ),
            ("admin", "stranger", "national_administrator", &[], 200, ""),
            ("admin", "admin", "auditor", &[], 200, ""),
        ] {
            let id = id_of(&api, name).await;
            let body = json!({"name": name, "locked": false, "grants": grants(role, services)});
            let mut reply = change(&api, who, &id, body).await;
            if reply.status == 428 || reply.status == 412 {
                reply = api.get(who, &format!("/api/v1/users/{id}")).await;
            }
            let said = format!("{} {}", reply.findings(), text(&reply.json()["detail"]));
            assert_eq!(reply.status, status, "{who} {name} {role}: {said}");
            assert!(said.contains(told), "{who} {name} {role}: {said}");
        }
    });
}

#[test]
fn nobody_locks_themselves_out() {
    on_each(|api| async move {
        let id = id_of(&api, "lead").await;
        let body = json!({"name": "lead", "locked": true, "grants": [{"role": "clinical_lead", "services": ["BRD"]}]});
        let refused = change(&api, "lead", &id, body).await.expect(409).json();
        assert!(text(&refused["detail"]).contains("your own account"), "{refused}");
    });
}

#[test]
fn services_and_their_hips_are_changed_under_one_version() {
    on_each(|api| async move {
        let new =
            json!({"code": "NEW", "details": {"name": "New service", "nation": "wales", "region": "Powys"}});
        let made = api
            .post("admin", "/api/v1/services", new.clone())
            .await
            .expect(201);
        api.post("admin", "/api/v1/services", new).await.expect(409);
        let put = |path: &str, tag: &str, body: Value| {
            api.call("admin", "PUT", &format!("/api/v1/services/{path}"))
                .if_match(tag)
                .json(&body)
                .send()
        };
        let first = made.header("etag").to_owned();
        let hips = json!({"hip_fractures": [{"year": 2024, "count": 412}, {"year": 2023, "count": 400}]});
        let counted = put("NEW/hip-fractures", &first, hips).await.expect(200);
        assert_eq!(
            counted.json()["hip_fractures"][0],
            json!({"year": 2023, "count": 400})
        );
        let details = json!({"name": "Renamed", "nation": "wales"});
        let stale = put("NEW", &first, details.clone()).await.expect(412).json();
        assert_eq!(stale["current"]["changed_by"], "admin");
        let renamed = put("NEW", counted.header("etag"), details).await.expect(200);
        assert_eq!(
            (&renamed.json()["name"], &renamed.json()["region"]),
            (&json!("Renamed"), &Value::Null)
        );
        let tag = renamed.header("etag").to_owned();
        assert_eq!(api.get("entry", "/api/v1/services/NEW").await.header("etag"), tag);
        for (hips, findings) in [
            (
                json!([{"year": 2024, "count": 1}, {"year": 2024, "count": 2}]),
                "/hip_fractures/1/year year.twice",
            ),
            (
                json!([{"year": 2027, "count": 1}]),
                "/hip_fractures/0/year number.out_of_range",
            ),
            (
                json!([{"year": 2024, "count": 99999}]),
                "/hip_fractures/0/count number.out_of_range",
            ),
        ] {
            let reply = put("NEW/hip-fractures", &tag, json!({ "hip_fractures": hips })).await;
            assert_eq!(reply.expect(422).findings(), findings);
        }
        put("XYZ", "\"1\"", json!({"name": "x", "nation": "wales"}))
            .await
            .expect(404);
    });
}

#[test]
fn audit_events_are_filtered_and_scoped() {
    on_each(|api| async move {
        api.stored().await;
        let id = id_of(&api, "entry").await;
        let found = |who: &'static str, query: String| {
            let api = api.clone();
            async move {
                let page = api
                    .get(who, &format!("/api/v1/audit-events{query}"))
                    .await
                    .expect(200)
                    .json();
                page["items"].as_array().cloned().unwrap_or_default()
            }
        };
        let created = found("lead", "?action=create&resource=episode".to_owned()).await;
        assert_eq!(created.len(), 1, "{created:?}");
        assert_eq!(
            (&created[0]["author"], &created[0]["service"]),
            (&json!("entry"), &json!("BRD"))
        );
        for (query, count) in [
            (format!("?author={id}&resource=patient"), 1),
            ("?author=none".to_owned(), 0),
            ("?end=2020-01-01".to_owned(), 0),
            ("?start=2020-01-01&resource=episode".to_owned(), 1),
        ] {
            assert_eq!(found("auditor", query.clone()).await.len(), count, "{query}");
        }
        assert_eq!(found("stranger", "?resource=episode".to_owned()).await.len(), 0);
        for query in [
            "?action=none",
            "?resource=none",
            "?start=x",
            "?limit=0",
            "?color=red",
        ] {
            api.get("auditor", &format!("/api/v1/audit-events{query}"))
                .await
                .expect(400);
        }
    });
}
