//! Submissions: what changed out, what was rejected back.

mod rejects;

use flsdb_domain::opt_out::Deployment;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    harness::{Api, Call, Reply, on_each, on_each_deployed},
    imports::text,
    opt_out::checked,
};

const SUBMISSIONS: &str = "/api/v1/submissions";

/// A submission of BRD that is open: the one that there is, or a new one.
pub async fn open(api: &Api) -> Value {
    let listed = api.get("lead", SUBMISSIONS).await.expect(200).json();
    let items = listed["items"].as_array().cloned().unwrap_or_default();
    if let Some(open) = items.into_iter().find(|item| item["state"] == "open") {
        return open;
    }
    api.stored().await;
    checked(api, "lead", &[]).await;
    start(api, "lead", "January").await.expect(201).json()
}

async fn start(api: &Api, who: &str, name: &str) -> Reply {
    let new = json!({"name": name, "layout": "fls-db"});
    api.post(who, SUBMISSIONS, new).await
}

fn path(run: &Value, part: &str) -> String {
    format!("{SUBMISSIONS}/{}{part}", text(&run["id"]))
}

async fn file(api: &Api, run: &Value, part: &str) -> String {
    let reply = api.get("lead", &path(run, part)).await.expect(200);
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    String::from_utf8(reply.bytes.to_vec()).expect("text")
}

/// A call that changes the run as it was read.
fn changing(api: &Api, run: &Value, method: &str, part: &str) -> Call {
    let tag = format!("\"{}\"", run["stamp"]["version"]);
    api.call("lead", method, &path(run, part)).if_match(&tag)
}

async fn accept(api: &Api, run: &Value) -> Value {
    let call = changing(api, run, "POST", "/acceptance");
    call.send().await.expect(200).json()
}

async fn reject(api: &Api, run: &Value, list: &str) -> Reply {
    let call = changing(api, run, "POST", "/rejects");
    call.text("text/csv", list).send().await
}

/// Changes the site of a record of BRD.
async fn change(api: &Api, record: &Value) {
    let path = format!("/api/v1/fractures/{}", text(&record["id"]));
    let stored = api.get("entry", &path).await.expect(200);
    let mut fracture = stored.json()["fracture"].clone();
    fracture["site"] = json!("wrist");
    let put = api.call("entry", "PUT", &path).if_match(stored.header("etag"));
    put.json(&fracture).send().await.expect(200);
}

async fn withdraw(api: &Api, record: &Value) {
    let path = format!("/api/v1/fractures/{}/withdrawal", text(&record["id"]));
    api.post("lead", &path, json!({"reason": "entered twice"}))
        .await
        .expect(200);
}

fn number(record: &Value) -> String {
    text(&record["patient"]["nhs_number"]).to_owned()
}

/// The counts that are not 0.
fn counts(run: &Value) -> String {
    let counts = run["counts"].as_object().expect("counts");
    let told = counts.iter().filter(|(_, count)| **count != json!(0));
    let mut told: Vec<String> = told.map(|(kind, count)| format!("{kind} {count}")).collect();
    told.sort();
    told.join(", ")
}

fn sha256(content: &str) -> String {
    let digest = Sha256::digest(content);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_changed_goes_out_and_what_was_rejected_goes_again() {
    on_each(|api| async move {
        let mut records = [api.stored().await, api.stored().await, api.stored().await];
        records.sort_by_key(number);
        let [first, second, out] = records;
        checked(&api, "lead", &[&number(&out)]).await;
        let run = start(&api, "lead", " January ").await.expect(201).json();
        assert_eq!(counts(&run), "new 2, opted_out 1");
        assert_eq!((&run["name"], &run["state"]), (&json!("January"), &json!("open")));
        assert_eq!(run["send_by"], "2026-02-21");

        let sent = file(&api, &run, "/records").await;
        let lines: Vec<&str> = sent.lines().collect();
        assert!(lines[0].starts_with("1.01 NHSNumber,1.02 DateOfBirth,"), "{sent}");
        assert!(lines[1].starts_with(&number(&first)), "{sent}");
        assert!(lines[2].starts_with(&number(&second)), "{sent}");
        assert_eq!(lines.len(), 3);
        assert_eq!(run["records"], json!({"rows": 2, "digest": sha256(&sent)}));
        let deletions = file(&api, &run, "/deletions").await;
        assert_eq!(run["deletions"], json!({"rows": 0, "digest": sha256(&deletions)}));

        // What changes meanwhile is not in the file, which stays as it was sent.
        change(&api, &first).await;
        assert_eq!(file(&api, &run, "/records").await, sent);
        let rejected = reject(&api, &run, "row,reason\n3,No such hospital\n").await;
        let rejected = rejected.expect(200).json();
        assert_eq!(rejected["rejects"]["rows"], 1);
        let accepted = accept(&api, &rejected).await;
        assert_eq!(accepted["state"], "accepted");
        assert_eq!(accepted["stamp"]["version"], 3);

        withdraw(&api, &first).await;
        let next = start(&api, "lead", "February").await.expect(201).json();
        assert_eq!(counts(&next), "deletions 1, new 1, opted_out 1");
        let sent = file(&api, &next, "/records").await;
        assert!(
            sent.lines()
                .nth(1)
                .is_some_and(|line| line.starts_with(&number(&second)))
        );
        assert_eq!(
            file(&api, &next, "/deletions").await,
            format!(
                "1.01 NHSNumber,1.09 Date Index Frac Diagnosed,LocalRecordNumber\n{},2024-03-04,\n",
                number(&first)
            )
        );
        accept(&api, &next).await;
        let last = start(&api, "lead", "March").await.expect(201).json();
        assert_eq!(counts(&last), "opted_out 1, unchanged 1");
        let names = api.get("lead", SUBMISSIONS).await.expect(200).json();
        let names: Vec<&str> = names["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| text(&item["name"]))
            .collect();
        assert_eq!(names, ["March", "February", "January"]);
    });
}

#[test]
fn rows_are_kept_until_a_later_submission_is_accepted() {
    on_each(|api| async move {
        let run = open(&api).await;
        let accepted = accept(&api, &run).await;
        let held = api.get("lead", &path(&run, "")).await.expect(200);
        let next = open(&api).await;
        assert_eq!(file(&api, &run, "/records").await.lines().count(), 2);
        let registry = api.shared.registry();
        let forget = || {
            let upkeep = registry.system("upkeep", "");
            registry
                .store()
                .write(&upkeep, flsdb_store::submissions::forget_superseded)
                .expect("forgotten")
        };
        assert_eq!(forget(), 0);
        accept(&api, &next).await;
        for part in ["/records", "/deletions"] {
            let gone = api.get("lead", &path(&run, part)).await.expect(409).json();
            assert!(text(&gone["detail"]).contains("deleted"), "{gone}");
        }
        let mut without = accepted.clone();
        for file in ["records", "deletions"] {
            without.as_object_mut().expect("a run").remove(file);
        }
        let known = api
            .call("lead", "GET", &path(&run, ""))
            .header("If-None-Match", held.header("etag"));
        assert_eq!(known.send().await.expect(200).json(), without, "the counts stay");
        assert_eq!(forget(), 1);
        file(&api, &next, "/records").await;
    });
}

#[test]
fn submissions_that_are_not_started() {
    on_each(|api| async move {
        for (body, expected) in [
            (json!({"name": "x", "layout": "none"}), "/layout layout.unknown"),
            (json!({"name": " ", "layout": "fls-db"}), "/name value.invalid"),
            (
                json!({"name": "a\u{0}b", "layout": "fls-db"}),
                "/name value.invalid",
            ),
            (json!({"layout": "fls-db"}), " field.required"),
            (
                json!({"name": "x", "layout": "fls-db", "service": "CDF"}),
                "/service service.unknown",
            ),
            (
                json!({"name": "x", "layout": "fls-db", "all": true}),
                "/all field.unknown",
            ),
        ] {
            let reply = api.post("lead", SUBMISSIONS, body.clone()).await.expect(422);
            assert_eq!(reply.findings(), expected, "{body}");
        }
        let unchecked = start(&api, "lead", "x").await.expect(409).json();
        assert!(
            text(&unchecked["detail"]).contains("POST opt-out-checks"),
            "{unchecked}"
        );
        let run = open(&api).await;
        let second = start(&api, "lead", "x").await.expect(409).json();
        assert!(text(&second["detail"]).contains(text(&run["id"])), "{second}");
    });
}

#[test]
fn a_submission_ends_once() {
    on_each(|api| async move {
        let run = open(&api).await;
        let without = api.call("lead", "POST", &path(&run, "/acceptance"));
        without.send().await.expect(428);
        let rejected = reject(&api, &run, "row,reason\n2,x\n").await.expect(200).json();
        for (method, part) in [("POST", "/acceptance"), ("DELETE", ""), ("POST", "/rejects")] {
            let stale = changing(&api, &run, method, part).text("text/csv", "row,reason\n");
            stale.send().await.expect(412);
        }
        let gone = changing(&api, &rejected, "DELETE", "").send().await.expect(200);
        let gone = gone.json();
        assert_eq!(
            (&gone["state"], &gone["records"]),
            (&json!("abandoned"), &Value::Null)
        );
        for (method, part) in [("POST", "/acceptance"), ("DELETE", ""), ("POST", "/rejects")] {
            let again = changing(&api, &gone, method, part).text("text/csv", "row,reason\n");
            let told = again.send().await.expect(409).json();
            assert!(text(&told["detail"]).contains("abandoned"), "{told}");
        }
        api.get("lead", &path(&run, "/records")).await.expect(409);
        let next = start(&api, "lead", "x").await.expect(201).json();
        assert_eq!(next["counts"], run["counts"], "as if it had never been made");
    });
}

#[test]
fn one_key_starts_one_submission() {
    on_each(|api| async move {
        checked(&api, "lead", &[]).await;
        let new = json!({"name": "x", "layout": "fls-db", "service": "BRD"});
        let mut answers = Vec::new();
        for _ in 0..2 {
            let call = api
                .call("lead", "POST", SUBMISSIONS)
                .header("Idempotency-Key", "january");
            let reply = call.json(&new).send().await.expect(201);
            assert_eq!(reply.header("etag"), "\"1\"");
            answers.push(reply.json());
        }
        assert_eq!(answers[0], answers[1]);
    });
}

#[test]
fn outside_england_no_check_is_needed() {
    on_each(|api| async move {
        let service = "/api/v1/services/CDF";
        let tag = api
            .get("admin", service)
            .await
            .expect(200)
            .header("etag")
            .to_owned();
        let details = json!({"name": "Cardiff", "nation": "wales"});
        let put = api.call("admin", "PUT", service).if_match(&tag).json(&details);
        put.send().await.expect(200);
        let mut unnumbered = api.episode();
        unnumbered["patient"] = json!({
            "date_of_birth": "1950-05-01", "local_record_number": "H1", "nhs_number_absent_reason": "not_yet_known"
        });
        let mut objecting = api.episode();
        objecting["patient"]["local_objection"] = json!(true);
        for episode in [unnumbered, objecting] {
            api.post("stranger", "/api/v1/fractures", episode)
                .await
                .expect(201);
        }
        let run = start(&api, "stranger", "x").await.expect(201).json();
        assert_eq!(counts(&run), "new 1, objecting 1");
        assert_eq!(run["send_by"], Value::Null);
        let layouts = format!("{SUBMISSIONS}/layouts");
        let layouts = api.get("stranger", &layouts).await.expect(200).json();
        assert_eq!(layouts[0]["id"], "fls-db");
        assert_eq!(
            layouts[0]["columns"][1],
            json!({
                "heading": "1.02 DateOfBirth", "question": "1.02 DateOfBirth", "written": "yyyy-mm-dd"
            })
        );
    });
}

#[test]
fn the_audit_submits_nothing_to_itself() {
    on_each_deployed(Deployment::National, |api| async move {
        let refused = start(&api, "lead", "x").await.expect(409).json();
        assert!(text(&refused["detail"]).contains("audit's own"), "{refused}");
        let me = api.get("lead", "/api/v1/me").await.expect(200).json();
        let permissions = me["permissions"].as_array().expect("permissions");
        assert!(!permissions.contains(&json!("submit_records")), "{me}");
    });
}

#[test]
fn whoever_takes_a_file_is_noted() {
    on_each(|api| async move {
        let run = open(&api).await;
        file(&api, &run, "/records").await;
        api.shared.registry().flush_reads().expect("written");
        let query = "/api/v1/audit-events?resource=submission";
        let events = api.get("lead", query).await.expect(200).json();
        let told: Vec<&str> = events["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|event| text(&event["action"]))
            .collect();
        assert_eq!(told, ["export", "create"]);
    });
}
