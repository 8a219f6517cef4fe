//! The worklist: what is due, about to breach, or overdue.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    harness::{Api, on_each},
    imports::reference::store_exports,
};

/// Stores an episode of BRD diagnosed on this day.
async fn diagnosed(api: &Api, day: &str, assessment: Value) {
    let mut episode = api.episode();
    episode["fracture"] = json!({"diagnosed_on": day, "site": "wrist"});
    episode["assessment"] = assessment;
    api.post("entry", "/api/v1/fractures", episode).await.expect(201);
}

async fn found(api: &Api, query: &str) -> Value {
    let reply = api.get("entry", &format!("/api/v1/worklist?{query}")).await;
    reply.expect(200).json()
}

/// The tasks, a line each: `dxa 5 2026-02-09 9`.
fn lines(found: &Value) -> Vec<String> {
    let items = found["items"].as_array().cloned().unwrap_or_default();
    let line = |item: &Value| {
        let kpis: Vec<_> = item["kpis"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        format!(
            "{} {} {} {}",
            item["task"].as_str().unwrap_or_default(),
            kpis.join("+"),
            item["breaches_on"].as_str().unwrap_or_default(),
            item["days_left"]
        )
    };
    items.iter().map(line).collect()
}

#[test]
fn tasks_come_by_the_day_on_which_they_breach() {
    on_each(|api| async move {
        // Today is 31 January 2026.
        diagnosed(&api, "2025-11-05", json!({})).await;
        let ordered = json!({"assessed_on": "2025-11-20", "dxa": "ordered"});
        diagnosed(&api, "2025-11-11", ordered).await;
        diagnosed(&api, "2025-09-01", json!({})).await;
        let recommended =
            json!({"assessed_on": "2025-10-20", "dxa": "not_ordered", "bone_therapy": ["alendronate"]});
        diagnosed(&api, "2025-10-16", recommended).await;
        diagnosed(&api, "2026-01-30", json!({"outcome": "declined"})).await;
        for (query, expected) in [
            (
                "",
                &[
                    "assessment 4 2025-11-30 -62",
                    "follow_up_16 8 2025-12-22 -40",
                    "assessment 4 2026-02-03 3",
                    "follow_up_16 8+9+10 2026-02-05 5",
                    "dxa 5 2026-02-09 9",
                    "follow_up_16 8 2026-02-25 25",
                ][..],
            ),
            (
                "timing=overdue",
                &["assessment 4 2025-11-30 -62", "follow_up_16 8 2025-12-22 -40"],
            ),
            (
                "timing=due_this_week",
                &["assessment 4 2026-02-03 3", "follow_up_16 8+9+10 2026-02-05 5"],
            ),
            ("timing=about_to_breach&kpi=5", &["dxa 5 2026-02-09 9"]),
            (
                "timing=not_yet_due",
                &[
                    "follow_up_16 8 2026-03-03 31",
                    "follow_up_16 8 2026-05-22 111",
                    "follow_up_52 11 2026-11-12 285",
                ],
            ),
            ("service=BRD&kpi=10", &["follow_up_16 8+9+10 2026-02-05 5"]),
        ] {
            assert_eq!(lines(&found(&api, query).await), expected, "{query}");
        }
        let all = found(&api, "total=true").await;
        assert_eq!(
            (&all["counts"], &all["total"]),
            (
                &json!({"due": 6, "due_this_week": 2, "about_to_breach": 3, "overdue": 2, "call_backs": 0, "injections": 0}),
                &json!(6)
            )
        );
        let first = &all["items"][0];
        assert_eq!(first["section"], "assessment");
        assert_eq!(first["blank"], json!(["1.07 DateFLSAssess"]));
        assert_eq!(first["overdue"], true);
    });
}

/// Ids of all items of a list, page after page.
async fn ids(api: &Api, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.get("entry", &format!("{path}&limit=97{cursor}")).await;
        let page = page.expect(200).json();
        for item in page["items"].as_array().expect("items") {
            found.push(item["fracture_id"].as_str().expect("an id").to_owned());
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[test]
fn what_is_overdue_counts_as_missing() {
    on_each(|api| async move {
        store_exports(api.shared.registry().store());
        let mut seen = 0;
        for set in ["fls-db", "iof"] {
            for kpi in ["4", "5", "8", "9", "10", "11"] {
                let records = format!("start=2016-01-01&end=2026-01-31&set={set}&outcome=missing");
                let missing = ids(&api, &format!("/api/v1/kpis/{kpi}/records?{records}")).await;
                let missing: BTreeSet<_> = missing.into_iter().collect();
                let path = format!("/api/v1/worklist?set={set}&kpi={kpi}&timing=overdue");
                let overdue = ids(&api, &path).await;
                let distinct: BTreeSet<_> = overdue.iter().cloned().collect();
                assert_eq!(distinct.len(), overdue.len(), "{set} KPI {kpi}");
                assert!(distinct.is_subset(&missing), "{set} KPI {kpi}");
                seen += overdue.len();
            }
        }
        assert!(seen > 100, "{seen}");
    });
}

#[test]
fn bad_questions_are_told_so() {
    on_each(|api| async move {
        for (query, status) in [
            ("kpi=3", 400),
            ("kpi=12", 400),
            ("timing=soon", 400),
            ("service=brd", 400),
            ("service=CDF", 404),
            ("cursor=2024-01-01", 400),
            ("start=2024-01-01", 400),
            ("limit=0", 400),
        ] {
            let reply = api.get("entry", &format!("/api/v1/worklist?{query}")).await;
            assert_eq!(reply.status, status, "{query}: {}", reply.json());
        }
    });
}
