//! KPI values and the benchmark table: what each may see.

use flsdb_domain::{
    Postcode,
    deprivation::{Deprivation, DeprivationIndex},
    wire::kpis::KpiResults,
};
use flsdb_kpi::columns;
use flsdb_store::{deprivations, testing::author};
use serde_json::{Value, json};

use crate::harness::{Api, on_each, on_each_pair};

const YEAR: &str = "start=2024-01-01&end=2024-12-31";

async fn two_services(api: &Api) {
    api.stored().await;
    api.stored().await;
    api.post("stranger", "/api/v1/fractures", api.episode())
        .await
        .expect(201);
}

fn denominators(found: &Value) -> Vec<(Value, Value)> {
    let results = found["results"].as_array().cloned().unwrap_or_default();
    let of_kpi_4 = results.into_iter().filter(|result| result["kpi"] == "4");
    of_kpi_4
        .map(|result| (result["group"]["service"].clone(), result["denominator"].clone()))
        .collect()
}

#[test]
fn callers_see_their_own_services_whole_and_others_under_control() {
    on_each(|api| async move {
        two_services(&api).await;
        for (who, expected) in [
            ("entry", vec![(json!("BRD"), json!(2)), (Value::Null, json!(2))]),
            (
                "stranger",
                vec![(json!("CDF"), json!(1)), (Value::Null, json!(1))],
            ),
            (
                "admin",
                vec![
                    (json!("BRD"), json!(2)),
                    (json!("CDF"), json!(1)),
                    (Value::Null, json!(3)),
                ],
            ),
            (
                "analyst",
                vec![
                    (json!("BRD"), Value::Null),
                    (json!("CDF"), Value::Null),
                    (Value::Null, json!(3)),
                ],
            ),
        ] {
            let found = api
                .get(who, &format!("/api/v1/kpis/results?{YEAR}&by=service&total=true"))
                .await
                .expect(200);
            assert_eq!(denominators(&found.json()), expected, "{who}");
        }
    });
}

#[test]
fn figures_are_never_stale() {
    on_each(|api| async move {
        let path = format!("/api/v1/kpis/results?{YEAR}");
        api.stored().await;
        let first = api.get("entry", &path).await.expect(200);
        let tag = first.header("etag").to_owned();
        api.call("entry", "GET", &path)
            .header("If-None-Match", &tag)
            .send()
            .await
            .expect(304);
        api.stored().await;
        let second = api
            .call("entry", "GET", &path)
            .header("If-None-Match", &tag)
            .send()
            .await
            .expect(200);
        assert_eq!(denominators(&second.json()), [(Value::Null, json!(2))]);
    });
}

#[test]
fn a_write_through_one_server_is_read_through_the_other_at_once() {
    on_each_pair(|one, other| async move {
        let path = format!("/api/v1/kpis/results?{YEAR}&kpi=4");
        let denominator = async |api: &Api| {
            let found = api.get("entry", &path).await.expect(200).json();
            found["results"][0]["denominator"].clone()
        };
        assert_eq!(denominator(&other).await, 0);
        let mut stored = Vec::new();
        for count in 1..=3 {
            stored.push(one.stored().await);
            assert_eq!(denominator(&other).await, count);
            assert_eq!(denominator(&one).await, count);
        }
        let id = stored[0]["id"].as_str().expect("an id").to_owned();
        let reason = json!({"reason": "entered twice"});
        one.post("lead", &format!("/api/v1/fractures/{id}/withdrawal"), reason)
            .await;
        assert_eq!(denominator(&other).await, 2);
    });
}

/// The columns of an answer are those that its results would give.
#[test]
fn columns_hold_the_same_counts() {
    on_each(|api| async move {
        two_services(&api).await;
        let path = format!("/api/v1/kpis/results?{YEAR}&by=service,month&total=true");
        let full = api.get("admin", &path).await.expect(200).json();
        let found = api
            .get("admin", &format!("{path}&shape=columns"))
            .await
            .expect(200)
            .json();
        let full: KpiResults = serde_json::from_value(full).expect("results");
        assert_eq!(found, serde_json::to_value(columns(full)).expect("serialises"));
        assert_eq!(found["groups"].as_array().map(Vec::len), Some(25));
    });
}

#[test]
fn results_come_as_csv_too() {
    on_each(|api| async move {
        api.stored().await;
        let path = format!("/api/v1/kpis/results?{YEAR}");
        let csv = api
            .call("entry", "GET", &path)
            .header("Accept", "text/csv")
            .send()
            .await
            .expect(200);
        assert!(csv.header("content-type").starts_with("text/csv"));
        assert_eq!(String::from_utf8_lossy(&csv.bytes).lines().count(), 12);
        api.call("entry", "GET", &path)
            .header("Accept", "image/png")
            .send()
            .await
            .expect(406);
    });
}

#[test]
fn the_benchmark_table_shows_rows_to_whom_they_belong() {
    on_each(|api| async move {
        two_services(&api).await;
        for (who, year, rows) in [
            ("entry", "2024", vec!["BRD", "CDF"]),
            ("analyst", "2024", vec!["BRD", "CDF"]),
            ("admin", "2024", vec!["BRD", "CDF"]),
            // Not closed, or as of another day.
            ("entry", "2025", vec!["BRD"]),
            ("analyst", "2025", vec![]),
            ("entry", "2024&as_of=2026-01-30", vec!["BRD"]),
        ] {
            let table = api
                .get(who, &format!("/api/v1/benchmarks?year={year}"))
                .await
                .expect(200)
                .json();
            let found: Vec<&str> = table["services"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|row| row["service"].as_str())
                .collect();
            assert_eq!(found, rows, "{who} {year}");
            let records = if year.starts_with("2024") { 3 } else { 0 };
            assert_eq!(table["records"], records, "{who} {year}");
        }
        let own = api
            .get("entry", "/api/v1/benchmarks?year=2024")
            .await
            .expect(200)
            .json();
        let [own, other] = [&own["services"][0], &own["services"][1]];
        assert_eq!((&own["own"], &own["records"]), (&json!(true), &json!(2)));
        assert!(own["results"][0].get("suppressed").is_none());
        assert_eq!((&other["own"], &other["records"]), (&json!(false), &Value::Null));
        assert_eq!(other["missed_opportunities"], Value::Null);
        let results = other["results"].as_array().cloned().unwrap_or_default();
        assert!(!results.is_empty() && results.iter().all(|result| result["suppressed"] == true));
        api.get("analyst", "/api/v1/benchmarks?year=2024&as_of=2026-01-30")
            .await
            .expect(400);
    });
}

/// Requests that nothing can be computed for are told what is wrong, at once.
#[test]
fn bad_requests_are_told_what_is_wrong() {
    let codes: Vec<String> = (0..10_000)
        .map(|n| {
            let digits = [n / 1296, n / 36 % 36, n % 36];
            digits
                .map(|digit| char::from_digit(digit, 36).unwrap_or('0').to_ascii_uppercase())
                .iter()
                .collect()
        })
        .collect();
    let many = format!("{YEAR}&service={}", codes.join(","));
    on_each(|api| {
        let many = many.clone();
        async move {
            for (query, says) in [
                ("start=2024-12-31&end=2024-01-01", "ends before it starts"),
                ("start=1900-01-01&end=2099-12-31", "longer than 50 years"),
                (&format!("{YEAR}&kpi=12"), "no KPI \"12\""),
                (&format!("{YEAR}&by=sex,site,month"), "two dimensions at most"),
                (&many, "More than 500 services"),
                ("start=0000-00-00&end=9999-99-99", "not a date"),
                ("", "required"),
                (
                    &format!("{YEAR}&service={}", "x,".repeat(10_000)),
                    "And 9990 more",
                ),
                (&format!("{YEAR}&set={}", "x".repeat(10_000)), "xxx…"),
            ] {
                let answer = api
                    .get("admin", &format!("/api/v1/kpis/results?{query}"))
                    .await
                    .expect(400);
                let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
                assert!(detail.contains(says), "{says}: {detail}");
                assert!(answer.bytes.len() < 2_000, "{}", answer.bytes.len());
            }
        }
    });
}

#[test]
fn the_definitions_are_public() {
    on_each(|api| async move {
        let sets = api.get("nobody", "/api/v1/kpis").await.expect(200).json();
        assert_eq!(sets.as_array().map(Vec::len), Some(3));
    });
}

/// A table of deprivation is in the figures of every server at the next read.
#[test]
fn deprivation_is_seen_as_soon_as_it_is_loaded() {
    on_each_pair(|one, other| async move {
        let path = format!("/api/v1/kpis/results?{YEAR}&kpi=4&by=deprivation_quintile");
        let groups = async |api: &Api| -> Vec<(Value, Value)> {
            let found = api.get("entry", &path).await.expect(200).json();
            let results = found["results"].as_array().cloned().unwrap_or_default();
            let group = |result: &Value| {
                let name = result["group"]["deprivation_quintile"].clone();
                (name, result["denominator"].clone())
            };
            let groups = results.iter().map(group);
            groups.filter(|(_, denominator)| *denominator != 0).collect()
        };
        for postcode in ["NE19 2BX", "NE19 2BX", "NE19 2BY"] {
            let mut episode = one.episode();
            episode["patient"]["postcode"] = json!(postcode);
            one.post("entry", "/api/v1/fractures", episode).await.expect(201);
        }
        for api in [&one, &other] {
            assert_eq!(groups(api).await, [(Value::Null, json!(3))]);
        }
        let load = |postcode: &str, quintile: u8| {
            let deprivation = Deprivation::new(DeprivationIndex::Imd, quintile).expect("a quintile");
            let row = (Postcode::parse(postcode).expect("a postcode"), deprivation);
            one.shared
                .registry()
                .store()
                .write(&author(), |w| deprivations::load(w, [Ok(row)]))
                .expect("loaded");
        };
        load("NE19 2BX", 1);
        load("NE19 2BY", 5);
        for api in [&one, &other] {
            assert_eq!(
                groups(api).await,
                [(json!("imd-1"), json!(2)), (json!("imd-5"), json!(1))]
            );
        }
        load("NE19 2BX", 5);
        for api in [&one, &other] {
            assert_eq!(groups(api).await, [(json!("imd-5"), json!(3))]);
        }
    });
}

#[test]
fn what_is_not_published_is_refused_with_what_is() {
    on_each(|api| async move {
        two_services(&api).await;
        for (who, query, status, says) in [
            (
                "analyst",
                "start=2024-01-01&end=2024-12-31&by=quarter,sex",
                200,
                "",
            ),
            ("analyst", "start=2024-04-01&end=2024-06-30&by=nation", 200, ""),
            (
                "analyst",
                "start=2024-01-01&end=2024-12-31&as_of=2026-01-31",
                200,
                "",
            ),
            (
                "analyst",
                "start=2024-01-01&end=2024-12-31&as_of=2025-12-01",
                400,
                "2026-01-31",
            ),
            (
                "analyst",
                "start=2025-01-01&end=2025-12-31",
                400,
                "closes on 2027-01-31",
            ),
            (
                "analyst",
                "start=2024-01-01&end=2024-12-31&by=sex,age_band",
                400,
                "one break-down",
            ),
            ("analyst", "start=2024-02-01&end=2024-04-30", 400, "one quarter"),
            ("regional", "start=2024-01-01&end=2024-12-31&service=ZZZ", 404, ""),
            ("entry", "start=2024-01-01&end=2024-12-31&service=CDF", 200, ""),
            (
                "entry",
                "start=2024-01-01&end=2024-12-31&service=CDF&by=month",
                400,
                "not by month",
            ),
            ("entry", "start=2024-02-11&end=2024-04-30&by=month", 200, ""),
            (
                "admin",
                "start=2024-02-11&end=2024-04-30&service=CDF&by=month",
                200,
                "",
            ),
        ] {
            let answer = api.get(who, &format!("/api/v1/kpis/results?{query}")).await;
            let answer = answer.expect(status);
            if status == 400 {
                let detail = answer.json()["detail"].to_string();
                assert!(detail.contains(says), "{who} {query}: {detail}");
            }
        }
    });
}

#[test]
fn the_own_service_is_whole_beside_others() {
    on_each(|api| async move {
        two_services(&api).await;
        let path = format!("/api/v1/kpis/results?{YEAR}&service=BRD,CDF&kpi=4");
        let found = api.get("entry", &path).await.expect(200).json();
        assert_eq!(found["disclosure"]["rule"], "flsdb");
        assert_eq!(found["as_of"], "2026-01-31");
        assert_eq!(
            denominators(&found),
            [(json!("BRD"), json!(2)), (json!("CDF"), Value::Null)]
        );
        let stranger = api.get("stranger", &path).await.expect(200).json();
        assert_eq!(
            denominators(&stranger),
            [(json!("BRD"), Value::Null), (json!("CDF"), json!(1))]
        );
        for shape in ["&shape=columns", ""] {
            let text = api.get("analyst", &format!("{path}{shape}")).await.expect(200);
            assert!(
                !String::from_utf8_lossy(&text.bytes).contains("numerator\":1"),
                "{shape}"
            );
        }
    });
}
