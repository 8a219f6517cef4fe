//! The ledger: every record behind a number, with outcome and reason.

use std::collections::BTreeMap;

use flsdb_api::ledger::{LedgerQuestion, write};
use flsdb_domain::{
    access::Scope,
    kpi::SetId,
    wire::{kpis::Period, page::Paging},
};
use flsdb_store::{
    audit::{self, Action},
    facts::Span,
};
use serde_json::{Value, json};

use crate::{
    harness::{Api, on_each},
    imports::{
        code,
        reference::{figures, store_exports},
        testdata,
    },
};

const YEAR: &str = "start=2024-01-01&end=2024-12-31";

/// How many rows a ledger has, by outcome and reason.
type Counts = BTreeMap<(String, String), u64>;

/// Rows of CSV as maps from heading to cell.
fn rows(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv);
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn counts(rows: &[BTreeMap<String, String>]) -> Counts {
    let mut counts = Counts::new();
    for row in rows {
        *counts
            .entry((row["outcome"].clone(), row["reason"].clone()))
            .or_default() += 1;
    }
    counts
}

/// The whole ledger as CSV: over HTTP for services that somebody here works in.
async fn whole(api: &Api, key: &str, service: &str, kpi: &str) -> Vec<u8> {
    let parts: Vec<&str> = key.split('|').collect();
    let who = match service {
        "BRD" => "entry",
        "CDF" => "stranger",
        _ => return directly(api, &parts, service, kpi),
    };
    let path = format!(
        "/api/v1/kpis/{kpi}/records?set={}&start={}&end={}&as_of={}&service={service}",
        parts[0], parts[1], parts[2], parts[3]
    );
    let call = api.call(who, "GET", &path).header("Accept", "text/csv");
    call.send().await.expect(200).bytes.to_vec()
}

fn directly(api: &Api, parts: &[&str], service: &str, kpi: &str) -> Vec<u8> {
    let day = |text: &str| text.parse().expect("a day");
    let period = Period {
        start: day(parts[1]),
        end: day(parts[2]),
    };
    let question = LedgerQuestion {
        kpi: kpi.parse().expect("a KPI"),
        set: parts[0].parse::<SetId>().expect("a set"),
        period,
        as_of: day(parts[3]),
        span: Span {
            scope: Scope::Services([code(service)].into()),
            period: period.start..=period.end,
        },
        outcome: None,
        reason: None,
    };
    let store = api.shared.registry().store();
    write(store, &question, Vec::new()).expect("written")
}

/// What a result says of its records, in the words of the ledger.
fn told(result: &Value, counts: &Counts) -> (Value, Value) {
    let sum = |outcome: &str| -> u64 {
        counts
            .iter()
            .filter(|((found, _), _)| found == outcome)
            .map(|(_, n)| n)
            .sum()
    };
    let excluded: BTreeMap<&str, u64> = counts
        .iter()
        .filter(|((outcome, _), _)| outcome == "excluded")
        .map(|((_, reason), n)| (reason.as_str(), *n))
        .collect();
    if result.get("initial_population").is_none() {
        let found = sum("met") + sum("counted");
        return (json!(result["numerator"]), json!(found));
    }
    let denominator = sum("met") + sum("not_met") + sum("missing");
    (
        json!([
            result["initial_population"],
            result["denominator"],
            result["numerator"],
            result["missing"],
            result["excluded"]
        ]),
        json!([
            counts.values().sum::<u64>(),
            denominator,
            sum("met"),
            sum("missing"),
            excluded
        ]),
    )
}

/// Blank answers by field: the result's, and the ledger's.
fn blanks(result: &Value, rows: &[BTreeMap<String, String>]) -> (Value, Value) {
    let mut found = BTreeMap::<&str, u64>::new();
    for heading in rows
        .iter()
        .flat_map(|row| row["blank"].split(';'))
        .filter(|heading| !heading.is_empty())
    {
        *found.entry(heading).or_default() += 1;
    }
    let told: BTreeMap<&str, &Value> = result["fields"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|share| share["blank"] != 0)
        .map(|share| (share["field"].as_str().unwrap_or_default(), &share["blank"]))
        .collect();
    (json!(told), json!(found))
}

#[test]
fn its_sums_are_the_results() {
    on_each(|api| async move {
        store_exports(api.shared.registry().store());
        let expected: BTreeMap<String, Value> =
            serde_json::from_slice(&testdata("exports/expected-kpis.json")).expect("JSON");
        let mut compared = 0;
        for key in expected.keys() {
            let results = figures(&api, key).await;
            for ((service, kpi), result) in results.iter().filter(|((service, _), _)| service != "*") {
                let rows = rows(&whole(&api, key, service, kpi).await);
                let (told, found) = match kpi.as_str() {
                    "1" => blanks(result, &rows),
                    _ => told(result, &counts(&rows)),
                };
                assert_eq!(told, found, "{key} {service} KPI {kpi}");
                assert!(rows.iter().all(|row| !row["sentence"].is_empty()));
                compared += 1;
            }
        }
        assert_eq!(compared, 9 * 3 * 11);
    });
}

#[test]
fn pages_follow_each_other_in_order() {
    on_each(|api| async move {
        store_exports(api.shared.registry().store());
        for filter in ["", "&outcome=not_met", "&outcome=not_met&reason=late"] {
            let path = format!("/api/v1/kpis/4/records?{YEAR}&as_of=2026-01-31{filter}");
            let first = api.get("entry", &format!("{path}&limit=500&total=true")).await;
            let whole = first.expect(200).json();
            let all = whole["items"].as_array().expect("items").clone();
            assert_eq!(whole["total"], all.len(), "{filter}");
            let mut found = Vec::new();
            let mut cursor = String::new();
            loop {
                let page = api.get("entry", &format!("{path}&limit=7{cursor}")).await;
                let page = page.expect(200).json();
                found.extend(page["items"].as_array().expect("items").clone());
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert!(all.len() > 7, "{filter}: {}", all.len());
            assert_eq!(found, all, "{filter}");
            let places: Vec<_> = all
                .iter()
                .map(|row| (row["diagnosed_on"].to_string(), row["fracture_id"].to_string()))
                .collect();
            assert!(places.is_sorted(), "{filter}");
            let wanted = |row: &Value| filter.is_empty() || row["outcome"] == "not_met";
            assert!(all.iter().all(wanted), "{filter}");
        }
    });
}

#[test]
fn a_row_reads_as_documented() {
    on_each(|api| async move {
        let record = api.stored().await;
        let path = format!("/api/v1/kpis/9/records?{YEAR}");
        let found = api.get("entry", &path).await.expect(200).json();
        assert_eq!(
            found["items"],
            json!([{
                "fracture_id": record["id"], "patient_id": record["patient_id"], "service": "BRD",
                "diagnosed_on": "2024-03-04", "age": 73, "sex": "female", "outcome": "missing", "reason": null,
                "blank": ["6.01 FollowUp12_16", "6.02 Dateof16WeekAss"],
                "sentence": "Cannot be told, so counted as not met: enter 6.01 (Followed up at 12–16 weeks) and \
                             6.02 (Date of the 16-week follow-up).",
                "matures_on": "2024-06-24"
            }])
        );
        let text = found.to_string();
        assert!(!text.contains(record["patient"]["nhs_number"].as_str().expect("a number")));
    });
}

#[test]
fn bad_questions_are_told_so() {
    on_each(|api| async move {
        for (path, status) in [
            ("kpis/12/records?start=2024-01-01&end=2024-12-31", 404),
            ("kpis/4/records?start=2024-01-01", 400),
            ("kpis/4/records?start=2024-01-01&end=2023-12-31", 400),
            ("kpis/4/records?start=1900-01-01&end=2099-12-31", 400),
            ("kpis/4/records?start=2024-01-01&end=2024-12-31&outcome=lost", 400),
            ("kpis/4/records?start=2024-01-01&end=2024-12-31&reason=lost", 400),
            ("kpis/4/records?start=2024-01-01&end=2024-12-31&limit=501", 400),
            ("kpis/4/records?start=2024-01-01&end=2024-12-31&cursor=x", 400),
            ("kpis/4/records?start=2024-01-01&end=2024-12-31&by=service", 400),
            ("kpis/4/records?start=2024-01-01&end=2024-12-31&service=CDF", 404),
            ("kpis/4/records?start=2024-01-01&end=2024-12-31&service=BRD", 200),
        ] {
            let reply = api.get("entry", &format!("/api/v1/{path}")).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.json());
        }
    });
}

#[test]
fn reading_it_is_audited() {
    on_each(|api| async move {
        let registry = api.shared.registry();
        let path = format!("/api/v1/kpis/4/records?{YEAR}");
        api.get("entry", &path).await.expect(200);
        let csv = api.call("entry", "GET", &path).header("Accept", "text/csv");
        csv.send().await.expect(200);
        registry.flush_reads().expect("written");
        let newest = registry
            .store()
            .read(|r| audit::list(r, &Scope::All, &Paging::default()));
        let events = newest.expect("listed").items;
        let reads: Vec<_> = events
            .iter()
            .filter(|event| event.service == Some(code("BRD")))
            .filter(|event| matches!(event.action, Action::Export | Action::List))
            .map(|event| event.action)
            .collect();
        assert_eq!(reads, [Action::Export, Action::List]);
    });
}
