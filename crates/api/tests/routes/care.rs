//! Direct care: contact details, contacts, courses of treatment, notes, letters.

use chrono::Utc;
use serde_json::{Value, json};

use crate::harness::{Api, on_each};

mod apart;
mod history;
mod letters;
mod worklist;

/// A patient of BRD: where their direct care is.
pub async fn patient(api: &Api) -> String {
    let record = api.stored().await;
    format!(
        "/api/v1/patients/{}",
        record["patient_id"].as_str().expect("an id")
    )
}

/// Keeps an entry of any kind in a list and gives its id.
pub async fn entered(api: &Api, list: &str) -> String {
    let body = match list.rsplit('/').next() {
        Some("contacts") => json!({"method": "telephone", "outcome": "no_answer"}),
        Some("treatments") => json!({"drug": "zoledronate"}),
        Some("letters") => {
            let episodes = list.replace("/letters", "/fractures");
            let id = &api.get("entry", &episodes).await.expect(200).json()[0]["id"];
            json!({"template": "assessment_gp", "fracture_id": id})
        }
        _ => json!({"content": "Prefers mornings"}),
    };
    let record = api.post("entry", list, body).await.expect(201).json();
    record["id"].as_str().expect("an id").to_owned()
}

async fn put(api: &Api, path: &str, tag: &str, body: &Value) -> crate::harness::Reply {
    api.call("entry", "PUT", path)
        .if_match(tag)
        .json(body)
        .send()
        .await
}

#[test]
fn contact_details_are_written_whole_under_their_version() {
    on_each(|api| async move {
        let path = format!("{}/contact-details", patient(&api).await);
        api.get("entry", &path).await.expect(204);
        let details = json!({"family_name": " Nowak ", "given_names": "Anna", "telephone": "0113 496 0000", "gp_practice": ""});
        let create = || api.call("entry", "PUT", &path).json(&details);
        create().send().await.expect(428);
        let made = create().header("If-None-Match", "*").send().await.expect(201);
        assert_eq!(made.header("etag"), "\"1\"");
        let known = json!({"family_name": "Nowak", "given_names": "Anna", "telephone": "0113 496 0000"});
        assert_eq!(made.json()["details"], known);
        create().header("If-None-Match", "*").send().await.expect(412);

        let read = api.get("lead", &path).await.expect(200);
        assert_eq!(read.json(), made.json());
        let known_already = api.call("lead", "GET", &path).header("If-None-Match", "\"1\"");
        known_already.send().await.expect(304);

        let same = put(&api, &path, "\"1\"", &known).await.expect(200);
        assert_eq!(same.header("etag"), "\"1\"", "nothing has changed");
        let changed = put(&api, &path, "\"1\"", &json!({"family_name": "Nowak-Smith"}))
            .await
            .expect(200);
        assert_eq!(changed.json()["details"], json!({"family_name": "Nowak-Smith"}));
        let stale = put(&api, &path, "\"1\"", &known).await.expect(412).json();
        assert_eq!(stale["current"], changed.json()["stamp"]);
        assert_eq!(stale["current"]["changed_by"], "entry");
    });
}

#[test]
fn patients_are_found_by_name_by_who_looks_after_them() {
    on_each(|api| async move {
        let path = format!("{}/contact-details", patient(&api).await);
        let details = json!({"family_name": "O'Neill_%", "given_names": "Anna"});
        let create = api.call("entry", "PUT", &path).json(&details);
        create.header("If-None-Match", "*").send().await.expect(201);
        for (who, text, found) in [
            ("entry", "o'nei", 1),
            ("lead", "ANNA", 1),
            ("entry", "O'Neill_%", 1),
            ("entry", "O'Neill%%", 0),
            ("entry", "eill", 0),
            ("stranger", "Anna", 0),
        ] {
            let search = api.post(who, "/api/v1/patients/search", json!({"text": text}));
            let page = search.await.expect(200).json();
            let names: Vec<_> = page["items"].as_array().into_iter().flatten().collect();
            assert_eq!(names.len(), found, "{who} {text}");
            assert!(
                names.iter().all(|patient| patient["name"] == "Anna O'Neill_%"),
                "{page}"
            );
        }
    });
}

#[test]
fn entries_are_kept_changed_and_taken_away() {
    on_each(|api| async move {
        let patient = patient(&api).await;
        for (list, body, other) in [
            (
                "contacts",
                json!({"attempted_at": "2026-01-30T10:15:00Z", "method": "telephone", "outcome": "no_answer", "call_back_on": "2026-02-02"}),
                json!({"attempted_at": "2026-01-30T10:15:00Z", "method": "telephone", "outcome": "reached"}),
            ),
            (
                "treatments",
                json!({"drug": "denosumab", "started_on": "2024-02-01", "last_given_on": "2025-08-01"}),
                json!({"drug": "denosumab", "stopped_on": "2025-09-01", "stop_reason": "rash"}),
            ),
            (
                "notes",
                json!({"content": "Speak to the daughter.\nMornings."}),
                json!({"content": "Speak to the son."}),
            ),
        ] {
            let list = format!("{patient}/{list}");
            let first = api.post("entry", &list, body.clone()).await.expect(201);
            assert_eq!(first.header("etag"), "\"1\"");
            assert_eq!(first.json()["entry"], body);
            let id = first.json()["id"].as_str().expect("an id").to_owned();
            let second = entered(&api, &list).await;
            let page = api
                .get("lead", &format!("{list}?total=true&limit=1"))
                .await
                .expect(200)
                .json();
            assert_eq!(
                (&page["items"][0]["id"], &page["total"]),
                (&json!(second), &json!(2))
            );
            let next = page["next"].as_str().expect("another page");
            let page = api
                .get("lead", &format!("{list}?cursor={next}"))
                .await
                .expect(200)
                .json();
            assert_eq!(page["items"], json!([first.json()]));
            assert_eq!(page["next"], Value::Null);

            let path = format!("{list}/{id}");
            api.call("entry", "PUT", &path)
                .json(&other)
                .send()
                .await
                .expect(428);
            let changed = put(&api, &path, "\"1\"", &other).await.expect(200);
            assert_eq!(
                (changed.header("etag"), &changed.json()["entry"]),
                ("\"2\"", &other)
            );
            let stale = put(&api, &path, "\"1\"", &body).await.expect(412).json();
            assert_eq!(stale["current"], changed.json()["stamp"]);

            // The entry of another patient is not found under this one.
            let elsewhere = format!(
                "{}/{}/{id}",
                self::patient(&api).await,
                list.rsplit('/').next().expect("a kind")
            );
            put(&api, &elsewhere, "\"2\"", &body).await.expect(404);

            let delete = |tag| api.call("entry", "DELETE", &path).if_match(tag).send();
            api.call("entry", "DELETE", &path).send().await.expect(428);
            delete("\"1\"").await.expect(412);
            delete("\"2\"").await.expect(204);
            delete("\"2\"").await.expect(404);
        }
    });
}

#[test]
fn what_cannot_be_is_told_at_its_place() {
    on_each(|api| async move {
        let patient = patient(&api).await;
        for (list, body, expected) in [
            (
                "contacts",
                json!({"method": "pigeon", "outcome": "reached"}),
                "/method value.invalid",
            ),
            ("contacts", json!({"method": "letter"}), " field.required"),
            (
                "contacts",
                json!({"method": "letter", "outcome": "sent", "by": "me"}),
                "/by field.unknown",
            ),
            (
                "contacts",
                json!({"attempted_at": "2026-02-01T00:00:00Z", "method": "letter", "outcome": "sent"}),
                "/attempted_at date.in_future",
            ),
            (
                "contacts",
                json!({"method": "telephone", "outcome": "no_answer", "call_back_on": "2026-01-30"}),
                "/call_back_on date.out_of_order",
            ),
            ("treatments", json!({"drug": "aspirin"}), "/drug value.invalid"),
            (
                "treatments",
                json!({"drug": "denosumab", "started_on": "2026-02-01"}),
                "/started_on date.in_future",
            ),
            (
                "treatments",
                json!({"drug": "denosumab", "stop_reason": "rash"}),
                "/stopped_on field.required",
            ),
            ("notes", json!({"content": " "}), "/content value.invalid"),
            ("notes", json!({"content": "a\u{0}b"}), "/content value.invalid"),
            (
                "notes",
                json!({"content": "x".repeat(5001)}),
                "/content value.invalid",
            ),
        ] {
            let reply = api
                .post("entry", &format!("{patient}/{list}"), body.clone())
                .await
                .expect(422);
            assert_eq!(reply.findings(), expected, "{body}");
        }
        let details = json!({"family_name": "a\tb", "telephone": "1".repeat(101)});
        let path = format!("{patient}/contact-details");
        let call = api.call("entry", "PUT", &path).header("If-None-Match", "*");
        let reply = call.json(&details).send().await.expect(422);
        assert_eq!(
            reply.findings(),
            "/family_name value.invalid\n/telephone value.invalid"
        );
    });
}

#[test]
fn the_next_injection_follows_from_the_last() {
    on_each(|api| async move {
        let list = format!("{}/treatments", patient(&api).await);
        for (body, due_on) in [
            (
                json!({"drug": "denosumab", "last_given_on": "2025-08-31"}),
                json!("2026-02-28"),
            ),
            (
                json!({"drug": "zoledronate", "last_given_on": "2025-08-31"}),
                json!("2026-08-31"),
            ),
            (
                json!({"drug": "denosumab", "last_given_on": "2025-08-31", "next_due_on": "2026-03-05"}),
                json!("2026-03-05"),
            ),
            (
                json!({"drug": "alendronate", "started_on": "2025-08-31"}),
                Value::Null,
            ),
        ] {
            let record = api.post("entry", &list, body.clone()).await.expect(201).json();
            assert_eq!(record["due_on"], due_on, "{body}");
        }
    });
}

#[test]
fn a_contact_without_a_time_is_of_now() {
    on_each(|api| async move {
        let list = format!("{}/contacts", patient(&api).await);
        entered(&api, &list).await;
        let page = api.get("entry", &list).await.expect(200).json();
        let at = page["items"][0]["entry"]["attempted_at"]
            .as_str()
            .expect("a time")
            .to_owned();
        assert!(at.starts_with("2026-01-31T") && at.ends_with('Z'), "{at}");
        assert!(at.parse::<chrono::DateTime<Utc>>().is_ok(), "{at}");
    });
}
