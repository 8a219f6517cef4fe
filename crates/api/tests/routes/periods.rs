//! Locking a year of diagnosis, and what is refused meanwhile.

use serde_json::{Value, json};

use crate::{
    harness::{Api, Reply, on_each},
    imports::{ask_commit, counts, imported, sent, settled, text},
};

const YEAR: &str = "/api/v1/periods/2024";

/// Puts a year into a state, whatever it is in.
pub async fn set_year(api: &Api, who: &str, year: i32, body: Value) -> Reply {
    let path = format!("/api/v1/periods/{year}");
    let now = api.get(who, &path).await.expect(200);
    let call = api.call(who, "PUT", &path).if_match(now.header("etag"));
    call.json(&body).send().await
}

async fn lock(api: &Api) {
    set_year(api, "lead", 2024, json!({"state": "locked"}))
        .await
        .expect(200);
}

async fn unlock(api: &Api) {
    let body = json!({"state": "open", "reason": "a late letter"});
    set_year(api, "lead", 2024, body).await.expect(200);
}

/// An episode of BRD diagnosed on this day.
async fn stored_on(api: &Api, day: &str) -> Value {
    let mut episode = api.episode();
    episode["fracture"]["diagnosed_on"] = json!(day);
    let reply = api.post("entry", "/api/v1/fractures", episode).await;
    reply.expect(201).json()
}

#[test]
fn a_year_is_locked_listed_and_unlocked_with_a_reason() {
    on_each(|api| async move {
        api.stored().await;
        let open = api.get("entry", YEAR).await.expect(200);
        assert_eq!(open.header("etag"), "\"0\"");
        assert_eq!(
            (&open.json()["state"], &open.json()["episodes"]),
            (&json!("open"), &json!(1))
        );
        let put = |tag: &str, body: Value| api.call("lead", "PUT", YEAR).if_match(tag).json(&body).send();
        let locked = put("\"0\"", json!({"state": "locked", "reason": "complete"}))
            .await
            .expect(200);
        assert_eq!(locked.header("etag"), "\"1\"");
        assert_eq!(locked.json()["stamp"]["changed_by"], "lead");

        let stale = put("\"0\"", json!({"state": "open", "reason": "again"}))
            .await
            .expect(412);
        assert_eq!(stale.json()["current"]["version"], 1);
        let again = put("\"1\"", json!({"state": "locked"})).await.expect(200);
        assert_eq!(again.header("etag"), "\"1\"", "what is so already stays as it is");
        let unsaid = put("\"1\"", json!({"state": "open"})).await.expect(422);
        assert_eq!(unsaid.findings(), "/reason field.required");
        let opened = put("\"1\"", json!({"state": "open", "reason": "a late letter"}))
            .await
            .expect(200);
        assert_eq!(opened.json()["reason"], "a late letter");

        let list = api.get("manager", "/api/v1/periods").await.expect(200).json();
        let years: Vec<_> = list
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["year"].clone())
            .collect();
        assert_eq!(
            (years.len(), &years[0], &years[10]),
            (11, &json!(2026), &json!(2016))
        );
        assert_eq!(list[2]["stamp"]["version"], 2);
    });
}

#[test]
fn what_cannot_be_locked() {
    on_each(|api| async move {
        for (who, path, tag, body, status, findings) in [
            (
                "lead",
                "2026",
                "\"0\"",
                json!({"state": "locked"}),
                422,
                "/state period.not_over",
            ),
            ("lead", "2015", "\"0\"", json!({"state": "locked"}), 404, ""),
            ("lead", "2027", "\"0\"", json!({"state": "locked"}), 404, ""),
            (
                "lead",
                "2024",
                "\"0\"",
                json!({"state": "shut"}),
                422,
                "/state value.invalid",
            ),
            (
                "lead",
                "2024",
                "\"0\"",
                json!({"state": "locked", "why": ""}),
                422,
                "/why field.unknown",
            ),
            ("lead", "2024", "\"7\"", json!({"state": "locked"}), 412, ""),
            ("lead", "2024", "", json!({"state": "locked"}), 428, ""),
            (
                "lead",
                "2024?service=CDF",
                "\"0\"",
                json!({"state": "locked"}),
                404,
                "",
            ),
            ("entry", "2024", "\"0\"", json!({"state": "locked"}), 403, ""),
            (
                "admin",
                "2024?service=BRD",
                "\"0\"",
                json!({"state": "locked"}),
                403,
                "",
            ),
        ] {
            let mut call = api
                .call(who, "PUT", &format!("/api/v1/periods/{path}"))
                .json(&body);
            if !tag.is_empty() {
                call = call.if_match(tag);
            }
            let reply = call.send().await;
            assert_eq!(
                (reply.status, reply.findings().as_str()),
                (status, findings),
                "{who} {path} {body}"
            );
        }
        let unnamed = api.get("admin", "/api/v1/periods").await.expect(422);
        assert_eq!(unnamed.findings(), "/service field.required");
    });
}

/// Every way to change an episode: method, path, body. `{in}` is an episode of the locked year and `{p}` its patient, `{out}` one
/// of the year before; `{gone}` was withdrawn before, as was the patient `{gone-p}`.
const WAYS: &str = r#"
POST   fractures                     {"patient":{"nhs_number":"9434765919","date_of_birth":"1950-05-01"},"fracture":{"diagnosed_on":"2024-12-31"}}
POST   patients/{p}/fractures        {"diagnosed_on":"2024-01-01"}
PUT    fractures/{in}                {"diagnosed_on":"2024-03-04","site":"wrist"}
PUT    fractures/{in}                {"diagnosed_on":"2023-03-04"}
PUT    fractures/{out}               {"diagnosed_on":"2024-03-04"}
PUT    fractures/{in}/assessment     {"dxa":"recommended"}
DELETE fractures/{in}/assessment
PUT    fractures/{in}/follow-ups/16  {"followed_up":"yes"}
PUT    fractures/{in}/follow-ups/52  {"followed_up":"yes"}
POST   fractures/{in}/withdrawal     {"reason":"entered twice"}
DELETE fractures/{gone}/withdrawal
PUT    patients/{p}                  {"nhs_number":"{number}","date_of_birth":"1951-05-01","sex":"female"}
PUT    patients/{p}                  {"nhs_number":"{number}","date_of_birth":"1950-05-01"}
PUT    patients/{p}                  {"nhs_number":"{number}","date_of_birth":"1950-05-01","sex":"female","date_of_death":"2024-06-01"}
POST   patients/{p}/withdrawal       {"reason":"entered twice"}
DELETE patients/{gone-p}/withdrawal
"#;

/// What a locked year leaves alone.
const FREE: &str = r#"
PUT    fractures/{out}               {"diagnosed_on":"2023-03-05"}
POST   patients/{p}/fractures        {"diagnosed_on":"2025-01-01"}
PUT    patients/{p}                  {"nhs_number":"{number}","date_of_birth":"1950-05-01","sex":"female","postcode":"LS1 4AP"}
PUT    patients/{p}                  {"nhs_number":"{number}","date_of_birth":"1950-05-01","sex":"female","date_of_death":"2025-12-01"}
PUT    fractures/{in}                {"diagnosed_on":"2024-03-04","site":"hip","found_by":"clinical"}
"#;

/// Sends one line of a table for records made for it; locks the year before.
async fn tried(api: &Api, line: &str) -> Reply {
    let inside = stored_on(api, "2024-03-04").await;
    let outside = stored_on(api, "2023-03-04").await;
    let gone = stored_on(api, "2024-03-04").await;
    let gone_patient = stored_on(api, "2024-03-04").await;
    let reason = json!({"reason": "entered twice"});
    let path = format!("/api/v1/fractures/{}/withdrawal", text(&gone["id"]));
    api.post("lead", &path, reason.clone()).await.expect(200);
    let path = format!(
        "/api/v1/patients/{}/withdrawal",
        text(&gone_patient["patient_id"])
    );
    api.post("lead", &path, reason).await.expect(200);
    lock(api).await;
    let line = line
        .replace("{in}", text(&inside["id"]))
        .replace("{out}", text(&outside["id"]))
        .replace("{gone}", text(&gone["id"]))
        .replace("{gone-p}", text(&gone_patient["patient_id"]))
        .replace("{p}", text(&inside["patient_id"]))
        .replace("{number}", text(&inside["patient"]["nhs_number"]));
    let mut words = line.splitn(2, ' ');
    let method = words.next().unwrap_or_default();
    let mut words = words.next().unwrap_or_default().trim().splitn(2, ' ');
    let path = format!("/api/v1/{}", words.next().unwrap_or_default());
    let body = words.next().map(str::trim).filter(|body| !body.is_empty());
    let mut call = api.call("lead", method, &path);
    if let Some(body) = body {
        call = call.json(&serde_json::from_str(body).expect("JSON"));
    }
    let stored = path.trim_end_matches("/withdrawal");
    let now = api.get("lead", stored).await;
    call = match (method, now.status) {
        ("POST", _) => call,
        (_, 200) => call.if_match(now.header("etag")),
        _ => call.header("If-None-Match", "*"),
    };
    let reply = call.send().await;
    unlock(api).await;
    reply
}

#[test]
fn a_locked_year_is_refused_along_every_path() {
    on_each(|api| async move {
        for line in WAYS.lines().filter(|line| !line.is_empty()) {
            let refused = tried(&api, line).await;
            assert_eq!(refused.status, 409, "{line}: {}", refused.json());
            let detail = text(&refused.json()["detail"]).to_owned();
            for part in [
                "year 2024 of service BRD",
                "locked by lead on ",
                "can unlock it, with a reason",
            ] {
                assert!(detail.contains(part), "{line}: {detail}");
            }
        }
        for line in FREE.lines().filter(|line| !line.is_empty()) {
            let taken = tried(&api, line).await;
            assert!(matches!(taken.status, 200 | 201), "{line}: {}", taken.json());
        }
    });
}

const HEADINGS: &str = "1.01,1.02,1.03,1.09,1.11";

#[test]
fn rows_of_a_locked_year_are_rejected_by_name() {
    on_each(|api| async move {
        let first = format!(
            "{HEADINGS}\n9434765919,1950-01-01,Female,2024-01-01,Hip\n9559682482,1950-01-01,Female,2023-01-01,Hip\n"
        );
        imported(&api, "entry", "", first.as_bytes()).await;
        lock(&api).await;
        for (row, expected) in [
            ("9434765919,1950-01-01,Female,2024-01-01,Hip", "0 0 1 0"),
            ("9434765919,1950-01-01,Female,2024-01-01,Wrist", "0 0 0 1"),
            ("9434765919,1951-01-01,Female,2025-01-01,Hip", "0 0 0 1"),
            ("9434765919,1950-01-01,Female,2025-01-01,Hip", "1 0 0 0"),
            ("9434765919,1950-01-01,Female,2024-06-01,Hip", "0 0 0 1"),
            ("9559682482,1950-01-01,Female,2024-01-01,Hip", "0 0 0 1"),
            ("9559682482,1950-01-01,Female,2023-01-01,Wrist", "0 1 0 0"),
        ] {
            let record = sent(&api, "entry", "", format!("{HEADINGS}\n{row}\n").as_bytes()).await;
            assert_eq!(counts(&record), expected, "{row}");
            let path = format!("/api/v1/imports/{}/findings", text(&record["id"]));
            let found = api.get("entry", &path).await.expect(200).json();
            let codes: Vec<_> = found["items"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|f| f["code"].clone())
                .collect();
            let is_rejected = expected.ends_with('1');
            assert_eq!(
                codes.contains(&json!("period.locked")),
                is_rejected,
                "{row} {codes:?}"
            );
        }
    });
}

#[test]
fn a_lock_after_the_dry_run_holds_and_an_undo_is_refused() {
    on_each(|api| async move {
        let file = format!("{HEADINGS}\n9434765919,1950-01-01,Female,2024-01-01,Hip\n");
        let checked = sent(&api, "entry", "", file.as_bytes()).await;
        let id = text(&checked["id"]);
        lock(&api).await;
        let reply = ask_commit(&api, "entry", id, "refuse_file").await;
        assert!(matches!(reply.status, 202 | 409), "{}", reply.status);
        let record = settled(&api, "entry", id).await;
        assert_eq!(
            (&record["status"], counts(&record).as_str()),
            (&json!("checked"), "0 0 0 1")
        );

        unlock(&api).await;
        let record = imported(&api, "entry", "", file.as_bytes()).await;
        lock(&api).await;
        let path = format!("/api/v1/imports/{}/undo", text(&record["id"]));
        let refused = api.call("lead", "POST", &path).send().await.expect(409).json();
        assert!(text(&refused["detail"]).contains("locked by lead"), "{refused}");
        unlock(&api).await;
        api.call("lead", "POST", &path).send().await.expect(200);
    });
}
