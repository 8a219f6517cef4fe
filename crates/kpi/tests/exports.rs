//! The three site exports: every count and every displayed value that was computed for them elsewhere.

use std::{collections::BTreeMap, fs::File};

use flsdb_domain::{
    Nation,
    kpi::{Facts, Kpi, expectation::HipFractures},
    wire::kpis::{Dimension, Figures, KpiResult},
};
use flsdb_files::Reader;
use flsdb_kpi::{Asked, ServiceInfo, evaluate};
use serde_json::{Map, Value, json};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/exports");

fn services() -> Vec<ServiceInfo> {
    let mut file = csv::Reader::from_path(format!("{DATA}/services.csv")).expect("services");
    let rows = file.records().map(|row| row.expect("a row"));
    let mut services: Vec<_> = rows
        .map(|row| ServiceInfo {
            code: row[0].parse().expect("a code"),
            name: row[1].to_owned(),
            nation: if &row[2] == "Wales" {
                Nation::Wales
            } else {
                Nation::England
            },
            region: None,
            hip_fractures: HipFractures::new([(2016, row[3].parse().expect("hips"))]),
        })
        .collect();
    services.sort_by_key(|service| service.code);
    services
}

fn records() -> Vec<(usize, Facts)> {
    let files = ["BRD.csv", "CDF.csv", "STN.xlsx"].map(|name| {
        let file = File::open(format!("{DATA}/{name}")).expect("an export");
        Reader::open(file).expect("a table")
    });
    let facts = |row: flsdb_files::Row| Facts::of(&row.reading.episode).expect("a diagnosis");
    (0..)
        .zip(files)
        .flat_map(|(service, rows)| rows.map(move |row| (service, facts(row.expect("a row")))))
        .collect()
}

/// A result in the words of the file of expectations.
fn figures(result: &KpiResult) -> Value {
    let number = |display: &Option<String>| {
        display
            .as_ref()
            .map(|text| text.parse::<f64>().expect("a number"))
    };
    match &result.figures {
        Figures::Proportion(p) => json!({
            "initial": p.initial_population, "excluded": p.excluded, "denominator": p.denominator,
            "numerator": p.numerator, "missing": p.missing, "value": number(&p.display),
        }),
        Figures::Completeness(c) => json!({"bad_fields": c.bad_fields, "good": c.good}),
        Figures::Rate(r) if result.kpi == Kpi::K1 => {
            json!({"good": r.numerator, "services": r.denominator, "value": number(&r.display)})
        }
        Figures::Rate(r) => {
            json!({"numerator": r.numerator, "denominator": r.denominator, "value": number(&r.display)})
        }
    }
}

fn key(result: &KpiResult) -> String {
    let service = result.group.get(&Dimension::Service).cloned().flatten();
    service.unwrap_or_else(|| "*".to_owned())
}

#[test]
fn every_count_and_displayed_value() {
    let text = std::fs::read_to_string(format!("{DATA}/expected-kpis.json")).expect("expectations");
    let expected: BTreeMap<String, Map<String, Value>> = serde_json::from_str(&text).expect("JSON");
    assert_eq!(expected.len(), 9);
    let (services, records) = (services(), records());
    let mut compared = 0;
    for (question, values) in expected {
        let parts: Vec<&str> = question.split('|').collect();
        let [set, start, end, as_of] = parts[..] else {
            panic!("{question}")
        };
        let pairs = [
            ("set", set),
            ("start", start),
            ("end", end),
            ("as_of", as_of),
            ("by", "service"),
            ("total", "true"),
        ];
        let asked = Asked::read(pairs, as_of.parse().expect("a date")).expect("a request");
        for result in evaluate(&asked.query, &services, records.iter().copied()) {
            let expected = &values[&key(&result)][result.kpi.to_string()];
            assert_eq!(
                &figures(&result),
                expected,
                "{question} {} KPI {}",
                key(&result),
                result.kpi
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 9 * 4 * 11);
}
