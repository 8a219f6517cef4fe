//! Why a number moved, and results of former versions of the data.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Api, on_each};

const YEAR: &str = "start=2024-01-01&end=2024-12-31&as_of=2026-01-31";

async fn get(api: &Api, path: &str) -> Value {
    api.get("lead", &format!("/api/v1/{path}"))
        .await
        .expect(200)
        .json()
}

/// The present version of BRD.
async fn version(api: &Api) -> i64 {
    let found = get(api, &format!("kpis/differences?kpi=4&{YEAR}")).await;
    found["to"]["versions"]["BRD"].as_i64().expect("a version")
}

/// Causes with an effect: records, numerator, denominator.
fn parts(found: &Value) -> BTreeMap<String, [i64; 3]> {
    let parts = found["parts"].as_array().cloned().unwrap_or_default();
    let number = |part: &Value, name: &str| part[name].as_i64().expect("a number");
    let sum = |name: &str| parts.iter().map(|part| number(part, name)).sum::<i64>();
    for name in ["numerator", "denominator"] {
        assert_eq!(sum(name), number(found, name), "{found}");
        assert_eq!(
            number(&found["to"], name) - number(&found["from"], name),
            number(found, name)
        );
    }
    parts
        .iter()
        .filter(|part| part["records"] != 0)
        .map(|part| {
            let numbers = ["records", "numerator", "denominator"].map(|name| number(part, name));
            (part["cause"].as_str().expect("a cause").to_owned(), numbers)
        })
        .collect()
}

fn expected(parts: &[(&str, [i64; 3])]) -> BTreeMap<String, [i64; 3]> {
    parts
        .iter()
        .map(|(cause, numbers)| ((*cause).to_owned(), *numbers))
        .collect()
}

async fn change(api: &Api, path: &str, body: Value) {
    let current = api.get("lead", path).await.expect(200);
    let call = api.call("lead", "PUT", path).if_match(current.header("etag"));
    call.json(&body).send().await.expect(200);
}

#[test]
fn a_number_moves_for_reasons() {
    on_each(|api| async move {
        let (first, second, third) = (api.stored().await, api.stored().await, api.stored().await);
        let before = version(&api).await;
        let results = get(&api, &format!("kpis/results?{YEAR}")).await;
        let id = |record: &Value| record["id"].as_str().expect("an id").to_owned();

        api.stored().await;
        let late = json!({"assessed_on": "2024-09-01", "dxa": "ordered", "bone_therapy": ["alendronate"]});
        change(
            &api,
            &format!("/api/v1/fractures/{}/assessment", id(&first)),
            late,
        )
        .await;
        let patient = format!(
            "/api/v1/patients/{}",
            second["patient_id"].as_str().expect("an id")
        );
        let mut person = second["patient"].clone();
        person["date_of_death"] = json!("2024-04-10");
        change(&api, &patient, person).await;
        let withdrawal = format!("/api/v1/fractures/{}/withdrawal", id(&third));
        api.post("lead", &withdrawal, json!({"reason": "entered twice"}))
            .await
            .expect(200);

        for (kpi, moved) in [
            (
                "4",
                &[
                    ("new", [1, 1, 1]),
                    ("changed", [1, -1, 0]),
                    ("withdrawn", [1, -1, -1]),
                ][..],
            ),
            (
                "9",
                &[
                    ("new", [1, 0, 1]),
                    ("died", [1, 0, -1]),
                    ("withdrawn", [1, 0, -1]),
                ],
            ),
            ("2", &[("new", [1, 1, 0]), ("withdrawn", [1, -1, 0])]),
        ] {
            let path = format!("kpis/differences?kpi={kpi}&{YEAR}&from.versions=BRD:{before}");
            assert_eq!(parts(&get(&api, &path).await), expected(moved), "KPI {kpi}");
        }
        // The former state gives the former results.
        let again = get(&api, &format!("kpis/results?{YEAR}&versions=BRD:{before}")).await;
        assert_eq!(again["results"], results["results"]);
        let now = get(&api, &format!("kpis/results?{YEAR}")).await;
        assert_ne!(now["results"], results["results"]);
        assert_eq!(again["data_version"], results["data_version"]);
    });
}

#[test]
fn time_definition_and_question_move_it_too() {
    on_each(|api| async move {
        for (day, assessed) in [("2024-03-04", "2024-05-30"), ("2023-06-01", "2023-06-02")] {
            let mut episode = api.episode();
            episode["fracture"]["diagnosed_on"] = json!(day);
            episode["assessment"] = json!({"assessed_on": assessed});
            api.post("entry", "/api/v1/fractures", episode).await.expect(201);
        }
        for (query, moved) in [
            (
                "start=2024-01-01&end=2024-12-31&from.as_of=2024-05-31",
                &[("matured", [1, 1, 1])][..],
            ),
            // Day 87 is in time within 90 days, not within 84.
            (
                "start=2024-01-01&end=2024-12-31&from.set=fls-db&to.set=iof",
                &[("definition", [1, -1, 0])],
            ),
            (
                "from.start=2023-01-01&from.end=2023-12-31&to.start=2024-01-01&to.end=2024-12-31",
                &[("question", [2, 0, 0])],
            ),
            (
                "start=2023-01-01&end=2024-12-31&to.start=2024-01-01",
                &[("question", [1, -1, -1])],
            ),
            ("start=2023-01-01&end=2024-12-31", &[]),
        ] {
            let path = format!("kpis/differences?kpi=4&{query}");
            assert_eq!(parts(&get(&api, &path).await), expected(moved), "{query}");
        }
    });
}

#[test]
fn bad_questions_are_told_so() {
    on_each(|api| async move {
        let now = version(&api).await;
        for (path, status) in [
            (format!("kpis/differences?{YEAR}"), 400),
            (format!("kpis/differences?kpi=12&{YEAR}"), 400),
            (
                "kpis/differences?kpi=4&from.start=2024-01-01&end=2024-12-31".to_owned(),
                400,
            ),
            (format!("kpis/differences?kpi=4&{YEAR}&by=service"), 400),
            (format!("kpis/differences?kpi=4&{YEAR}&from.by=service"), 400),
            (format!("kpis/differences?kpi=4&{YEAR}&versions=BRD"), 400),
            (format!("kpis/differences?kpi=4&{YEAR}&versions=BRD:0,BRD:1"), 400),
            (format!("kpis/differences?kpi=4&{YEAR}&versions=BRD:-1"), 400),
            (
                format!("kpis/differences?kpi=4&{YEAR}&versions=BRD:{}", now + 1),
                400,
            ),
            (format!("kpis/differences?kpi=4&{YEAR}&versions=BRD:{now}"), 200),
            (format!("kpis/differences?kpi=4&{YEAR}&versions=CDF:0"), 404),
            (format!("kpis/differences?kpi=4&{YEAR}&to.service=CDF"), 404),
            (format!("kpis/results?{YEAR}&versions=BRD:{}", now + 1), 400),
            (format!("kpis/results?{YEAR}&versions=CDF:0"), 404),
            (format!("kpis/results?{YEAR}&versions=BRD"), 400),
        ] {
            let reply = api.get("lead", &format!("/api/v1/{path}")).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.json());
        }
    });
}
