//! From draft to published: outlier flags, answers, what the public sees.

use flsdb_domain::{Field, access::Scope, vocabulary::Coded, wire::page::Paging};
use flsdb_store::{
    Writer,
    audit::{self, AuditEvent},
    fractures,
    testing::{author, episode, load_services},
};
use serde_json::{Value, json};

use super::{freeze, frozen, more_hip_fractures, path, sha256};
use crate::harness::{Api, TODAY, on_each, on_each_on};

/// The days of two servers: that on which 2024 closes, and the one after.
const DAYS: [&str; 2] = [TODAY, "2026-02-01"];

/// Twelve services with twenty records each, nearly all assessed in time, but for BRD: an alarm in KPI 4.
async fn an_outlier(api: &Api) -> Value {
    let codes: Vec<String> = (0..10).map(|n| format!("Z0{n}")).collect();
    let codes: Vec<&str> = ["BRD", "CDF"]
        .into_iter()
        .chain(codes.iter().map(String::as_str))
        .collect();
    let store = api.shared.registry().store();
    load_services(store, &codes);
    let create = |w: &mut Writer<'_>| {
        for (place, code) in (0..).zip(&codes) {
            for n in 0..20 {
                let in_time = n < if *code == "BRD" { 6 } else { 18 };
                let day = if in_time { "2024-07-01" } else { "2024-12-01" };
                let episode = episode(code, 20 * place + n, [(Field::AssessedOn, day)]);
                fractures::create_episode(w, &Scope::All, &episode)?;
            }
        }
        Ok(())
    };
    store.write(&author(), create).expect("stored");
    frozen(api, "admin", "national").await
}

async fn share(api: &Api, report: &Value, day: &str, status: u16) -> Value {
    let answer_by = json!({"answer_by": day});
    let shared = api.post("admin", &path(report, "/sharing"), answer_by).await;
    shared.expect(status).json()
}

async fn publish(api: &Api, report: &Value, status: u16) -> Value {
    let published = api
        .call("admin", "POST", &path(report, "/publication"))
        .send()
        .await;
    published.expect(status).json()
}

fn flagged(flags: &Value) -> Vec<String> {
    let services = flags["services"].as_array().cloned().unwrap_or_default();
    let of_service = |service: Value| {
        let flags = service["flags"].as_array().cloned().unwrap_or_default();
        let line = move |flag: Value| {
            let text = |name: &str| flag[name].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text("service"), text("kpi"), text("flag"))
        };
        flags.into_iter().map(line).collect::<Vec<_>>()
    };
    services.into_iter().flat_map(of_service).collect()
}

#[test]
fn flags_stay_with_the_service_until_it_has_answered() {
    on_each(|api| async move {
        let report = an_outlier(&api).await;
        let flags = path(&report, "/flags");
        let answer = path(&report, "/flags/BRD/answer");
        let found = api.get("admin", &flags).await.expect(200).json();
        assert_eq!(flagged(&found), ["BRD 4 alarm"]);

        // A draft is the administrator's alone.
        api.get("lead", &flags).await.expect(404);
        api.get("lead", &path(&report, "")).await.expect(404);
        let text = json!({"text": "Two nurses were ill.", "kpis": {"4": "We have hired one."}});
        let put = |who: &str| api.call(who, "PUT", &answer).json(&text);
        put("lead").header("If-None-Match", "*").send().await.expect(404);
        publish(&api, &report, 409).await;

        share(&api, &report, "2026-01-30", 422).await;
        assert_eq!(share(&api, &report, "2026-03-31", 200).await["state"], "shared");
        share(&api, &report, "2026-03-31", 409).await;
        let problem = publish(&api, &report, 409).await;
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|text| text.contains("BRD")),
            "{problem}"
        );

        // The service sees its own flags and no document; the other service sees none.
        for (who, seen) in [
            ("lead", vec!["BRD 4 alarm"]),
            ("manager", vec!["BRD 4 alarm"]),
            ("stranger", vec![]),
        ] {
            let found = api.get(who, &flags).await.expect(200).json();
            assert_eq!(flagged(&found), seen, "{who}");
            assert_eq!(found["answer_by"], "2026-03-31");
            api.get(who, &path(&report, "/document")).await.expect(404);
        }

        put("lead").send().await.expect(428);
        put("lead").if_match("\"1\"").send().await.expect(412);
        put("stranger")
            .header("If-None-Match", "*")
            .send()
            .await
            .expect(404);
        put("manager")
            .header("If-None-Match", "*")
            .send()
            .await
            .expect(403);
        let blank = api
            .call("lead", "PUT", &answer)
            .json(&json!({}))
            .header("If-None-Match", "*");
        blank.send().await.expect(422);
        let kept = put("lead").header("If-None-Match", "*").send().await.expect(201);
        assert_eq!(kept.header("etag"), "\"1\"");
        put("lead").header("If-None-Match", "*").send().await.expect(412);
        put("lead").if_match("\"1\"").send().await.expect(200);
        let seen = api.get("admin", &flags).await.expect(200).json();
        assert_eq!(seen["services"][0]["answer"]["kpis"]["4"], "We have hired one.");
        api.get("stranger", &answer).await.expect(404);

        assert_eq!(publish(&api, &report, 200).await["state"], "published");
        put("lead").if_match("\"2\"").send().await.expect(409);
    });
}

#[test]
fn the_last_day_for_answers_passes() {
    on_each_on(DAYS, |api, tomorrow| async move {
        let report = an_outlier(&api).await;
        share(&api, &report, "2026-01-31", 200).await;
        publish(&api, &report, 409).await;
        assert_eq!(publish(&tomorrow, &report, 200).await["state"], "published");
    });
}

#[test]
fn the_public_sees_what_is_published_and_no_more() {
    on_each_on(DAYS, |api, tomorrow| async move {
        let report = an_outlier(&api).await;
        let id = report["id"].as_str().expect("an id").to_owned();
        let public = format!("/api/v1/public/reports/{id}");
        let document = format!("{public}/document");
        share(&api, &report, "2026-01-31", 200).await;
        for path in [&public, &document] {
            api.get("nobody", path).await.expect(404);
        }
        let published = publish(&tomorrow, &report, 200).await;
        publish(&tomorrow, &report, 409).await;

        let listed = api
            .get("nobody", "/api/v1/public/reports")
            .await
            .expect(200)
            .json();
        assert_eq!(listed["items"][0]["id"], json!(id));
        let told = api.get("nobody", &public).await.expect(200).json();
        assert_eq!(told["digest"], published["publication"]["digest"]);
        assert!(told.get("frozen_by").is_none());
        let shown = api.get("nobody", &document).await.expect(200);
        assert_eq!(told["digest"], format!("sha256:{}", sha256(&shown.bytes)));
        assert_ne!(told["digest"], report["digest"]);
        let json = shown.json();
        assert_eq!(json["benchmark"]["national"][3]["denominator"], 240);
        assert_eq!(json["months"], json!([]));
        assert_eq!(json["results"]["disclosure"]["rule"], "flsdb");
        // 18 of 20 leave a complement of 2; 6 of 20 harm nobody, and so the flag is shown, too.
        for (service, numerator) in [("BRD", json!(6)), ("CDF", Value::Null)] {
            let results = json["results"]["results"].as_array().cloned().unwrap_or_default();
            let is_asked = |r: &&Value| r["kpi"] == "4" && r["group"]["service"] == service;
            let result = results.iter().find(is_asked).expect("a result");
            assert_eq!(result["numerator"], numerator, "{service}");
        }
        assert_eq!(json["benchmark"]["services"].as_array().map(Vec::len), Some(12));
        let flags = json["flags"].as_array().cloned().unwrap_or_default();
        assert!(
            flags
                .iter()
                .any(|flag| flag["service"] == "BRD" && flag["kpi"] == "4"),
            "{flags:?}"
        );

        // What is published was frozen: the data change, the publication does not.
        more_hip_fractures(&api);
        let again = api.get("nobody", &document).await.expect(200);
        assert_eq!(again.bytes, shown.bytes);

        let delete = |tag: &str| {
            tomorrow
                .call("admin", "DELETE", &path(&report, "/publication"))
                .if_match(tag)
        };
        delete("\"1\"").send().await.expect(412);
        let state = tomorrow.get("admin", &path(&report, "")).await.expect(200);
        let back = delete(state.header("etag")).send().await.expect(200).json();
        assert_eq!(back["state"], "shared");
        for path in [&public, &document] {
            api.get("nobody", path).await.expect(404);
        }
        publish(&tomorrow, &report, 200).await;
        assert_eq!(api.get("nobody", &document).await.expect(200).bytes, shown.bytes);
    });
}

#[test]
fn only_closed_years_and_quarters_are_published() {
    on_each(|api| async move {
        api.stored().await;
        for (more, status) in [
            (json!({"as_of": "2026-01-31"}), 200),
            (json!({"start": "2024-04-01", "end": "2024-06-30"}), 200),
            (json!({"as_of": "2026-01-30"}), 409),
            (json!({"start": "2024-05-01", "end": "2024-07-31"}), 409),
            (json!({"start": "2025-01-01", "end": "2025-12-31"}), 409),
            (json!({"services": ["BRD"]}), 409),
            (json!({"by": ["service", "sex"]}), 409),
        ] {
            let report = freeze(&api, "admin", "national", more).await.expect(201).json();
            publish(&api, &report, status).await;
        }
        let controlled = frozen(&api, "analyst", "national").await;
        share(&api, &controlled, "2026-03-31", 409).await;
        publish(&api, &controlled, 409).await;
    });
}

/// What the audit holds about a report, oldest first: action and service.
fn audited(api: &Api, id: &str) -> Vec<String> {
    let store = api.shared.registry().store();
    let paging = Paging {
        limit: 500,
        ..Paging::default()
    };
    let events = store
        .read(|r| audit::list(r, &Scope::All, &paging))
        .expect("events")
        .items;
    let reference = Some(store.reference(id));
    let of_report = events.iter().rev().filter(|event| event.reference == reference);
    let line = |event: &AuditEvent| {
        let service = event.service.map(|code| format!(" {code}"));
        format!("{}{}", event.action.token(), service.unwrap_or_default())
    };
    of_report.map(line).collect()
}

#[test]
fn changes_of_state_are_audited() {
    on_each(|api| async move {
        let report = an_outlier(&api).await;
        share(&api, &report, "2026-01-31", 200).await;
        let text = json!({"text": "Two nurses were ill."});
        let answer = api
            .call("lead", "PUT", &path(&report, "/flags/BRD/answer"))
            .json(&text);
        answer.header("If-None-Match", "*").send().await.expect(201);
        let published = publish(&api, &report, 200).await;
        assert_eq!(published["state"], "published");
        let tag = api.get("admin", &path(&report, "")).await;
        let delete = api.call("admin", "DELETE", &path(&report, "/publication"));
        delete.if_match(tag.header("etag")).send().await.expect(200);
        assert_eq!(
            audited(&api, report["id"].as_str().expect("an id")),
            ["create", "share", "answer BRD", "publish", "unpublish"]
        );
    });
}
