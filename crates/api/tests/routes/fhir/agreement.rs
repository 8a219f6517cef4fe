//! `$evaluate-measure` and `kpis/results` agree on every count, by FHIR's arithmetic: the denominator is the initial
//! population, and the score is numerator ÷ (denominator − denominator exclusion).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{count, evaluated, extensions, population, validator::assert_valid};
use crate::{
    harness::{Api, on_each},
    imports::{
        reference::{figures, store_exports},
        testdata,
    },
};

#[test]
fn reports_of_the_three_exports_tell_the_figures_of_the_results() {
    on_each(|api| async move {
        store_exports(&api.shared.registry().store().clone());
        let expected = serde_json::from_slice(&testdata("exports/expected-kpis.json")).expect("JSON");
        let expected: BTreeMap<String, Value> = expected;
        let mut reports = Vec::new();
        for key in expected.keys() {
            let results = figures(&api, key).await;
            for ((service, kpi), result) in &results {
                let report = report(&api, key, service, kpi).await;
                let all = &results[&(service.clone(), "4".to_owned())];
                let what = format!("{key} {service} KPI {kpi}: {result} {report:#}");
                compare(&what, result, &report["group"][0], &all["initial_population"]);
                reports.push(report);
            }
        }
        assert_eq!(reports.len(), 9 * 4 * 11);
        assert_valid(&reports);
    });
}

async fn report(api: &Api, key: &str, service: &str, kpi: &str) -> Value {
    let parts: Vec<&str> = key.split('|').collect();
    let service = match service {
        "*" => String::new(),
        code => format!("&service={code}"),
    };
    let query = format!(
        "periodStart={}&periodEnd={}&asOf={}{service}",
        parts[1], parts[2], parts[3]
    );
    let report = evaluated(api, "admin", &format!("{}-{kpi}", parts[0]), &query).await;
    report.expect(200).json()
}

fn compare(what: &str, result: &Value, group: &Value, records: &Value) {
    match result["kpi"].as_str() {
        Some("1") => compare_completeness(what, result, group),
        _ if result.get("missing").is_some() => compare_proportion(what, result, group),
        _ => compare_ratio(what, result, group, records),
    }
}

fn compare_proportion(what: &str, result: &Value, group: &Value) {
    let number = |name: &str| result[name].as_i64().expect("a count");
    let initial = count(group, "initial-population").expect("a count");
    assert_eq!(initial, number("initial_population"), "{what}");
    assert_eq!(count(group, "denominator"), Some(initial), "{what}");
    let excluded = count(group, "denominator-exclusion").unwrap_or_default();
    assert_eq!(initial - excluded, number("denominator"), "{what}");
    assert_eq!(
        extensions(group, "counted")[0]["valueUnsignedInt"],
        result["denominator"]
    );
    let numerator = count(group, "numerator").expect("a count");
    assert_eq!(numerator, number("numerator"), "{what}");
    let mut reasons = strata(group);
    assert_eq!(reasons.remove("missing"), Some(number("missing")), "{what}");
    assert_eq!(reasons.values().sum::<i64>(), excluded, "{what}");
    assert_eq!(json!(reasons), result["excluded"], "{what}");
    compare_score(
        what,
        result,
        group,
        (numerator as f64, (initial - excluded) as f64),
    );
}

fn strata(group: &Value) -> BTreeMap<String, i64> {
    let strata = group["stratifier"][0]["stratum"].as_array().into_iter().flatten();
    let stratum = |stratum: &Value| {
        let reason = stratum["value"]["coding"][0]["code"].as_str().expect("a code");
        let of_missing = count(stratum, "denominator");
        let count = count(stratum, "denominator-exclusion").or(of_missing);
        (reason.to_owned(), count.expect("a count"))
    };
    strata.map(stratum).collect()
}

fn compare_ratio(what: &str, result: &Value, group: &Value, records: &Value) {
    assert_eq!(count(group, "initial-population"), records.as_i64(), "{what}");
    assert_eq!(count(group, "numerator"), result["numerator"].as_i64(), "{what}");
    let denominator = population(group, "denominator");
    let expected = &extensions(denominator, "expected")[0]["valueDecimal"];
    assert_eq!(*expected, result["denominator"], "{what}");
    assert_eq!(
        count(group, "denominator"),
        result["denominator"].as_i64(),
        "{what}"
    );
    let parts = [&result["numerator"], expected].map(|number| number.as_f64().unwrap_or_default());
    compare_score(what, result, group, parts.into());
}

fn compare_completeness(what: &str, result: &Value, group: &Value) {
    let counts = ["initial-population", "denominator", "numerator"].map(|code| count(group, code));
    if let Some(good) = result["good"].as_bool() {
        assert_eq!(counts, [Some(1), Some(1), Some(i64::from(good))], "{what}");
        let bad = &extensions(group, "bad-fields")[0]["valueUnsignedInt"];
        assert_eq!(*bad, result["bad_fields"], "{what}");
        let fields = result["fields"].as_array().expect("fields");
        let told = extensions(group, "audited-field");
        assert_eq!(fields.len(), told.len(), "{what}");
        for (field, told) in fields.iter().zip(told) {
            let parts = [0, 1, 2].map(|at| &told["extension"][at]);
            assert_eq!(parts[0]["valueString"], field["field"], "{what}");
            assert_eq!(parts[1]["valueUnsignedInt"], field["audited"], "{what}");
            assert_eq!(parts[2]["valueUnsignedInt"], field["blank"], "{what}");
        }
    } else {
        let services = result["denominator"].as_i64();
        assert_eq!(
            counts,
            [services, services, result["numerator"].as_i64()],
            "{what}"
        );
        assert_eq!(group["measureScore"]["value"], result["value"], "{what}");
    }
}

/// The score is the value of the results, and what FHIR's arithmetic gives.
fn compare_score(what: &str, result: &Value, group: &Value, (numerator, denominator): (f64, f64)) {
    let score = &group["measureScore"]["value"];
    assert_eq!(*score, result["value"], "{what}");
    if denominator > 0.0 {
        let score = score.as_f64().expect("a score");
        assert!((score - numerator / denominator).abs() <= 5e-7, "{what}");
    } else {
        assert!(score.is_null(), "{what}");
    }
}
