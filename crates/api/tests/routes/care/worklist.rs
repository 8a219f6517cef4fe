//! Call-backs and injections on the worklist.

use serde_json::{Value, json};

use super::patient;
use crate::harness::{Api, on_each};

async fn worklist(api: &Api, who: &str, query: &str) -> Value {
    let path = format!("/api/v1/worklist{query}");
    api.get(who, &path).await.expect(200).json()
}

async fn contact(api: &Api, patient: &str, at: &str, call_back_on: Option<&str>) -> String {
    let body = json!({
        "attempted_at": at, "method": "telephone", "outcome": "no_answer", "call_back_on": call_back_on
    });
    let record = api
        .post("entry", &format!("{patient}/contacts"), body)
        .await
        .expect(201)
        .json();
    record["id"].as_str().expect("an id").to_owned()
}

fn id(patient: &str) -> &str {
    patient.rsplit('/').next().expect("an id")
}

#[test]
fn a_call_back_stands_until_there_is_a_later_contact() {
    on_each(|api| async move {
        let (anna, berta) = (patient(&api).await, patient(&api).await);
        let named = json!({"family_name": "Nowak", "given_names": "Anna"});
        let details = format!("{anna}/contact-details");
        let create = api
            .call("entry", "PUT", &details)
            .header("If-None-Match", "*")
            .json(&named);
        create.send().await.expect(201);
        contact(&api, &anna, "2026-01-20T10:00:00Z", Some("2026-02-03")).await;
        contact(&api, &berta, "2026-01-21T10:00:00Z", Some("2026-01-29")).await;
        // Entered later, but of an earlier day.
        contact(&api, &anna, "2026-01-10T10:00:00Z", None).await;
        let found = worklist(&api, "entry", "").await;
        assert_eq!(found["counts"]["call_backs"], 2);
        let lines: Vec<String> = found["call_backs"]
            .as_array()
            .expect("call-backs")
            .iter()
            .map(|c| format!("{} {} {}", c["patient_id"], c["call_back_on"], c["days_left"]))
            .collect();
        assert_eq!(
            lines,
            [
                format!("\"{}\" \"2026-01-29\" -2", id(&berta)),
                format!("\"{}\" \"2026-02-03\" 3", id(&anna)),
            ]
        );
        let first = &found["call_backs"][1];
        assert_eq!(first["patient"]["family_name"], "Nowak");
        assert_eq!(first["patient"]["date_of_birth"], "1950-05-01");
        assert_eq!(
            first["last_contact"],
            json!({"attempted_at": "2026-01-20T10:00:00Z", "method": "telephone", "outcome": "no_answer"})
        );

        let later = contact(&api, &anna, "2026-01-30T10:00:00Z", None).await;
        assert_eq!(worklist(&api, "lead", "").await["counts"]["call_backs"], 1);
        let path = format!("{anna}/contacts/{later}");
        api.call("entry", "DELETE", &path)
            .if_match("\"1\"")
            .send()
            .await
            .expect(204);
        assert_eq!(worklist(&api, "lead", "").await["counts"]["call_backs"], 2);
        // Those of other services are theirs.
        assert_eq!(worklist(&api, "stranger", "").await["counts"]["call_backs"], 0);

        let withdrawal = format!("{anna}/withdrawal");
        api.post("lead", &withdrawal, json!({"reason": "entered twice"}))
            .await
            .expect(200);
        assert_eq!(worklist(&api, "lead", "").await["counts"]["call_backs"], 1);
    });
}

#[test]
fn injections_come_in_the_order_of_harm() {
    on_each(|api| async move {
        for course in [
            json!({"drug": "denosumab", "last_given_on": "2025-06-01"}),
            json!({"drug": "denosumab", "last_given_on": "2025-07-20"}),
            json!({"drug": "zoledronate", "last_given_on": "2024-06-01"}),
            json!({"drug": "denosumab", "last_given_on": "2025-08-20"}),
            json!({"drug": "denosumab", "last_given_on": "2025-12-20"}),
            json!({"drug": "denosumab", "last_given_on": "2025-06-01", "stopped_on": "2025-12-01"}),
            json!({"drug": "alendronate", "started_on": "2025-06-01"}),
        ] {
            let list = format!("{}/treatments", patient(&api).await);
            api.post("entry", &list, course).await.expect(201);
        }
        let found = worklist(&api, "entry", "?limit=1").await;
        assert_eq!(found["counts"]["injections"], 4);
        let lines: Vec<String> = found["injections"]
            .as_array()
            .expect("injections")
            .iter()
            .map(|i| {
                format!(
                    "{} {} {} {}",
                    i["drug"], i["due_on"], i["days_left"], i["urgency"]
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                r#""denosumab" "2025-12-01" -61 "harmfully_late""#,
                r#""denosumab" "2026-01-20" -11 "late""#,
                r#""zoledronate" "2025-06-01" -244 "late""#,
                r#""denosumab" "2026-02-20" 20 "due""#,
            ]
        );
        // They stand on the first page alone.
        let next = found["next"].as_str().expect("another page");
        let second = worklist(&api, "entry", &format!("?limit=1&cursor={next}")).await;
        assert_eq!(
            (&second["injections"], &second["counts"]["injections"]),
            (&Value::Null, &json!(4))
        );
    });
}

#[test]
fn nobody_who_has_died_is_called_or_injected() {
    on_each(|api| async move {
        let mut episodes = Vec::new();
        for (name, member) in [
            ("assessment", json!({"outcome": "died"})),
            ("follow_up_16", json!({"followed_up": "died"})),
        ] {
            let mut episode = api.episode();
            episode[name] = member;
            episodes.push(episode);
        }
        let mut episode = api.episode();
        episode["patient"]["date_of_death"] = json!("2025-12-01");
        episodes.push(episode);
        for episode in episodes {
            let record = api
                .post("entry", "/api/v1/fractures", episode)
                .await
                .expect(201)
                .json();
            let patient = format!(
                "/api/v1/patients/{}",
                record["patient_id"].as_str().expect("an id")
            );
            contact(&api, &patient, "2026-01-20T10:00:00Z", Some("2026-02-03")).await;
            let course = json!({"drug": "denosumab", "last_given_on": "2025-06-01"});
            api.post("entry", &format!("{patient}/treatments"), course)
                .await
                .expect(201);
        }
        let counts = &worklist(&api, "entry", "").await["counts"];
        assert_eq!(
            (&counts["call_backs"], &counts["injections"]),
            (&json!(0), &json!(0))
        );
    });
}

#[test]
fn tasks_name_their_patients() {
    on_each(|api| async move {
        let mut episode = api.episode();
        episode["assessment"] = json!({});
        episode["fracture"]["diagnosed_on"] = json!("2025-12-15");
        let record = api
            .post("entry", "/api/v1/fractures", episode)
            .await
            .expect(201)
            .json();
        let patient = format!(
            "/api/v1/patients/{}",
            record["patient_id"].as_str().expect("an id")
        );
        contact(&api, &patient, "2026-01-20T10:00:00Z", None).await;
        let item = worklist(&api, "entry", "").await["items"][0].clone();
        assert_eq!(item["patient"]["nhs_number"], record["patient"]["nhs_number"]);
        assert_eq!(item["last_contact"]["outcome"], "no_answer");
    });
}
