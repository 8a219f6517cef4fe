//! One fault a row: each found at its row and column, and only the rows without an error stored.

use std::collections::BTreeSet;

use flsdb_domain::wire::imports::ImportStatus;
use serde_json::Value;

use super::{ask_commit, counts, sent, settled, state, testdata, text};
use crate::harness::{Api, on_each};

type Found = BTreeSet<(u64, String, String, String)>;

fn found(items: &[Value]) -> Found {
    let part = |item: &Value, name: &str| text(&item[name]).to_owned();
    let found = items.iter().map(|item| {
        let row = item["row"].as_u64().expect("a row");
        (row, part(item, "column"), part(item, "level"), part(item, "code"))
    });
    found.collect()
}

async fn all_findings(api: &Api, id: &str, query: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/imports/{id}/findings?limit=7{query}{cursor}");
        let page = api.get("entry", &path).await.expect(200).json();
        items.extend(page["items"].as_array().expect("items").iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

#[test]
fn faults_are_found_and_the_good_rows_stored() {
    on_each(|api| async move {
        let store = api.shared.registry().store().clone();
        let before = state(&store);
        let record = sent(&api, "entry", "", &testdata("faults.csv")).await;
        let id = text(&record["id"]);
        assert_eq!(
            (text(&record["status"]), counts(&record).as_str()),
            ("checked", "7 0 0 16")
        );
        assert_eq!(state(&store), before, "the dry run stores nothing");
        let patients = api
            .get("entry", "/api/v1/patients?total=true")
            .await
            .expect(200)
            .json();
        assert_eq!(patients["total"], 0);

        let items = all_findings(&api, id, "").await;
        let expected: Vec<Value> = serde_json::from_slice(&testdata("faults-expected.json")).expect("JSON");
        let missing: Vec<_> = found(&expected).difference(&found(&items)).cloned().collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(items.iter().all(|item| item["row"] != 2), "row 2 is clean");
        let rows: Vec<u64> = items.iter().filter_map(|item| item["row"].as_u64()).collect();
        assert!(rows.is_sorted());
        let errors = all_findings(&api, id, "&level=error").await;
        assert!(!errors.is_empty() && errors.iter().all(|item| item["level"] == "error"));
        let of_code = all_findings(&api, id, "&code=number.invalid").await;
        assert_eq!(found(&of_code).len(), 1);
        assert_eq!(of_code[0]["value"], "heavy");

        ask_commit(&api, "entry", id, "refuse_file").await.expect(409);
        assert_eq!(state(&store), before);
        ask_commit(&api, "entry", id, "accept_valid_rows")
            .await
            .expect(202);
        let record = settled(&api, "entry", id).await;
        assert_eq!(text(&record["status"]), "committed");
        let numbers = stored_numbers(&api).await;
        let lines: Vec<String> = String::from_utf8(testdata("faults.csv"))
            .expect("UTF-8")
            .lines()
            .map(str::to_owned)
            .collect();
        let good = [2, 18, 20, 21, 22, 23, 24].map(|row: usize| lines[row - 1][..10].to_owned());
        assert_eq!(numbers, good.into());
    });
}

async fn stored_numbers(api: &Api) -> BTreeSet<String> {
    let page = api
        .get("entry", "/api/v1/patients?limit=100")
        .await
        .expect(200)
        .json();
    let items = page["items"].as_array().expect("items").clone();
    items
        .iter()
        .map(|item| text(&item["nhs_number"]).to_owned())
        .collect()
}

#[test]
fn rejected_rows_are_mended_and_sent_again() {
    on_each(|api| async move {
        let file = "1.01,1.02,1.09,2.02\n9559682482,1950-01-01,2024-06-17,five\n9434765919,1950-01-01,2024-06-17,70\n";
        let record = sent(&api, "entry", "", file.as_bytes()).await;
        let id = text(&record["id"]);
        let rejected = api
            .get("entry", &format!("/api/v1/imports/{id}/rejected"))
            .await
            .expect(200);
        assert_eq!(
            rejected.header("content-disposition"),
            "attachment; filename=\"a file-rejected.csv\""
        );
        assert!(rejected.header("content-type").starts_with("text/csv"));
        ask_commit(&api, "entry", id, "accept_valid_rows")
            .await
            .expect(202);
        settled(&api, "entry", id).await;

        let rejected = String::from_utf8(rejected.bytes.to_vec()).expect("UTF-8");
        assert!(
            rejected.starts_with("Reasons,1.01,1.02,1.09,2.02\n2.02 Weight: "),
            "{rejected}"
        );
        let mended = rejected.replace(",five", ",65");
        let record = sent(&api, "entry", "", mended.as_bytes()).await;
        assert_eq!(counts(&record), "1 0 0 0");
        let none = api
            .get(
                "entry",
                &format!("/api/v1/imports/{}/rejected", text(&record["id"])),
            )
            .await;
        none.expect(404);
    });
}

#[test]
fn what_is_no_table_fails_with_advice() {
    on_each(|api| async move {
        for (file, advice) in [
            ("", "empty"),
            ("1.01,Age\n1,2\n", "1.02 DateOfBirth"),
            ("%PDF-1.7", "neither a CSV"),
            ("[{}]", "JSON list"),
        ] {
            let record = sent(&api, "entry", "", file.as_bytes()).await;
            assert_eq!(
                record["status"],
                serde_json::to_value(ImportStatus::Failed).expect("JSON"),
                "{file}"
            );
            assert!(text(&record["failure"]).contains(advice), "{record}");
            ask_commit(&api, "entry", text(&record["id"]), "refuse_file")
                .await
                .expect(409);
        }
    });
}
