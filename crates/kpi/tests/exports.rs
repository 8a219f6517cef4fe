//! The three site exports: every count and every displayed value that was computed for them elsewhere.

#![cfg(test)]

use std::{collections::BTreeMap, fs::File};

use flsdb_domain::{
    Nation,
    kpi::{Facts, Kpi, SetId, expectation::HipFractures},
    wire::kpis::{Dimension, Disclosure, Figures, KpiResult},
};
use flsdb_files::Reader;
use flsdb_kpi::{
    Asked, BenchmarkQuery, ServiceInfo, Source, benchmark, cohorts_of, columns, evaluate, heading, headings,
    results, row,
};
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

#[test]
fn a_result_reads_as_documented() {
    let services = services();
    let pairs = [
        ("set", "fls-db"),
        ("start", "2024-01-01"),
        ("end", "2024-12-31"),
        ("as_of", "2026-01-31"),
        ("by", "service"),
        ("kpi", "4"),
    ];
    let asked = Asked::read(pairs, "2026-01-31".parse().expect("a date")).expect("a request");
    let bradley = evaluate(
        &asked.query,
        &services[..1],
        records().into_iter().filter(|(service, _)| *service == 0),
    );
    assert_eq!(
        serde_json::to_string(&bradley).expect("serialises"),
        "[{\"group\":{\"service\":\"BRD\"},\"kpi\":\"4\",\"official_number\":\"4\",\"initial_population\":304,\
         \"excluded\":{},\"denominator\":304,\"numerator\":205,\"missing\":21,\"value\":0.674342,\"display\":\"67.4\",\
         \"level\":\"amber\",\"interval\":{\"95\":[0.619773,0.72456],\"99.8\":[0.587078,0.750987]},\
         \"bounds\":[0.674342,0.743421]}]"
    );
    let heading = heading(&asked.query, &services[..1], source());
    let lines: Vec<String> = [
        headings(&asked.query.by),
        row(&heading, &asked.query.by, &bradley[0]),
    ]
    .map(|cells| cells.join(","))
    .into();
    assert_eq!(
        lines,
        [
            "set,set_version,start,end,as_of,data_version,service,kpi,official_number,initial_population,denominator,\
             numerator,missing,value,display,level,lower_95,upper_95,lower_99.8,upper_99.8,worst,best,bad_fields,\
             suppressed,excluded_decision_missing,excluded_dxa_not_requested,excluded_not_applicable,\
             excluded_not_recommended,excluded_hip_fracture,excluded_under_age,excluded_died,excluded_immature,\
             excluded_no_longer_appropriate,excluded_declined",
            "fls-db,2026.1,2024-01-01,2024-12-31,2026-01-31,7,BRD,4,4,304,304,205,21,0.674342,67.4,amber,0.619773,\
             0.72456,0.587078,0.750987,0.674342,0.743421,,false,0,0,0,0,0,0,0,0,0,0",
        ]
    );
}

#[test]
fn columns_have_an_entry_for_each_group() {
    let services = services();
    let pairs = [
        ("start", "2023-01-01"),
        ("end", "2023-12-31"),
        ("as_of", "2026-01-31"),
        ("by", "service"),
        ("total", "true"),
        ("kpi", "1,2,5"),
    ];
    let asked = Asked::read(pairs, "2026-01-31".parse().expect("a date")).expect("a request");
    let columns = columns(results(
        &asked.query,
        &services,
        &cohorts_of(services.len(), records()),
        source(),
    ));
    let json = serde_json::to_value(columns).expect("serialises");
    assert_eq!(
        json["groups"],
        json!([{"service": "BRD"}, {"service": "CDF"}, {"service": "STN"}, {}])
    );
    assert_eq!(
        json["columns"],
        json!([
            {"kpi": "1", "official_number": "1", "numerator": [null, null, null, 2],
             "denominator": [null, null, null, 3], "bad_fields": [3, 11, 3, null]},
            {"kpi": "2", "official_number": "2", "numerator": [304, 396, 442, 1142],
             "denominator": [490, 880, 1300, 2670]},
            {"kpi": "5", "official_number": "5", "numerator": [33, 117, 129, 279],
             "denominator": [133, 245, 352, 730], "missing": [31, 62, 81, 174],
             "excluded": {"decision-missing": [11, 55, 19, 85], "dxa-not-requested": [160, 96, 71, 327]}},
        ])
    );
}

fn source() -> Source {
    Source {
        data_version: 7,
        software: "flsdb test".to_owned(),
        disclosure: Disclosure {
            rule: "none".to_owned(),
            reason: "test".to_owned(),
        },
    }
}

#[test]
fn the_benchmark_table_shows_services_without_records() {
    let mut services = services();
    services.push(ServiceInfo {
        code: "ZZZ".parse().expect("a code"),
        name: "Aldersyde".to_owned(),
        nation: Nation::Wales,
        region: None,
        hip_fractures: HipFractures::new([(2016, 100)]),
    });
    let wanted = BenchmarkQuery {
        year: 2023,
        set: SetId::FlsDb,
        as_of: "2026-01-31".parse().expect("a date"),
        own: vec![services[0].code],
    };
    let table = benchmark(
        &wanted,
        &services,
        &cohorts_of(services.len(), records()),
        source(),
    )
    .expect("a year");
    let rows: Vec<_> = table
        .services
        .iter()
        .map(|row| (row.name.as_str(), row.own, row.records, row.results.len()))
        .collect();
    assert_eq!(
        rows,
        [
            ("Aldersyde", false, Some(0), 0),
            ("Bradley Royal", true, Some(304), 11),
            ("Cardington", false, Some(396), 11),
            ("Southby General", false, Some(442), 11),
        ]
    );
    assert_eq!(table.records, 1142);
    // 100 hips × 1.6, nobody started; 98 × 1.6 = 156.8 less the 25 of KPI 10 and those whose 6.05 came too late for it.
    let missed: Vec<_> = table
        .services
        .iter()
        .filter_map(|row| row.missed_opportunities)
        .collect();
    assert_eq!(missed[0].value(), 160.0);
    assert!((100.0..=131.8).contains(&missed[1].value()), "{}", missed[1]);
    assert_eq!(table.national.len(), 11);
    assert_eq!(
        serde_json::to_value(&table.national[3]).expect("serialises")["numerator"],
        388
    );
}
