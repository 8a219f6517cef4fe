//! Episodes.

use serde_json::{Value, json};

use crate::harness::on_each;

fn id(record: &Value) -> String {
    record["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_whole_episode_is_made_and_read() {
    on_each(|api| async move {
        let sent = api.episode();
        let created = api
            .post("entry", "/api/v1/fractures", sent.clone())
            .await
            .expect(201)
            .json();
        let path = format!("/api/v1/fractures/{}", id(&created));
        let read = api.get("entry", &format!("{path}?expand=all")).await.expect(200);
        for section in ["patient", "fracture", "assessment"] {
            assert_eq!(read.json()[section], sent[section], "{section}");
        }
        assert_eq!(read.json()["follow_up_16"], Value::Null);
        let tag = read.header("etag").to_owned();
        api.call("entry", "GET", &format!("{path}?expand=all"))
            .header("If-None-Match", &tag)
            .send()
            .await
            .expect(304);
        let alone = api.get("entry", &path).await.expect(200).json();
        assert_eq!(alone["fracture"], sent["fracture"]);
        let listed = api.get("entry", "/api/v1/fractures").await.expect(200).json();
        assert_eq!(listed["items"], json!([alone]));
    });
}

#[test]
fn a_known_patient_is_taken_and_contradictions_are_refused() {
    on_each(|api| async move {
        let mut episode = api.episode();
        let first = api
            .post("entry", "/api/v1/fractures", episode.clone())
            .await
            .expect(201)
            .json();
        api.post("entry", "/api/v1/fractures", episode.clone())
            .await
            .expect(409);
        episode["fracture"]["diagnosed_on"] = json!("2025-03-04");
        episode["assessment"] = json!({});
        episode["patient"]["sex"] = json!("male");
        let refused = api
            .post("entry", "/api/v1/fractures", episode.clone())
            .await
            .expect(422);
        assert_eq!(refused.findings(), "/patient/sex patient.conflict");
        episode["patient"]["sex"] = Value::Null;
        episode["patient"]["postcode"] = json!("NE19 2BX");
        let second = api
            .post("entry", "/api/v1/fractures", episode)
            .await
            .expect(201)
            .json();
        assert_eq!(second["patient_id"], first["patient_id"]);
        assert_eq!(
            (&second["patient"]["sex"], &second["patient"]["postcode"]),
            (&json!("female"), &json!("NE19 2BX"))
        );
    });
}

#[test]
fn every_fault_is_found_at_once_and_warnings_are_kept() {
    on_each(|api| async move {
        let mut episode = api.episode();
        episode["patient"]["nhs_number"] = json!("9434765918");
        episode["fracture"]["diagnosed_on"] = json!("2030-01-01");
        episode["assessment"]["t_score"] = json!("x");
        let reply = api.post("entry", "/api/v1/fractures", episode).await.expect(422);
        let errors: Vec<String> = reply.findings().lines().map(str::to_owned).collect();
        for expected in [
            "/patient/nhs_number nhs_number.invalid",
            "/fracture/diagnosed_on date.in_future",
            "/assessment/t_score number.invalid",
        ] {
            assert!(
                errors.iter().any(|found| found == expected),
                "{expected} is not in {errors:?}"
            );
        }
        let mut odd = api.episode();
        odd["fracture"]["first_contact_on"] = json!("2024-03-01");
        let stored = api
            .post("entry", "/api/v1/fractures", odd)
            .await
            .expect(201)
            .json();
        assert_eq!(stored["findings"][0]["code"], "contact.before_diagnosis");
        assert_eq!(stored["findings"][0]["pointer"], "/fracture/first_contact_on");
    });
}

#[test]
fn a_section_is_made_changed_and_taken_away() {
    on_each(|api| async move {
        let record = api.stored().await;
        let path = format!("/api/v1/fractures/{}/follow-ups/16", id(&record));
        let answers = json!({"followed_up": "yes", "followed_up_on": "2024-06-10"});
        api.get("entry", &path).await.expect(404);
        api.call("entry", "PUT", &path)
            .json(&answers)
            .send()
            .await
            .expect(428);
        let make = || {
            api.call("entry", "PUT", &path)
                .header("If-None-Match", "*")
                .json(&answers)
        };
        let made = make().send().await.expect(201);
        make().send().await.expect(412);
        let tag = made.header("etag").to_owned();
        assert_eq!(
            api.get("entry", &path).await.expect(200).json()["answers"],
            answers
        );
        let bad = json!({"followed_up": "yes", "followed_up_on": "2024-01-01", "therapy": "aspirin"});
        let refused = api
            .call("entry", "PUT", &path)
            .if_match(&tag)
            .json(&bad)
            .send()
            .await
            .expect(422);
        assert_eq!(
            refused.findings(),
            "/followed_up_on date.before_diagnosis\n/followed_up_on follow_up_16.outside_window\n/therapy option.unknown"
        );
        let less = json!({"followed_up": "declined"});
        let changed = api
            .call("entry", "PUT", &path)
            .if_match(&tag)
            .json(&less)
            .send()
            .await
            .expect(200);
        assert_eq!(changed.json()["answers"], less);
        api.call("entry", "DELETE", &path)
            .if_match(&tag)
            .send()
            .await
            .expect(412);
        let tag = changed.header("etag").to_owned();
        api.call("entry", "DELETE", &path)
            .if_match(&tag)
            .send()
            .await
            .expect(204);
        api.get("entry", &path).await.expect(404);
    });
}

#[test]
fn a_fracture_is_changed_and_withdrawn() {
    on_each(|api| async move {
        let record = api.stored().await;
        let path = format!("/api/v1/fractures/{}", id(&record));
        let tag = format!("\"{}\"", record["stamps"]["fracture"]["version"]);
        let answers = json!({"diagnosed_on": "2024-03-05", "site": "spine"});
        let changed = api
            .call("entry", "PUT", &path)
            .if_match(&tag)
            .json(&answers)
            .send()
            .await
            .expect(200);
        assert_eq!(changed.json()["fracture"], answers);
        let withdrawal = format!("{path}/withdrawal");
        api.post("lead", &withdrawal, json!({"reason": "x"}))
            .await
            .expect(422);
        let withdrawn = api
            .post("lead", &withdrawal, json!({"reason": "wrong patient"}))
            .await
            .expect(200);
        let tag = withdrawn.header("etag").to_owned();
        api.call("entry", "PUT", &path)
            .if_match(&tag)
            .json(&answers)
            .send()
            .await
            .expect(409);
        let of_patient = format!(
            "/api/v1/patients/{}/fractures",
            record["patient_id"].as_str().expect("an id")
        );
        for (query, listed) in [("", 0), ("?withdrawn=false", 0), ("?withdrawn=true", 1)] {
            let found = api
                .get("entry", &format!("{of_patient}{query}"))
                .await
                .expect(200);
            let found = found.json();
            assert_eq!(found.as_array().map(Vec::len), Some(listed), "{query}");
            if listed == 1 {
                assert_eq!(found[0]["withdrawn"]["reason"], "wrong patient");
            }
        }
        api.call("lead", "DELETE", &withdrawal)
            .if_match(&tag)
            .send()
            .await
            .expect(200);
        assert_eq!(
            api.get("entry", &path).await.expect(200).json()["withdrawn"],
            Value::Null
        );
    });
}

#[test]
fn the_kpis_of_an_episode_say_why() {
    on_each(|api| async move {
        let record = api.stored().await;
        let path = format!(
            "/api/v1/fractures/{}/kpis?set=fls-db&as_of=2026-01-31",
            id(&record)
        );
        let found = api.get("entry", &path).await.expect(200).json();
        assert_eq!(found.as_array().map(Vec::len), Some(11));
        assert_eq!(
            (&found[3]["kpi"], &found[3]["outcome"]),
            (&json!("4"), &json!("met"))
        );
        assert!(
            found
                .as_array()
                .is_some_and(|all| all.iter().all(|one| one["sentence"].is_string()))
        );
        api.get("entry", &path.replace("fls-db", "unknown"))
            .await
            .expect(400);
    });
}

#[test]
fn a_patient_gets_another_fracture() {
    on_each(|api| async move {
        let record = api.stored().await;
        let path = format!(
            "/api/v1/patients/{}/fractures",
            record["patient_id"].as_str().expect("an id")
        );
        api.post(
            "entry",
            &path,
            json!({"diagnosed_on": "2025-03-04", "site": "wrist"}),
        )
        .await
        .expect(201);
        let refused = api
            .post(
                "entry",
                &path,
                json!({"diagnosed_on": "1990-03-04", "site": "elbow"}),
            )
            .await
            .expect(422);
        assert!(
            refused.findings().contains("/site option.unknown"),
            "{}",
            refused.findings()
        );
        let listed = api.get("entry", &path).await.expect(200).json();
        let days: Vec<&str> = listed
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["fracture"]["diagnosed_on"].as_str())
            .collect();
        assert_eq!(days, ["2025-03-04", "2024-03-04"]);
    });
}
