//! What would still turn a number green.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    harness::{Api, on_each},
    imports::reference::store_exports,
};

async fn get(api: &Api, path: &str) -> Value {
    api.get("entry", &format!("/api/v1/{path}"))
        .await
        .expect(200)
        .json()
}

async fn diagnosed(api: &Api, day: &str, assessed_on: Option<&str>) {
    let mut episode = api.episode();
    episode["fracture"] = json!({"diagnosed_on": day, "site": "wrist"});
    episode["assessment"] = assessed_on.map_or(json!({}), |day| json!({"assessed_on": day}));
    api.post("entry", "/api/v1/fractures", episode).await.expect(201);
}

#[test]
fn so_many_more_by_then() {
    on_each(|api| async move {
        // Today is 31 January 2026. Counted: 1 met, 1 late, 1 blank. Open window: 1 met, 2 to be met.
        for (day, assessed_on) in [
            ("2025-10-01", Some("2025-10-20")),
            ("2025-10-02", Some("2026-01-20")),
            ("2025-10-03", None),
            ("2025-12-01", Some("2025-12-20")),
            ("2025-12-02", None),
            ("2026-01-15", None),
        ] {
            diagnosed(&api, day, assessed_on).await;
        }
        let found = get(&api, "kpis/4/outlook?start=2025-10-01&end=2026-03-31&total=true").await;
        let expected = json!({
            "numerator": 1, "denominator": 3, "display": "33.3", "level": "red", "green_percent": 80,
            // 3 of 3 are the first to reach 80 %; in the end 5 of 6, of which 2 are met.
            "needed_now": 2, "pending": {"met": 1, "not_met": 0, "open": 2}, "needed": 3, "blank": 1,
            "reachable": true, "by": "2026-04-15", "total": 3,
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&found[name], value, "{name}: {found}");
        }
        let days: Vec<_> = found["items"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| (item["breaches_on"].clone(), item["days_left"].clone()))
            .collect();
        assert_eq!(
            days,
            [("2026-01-01", -30), ("2026-03-02", 30), ("2026-04-15", 74)]
                .map(|(day, left)| (json!(day), json!(left)))
        );
        // KPI 2: 300 hips × 5 × 182 of 365 days, 80 % of it, less the six found.
        let found = get(&api, "kpis/2/outlook?start=2025-10-01&end=2026-03-31").await;
        assert_eq!(
            (&found["numerator"], &found["needed_now"]),
            (&json!(6), &json!(593))
        );
        assert_eq!((&found["reachable"], &found["items"]), (&Value::Null, &json!([])));
        // KPI 7: no window, and every decision is blank.
        let found = get(&api, "kpis/7/outlook?start=2025-10-01&end=2026-03-31").await;
        assert_eq!(
            (&found["needed"], &found["blank"], &found["pending"], &found["by"]),
            (&json!(3), &json!(6), &Value::Null, &Value::Null)
        );
    });
}

async fn ids(api: &Api, path: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page = get(api, &format!("{path}&limit=13{cursor}")).await;
        for item in page["items"].as_array().expect("items") {
            let id = item["fracture_id"].as_str().expect("an id").to_owned();
            assert!(found.insert(id), "twice in {path}");
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[test]
fn what_can_still_count_is_the_worklist() {
    on_each(|api| async move {
        store_exports(api.shared.registry().store());
        let span = "start=2016-01-01&end=2026-12-31";
        for kpi in ["4", "5", "8", "9", "10", "11"] {
            let can_count = ids(&api, &format!("kpis/{kpi}/outlook?{span}")).await;
            let mut tasks = ids(&api, &format!("worklist?kpi={kpi}")).await;
            tasks.extend(ids(&api, &format!("worklist?kpi={kpi}&timing=not_yet_due")).await);
            assert_eq!(can_count, tasks, "KPI {kpi}");
            let found = get(&api, &format!("kpis/{kpi}/outlook?{span}")).await;
            let results = get(&api, &format!("kpis/results?{span}&kpi={kpi}")).await;
            for name in ["numerator", "denominator", "display", "level"] {
                assert_eq!(found[name], results["results"][0][name], "KPI {kpi} {name}");
            }
        }
        let found = get(&api, &format!("kpis/6/outlook?{span}")).await;
        assert_eq!(
            found["items"][0]["breaches_on"],
            Value::Null,
            "KPI 6 has no window: {found}"
        );
        // Pages follow each other without a day, too.
        let counted = get(&api, &format!("kpis/6/outlook?{span}&total=true")).await;
        let blank = ids(&api, &format!("kpis/6/outlook?{span}")).await;
        assert!(blank.len() > 13, "{}", blank.len());
        assert_eq!(
            (&json!(blank.len()), &counted["blank"]),
            (&counted["total"], &counted["total"])
        );
    });
}

#[test]
fn bad_questions_are_told_so() {
    on_each(|api| async move {
        let span = "start=2024-01-01&end=2024-12-31";
        for (path, status) in [
            (format!("kpis/1/outlook?{span}"), 400),
            (format!("kpis/12/outlook?{span}"), 404),
            ("kpis/4/outlook?start=2024-01-01".to_owned(), 400),
            (format!("kpis/4/outlook?{span}&service=CDF"), 404),
            (format!("kpis/4/outlook?{span}&cursor=never"), 400),
            (format!("kpis/4/outlook?{span}&outcome=met"), 400),
        ] {
            let reply = api.get("entry", &format!("/api/v1/{path}")).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.json());
        }
    });
}
