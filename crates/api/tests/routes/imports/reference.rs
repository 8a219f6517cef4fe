//! The three exports with real quirks: every count and displayed value as computed by an independent program.

use std::collections::BTreeMap;

use flsdb_domain::{
    Nation,
    wire::services::{HipFractures, Service},
};
use flsdb_store::{Store, services};
use serde_json::{Value, json};

use super::{author, code, stored, testdata};
use crate::harness::{Api, on_each};

#[test]
fn the_figures_of_the_three_exports_are_as_expected() {
    on_each(|api| async move {
        store_exports(&api.shared.registry().store().clone());
        let expected = serde_json::from_slice(&testdata("exports/expected-kpis.json")).expect("JSON");
        let expected: BTreeMap<String, BTreeMap<String, BTreeMap<String, Value>>> = expected;
        let mut compared = 0;
        for (key, services) in &expected {
            let found = figures(&api, key).await;
            for (service, kpis) in services {
                for (kpi, expected) in kpis {
                    let result = &found[&(service.clone(), kpi.clone())];
                    compare(&format!("{key} {service} KPI {kpi}"), expected, result);
                    compared += 1;
                }
            }
        }
        assert_eq!(compared, 9 * 4 * 11);
    });
}

/// Stores the three exports and their services.
pub fn store_exports(store: &Store) {
    load_services(store);
    for (service, file) in [("BRD", "BRD.csv"), ("CDF", "CDF.csv"), ("STN", "STN.xlsx")] {
        let record = stored(store, Some(service), &testdata(&format!("exports/{file}")));
        assert!(
            record.counts.rejected == 0 && record.counts.create > 600,
            "{record:?}"
        );
    }
}

fn load_services(store: &Store) {
    let text = String::from_utf8(testdata("exports/services.csv")).expect("UTF-8");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let nation = if cells[2] == "Wales" {
            Nation::Wales
        } else {
            Nation::England
        };
        let hip_fractures = vec![HipFractures {
            year: 2016,
            count: cells[3].parse().expect("a count"),
        }];
        Service {
            code: code(cells[0]),
            name: cells[1].to_owned(),
            ods_code: None,
            nation,
            region: None,
            hip_fractures,
        }
    };
    let all: Vec<Service> = text.lines().skip(1).map(row).collect();
    store
        .write(&author(), |w| services::load(w, &all))
        .expect("stored");
}

/// Results by service (`*`: all) and KPI.
pub async fn figures(api: &Api, key: &str) -> BTreeMap<(String, String), Value> {
    let parts: Vec<&str> = key.split('|').collect();
    let path = format!(
        "/api/v1/kpis/results?set={}&start={}&end={}&as_of={}&by=service&total=true",
        parts[0], parts[1], parts[2], parts[3]
    );
    let found = api.get("admin", &path).await.expect(200).json();
    let results = found["results"].as_array().cloned().unwrap_or_default();
    let name = |result: &Value| {
        let service = result["group"]["service"].as_str().unwrap_or("*").to_owned();
        (service, result["kpi"].as_str().unwrap_or_default().to_owned())
    };
    results
        .into_iter()
        .map(|result| (name(&result), result))
        .collect()
}

fn compare(what: &str, expected: &Value, found: &Value) {
    for (name, value) in expected.as_object().expect("an object") {
        let (ours, value) = match name.as_str() {
            "initial" => ("initial_population", value.clone()),
            "services" => ("denominator", value.clone()),
            "good" if value.is_number() => ("numerator", value.clone()),
            "value" => (
                "display",
                value.as_f64().map_or(Value::Null, |v| json!(format!("{v:.1}"))),
            ),
            same => (same, value.clone()),
        };
        assert_eq!(found[ours], value, "{what}, {ours}: {found}");
    }
}
