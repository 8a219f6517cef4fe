//! Records that other systems send: by key, whole or in part, one or many.

mod batches;
mod feed;
mod ownership;

use serde_json::{Value, json};

use crate::{
    harness::{Api, Reply, on_each},
    imports::text,
};

pub const RECORDS: &str = "/api/v1/records";
const MESSAGES: &str = "/api/v1/data-quality/messages";

/// Sends a record.
pub async fn send(api: &Api, method: &str, query: &str, record: &Value) -> Reply {
    api.call("entry", method, &format!("{RECORDS}{query}"))
        .json(record)
        .send()
        .await
}

/// A message of BRD that was refused, made for the call.
pub async fn refused(api: &Api) -> Value {
    let mut record = api.episode();
    record["fracture"]["site"] = json!("elbow");
    send(api, "PUT", "", &record).await.expect(422);
    waiting(api).await[0].clone()
}

/// The refused messages that wait.
pub async fn waiting(api: &Api) -> Vec<Value> {
    let list = api.get("lead", MESSAGES).await.expect(200).json();
    list["items"].as_array().cloned().unwrap_or_default()
}

/// The counts of all days together: received, accepted, created, updated, unchanged, rejected.
pub async fn counts(api: &Api) -> [i64; 6] {
    let summary = api.get("entry", &format!("{RECORDS}/summary")).await.expect(200);
    let total = summary.json()["total"].clone();
    [
        "received",
        "accepted",
        "created",
        "updated",
        "unchanged",
        "rejected",
    ]
    .map(|name| total[name].as_i64().expect("a count"))
}

async fn stored_of(api: &Api, receipt: &Value) -> Value {
    let path = format!("/api/v1/fractures/{}?expand=all", text(&receipt["id"]));
    api.get("entry", &path).await.expect(200).json()
}

#[test]
fn the_same_record_is_created_once_and_then_unchanged() {
    on_each(|api| async move {
        let record = api.episode();
        let created = send(&api, "PUT", "", &record).await.expect(201);
        let tag = created.header("ETag").to_owned();
        let created = created.json();
        assert_eq!(created["outcome"], "created");
        let again = send(&api, "PUT", "", &record).await.expect(200);
        assert_eq!(again.header("ETag"), tag);
        let again = again.json();
        assert_eq!(again["outcome"], "unchanged");
        for name in ["id", "patient_id", "version"] {
            assert_eq!(again[name], created[name], "{name}");
        }
        let mut other = record.clone();
        other["assessment"]["t_score"] = json!(-2.5);
        let updated = send(&api, "PUT", "", &other).await.expect(200).json();
        assert_eq!(updated["outcome"], "updated");
        assert_eq!(
            stored_of(&api, &updated).await["assessment"]["t_score"],
            json!(-2.5)
        );
        // What a document does not name is cleared.
        send(&api, "PUT", "", &record).await.expect(200);
        assert_eq!(
            stored_of(&api, &updated).await["assessment"]["t_score"],
            Value::Null
        );
        assert_eq!(counts(&api).await, [4, 4, 1, 2, 1, 0]);
    });
}

#[test]
fn a_part_changes_what_it_names() {
    on_each(|api| async move {
        let record = api.episode();
        let created = send(&api, "PUT", "", &record).await.expect(201).json();
        let scan = json!({
            "patient": {"nhs_number": record["patient"]["nhs_number"]},
            "fracture": {"diagnosed_on": "2024-03-04"},
            "assessment": {"dxa_on": "2024-04-20", "t_score": -2.7, "bone_therapy": null}
        });
        let patched = send(&api, "PATCH", "", &scan).await.expect(200).json();
        assert_eq!(patched["outcome"], "updated");
        assert_eq!(patched["id"], created["id"]);
        let now = stored_of(&api, &created).await;
        assert_eq!(now["assessment"]["t_score"], json!(-2.7));
        assert_eq!(now["assessment"]["bone_therapy"], Value::Null);
        assert_eq!(now["assessment"]["assessed_on"], "2024-04-01");
        assert_eq!(now["fracture"]["site"], "hip");
        let cleared = json!({
            "patient": scan["patient"], "fracture": scan["fracture"], "assessment": null
        });
        let reply = api
            .call("entry", "PATCH", RECORDS)
            .text("application/merge-patch+json", &cleared.to_string())
            .send()
            .await;
        reply.expect(200);
        assert_eq!(stored_of(&api, &created).await["assessment"], Value::Null);
        let mut unknown = scan.clone();
        unknown["fracture"]["diagnosed_on"] = json!("2024-03-05");
        let reply = send(&api, "PATCH", "", &unknown).await.expect(422);
        assert_eq!(reply.findings(), "/fracture/diagnosed_on episode.unknown");
    });
}

#[test]
fn a_dry_run_says_what_would_be_done() {
    on_each(|api| async move {
        let record = api.episode();
        let dry = send(&api, "PUT", "?dry_run=true", &record)
            .await
            .expect(200)
            .json();
        assert_eq!(
            (&dry["outcome"], &dry["dry_run"]),
            (&json!("created"), &json!(true))
        );
        assert_eq!(dry["id"], Value::Null);
        send(&api, "PUT", "", &record).await.expect(201);
        let dry = send(&api, "PUT", "?dry_run=true", &record)
            .await
            .expect(200)
            .json();
        assert_eq!(dry["outcome"], "unchanged");
        let mut bad = record.clone();
        bad["patient"]["date_of_birth"] = json!("1999-01-01");
        let reply = send(&api, "PUT", "?dry_run=true", &bad).await.expect(422);
        assert_eq!(reply.findings(), "/patient/date_of_birth age.under_50");
        assert_eq!(counts(&api).await, [1, 1, 1, 0, 0, 0]);
        assert_eq!(waiting(&api).await, Vec::<Value>::new());
    });
}

#[test]
fn a_source_number_finds_the_episode_whose_day_is_corrected() {
    on_each(|api| async move {
        let mut record = api.episode();
        record["fracture"]["source_system"] = json!("ward");
        record["fracture"]["source_id"] = json!("F-17");
        let created = send(&api, "PUT", "", &record).await.expect(201).json();
        record["fracture"]["diagnosed_on"] = json!("2024-03-06");
        let moved = send(&api, "PUT", "", &record).await.expect(200).json();
        assert_eq!(
            (&moved["id"], &moved["outcome"]),
            (&created["id"], &json!("updated"))
        );
        record["patient"]["nhs_number"] = json!(api.nhs_number());
        let renumbered = send(&api, "PUT", "", &record).await.expect(200).json();
        assert_eq!(renumbered["patient_id"], created["patient_id"]);
        // The number of another patient is none to be taken in passing.
        let mut other = api.episode();
        other["fracture"]["diagnosed_on"] = json!("2024-06-01");
        send(&api, "PUT", "", &other).await.expect(201);
        record["patient"]["nhs_number"] = other["patient"]["nhs_number"].clone();
        let reply = send(&api, "PUT", "", &record).await.expect(422);
        assert_eq!(reply.findings(), "/patient/nhs_number patient.conflict");
    });
}

#[test]
fn conditions_are_honoured_if_given() {
    on_each(|api| async move {
        let record = api.episode();
        let put = |name: &'static str, value: String| {
            let call = api.call("entry", "PUT", RECORDS).header(name, &value);
            call.json(&record).send()
        };
        put("If-Match", "\"1\"".to_owned()).await.expect(412);
        let created = put("If-None-Match", "*".to_owned()).await.expect(201);
        let tag = created.header("ETag").to_owned();
        let current = put("If-None-Match", "*".to_owned()).await.expect(412).json();
        assert_eq!(format!("\"{}\"", current["current"]["version"]), tag);
        put("If-Match", tag).await.expect(200);
        let path = format!("/api/v1/fractures/{}?expand=all", text(&created.json()["id"]));
        let whole = api.get("entry", &path).await.expect(200);
        put("If-Match", whole.header("ETag").to_owned()).await.expect(200);
        put("If-Match", "*".to_owned()).await.expect(428);
    });
}

/// A hospital's system with its own token leaves what a nurse wrote, and says which answers these are.
#[test]
fn a_client_does_not_overwrite_people() {
    on_each(|api| async move {
        let stored = api.stored().await;
        let mut record = json!({"patient": stored["patient"], "fracture": stored["fracture"]});
        record["fracture"]["site"] = json!("wrist");
        record["fracture"]["smoker"] = json!("no");
        let machine = api.client("BRD", &["records:write", "records:read"]).await;
        let put = |query: &str| {
            let call = api.call(&machine, "PUT", &format!("{RECORDS}{query}"));
            call.json(&record).send()
        };
        let receipt = put("").await.expect(200).json();
        let left = receipt["left"].as_array().cloned().unwrap_or_default();
        assert!(left.contains(&json!("/fracture/site")), "{receipt}");
        assert!(left.contains(&json!("/assessment/dxa")), "{receipt}");
        let whole = stored_of(&api, &stored).await;
        assert_eq!(
            (&whole["fracture"]["site"], &whole["fracture"]["smoker"]),
            (&json!("hip"), &json!("no"))
        );
        assert_eq!(text(&whole["stamps"]["fracture"]["changed_by"]), machine);
        let receipt = put("?overwrite=true").await.expect(200).json();
        assert_eq!(receipt["left"], Value::Null);
        let whole = stored_of(&api, &stored).await;
        assert_eq!(whole["fracture"]["site"], "wrist");
        assert_eq!(whole["assessment"], Value::Null);
    });
}

/// What is wrong with a record, and where.
#[test]
fn faults_are_told_at_their_places() {
    on_each(|api| async move {
        let withdrawn = api.stored().await;
        let path = format!("/api/v1/fractures/{}/withdrawal", text(&withdrawn["id"]));
        api.post("lead", &path, json!({"reason": "entered twice"}))
            .await
            .expect(200);
        let mut back = api.episode();
        back["patient"]["nhs_number"] = withdrawn["patient"]["nhs_number"].clone();
        let changed = |pointer: &str, value: Value| {
            let mut record = api.episode();
            *record.pointer_mut(pointer).expect("a place") = value;
            record
        };
        for (record, expected) in [
            (back, "/fracture/diagnosed_on episode.withdrawn"),
            (
                changed("/fracture/site", json!("elbow")),
                "/fracture/site option.unknown",
            ),
            (
                changed(
                    "/fracture",
                    json!({"diagnosed_on": "2024-03-04", "colour": "blue"}),
                ),
                "/fracture/colour field.unknown",
            ),
            (
                changed("/patient/nhs_number", json!("9434765918")),
                "/patient/nhs_number nhs_number.invalid",
            ),
            (
                changed("/patient", json!({"date_of_birth": "1950-05-01"})),
                "/patient/nhs_number field.required",
            ),
        ] {
            let reply = send(&api, "PUT", "", &record).await.expect(422);
            assert_eq!(reply.findings(), expected, "{record}");
        }
        let mut elsewhere = api.episode();
        elsewhere["service"] = json!("CDF");
        let reply = send(&api, "PUT", "", &elsewhere).await.expect(422);
        assert_eq!(reply.findings(), "/service service.unknown");
        let twice = r#"{"patient": {}, "patient": {}}"#;
        let call = api.call("entry", "PUT", RECORDS).text("application/json", twice);
        let reply = call.send().await.expect(422);
        assert_eq!(reply.findings(), "/patient field.duplicate");
        for body in ["[]", "{", "7"] {
            let call = api.call("entry", "PUT", RECORDS).text("application/json", body);
            let problem = call.send().await.expect(400).json();
            assert_eq!(problem["type"], "/problems/malformed", "{body}");
        }
    });
}

#[test]
fn what_is_refused_waits_until_it_is_put_right() {
    on_each(|api| async move {
        let mut record = api.episode();
        record["fracture"]["site"] = json!("elbow");
        for _ in 0..3 {
            send(&api, "PUT", "", &record).await.expect(422);
        }
        let messages = waiting(&api).await;
        assert_eq!(messages.len(), 1, "the same message waits once");
        assert_eq!(messages[0]["attempts"], 3);
        assert_eq!(messages[0]["sender"], "entry");
        assert_eq!(messages[0]["findings"][0]["code"], "option.unknown");
        let document: Value = serde_json::from_str(text(&messages[0]["document"])).expect("JSON");
        assert_eq!(document, record);
        assert_eq!(counts(&api).await, [3, 0, 0, 0, 0, 3]);

        record["fracture"]["site"] = json!("wrist");
        send(&api, "PUT", "", &record).await.expect(201);
        assert_eq!(waiting(&api).await, Vec::<Value>::new());
        let path = format!("{MESSAGES}/{}", text(&messages[0]["id"]));
        let settled = api.get("lead", &path).await.expect(200).json();
        assert_eq!(settled["settled"]["by"], "entry");

        let second = refused(&api).await;
        let path = format!("{MESSAGES}/{}/settlement", text(&second["id"]));
        let reason = json!({"reason": "no patient of ours"});
        let settled = api.post("entry", &path, reason.clone()).await.expect(200).json();
        assert_eq!(settled["settled"]["reason"], reason["reason"]);
        assert_eq!(waiting(&api).await, Vec::<Value>::new());
        let list = api
            .get("lead", &format!("{MESSAGES}?state=settled"))
            .await
            .expect(200);
        assert_eq!(list.json()["items"].as_array().map(Vec::len), Some(2));
        api.get("stranger", &path.replace("/settlement", ""))
            .await
            .expect(404);
    });
}
