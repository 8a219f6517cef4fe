//! What anybody may read and send: resources, and asking to take part.

use serde_json::{Value, json};

use crate::harness::{Api, Reply, on_each};

const RESOURCES: &str = "/api/v1/resources";
const REGISTRATIONS: &str = "/api/v1/registrations";
/// The least that is taken for a PDF.
const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

fn leaflet() -> Value {
    json!({
        "title": "Falls: a leaflet (2025)",
        "description": "How to keep steady at home.",
        "audiences": ["patients", "carers"],
        "link": "https://www.example.nhs.uk/falls",
        "dated_on": "2025-06-01"
    })
}

fn request() -> Value {
    json!({
        "service_name": "St Elsewhere's",
        "nation": "wales",
        "contact_name": "Ann Nurse",
        "email": "ann@example.nhs.uk",
        "message": "We see 400 fractures a year.\nWhen can we start?"
    })
}

/// A resource with a document.
pub async fn listed(api: &Api) -> Value {
    let made = api.post("admin", RESOURCES, leaflet()).await.expect(201);
    let tag = made.header("etag").to_owned();
    send_document(api, &id_of(&made.json()), &tag, "application/pdf", PDF)
        .await
        .expect(200)
        .json()
}

/// A request to take part.
pub async fn asked(api: &Api) -> Value {
    api.post("nobody", REGISTRATIONS, request())
        .await
        .expect(201)
        .json()
}

fn id_of(json: &Value) -> String {
    json["id"].as_str().expect("an id").to_owned()
}

async fn send_document(api: &Api, id: &str, tag: &str, kind: &str, bytes: &[u8]) -> Reply {
    let path = format!("{RESOURCES}/{id}/document");
    let call = api.call("admin", "PUT", &path).if_match(tag);
    call.bytes(kind, bytes.to_vec()).send().await
}

async fn titles(api: &Api, query: &str) -> String {
    let page = api.get("nobody", &format!("{RESOURCES}{query}")).await;
    let page = page.expect(200).json();
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let title = |item: &Value| item["details"]["title"].as_str().unwrap_or("?").to_owned();
    items.iter().map(title).collect::<Vec<_>>().join(", ")
}

#[test]
fn anybody_reads_what_an_administrator_keeps() {
    on_each(|api| async move {
        assert_eq!(titles(&api, "").await, "");
        let made = api.post("admin", RESOURCES, leaflet()).await.expect(201);
        let (id, tag) = (id_of(&made.json()), made.header("etag").to_owned());
        let mut guide = leaflet();
        guide["title"] = json!("Guide");
        guide["audiences"] = json!(["professionals"]);
        api.post("admin", RESOURCES, guide).await.expect(201);
        for (query, expected) in [
            ("", "Guide, Falls: a leaflet (2025)"),
            ("?audience=patients", "Falls: a leaflet (2025)"),
            ("?audience=carers", "Falls: a leaflet (2025)"),
            ("?audience=professionals", "Guide"),
            ("?limit=1", "Guide"),
        ] {
            assert_eq!(titles(&api, query).await, expected, "{query}");
        }
        api.get("nobody", &format!("{RESOURCES}?audience=doctors"))
            .await
            .expect(400);

        let path = format!("{RESOURCES}/{id}");
        let change =
            |tag: &str, body: &Value| api.call("admin", "PUT", &path).if_match(tag).json(body).send();
        let mut renamed = leaflet();
        renamed["title"] = json!("Renamed");
        let saved = change(&tag, &renamed).await.expect(200);
        let stale = change(&tag, &renamed).await.expect(412).json();
        assert_eq!(stale["current"]["changed_by"], "admin");
        let known = api.call("nobody", "GET", &path);
        let known = known.header("If-None-Match", saved.header("etag"));
        known.send().await.expect(304);
        api.call("admin", "PUT", &path)
            .json(&renamed)
            .send()
            .await
            .expect(428);
        api.call("admin", "DELETE", &path)
            .if_match(saved.header("etag"))
            .send()
            .await
            .expect(204);
        api.get("nobody", &path).await.expect(404);
        let page = api
            .get("auditor", "/api/v1/audit-events?resource=public_resource")
            .await;
        let events = page.expect(200).json()["items"].clone();
        let actions = events
            .as_array()
            .expect("events")
            .iter()
            .map(|event| event["action"].as_str());
        let actions: Vec<_> = actions.flatten().collect();
        assert_eq!(actions, ["delete", "update", "create", "create"]);
    });
}

#[test]
fn a_resource_leads_nowhere_but_to_the_web() {
    on_each(|api| async move {
        for (member, value, findings) in [
            ("title", json!(" "), "/title value.invalid"),
            ("title", json!("a\nb"), "/title value.invalid"),
            ("description", json!(""), "/description value.invalid"),
            ("audiences", json!([]), "/audiences value.invalid"),
            ("audiences", json!(["doctors"]), "/audiences/0 value.invalid"),
            ("link", json!("javascript:alert(1)"), "/link value.invalid"),
            ("link", json!("java\nscript:alert(1)"), "/link value.invalid"),
            ("link", json!("data:text/html,x"), "/link value.invalid"),
            ("link", json!("https://nhs.uk@example.org"), "/link value.invalid"),
            (
                "link",
                json!("https://e.org/".to_owned() + &"x".repeat(500)),
                "/link value.invalid",
            ),
            ("dated_on", json!("31/01/2026"), "/dated_on value.invalid"),
            ("colour", json!("red"), "/colour field.unknown"),
        ] {
            let mut body = leaflet();
            body[member] = value;
            let reply = api.post("admin", RESOURCES, body).await.expect(422);
            assert_eq!(reply.findings(), findings, "{member}");
        }
        let mut body = leaflet();
        body["link"] = json!("  ");
        let made = api.post("admin", RESOURCES, body).await.expect(201).json();
        assert_eq!(made["details"]["link"], Value::Null);
    });
}

#[test]
fn documents_are_saved_and_never_opened() {
    on_each(|api| async move {
        let listed = listed(&api).await;
        let (id, tag) = (id_of(&listed), format!("\"{}\"", listed["version"]));
        assert_eq!(listed["document_bytes"], PDF.len());
        let path = format!("{RESOURCES}/{id}/document");
        let found = api.get("nobody", &path).await.expect(200);
        assert_eq!(&found.bytes[..], PDF);
        for (name, value) in [
            ("content-type", "application/pdf"),
            (
                "content-disposition",
                "attachment; filename=\"falls_a_leaflet_2025.pdf\"",
            ),
            ("x-content-type-options", "nosniff"),
            ("etag", tag.as_str()),
        ] {
            assert_eq!(found.header(name), value);
        }
        let large = [PDF, &vec![b' '; 5 * 1024 * 1024]].concat();
        for (kind, bytes, status) in [
            ("text/html", PDF, 415),
            ("application/pdf", b"<html>".as_slice(), 422),
            ("application/pdf", b"", 422),
            ("application/pdf", &large, 413),
        ] {
            send_document(&api, &id, &tag, kind, bytes).await.expect(status);
        }
        send_document(&api, &id, "\"1\"", "application/pdf", PDF)
            .await
            .expect(412);
        let bare = api.post("admin", RESOURCES, leaflet()).await.expect(201).json();
        api.get("nobody", &format!("{RESOURCES}/{}/document", id_of(&bare)))
            .await
            .expect(404);
    });
}

#[test]
fn a_service_asks_and_is_answered() {
    on_each(|api| async move {
        let id = id_of(&asked(&api).await);
        let path = format!("{REGISTRATIONS}/{id}");
        let found = api.get("admin", &path).await.expect(200);
        assert_eq!(
            (&found.json()["state"], &found.json()["request"]),
            (&json!("waiting"), &request())
        );
        let decide = |tag: &str, body: Value| {
            let call = api.call("admin", "PUT", &format!("{path}/decision"));
            call.if_match(tag).json(&body).send()
        };
        let tag = found.header("etag").to_owned();
        for reason in [Value::Null, json!("no"), json!("  ")] {
            let refused = decide(&tag, json!({"state": "refused", "reason": reason})).await;
            let findings = refused.expect(422).findings();
            assert!(findings.starts_with("/reason "), "{findings}");
        }
        let refused = decide(&tag, json!({"state": "refused", "reason": "No clinic yet"})).await;
        let refused = refused.expect(200);
        assert_eq!(refused.json()["reason"], "No clinic yet");
        decide(&tag, json!({"state": "accepted"})).await.expect(412);
        let accepted = decide(refused.header("etag"), json!({"state": "accepted"})).await;
        let accepted = accepted.expect(200);
        assert_eq!(
            (&accepted.json()["state"], &accepted.json()["reason"]),
            (&json!("accepted"), &Value::Null)
        );
        for (query, count) in [("", 1), ("?state=accepted", 1), ("?state=waiting", 0)] {
            let page = api
                .get("admin", &format!("{REGISTRATIONS}{query}"))
                .await
                .expect(200);
            assert_eq!(
                page.json()["items"].as_array().map(Vec::len),
                Some(count),
                "{query}"
            );
        }
        let forget = |tag: &str| api.call("admin", "DELETE", &path).if_match(tag).send();
        forget(&tag).await.expect(412);
        forget(accepted.header("etag")).await.expect(204);
        api.get("admin", &path).await.expect(404);
        forget(accepted.header("etag")).await.expect(404);
    });
}

#[test]
fn a_request_is_judged_before_it_is_kept() {
    on_each(|api| async move {
        for (member, value, findings) in [
            ("service_name", json!(""), "/service_name value.invalid"),
            (
                "service_name",
                json!("x".repeat(201)),
                "/service_name value.invalid",
            ),
            ("nation", json!("france"), "/nation value.invalid"),
            ("contact_name", json!("\u{0}"), "/contact_name value.invalid"),
            ("email", json!("ann"), "/email value.invalid"),
            ("message", json!("x".repeat(2001)), "/message value.invalid"),
            ("state", json!("accepted"), "/state field.unknown"),
        ] {
            let mut body = request();
            body[member] = value;
            let reply = api.post("nobody", REGISTRATIONS, body).await.expect(422);
            assert_eq!(reply.findings(), findings, "{member}");
        }
    });
}

#[test]
fn nobody_floods_the_list_of_requests() {
    on_each(|api| async move {
        for _ in 0..60 {
            asked(&api).await;
        }
        let refused = api.post("nobody", REGISTRATIONS, request()).await.expect(429);
        assert!(!refused.header("retry-after").is_empty());
    });
}
