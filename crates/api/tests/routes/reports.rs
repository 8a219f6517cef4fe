//! Reports: frozen bytes, who sees them, flags and answers, publication.

use flsdb_domain::access::Scope;
use flsdb_store::{Author, services};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{Api, Reply, TODAY, on_each, on_each_pair};

mod print;
mod publication;

const YEAR: &str = "start=2024-01-01&end=2024-12-31";

/// A report of 2024 by service, as it is answered.
pub async fn frozen(api: &Api, who: &str, kind: &str) -> Value {
    freeze(api, who, kind, json!({})).await.expect(201).json()
}

/// The same with more in its question.
pub async fn freeze(api: &Api, who: &str, kind: &str, more: Value) -> Reply {
    let mut query = json!({"start": "2024-01-01", "end": "2024-12-31", "by": ["service"], "total": true});
    let members = query.as_object_mut().expect("an object");
    members.extend(more.as_object().cloned().unwrap_or_default());
    let body = json!({"title": "The year 2024", "kind": kind, "query": query});
    api.post(who, "/api/v1/reports", body).await
}

pub fn path(report: &Value, rest: &str) -> String {
    format!("/api/v1/reports/{}{rest}", report["id"].as_str().expect("an id"))
}

async fn two_services(api: &Api) {
    for who in ["entry", "entry", "stranger"] {
        api.post(who, "/api/v1/fractures", api.episode())
            .await
            .expect(201);
    }
}

/// The part of a document that is the answer of `GET kpis/results`, byte for byte.
fn results(document: &Reply) -> String {
    let text = String::from_utf8_lossy(&document.bytes);
    let start = text.strip_prefix("{\"results\":").expect("a document");
    let (results, _) = start.split_once(",\"services\":[{").expect("services");
    results.to_owned()
}

#[test]
fn a_report_is_the_answer_of_its_moment_byte_for_byte() {
    on_each_pair(|one, other| async move {
        two_services(&one).await;
        for (who, kind) in [("lead", "service"), ("manager", "service"), ("admin", "national")] {
            let live = format!("/api/v1/kpis/results?{YEAR}&by=service&total=true");
            let then = one.get(who, &live).await.expect(200);
            let report = frozen(&one, who, kind).await;
            let document = one.get(who, &path(&report, "/document")).await.expect(200);
            assert_eq!(results(&document), String::from_utf8_lossy(&then.bytes), "{who}");

            // Records, a death, hip counts: everything moves but the report, on a server that has never seen it, too.
            let changed = one.stored().await;
            let id = changed["id"].as_str().expect("an id");
            let reason = json!({"reason": "entered twice"});
            one.post("lead", &format!("/api/v1/fractures/{id}/withdrawal"), reason)
                .await
                .expect(200);
            one.stored().await;
            more_hip_fractures(&one);
            let now = one.get(who, &live).await.expect(200);
            assert_ne!(then.bytes, now.bytes, "{who}");
            for api in [&one, &other] {
                let again = api.get(who, &path(&report, "/document")).await.expect(200);
                assert_eq!(again.bytes, document.bytes, "{who}");
                assert_eq!(again.header("etag"), document.header("etag"));
            }
        }
    });
}

#[test]
fn the_digest_is_that_of_the_bytes() {
    on_each(|api| async move {
        api.stored().await;
        let report = frozen(&api, "lead", "service").await;
        let document = api.get("lead", &path(&report, "/document")).await.expect(200);
        let digest = sha256(&document.bytes);
        assert_eq!(report["digest"], format!("sha256:{digest}"));
        assert_eq!(document.header("etag"), format!("\"{digest}\""));
        assert!(document.header("content-digest").starts_with("sha-256=:"));
        // No packing on the way: the digest is that of what arrives.
        let asked = api.call("lead", "GET", &path(&report, "/document"));
        let packed = asked
            .header("Accept-Encoding", "br, gzip")
            .send()
            .await
            .expect(200);
        assert_eq!(packed.bytes, document.bytes);
        let known = api.call("lead", "GET", &path(&report, "/document"));
        known
            .header("If-None-Match", document.header("etag"))
            .send()
            .await
            .expect(304);
        let json = document.json();
        assert_eq!(json["results"]["data_version"], report["data_version"]);
        assert_eq!(json["benchmark"]["year"], 2024);
        assert_eq!(json["months"].as_array().map(Vec::len), Some(132));
    });
}

#[test]
fn the_table_is_made_from_the_frozen_document() {
    on_each(|api| async move {
        two_services(&api).await;
        let live = format!("/api/v1/kpis/results?{YEAR}&by=service&total=true");
        let csv = |path: String| {
            api.call("admin", "GET", &path)
                .header("Accept", "text/csv")
                .send()
        };
        let then = csv(live).await.expect(200);
        let report = frozen(&api, "admin", "national").await;
        api.stored().await;
        let now = csv(path(&report, "/document")).await.expect(200);
        assert_eq!(
            String::from_utf8_lossy(&now.bytes),
            String::from_utf8_lossy(&then.bytes)
        );
        api.call("admin", "GET", &path(&report, "/document"))
            .header("Accept", "image/png")
            .send()
            .await
            .expect(406);
    });
}

/// Who sees published tables alone freezes these alone.
#[test]
fn analysts_freeze_what_they_may_see() {
    on_each(|api| async move {
        two_services(&api).await;
        let report = frozen(&api, "analyst", "national").await;
        assert_eq!(report["disclosure"]["rule"], "flsdb");
        let document = api
            .get("analyst", &path(&report, "/document"))
            .await
            .expect(200)
            .json();
        let results = document["results"]["results"].as_array().expect("results");
        let is_broken_down = |r: &&Value| r["kpi"] == "7" && r["group"] != json!({});
        let of_services: Vec<&Value> = results.iter().filter(is_broken_down).collect();
        assert_eq!(of_services.len(), 2);
        assert!(
            of_services
                .iter()
                .all(|r| r["suppressed"] == true && r["denominator"].is_null())
        );
        assert_eq!(document["months"], json!([]));
        for (more, says) in [
            (json!({"start": "2025-01-01", "end": "2025-12-31"}), "/query/end"),
            (json!({"as_of": "2025-12-01"}), "/query/as_of"),
            (json!({"by": ["month"]}), "/query/by"),
        ] {
            let refused = freeze(&api, "analyst", "national", more).await.expect(422);
            assert_eq!(refused.findings(), format!("{says} query.invalid"));
        }
    });
}

#[test]
fn reports_are_seen_by_those_whose_they_are() {
    on_each(|api| async move {
        two_services(&api).await;
        let own = frozen(&api, "lead", "service").await;
        let theirs = frozen(&api, "stranger", "service").await;
        let whole = frozen(&api, "admin", "national").await;
        let controlled = frozen(&api, "analyst", "national").await;
        assert_eq!(
            (&whole["disclosure"]["rule"], &whole["publishable"]),
            (&json!("none"), &json!(true))
        );
        assert_ne!(controlled["disclosure"]["rule"], "none");
        assert_eq!(controlled["publishable"], false);
        for (who, seen) in [
            ("lead", vec![&own]),
            ("manager", vec![&own]),
            ("stranger", vec![&theirs]),
            ("analyst", vec![&controlled]),
            ("admin", vec![&controlled, &whole]),
        ] {
            let page = api
                .get(who, "/api/v1/reports?total=true")
                .await
                .expect(200)
                .json();
            let ids: Vec<&Value> = page["items"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|r| &r["id"])
                .collect();
            let expected: Vec<&Value> = seen.iter().map(|report| &report["id"]).collect();
            assert_eq!(ids, expected, "{who}");
            assert_eq!(page["total"], expected.len());
            for report in [&own, &theirs, &whole, &controlled] {
                let status = if expected.contains(&&report["id"]) {
                    200
                } else {
                    404
                };
                api.get(who, &path(report, "")).await.expect(status);
                api.get(who, &path(report, "/document")).await.expect(status);
            }
        }
        let first = api
            .get("admin", "/api/v1/reports?limit=1")
            .await
            .expect(200)
            .json();
        let next = first["next"].as_str().expect("a cursor");
        let second = api
            .get("admin", &format!("/api/v1/reports?limit=1&cursor={next}"))
            .await;
        assert_eq!(second.expect(200).json()["items"][0]["id"], whole["id"]);
    });
}

#[test]
fn bad_questions_are_named() {
    on_each(|api| async move {
        for (more, findings) in [
            (json!({"end": "2023-12-31"}), "/query/end query.invalid"),
            (json!({"end": "2224-12-31"}), "/query/end query.invalid"),
            (
                json!({"by": ["service", "sex", "site"]}),
                "/query/by query.invalid",
            ),
            (json!({"kpi": ["12"]}), "/query/kpi/0 value.invalid"),
            (json!({"shape": "columns"}), "/query/shape field.unknown"),
        ] {
            let answer = freeze(&api, "admin", "national", more).await.expect(422);
            assert_eq!(answer.findings(), findings);
        }
        freeze(&api, "lead", "service", json!({"services": ["CDF"]}))
            .await
            .expect(404);
        let untitled =
            json!({"title": "", "kind": "service", "query": {"start": "2024-01-01", "end": "2024-12-31"}});
        api.post("lead", "/api/v1/reports", untitled).await.expect(422);
    });
}

/// Hip counts change, and with them KPI 2.
fn more_hip_fractures(api: &Api) {
    let store = api.shared.registry().store();
    let scope = Scope::All;
    let mut all = store.read(|r| services::list(r, &scope)).expect("services");
    for service in &mut all {
        for hips in &mut service.hip_fractures {
            hips.count += 100;
        }
    }
    let author = Author::system("test", chrono::Utc::now(), TODAY.parse().expect("a day"));
    store.write(&author, |w| services::load(w, &all)).expect("stored");
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
