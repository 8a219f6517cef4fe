//! Patients.

use flsdb_domain::{access::Scope, wire::page::Paging};
use flsdb_store::audit::{self, Action};
use serde_json::{Value, json};

use crate::harness::{Api, on_each};

fn patient(number: &str) -> Value {
    json!({"patient": {"nhs_number": number, "date_of_birth": "1950-05-01", "sex": "female"}})
}

async fn created(api: &Api) -> Value {
    api.post("entry", "/api/v1/patients", patient(&api.nhs_number()))
        .await
        .expect(201)
        .json()
}

#[test]
fn a_patient_is_made_read_changed_and_withdrawn() {
    on_each(|api| async move {
        let record = created(&api).await;
        let path = format!("/api/v1/patients/{}", record["id"].as_str().expect("an id"));
        let read = api.get("entry", &path).await.expect(200);
        let tag = read.header("etag").to_owned();
        assert_eq!(tag, format!("\"{}\"", record["stamp"]["version"]));
        assert_eq!(read.json(), record);
        api.call("entry", "GET", &path)
            .header("If-None-Match", &tag)
            .send()
            .await
            .expect(304);

        let mut answers = record["patient"].clone();
        answers["postcode"] = json!("NE19 2BX");
        let changed = api
            .call("entry", "PUT", &path)
            .if_match(&tag)
            .json(&answers)
            .send()
            .await
            .expect(200);
        assert_eq!(changed.json()["patient"], answers);
        let stale = api
            .call("entry", "PUT", &path)
            .if_match(&tag)
            .json(&answers)
            .send()
            .await
            .expect(412)
            .json();
        assert_eq!(stale["current"], changed.json()["stamp"]);
        assert_eq!(stale["current"]["changed_by"], "entry");
        api.call("entry", "PUT", &path)
            .json(&answers)
            .send()
            .await
            .expect(428);

        let withdrawal = format!("{path}/withdrawal");
        let withdrawn = api
            .post("lead", &withdrawal, json!({"reason": "entered twice"}))
            .await
            .expect(200);
        assert_eq!(withdrawn.json()["withdrawn"]["reason"], "entered twice");
        let listed = api.get("lead", "/api/v1/patients").await.expect(200).json();
        assert_eq!(listed["items"], json!([]));
        let tag = withdrawn.header("etag").to_owned();
        let restored = api
            .call("lead", "DELETE", &withdrawal)
            .if_match(&tag)
            .send()
            .await
            .expect(200);
        assert_eq!(restored.json()["withdrawn"], Value::Null);
    });
}

#[test]
fn faults_are_named_at_their_place() {
    on_each(|api| async move {
        for (body, expected) in [
            (
                json!({}),
                "/patient/nhs_number field.required\n/patient/date_of_birth field.required",
            ),
            (
                json!({"patient": {"nhs_number": "9434765918", "date_of_birth": "1950-02-31"}}),
                "/patient/nhs_number nhs_number.invalid\n/patient/date_of_birth date.invalid",
            ),
            (json!({"patient": {}, "nickname": "x"}), "/nickname field.unknown"),
            (
                json!({"service": "CDF", "patient": {}}),
                "/service service.unknown",
            ),
        ] {
            let reply = api
                .post("entry", "/api/v1/patients", body.clone())
                .await
                .expect(422);
            assert_eq!(reply.findings(), expected, "{body}");
        }
        let record = created(&api).await;
        let path = format!("/api/v1/patients/{}", record["id"].as_str().expect("an id"));
        let tag = format!("\"{}\"", record["stamp"]["version"]);
        let bad = json!({"nhs_number": api.nhs_number(), "date_of_birth": "1950-05-01", "sex": "femail"});
        let reply = api
            .call("entry", "PUT", &path)
            .if_match(&tag)
            .json(&bad)
            .send()
            .await
            .expect(422);
        assert_eq!(reply.findings(), "/sex option.unknown");
    });
}

#[test]
fn a_known_key_is_a_conflict() {
    on_each(|api| async move {
        let number = api.nhs_number();
        api.post("entry", "/api/v1/patients", patient(&number))
            .await
            .expect(201);
        api.post("entry", "/api/v1/patients", patient(&number))
            .await
            .expect(409);
        api.post("stranger", "/api/v1/patients", patient(&number))
            .await
            .expect(201);
    });
}

#[test]
fn search_finds_in_ones_own_services_only() {
    on_each(|api| async move {
        let record = created(&api).await;
        let number = record["patient"]["nhs_number"].clone();
        for (who, wanted, found) in [
            ("entry", json!({"nhs_number": number}), 1),
            ("entry", json!({"text": number}), 1),
            ("entry", json!({"text": "1 May 1950"}), 1),
            ("entry", json!({"date_of_birth": "1950-05-02"}), 0),
            ("stranger", json!({"nhs_number": number}), 0),
        ] {
            let page = api
                .post(who, "/api/v1/patients/search", wanted.clone())
                .await
                .expect(200)
                .json();
            assert_eq!(
                page["items"].as_array().map(Vec::len),
                Some(found),
                "{who} {wanted}"
            );
        }
    });
}

#[test]
fn lists_are_paged() {
    on_each(|api| async move {
        for _ in 0..3 {
            created(&api).await;
        }
        let first = api
            .get("entry", "/api/v1/patients?limit=2&total=true")
            .await
            .expect(200)
            .json();
        assert_eq!(
            (first["items"].as_array().map(Vec::len), &first["total"]),
            (Some(2), &json!(3))
        );
        let next = first["next"].as_str().expect("a cursor");
        let second = api
            .get("entry", &format!("/api/v1/patients?limit=2&cursor={next}"))
            .await
            .expect(200)
            .json();
        assert_eq!(
            (second["items"].as_array().map(Vec::len), &second["next"]),
            (Some(1), &Value::Null)
        );
    });
}

#[test]
fn a_change_that_spoils_an_episode_is_refused() {
    on_each(|api| async move {
        let record = api.stored().await;
        let path = format!(
            "/api/v1/patients/{}",
            record["patient_id"].as_str().expect("an id")
        );
        let tag = format!("\"{}\"", record["stamps"]["patient"]["version"]);
        let mut answers = record["patient"].clone();
        answers["date_of_birth"] = json!("1990-01-01");
        let reply = api
            .call("entry", "PUT", &path)
            .if_match(&tag)
            .json(&answers)
            .send()
            .await
            .expect(422);
        assert_eq!(reply.findings(), "/date_of_birth age.under_50");
        assert!(
            reply.json()["findings"][0]["message"]
                .as_str()
                .is_some_and(|text| text.contains("4 March 2024"))
        );
    });
}

#[test]
fn the_same_key_and_body_give_the_first_answer_again() {
    on_each(|api| async move {
        let body = patient(&api.nhs_number());
        let call = |key: &str, body: &Value| {
            api.call("entry", "POST", "/api/v1/patients")
                .header("Idempotency-Key", key)
                .json(body)
        };
        let first = call("a-1", &body).send().await.expect(201);
        let again = call("a-1", &body).send().await.expect(201);
        assert_eq!(
            (again.json(), again.header("etag")),
            (first.json(), first.header("etag"))
        );
        call("a-1", &patient(&api.nhs_number())).send().await.expect(422);
        call("a-2", &body).send().await.expect(409);
        call("a 3", &body).send().await.expect(400);
        call("a-4", &json!({})).send().await.expect(422);
        call("a-4", &patient(&api.nhs_number())).send().await.expect(201);
    });
}

#[test]
fn reads_are_noted_without_identifiers() {
    on_each(|api| async move {
        let record = created(&api).await;
        let id = record["id"].as_str().expect("an id");
        api.get("lead", &format!("/api/v1/patients/{id}"))
            .await
            .expect(200);
        let registry = api.shared.registry();
        registry.flush_reads().expect("written");
        let page = Paging {
            limit: 100,
            ..Paging::default()
        };
        let listed = registry
            .store()
            .read(|r| audit::list(r, &Scope::All, &page))
            .expect("read");
        let reads: Vec<_> = listed
            .items
            .into_iter()
            .filter(|event| event.action == Action::Read)
            .collect();
        assert_eq!(reads.len(), 1);
        assert_eq!(reads[0].reference, Some(registry.store().reference(id)));
        assert!(!reads[0].request_id.is_empty());
    });
}
