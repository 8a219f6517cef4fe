//! Batches: a receipt a line, each episode stored once whatever happens to the connection, and counts that add up.

use std::io::{Seek, SeekFrom, Write};

use flsdb_api::records::{Method, Sender, Terms, write_receipts};
use flsdb_domain::{access::Scope, opt_out::Deployment, ownership::Claim};
use flsdb_store::testing::author;
use futures_util::future::join;
use serde_json::{Value, json};

use super::{RECORDS, counts, waiting};
use crate::harness::{Api, Reply, on_each};

const NDJSON: &str = "application/x-ndjson";

async fn batch(api: &Api, query: &str, lines: &str) -> Reply {
    let call = api.call("entry", "POST", &format!("{RECORDS}/batch{query}"));
    call.text(NDJSON, lines).send().await
}

/// The receipts: line, outcome, codes of findings.
fn told(reply: &Reply) -> Vec<String> {
    let text = String::from_utf8(reply.bytes.to_vec()).expect("text");
    let line = |line: &str| {
        let receipt: Value = serde_json::from_str(line).expect("JSON");
        let findings = receipt["findings"].as_array().cloned().unwrap_or_default();
        let codes = findings
            .iter()
            .map(|f| format!(" {}", f["code"].as_str().expect("a code")));
        format!(
            "{} {}{}",
            receipt["line"],
            receipt["outcome"].as_str().expect("an outcome"),
            codes.collect::<String>()
        )
    };
    text.lines().map(line).collect()
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

async fn episodes(api: &Api) -> i64 {
    let list = api.get("entry", "/api/v1/fractures?limit=1&total=true").await;
    list.expect(200).json()["total"].as_i64().expect("a count")
}

#[test]
fn good_lines_are_stored_and_bad_ones_explained() {
    on_each(|api| async move {
        let (first, mut second) = (api.episode(), api.episode());
        let mut bad = api.episode();
        bad["fracture"]["site"] = json!("elbow");
        second["patient"]["nhs_number"] = first["patient"]["nhs_number"].clone();
        second["fracture"]["diagnosed_on"] = json!("2024-03-09");
        let mut changed = first.clone();
        changed["assessment"]["t_score"] = json!(-2.5);
        let body = format!("{first}\n\n{bad}\nnot json\n{second}\r\n{changed}\n{changed}");
        let reply = batch(&api, "", &body).await.expect(200);
        assert_eq!(reply.header("Content-Type"), NDJSON);
        assert_eq!(
            told(&reply).join("\n"),
            "1 created\n3 refused option.unknown\n4 refused row.unreadable\n\
             5 created episode.possible_duplicate\n6 updated\n7 unchanged"
        );
        assert_eq!(counts(&api).await, [6, 4, 2, 1, 1, 2]);
        assert_eq!(waiting(&api).await.len(), 2);
        let scan = json!({
            "patient": {"nhs_number": first["patient"]["nhs_number"]},
            "fracture": {"diagnosed_on": first["fracture"]["diagnosed_on"]},
            "assessment": {"t_score": -3.0}
        });
        let reply = batch(&api, "?method=patch", &lines(&[scan, bad]))
            .await
            .expect(200);
        assert_eq!(
            told(&reply).join("\n"),
            "1 updated\n2 refused episode.unknown option.unknown"
        );
    });
}

#[test]
fn the_same_batch_twice_and_in_parallel_stores_each_episode_once() {
    on_each(|api| async move {
        let records: Vec<Value> = (0..450).map(|_| api.episode()).collect();
        let body = lines(&records);
        let (one, other) = join(batch(&api, "", &body), batch(&api, "", &body)).await;
        let (one, other) = (told(&one.expect(200)), told(&other.expect(200)));
        let created = |told: &[String]| told.iter().filter(|line| line.ends_with("created")).count();
        assert_eq!((one.len(), other.len()), (450, 450));
        assert_eq!(created(&one) + created(&other), 450);
        let again = told(&batch(&api, "", &body).await.expect(200));
        assert!(again.iter().all(|line| line.ends_with("unchanged")), "{again:?}");
        assert_eq!(episodes(&api).await, 450);
        assert_eq!(counts(&api).await, [1350, 1350, 450, 0, 900, 0]);
    });
}

#[test]
fn a_batch_that_broke_off_is_simply_sent_again() {
    on_each(|api| async move {
        let records: Vec<Value> = (0..450).map(|_| api.episode()).collect();
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(lines(&records).as_bytes()).expect("written");
        file.seek(SeekFrom::Start(0)).expect("sought");
        let author = author();
        let scope = Scope::Services(["BRD".parse().expect("a code")].into());
        let registry = api.shared.registry();
        let sender = Sender {
            store: registry.store(),
            author: &author,
            scope: &scope,
        };
        let terms = Terms {
            method: Method::Put,
            claim: Claim::All,
            dry_run: false,
            expected: None,
            deployment: Deployment::Local,
        };
        // Whoever sent it has gone after the first group.
        let gone = |_: &mut Vec<u8>| Err(std::io::ErrorKind::BrokenPipe.into());
        let broken = write_receipts(&sender, &terms, file, Vec::new(), gone);
        assert!(broken.is_err());
        let stored = episodes(&api).await;
        assert!(0 < stored && stored < 450, "{stored}");
        let told = told(&batch(&api, "", &lines(&records)).await.expect(200));
        let unchanged = told.iter().filter(|line| line.ends_with("unchanged")).count();
        assert_eq!(
            (told.len(), i64::try_from(unchanged).expect("few")),
            (450, stored)
        );
        assert_eq!(episodes(&api).await, 450);
        assert_eq!(
            counts(&api).await,
            [450 + stored, 450 + stored, 450, 0, stored, 0]
        );
    });
}

#[test]
fn what_is_no_batch_is_refused_whole() {
    on_each(|api| async move {
        let record = api.episode();
        let many = "{}\n".repeat(10_001);
        let long = format!("{record}\n{{\"x\":\"{}\"}}", "x".repeat(300_000));
        for (body, expected) in [(many, " batch.too_large"), (long, " batch.too_large")] {
            let reply = batch(&api, "", &body).await.expect(422);
            assert_eq!(reply.findings(), expected);
        }
        let call = api.call("entry", "POST", &format!("{RECORDS}/batch"));
        call.json(&record).send().await.expect(415);
        batch(&api, "?method=post", "").await.expect(400);
        let reply = batch(&api, "", "").await.expect(200);
        assert!(reply.bytes.is_empty());
        assert_eq!(episodes(&api).await, 0);
        assert_eq!(counts(&api).await, [0; 6]);
        let reply = batch(&api, "?dry_run=true", &lines(&[record])).await.expect(200);
        assert_eq!(told(&reply), ["1 created"]);
        assert_eq!(episodes(&api).await, 0);
    });
}

#[test]
fn days_of_receipt_and_of_diagnosis_add_up() {
    on_each(|api| async move {
        let mut other = api.episode();
        other["fracture"]["diagnosed_on"] = json!("2024-05-06");
        let mut bad = other.clone();
        bad["fracture"]["site"] = json!("elbow");
        let body = format!("{}\n{other}\n{bad}\nnothing", api.episode());
        batch(&api, "", &body).await.expect(200);
        let day = |json: &Value| format!("{} {} {}", json["day"], json["accepted"], json["rejected"]);
        for (query, expected) in [
            ("", "\"2026-01-31\" 2 2"),
            (
                "?by=diagnosed",
                "\"2024-03-04\" 1 0, \"2024-05-06\" 1 1, null 0 1",
            ),
            (
                "?by=diagnosed&from=2024-05-01&to=2024-05-31",
                "\"2024-05-06\" 1 1",
            ),
            ("?from=2026-02-01", ""),
            ("?own=true", "\"2026-01-31\" 2 2"),
        ] {
            let summary = api.get("entry", &format!("{RECORDS}/summary{query}")).await;
            let days = summary.expect(200).json()["days"].clone();
            let days: Vec<String> = days.as_array().expect("days").iter().map(day).collect();
            assert_eq!(days.join(", "), expected, "{query}");
        }
        let own = api.get("lead", &format!("{RECORDS}/summary?own=true")).await;
        assert_eq!(own.expect(200).json()["total"]["received"], 0);
    });
}
