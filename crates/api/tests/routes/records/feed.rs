//! The feed of changes: whoever follows it, from whichever version and in pages of any size, knows what is stored.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{RECORDS, send};
use crate::{
    harness::{Api, on_each},
    imports::{imported, text},
};

/// What a follower knows: records by id, without those that are withdrawn or removed.
#[derive(Default)]
struct Follower {
    since: String,
    known: BTreeMap<String, Value>,
}

impl Follower {
    /// Reads on to the end, in pages of this size.
    async fn follow(&mut self, api: &Api, limit: u64) {
        let mut last = -1;
        loop {
            let since = match self.since.as_str() {
                "" => String::new(),
                since => format!("&since={since}"),
            };
            let path = format!("{RECORDS}/changes?expand=record&limit={limit}{since}");
            let feed = api.get("entry", &path).await.expect(200).json();
            for item in feed["items"].as_array().expect("items") {
                let version = item["version"].as_i64().expect("a version");
                assert!(last <= version, "in the order of versions");
                last = version;
                let id = text(&item["id"]).to_owned();
                match text(&item["state"]) {
                    "present" => self.known.insert(id, item["record"].clone()),
                    _ => self.known.remove(&id),
                };
            }
            self.since = text(&feed["next"]).to_owned();
            if feed["complete"] == json!(true) {
                assert_eq!(self.since, feed["version"].to_string());
                return;
            }
        }
    }
}

/// Every record as an export has it.
async fn stored(api: &Api) -> Vec<String> {
    let file = api.get("entry", "/api/v1/exports/records?format=ndjson").await;
    let text = String::from_utf8(file.expect(200).bytes.to_vec()).expect("text");
    let mut lines: Vec<String> = text.lines().map(canonical).collect();
    lines.sort();
    lines
}

fn canonical(line: &str) -> String {
    let record: Value = serde_json::from_str(line).expect("JSON");
    record.to_string()
}

async fn withdraw(api: &Api, resource: &str, id: &Value) {
    let path = format!("/api/v1/{resource}/{}/withdrawal", text(id));
    let reason = json!({"reason": "entered twice"});
    api.post("lead", &path, reason).await.expect(200);
}

async fn restore(api: &Api, resource: &str, id: &Value) {
    let path = format!("/api/v1/{resource}/{}", text(id));
    let tag = api
        .get("entry", &path)
        .await
        .expect(200)
        .header("ETag")
        .to_owned();
    let call = api.call("lead", "DELETE", &format!("{path}/withdrawal"));
    call.if_match(&tag).send().await.expect(200);
}

#[test]
fn whoever_follows_knows_what_is_stored() {
    on_each(|api| async move {
        let mut followers: Vec<(u64, Follower)> =
            [1, 2, 500].map(|limit| (limit, Follower::default())).into();
        let mut records = Vec::new();
        for step in 0..8 {
            match step {
                0 | 1 | 4 => {
                    for _ in 0..3 {
                        records.push(send(&api, "PUT", "", &api.episode()).await.expect(201).json());
                    }
                }
                2 => withdraw(&api, "fractures", &records[0]["id"]).await,
                3 => withdraw(&api, "patients", &records[1]["patient_id"]).await,
                5 => restore(&api, "fractures", &records[0]["id"]).await,
                6 => {
                    let whole = format!("/api/v1/patients/{}", text(&records[2]["patient_id"]));
                    let patient = api.get("entry", &whole).await.expect(200);
                    let mut answers = patient.json()["patient"].clone();
                    answers["postcode"] = json!("NE19 2BX");
                    let call = api.call("entry", "PUT", &whole).if_match(patient.header("ETag"));
                    call.json(&answers).send().await.expect(200);
                }
                _ => {
                    let import = imported(&api, "entry", "", format!("{}\n", api.episode()).as_bytes()).await;
                    for (_, follower) in &mut followers {
                        follower.follow(&api, 500).await;
                    }
                    let path = format!("/api/v1/imports/{}/undo", text(&import["id"]));
                    api.post("lead", &path, json!({})).await.expect(200);
                }
            }
            let expected = stored(&api).await;
            for (limit, follower) in &mut followers {
                // One follower comes back after several changes.
                if *limit < 500 || step % 3 == 1 || step == 7 {
                    follower.follow(&api, *limit).await;
                    let mut known: Vec<String> = follower.known.values().map(Value::to_string).collect();
                    known.sort();
                    assert_eq!(known, expected, "step {step}, {limit} at a time");
                }
            }
        }
    });
}

#[test]
fn a_place_that_is_none_is_refused() {
    on_each(|api| async move {
        for (since, status) in [("0", 200), ("999999", 400), ("-1", 400), ("x", 400), ("1.x", 400)] {
            let path = format!("{RECORDS}/changes?since={since}");
            api.get("entry", &path).await.expect(status);
        }
        for limit in ["0", "501", "x"] {
            let path = format!("{RECORDS}/changes?limit={limit}");
            api.get("entry", &path).await.expect(400);
        }
        let several = api.get("admin", &format!("{RECORDS}/changes")).await;
        several.expect(403);
    });
}
