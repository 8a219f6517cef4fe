//! Charts: what each may see of them, in which forms, and re-basing.

use serde_json::{Value, json};

use crate::harness::{Api, on_each};

const RUN: &str = "/api/v1/charts/run?start=2024-01-01&end=2025-12-31";
const YEAR: &str = "start=2024-01-01&end=2024-12-31";

/// Re-bases a chart of BRD at a month at which it is not re-based yet.
pub async fn rebased(api: &Api) -> Value {
    let known = api
        .get("lead", "/api/v1/charts/run/baselines?limit=1&total=true")
        .await
        .expect(200)
        .json();
    let count = known["total"].as_u64().expect("a total");
    let from = format!("{}-{:02}", 2001 + count / 12, 1 + count % 12);
    let body = json!({"service": "BRD", "kpi": "5", "from": from, "reason": "new scanner"});
    api.post("lead", "/api/v1/charts/run/baselines", body)
        .await
        .expect(201)
        .json()
}

fn months(chart: &Value, field: &str) -> Vec<(String, Value)> {
    let points = chart["points"].as_array().expect("points").iter();
    let point = |point: &Value| {
        let month = point["month"].as_str().unwrap_or_default().to_owned();
        (month, point[field].clone())
    };
    points.map(point).filter(|(_, value)| !value.is_null()).collect()
}

#[test]
fn a_run_chart_has_every_month_and_provisional_ones_apart() {
    on_each(|api| async move {
        api.stored().await;
        let path = format!("{RUN}&kpi=7&service=BRD");
        let chart = api.get("entry", &path).await.expect(200);
        let tag = chart.header("etag").to_owned();
        let chart = chart.json();
        assert_eq!(chart["points"].as_array().map(Vec::len), Some(24));
        assert_eq!(months(&chart, "value"), [("2024-03".to_owned(), json!(100.0))]);
        assert_eq!(
            months(&chart, "provisional"),
            ["2025-11", "2025-12"].map(|month| (month.to_owned(), json!("entry-lag")))
        );
        assert_eq!(chart["preset"]["trend_points"], 7);
        assert_eq!(chart["services"], json!(["BRD"]));
        api.call("entry", "GET", &path)
            .header("If-None-Match", &tag)
            .send()
            .await
            .expect(304);
        let excel = api
            .get("entry", &format!("{path}&preset=nhs-excel&method=p"))
            .await;
        let excel = excel.expect(200).json();
        assert_eq!(
            (&excel["method"], &excel["preset"]["trend_points"]),
            (&json!("p"), &json!(6))
        );
    });
}

#[test]
fn charts_come_as_csv_too() {
    on_each(|api| async move {
        api.stored().await;
        for (path, lines) in [
            (format!("{RUN}&kpi=7"), 25),
            (format!("/api/v1/charts/funnel?{YEAR}&kpi=7"), 2),
            (format!("/api/v1/charts/caterpillar?{YEAR}&kpi=2"), 2),
            (format!("/api/v1/charts/cascade?{YEAR}"), 6),
        ] {
            let csv = api
                .call("entry", "GET", &path)
                .header("Accept", "text/csv")
                .send()
                .await
                .expect(200);
            assert!(csv.header("content-type").starts_with("text/csv"));
            assert_eq!(
                String::from_utf8_lossy(&csv.bytes).lines().count(),
                lines,
                "{path}"
            );
            api.call("entry", "GET", &path)
                .header("Accept", "image/png")
                .send()
                .await
                .expect(406);
        }
    });
}

#[test]
fn services_are_compared_by_those_who_may_see_them() {
    on_each(|api| async move {
        api.stored().await;
        api.stored().await;
        api.post("stranger", "/api/v1/fractures", api.episode())
            .await
            .expect(201);
        for (who, services) in [
            ("entry", vec!["BRD 2"]),
            ("admin", vec!["BRD 2", "CDF 1"]),
            // So few records are hidden.
            ("analyst", vec!["BRD null", "CDF null"]),
        ] {
            for chart in ["funnel", "caterpillar"] {
                let found = api
                    .get(who, &format!("/api/v1/charts/{chart}?{YEAR}&kpi=7"))
                    .await
                    .expect(200);
                let text = String::from_utf8_lossy(&found.bytes).into_owned();
                assert!(!text.contains("alert") && !text.contains("alarm"), "{text}");
                let found = found.json();
                let points = found["points"].as_array().expect("points").iter();
                let found_services: Vec<_> = points
                    .map(|p| {
                        format!(
                            "{} {}",
                            p["service"].as_str().unwrap_or_default(),
                            p["denominator"]
                        )
                    })
                    .collect();
                assert_eq!(found_services, services, "{chart} as {who}");
                assert_eq!(found["pooled"], 100.0, "{chart} as {who}");
            }
        }
        let cascade = api
            .get("admin", &format!("/api/v1/charts/cascade?{YEAR}"))
            .await
            .expect(200)
            .json();
        let counts: Vec<_> = cascade["steps"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|step| step["count"].clone())
            .collect();
        assert_eq!(json!(counts), json!([3, 3, 3, 0, 0]));
    });
}

#[test]
fn what_is_no_chart_is_refused_with_advice() {
    on_each(|api| async move {
        api.stored().await;
        for (path, advice) in [
            (RUN.to_owned(), "give its number"),
            (format!("{RUN}&kpi=7,8"), "one KPI"),
            (format!("{RUN}&kpi=7&by=sex"), "no parameter \"by\""),
            (format!("{RUN}&kpi=7&method=c"), "xmr, p"),
            (format!("{RUN}&kpi=7&preset=excel"), "nhsr, nhs-excel"),
            (format!("{RUN}&kpi=7&preset=nhsr&preset=nhsr"), "given twice"),
            (format!("{RUN}&kpi=7&fix_after=11"), "fix_after=12"),
            (format!("{RUN}&kpi=7&fix_after=-1"), "fix_after=12"),
            (format!("{RUN}&kpi=1&service=BRD"), "KPI 1 of one service"),
            (format!("{RUN}&kpi=2&method=p"), "method=xmr"),
            (format!("/api/v1/charts/funnel?{YEAR}&kpi=2"), "caterpillar"),
            (
                format!("/api/v1/charts/funnel?{YEAR}&kpi=1"),
                "KPI 1 of one service",
            ),
            (
                format!("/api/v1/charts/cascade?{YEAR}&kpi=7"),
                "no parameter \"kpi\"",
            ),
            (
                "/api/v1/charts/cascade?start=1800-01-01&end=2199-12-31".to_owned(),
                "start",
            ),
            (
                "/api/v1/charts/cascade?start=2100-01-01&end=2199-12-31".to_owned(),
                "50 years",
            ),
        ] {
            let problem = api.get("entry", &path).await.expect(400).json();
            let detail = problem["detail"].as_str().unwrap_or_default();
            assert!(detail.contains(advice), "{path}: {detail}");
        }
        api.get("analyst", &format!("{RUN}&kpi=7")).await.expect(400);
    });
}

#[test]
fn rebasing_shows_in_the_chart_until_it_is_undone() {
    on_each(|api| async move {
        api.stored().await;
        let path = format!("{RUN}&kpi=7&service=BRD");
        let body = json!({"service": "BRD", "kpi": "7", "from": "2024-09", "reason": "second nurse"});
        let made = api
            .post("lead", "/api/v1/charts/run/baselines", body.clone())
            .await
            .expect(201);
        assert_eq!(made.header("etag"), "\"1\"");
        let made = made.json();
        let own = format!(
            "/api/v1/charts/run/baselines/{}",
            made["id"].as_str().expect("an id")
        );
        api.post("lead", "/api/v1/charts/run/baselines", body)
            .await
            .expect(409);
        let chart = api.get("entry", &path).await.expect(200).json();
        assert_eq!(chart["baselines"], json!([made]));
        assert_eq!(
            (&made["reason"], &made["by"]),
            (&json!("second nurse"), &json!("lead"))
        );
        assert_eq!(chart["points"][7]["baseline"], 0);
        assert_eq!(chart["points"][8]["baseline"], 1);
        assert_eq!(api.get("entry", &own).await.expect(200).json(), made);
        api.get("stranger", &own).await.expect(404);

        let reason = json!({"reason": "it was the holidays"});
        let remove = |who: &str| api.call(who, "DELETE", &own).json(&reason);
        remove("lead").send().await.expect(428);
        remove("lead").if_match("\"2\"").send().await.expect(412);
        remove("stranger").if_match("\"1\"").send().await.expect(404);
        let blank = api.call("lead", "DELETE", &own).json(&json!({"reason": ""}));
        blank.if_match("\"1\"").send().await.expect(422);
        remove("lead").if_match("\"1\"").send().await.expect(204);
        remove("lead").if_match("\"1\"").send().await.expect(404);
        let chart = api.get("entry", &path).await.expect(200).json();
        assert_eq!(chart["baselines"], json!([]));
    });
}

#[test]
fn the_pooled_value_is_rebased_by_the_national_administrator() {
    on_each(|api| async move {
        api.stored().await;
        api.post("stranger", "/api/v1/fractures", api.episode())
            .await
            .expect(201);
        let body = json!({"kpi": "7", "from": "2024-09", "reason": "a new standard"});
        let path = "/api/v1/charts/run/baselines";
        api.post("lead", path, body.clone()).await.expect(404);
        let made = api.post("admin", path, body).await.expect(201).json();
        for (who, query, shown) in [
            ("admin", "", json!([made])),
            ("admin", "&service=BRD", json!([])),
            ("entry", "", json!([])),
        ] {
            let chart = api
                .get(who, &format!("{RUN}&kpi=7{query}"))
                .await
                .expect(200)
                .json();
            assert_eq!(chart["baselines"], shown, "{who} {query}");
        }
        let listed = api.get("entry", path).await.expect(200).json();
        assert_eq!(listed["items"], json!([made]));
        let other = api
            .get("admin", &format!("{RUN}&kpi=7&set=iof"))
            .await
            .expect(200)
            .json();
        assert_eq!(other["baselines"], json!([]));
    });
}
