//! Events of a hospital's patient index: carried out, checked again, undone.

use serde_json::{Value, json};

use crate::{
    harness::{Api, Reply, on_each},
    imports::text,
};

const EVENTS: &str = "/api/v1/patients/identity-events";

async fn tell(api: &Api, event: Value) -> Reply {
    api.post("entry", EVENTS, event).await
}

/// A death of BRD, told for the call.
pub async fn told(api: &Api) -> Value {
    let record = api.stored().await;
    let event = json!({
        "kind": "deceased", "patient": number(&record), "date_of_death": "2025-12-24"
    });
    tell(api, event).await.expect(201).json()
}

fn number(record: &Value) -> Value {
    json!({"nhs_number": record["patient"]["nhs_number"]})
}

async fn whole(api: &Api, record: &Value) -> Value {
    let path = format!("/api/v1/fractures/{}?expand=all", text(&record["id"]));
    api.get("entry", &path).await.expect(200).json()
}

async fn undo(api: &Api, event: &Value) -> Reply {
    let path = format!("{EVENTS}/{}/undo", text(&event["id"]));
    api.call("entry", "POST", &path).send().await
}

/// An episode of BRD of this day.
async fn stored_on(api: &Api, day: &str) -> Value {
    let mut episode = api.episode();
    episode["fracture"]["diagnosed_on"] = json!(day);
    api.post("entry", "/api/v1/fractures", episode)
        .await
        .expect(201)
        .json()
}

#[test]
fn a_merge_brings_the_episodes_together_and_an_undo_parts_them() {
    on_each(|api| async move {
        let (stays, goes) = (
            stored_on(&api, "2024-03-04").await,
            stored_on(&api, "2024-03-12").await,
        );
        let path = format!("/api/v1/patients/{}", text(&goes["patient_id"]));
        let note = json!({"content": "Deaf"});
        api.post("entry", &format!("{path}/notes"), note)
            .await
            .expect(201);
        let event = json!({"kind": "merge", "patient": number(&stays), "merged": number(&goes)});
        let told = tell(&api, event.clone()).await.expect(201).json();
        assert_eq!(told["episodes"], 1);
        assert_eq!(told["patient_id"], stays["patient_id"]);
        assert_eq!(told["merged_id"], goes["patient_id"]);
        let moved = whole(&api, &goes).await;
        assert_eq!(moved["patient_id"], stays["patient_id"]);
        assert_eq!(moved["patient"], stays["patient"]);
        // They are one person's now, and eight days apart.
        let codes: Vec<&str> = moved["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|f| text(&f["code"]))
            .collect();
        assert!(codes.contains(&"episode.possible_duplicate"), "{codes:?}");
        let gone = api.get("entry", &path).await.expect(200).json();
        assert_eq!(gone["withdrawn"]["by"], "entry");
        let notes = format!("/api/v1/patients/{}/notes", text(&stays["patient_id"]));
        let count = |list: Value| list["items"].as_array().map(Vec::len);
        assert_eq!(count(api.get("entry", &notes).await.expect(200).json()), Some(1));
        tell(&api, event).await.expect(409);

        let undone = undo(&api, &told).await.expect(200).json();
        assert_eq!(undone["undone"]["by"], "entry");
        let back = whole(&api, &goes).await;
        assert_eq!(back["patient"], goes["patient"]);
        assert_eq!(back["patient_id"], goes["patient_id"]);
        assert_eq!(back["findings"], json!([]));
        assert_eq!(count(api.get("entry", &notes).await.expect(200).json()), Some(0));
        assert_eq!(
            count(
                api.get("entry", &format!("{path}/notes"))
                    .await
                    .expect(200)
                    .json()
            ),
            Some(1)
        );
        undo(&api, &told).await.expect(409);

        let elsewhere = api.stored().await;
        for (patient, expected) in [
            (&stays["patient_id"], json!([undone])),
            (&goes["patient_id"], json!([undone])),
            (&elsewhere["patient_id"], json!([])),
        ] {
            let path = format!("{EVENTS}?patient={}", text(patient));
            let list = api.get("entry", &path).await.expect(200).json();
            assert_eq!(list["items"], expected, "{path}");
        }
        let path = format!("{EVENTS}?patient={}", text(&stays["patient_id"]));
        let list = api.get("stranger", &path).await.expect(200).json();
        assert_eq!(list["items"], json!([]));
    });
}

#[test]
fn a_number_is_replaced_and_a_death_is_told() {
    on_each(|api| async move {
        let record = api.stored().await;
        let new = api.nhs_number();
        let event = json!({"kind": "nhs_number_replaced", "patient": number(&record), "nhs_number": new});
        let replaced = tell(&api, event).await.expect(201).json();
        assert_eq!(whole(&api, &record).await["patient"]["nhs_number"], json!(new));
        let patient = json!({"nhs_number": new});
        let event = json!({"kind": "deceased", "patient": patient, "date_of_death": "2024-04-20"});
        let died = tell(&api, event).await.expect(201).json();
        let after = whole(&api, &record).await;
        assert_eq!(after["patient"]["date_of_death"], "2024-04-20");
        // What has a later version is not undone before that is.
        undo(&api, &replaced).await.expect(409);
        undo(&api, &died).await.expect(200);
        assert_eq!(
            whole(&api, &record).await["patient"]["date_of_death"],
            Value::Null
        );
        undo(&api, &replaced).await.expect(409);
        let early = json!({"kind": "deceased", "patient": patient, "date_of_death": "2023-01-01"});
        let reply = tell(&api, early).await.expect(422);
        assert_eq!(reply.findings(), "/patient/date_of_death date.before_diagnosis");
    });
}

/// An event, and what is wrong with it.
#[test]
fn events_that_cannot_be_carried_out_say_why() {
    on_each(|api| async move {
        let (one, same_day) = (api.stored().await, api.stored().await);
        let (one, other) = (number(&one), number(&same_day));
        let nobody = json!({"nhs_number": api.nhs_number()});
        for (event, status, expected) in [
            (
                json!({"kind": "merge", "patient": one}),
                422,
                "/merged field.required",
            ),
            (
                json!({"kind": "deceased", "patient": one}),
                422,
                "/date_of_death field.required",
            ),
            (
                json!({"kind": "nhs_number_replaced", "patient": one}),
                422,
                "/nhs_number field.required",
            ),
            (
                json!({"kind": "lost", "patient": one}),
                422,
                "/kind value.invalid",
            ),
            (
                json!({"kind": "merge", "patient": one, "with": other}),
                422,
                "/with field.unknown",
            ),
            (
                json!({"kind": "deceased", "patient": nobody, "date_of_death": "2025-01-01"}),
                422,
                "/patient patient.unknown",
            ),
            (
                json!({"kind": "merge", "patient": one, "merged": nobody}),
                422,
                "/merged patient.unknown",
            ),
            (json!({"kind": "merge", "patient": one, "merged": other}), 409, ""),
            (json!({"kind": "merge", "patient": one, "merged": one}), 409, ""),
            (
                json!({"kind": "nhs_number_replaced", "patient": one, "nhs_number": other["nhs_number"]}),
                409,
                "",
            ),
        ] {
            let reply = tell(&api, event.clone()).await;
            assert_eq!(
                (reply.status, reply.findings().as_str()),
                (status, expected),
                "{event}"
            );
        }
        let list = api.get("entry", EVENTS).await.expect(200).json();
        assert_eq!(list["items"], json!([]));
    });
}
