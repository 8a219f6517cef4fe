//! Data quality: completeness by month, entry lag, open findings, missed opportunities.

use chrono::{NaiveDate, Utc};
use flsdb_domain::{access::Scope, wire::page::Paging};
use flsdb_store::findings::{self, FindingFilter};
use serde_json::{Value, json};

use crate::{
    harness::{Api, on_each},
    imports::reference::store_exports,
};

const SPAN: &str = "start=2023-02-10&end=2024-12-31&as_of=2026-01-31";

async fn get(api: &Api, who: &str, path: &str) -> Value {
    api.get(who, &format!("/api/v1/{path}")).await.expect(200).json()
}

#[test]
fn the_heat_map_is_kpi_1_month_by_month() {
    on_each(|api| async move {
        store_exports(api.shared.registry().store());
        for service in ["BRD", "CDF", "STN"] {
            let quality = get(&api, "admin", &format!("data-quality?{SPAN}&service={service}")).await;
            let map = &quality["completeness"];
            let months = map["months"].as_array().expect("months");
            assert_eq!(
                (months.len(), &months[0], &months[22]),
                (23, &json!("2023-02"), &json!("2024-12"))
            );
            let path = format!("kpis/results?{SPAN}&service={service}&kpi=1");
            let total = get(&api, "admin", &path).await;
            let by_month = get(&api, "admin", &format!("{path}&by=month")).await;
            for (place, field) in map["fields"].as_array().expect("fields").iter().enumerate() {
                let expected = &total["results"][0]["fields"][place];
                for name in ["field", "audited", "blank", "share", "bad"] {
                    assert_eq!(field[name], expected[name], "{service} {expected}");
                }
                for (month, share) in months.iter().zip(field["months"].as_array().expect("months")) {
                    let groups = by_month["results"].as_array().expect("results");
                    let group = groups
                        .iter()
                        .find(|result| result["group"]["month"] == *month)
                        .unwrap_or_else(|| panic!("no group {month}"));
                    let expected = &group["fields"][place];
                    for name in ["audited", "blank", "share", "bad"] {
                        assert_eq!(share[name], expected[name], "{service} {month} {expected}");
                    }
                }
            }
            assert_eq!(
                map["fields"].as_array().map(Vec::len),
                Some(17),
                "the audited fields"
            );
        }
    });
}

#[test]
fn all_services_together_are_their_sum() {
    on_each(|api| async move {
        store_exports(api.shared.registry().store());
        let mut sum = 0;
        for service in ["BRD", "CDF", "STN"] {
            let one = get(&api, "admin", &format!("data-quality?{SPAN}&service={service}")).await;
            sum += one["entry_lag"]["total"]["records"].as_u64().expect("a count");
        }
        let all = get(&api, "admin", &format!("data-quality?{SPAN}")).await;
        assert_eq!(all["services"], json!(["BRD", "CDF", "STN"]));
        assert_eq!(all["entry_lag"]["total"]["records"], sum);
        let store = api.shared.registry().store();
        let counted = Paging {
            total: true,
            ..Paging::default()
        };
        let open = store
            .read(|r| findings::list(r, &Scope::All, &FindingFilter::default(), &counted))
            .expect("listed");
        let kinds = all["findings"].as_array().expect("findings").clone();
        let by_kind: i64 = kinds.iter().filter_map(|kind| kind["open"].as_i64()).sum();
        assert!(by_kind > 0);
        assert_eq!(Some(by_kind), open.total);
    });
}

#[test]
fn lag_counts_from_the_diagnosis_to_the_entry() {
    on_each(|api| async move {
        let before = Utc::now().date_naive();
        for day in ["2024-03-04", "2024-03-05", "2016-02-01"] {
            let mut episode = api.episode();
            episode["fracture"]["diagnosed_on"] = json!(day);
            episode["assessment"] = json!({});
            api.post("entry", "/api/v1/fractures", episode).await.expect(201);
        }
        let after = Utc::now().date_naive();
        let found = get(&api, "manager", "data-quality?start=2016-01-01&end=2024-12-31").await;
        let lag = &found["entry_lag"];
        let march: NaiveDate = "2024-03-04".parse().expect("a day");
        let median = lag["months"][98]["median"].as_f64().expect("a median") + 0.5;
        let expected = [before, after].map(|today| (today - march).num_days() as f64);
        assert!(expected.contains(&median), "{median} {expected:?}");
        assert_eq!(
            lag["months"][1],
            json!({"records": 1, "lower_quartile": 1826.0, "median": 1826.0, "upper_quartile": 1826.0, "p90": 1826.0, "capped": 1})
        );
        assert_eq!(lag["months"][0]["median"], Value::Null);
        assert_eq!(lag["total"]["capped"], 1);
    });
}

#[test]
fn missed_opportunities_are_those_of_the_benchmark_table() {
    on_each(|api| async move {
        let before = get(&api, "admin", "data-quality/missed-opportunities?year=2024").await;
        let unused = json!({"service": "BRD", "name": "Service BRD", "hip_fractures": 300, "started": 0, "missed": 480});
        assert_eq!(before["services"][0], unused);
        assert_eq!(before["total"], 960);
        store_exports(api.shared.registry().store());
        for year in [2023, 2024] {
            let path = format!("data-quality/missed-opportunities?year={year}");
            let found = get(&api, "admin", &path).await;
            let table = get(&api, "admin", &format!("benchmarks?year={year}")).await;
            let rows = table["services"].as_array().expect("rows");
            for service in found["services"].as_array().expect("services") {
                let row = rows.iter().find(|row| row["service"] == service["service"]);
                let expected = row.map(|row| &row["missed_opportunities"]);
                assert_eq!(expected, Some(&service["missed"]), "{service}");
                assert!(service["started"].as_u64() > Some(0), "{service}");
            }
            let own = get(&api, "entry", &path).await;
            assert_eq!(own["services"], json!([found["services"][0]]));
        }
    });
}

#[test]
fn bad_questions_are_told_so() {
    on_each(|api| async move {
        for (who, path, status) in [
            ("entry", "data-quality", 400),
            ("entry", "data-quality?start=2024-01-01&end=2023-12-31", 400),
            ("entry", "data-quality?start=1900-01-01&end=2099-12-31", 400),
            (
                "entry",
                "data-quality?start=2024-01-01&end=2024-12-31&set=iof",
                400,
            ),
            (
                "entry",
                "data-quality?start=2024-01-01&end=2024-12-31&service=CDF",
                404,
            ),
            (
                "admin",
                "data-quality?start=2024-01-01&end=2024-12-31&service=ZZZ",
                404,
            ),
            ("entry", "data-quality/missed-opportunities?year=99999", 400),
            ("entry", "data-quality/missed-opportunities?year=x", 400),
        ] {
            let reply = api.get(who, &format!("/api/v1/{path}")).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.json());
        }
    });
}
