//! Rejected rows are mended in place and judged like all others.

use std::collections::BTreeMap;

use flsdb_api::imports::{Importer, commit, mend, recover};
use flsdb_domain::wire::imports::{ImportPolicy, ImportStatus, MendRows, MendedRow};
use serde_json::{Value, json};

use super::{ask_commit, author, counts, sent, settled, state, stored, testdata, text};
use crate::harness::{Api, Reply, on_each};

const HEADINGS: &str = "1.01,1.02,1.09,2.02\n";
/// The first row is good; the others have a fault each.
const ROWS: &str = "9434765919,1950-01-01,2024-01-01,70\n\
                    9559682483,1950-01-01,2024-01-01,70\n\
                    9400433301,1950-01-01,2024-01-01,heavy\n";

fn file() -> String {
    format!("{HEADINGS}{ROWS}")
}

async fn patched(api: &Api, id: &str, rows: Value) -> Reply {
    api.call("entry", "PATCH", &format!("/api/v1/imports/{id}/rows"))
        .json(&json!({ "rows": rows }))
        .send()
        .await
}

/// Mends rows and waits for the new report.
async fn mended(api: &Api, id: &str, rows: Value) -> Value {
    let record = patched(api, id, rows).await.expect(202).json();
    assert_eq!(record["id"], id);
    settled(api, "entry", id).await
}

async fn rejected(api: &Api, id: &str) -> Vec<Value> {
    let page = api
        .get("entry", &format!("/api/v1/imports/{id}/rows?limit=500"))
        .await;
    page.expect(200).json()["items"]
        .as_array()
        .expect("items")
        .clone()
}

/// `row: column code, …`
fn line(row: &Value) -> String {
    let findings = row["findings"].as_array().expect("findings").iter();
    let findings = findings.map(|finding| {
        let column = text(&finding["column"]).split(' ').next().unwrap_or_default();
        format!("{column} {}", text(&finding["code"]))
    });
    format!("{}: {}", row["row"], findings.collect::<Vec<_>>().join(", "))
}

#[test]
fn a_mended_row_is_judged_by_the_same_rules_and_stored_with_the_others() {
    on_each(|api| async move {
        let store = api.shared.registry().store().clone();
        let before = state(&store);
        let record = sent(&api, "entry", "", file().as_bytes()).await;
        let id = text(&record["id"]);
        // What is typed at row and column, what the rows do then, and what is still rejected.
        for (row, column, typed, does, left) in [
            (
                3,
                "1.01 NHSNumber",
                "9559682484",
                "1 0 0 2",
                "3: 1.01 nhs_number.invalid; 4: 2.02 number.invalid",
            ),
            // The key of row 2.
            (
                3,
                "1.01 NHSNumber",
                "943 476 5919",
                "1 0 0 2",
                "3: 1.09 row.duplicate_key; 4: 2.02 number.invalid",
            ),
            (
                3,
                "1.02 DateOfBirth",
                "2.1.1950",
                "1 0 0 2",
                "3: 1.02 patient.conflict, 1.09 row.duplicate_key; 4: 2.02 number.invalid",
            ),
            (
                3,
                "1.01 NHSNumber",
                "955 968 2482",
                "2 0 0 1",
                "4: 2.02 number.invalid",
            ),
            // A row that was mended before can be mended again.
            (
                3,
                "1.02 DateOfBirth",
                "1950-01-03",
                "2 0 0 1",
                "4: 2.02 number.invalid",
            ),
            (4, "2.02 Weight", "71.5", "3 0 0 0", ""),
        ] {
            let record = mended(&api, id, json!([{"row": row, "cells": {column: typed}}])).await;
            assert_eq!(
                (text(&record["status"]), counts(&record).as_str()),
                ("checked", does),
                "{typed}"
            );
            let rows: Vec<String> = rejected(&api, id).await.iter().map(line).collect();
            assert_eq!(rows.join("; "), left, "{typed}");
            assert_eq!(state(&store), before, "nothing is stored");
        }
        ask_commit(&api, "entry", id, "refuse_file").await.expect(202);
        assert_eq!(settled(&api, "entry", id).await["status"], "committed");
        let page = api.get("entry", "/api/v1/patients").await.expect(200).json();
        let births: BTreeMap<&str, &str> = page["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|patient| (text(&patient["nhs_number"]), text(&patient["date_of_birth"])))
            .collect();
        assert_eq!(births.get("9559682482"), Some(&"1950-01-03"), "{page}");
        assert_eq!(births.len(), 3);
        patched(&api, id, json!([])).await.expect(409);
    });
}

#[test]
fn a_rejected_row_shows_its_cells_as_they_are_now() {
    on_each(|api| async move {
        let record = sent(&api, "entry", "", file().as_bytes()).await;
        let id = text(&record["id"]);
        let cells = |rows: &[Value], at: usize| {
            let cells = rows[at]["cells"].as_array().expect("cells").iter();
            cells
                .map(|cell| text(&cell["value"]).to_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let rows = rejected(&api, id).await;
        assert_eq!(cells(&rows, 0), "9559682483 1950-01-01 2024-01-01 70");
        assert_eq!(rows[0]["cells"][0]["column"], "1.01 NHSNumber");
        mended(
            &api,
            id,
            json!([{"row": 4, "cells": {"2.02 Weight": "fat", "1.02 DateOfBirth": "1951-01-01"}}]),
        )
        .await;
        assert_eq!(
            cells(&rejected(&api, id).await, 1),
            "9400433301 1951-01-01 2024-01-01 fat"
        );
        let first = api
            .get("entry", &format!("/api/v1/imports/{id}/rows?limit=1"))
            .await
            .expect(200)
            .json();
        let next = format!(
            "/api/v1/imports/{id}/rows?limit=1&cursor={}",
            text(&first["next"])
        );
        let second = api.get("entry", &next).await.expect(200).json();
        assert_eq!(
            (&second["items"][0]["row"], &second["next"]),
            (&json!(4), &Value::Null)
        );
        // The file of rejected rows says what was typed.
        let file = api
            .get("entry", &format!("/api/v1/imports/{id}/rejected"))
            .await
            .expect(200);
        assert!(String::from_utf8_lossy(&file.bytes).contains("9400433301,1951-01-01,2024-01-01,fat"));
    });
}

#[test]
fn every_fault_of_the_reference_file_is_shown_at_its_row() {
    on_each(|api| async move {
        let record = sent(&api, "entry", "", &testdata("faults.csv")).await;
        let rows = rejected(&api, text(&record["id"])).await;
        assert_eq!(json!(rows.len()), record["counts"]["rejected"]);
        for row in &rows {
            let columns: Vec<&Value> = row["cells"]
                .as_array()
                .expect("cells")
                .iter()
                .map(|cell| &cell["column"])
                .collect();
            let findings = row["findings"].as_array().expect("findings");
            assert!(
                findings.iter().any(|finding| finding["level"] == "error"),
                "{row}"
            );
            assert!(
                findings
                    .iter()
                    .all(|finding| columns.contains(&&finding["column"])),
                "{row}"
            );
        }
    });
}

#[test]
fn what_cannot_be_mended_is_refused_whole() {
    on_each(|api| async move {
        let record = sent(&api, "entry", "", file().as_bytes()).await;
        let id = text(&record["id"]);
        let long = "x".repeat(501);
        for (rows, at) in [
            (json!([{"row": 2, "cells": {"2.02 Weight": "71"}}]), "/rows/0/row"),
            (json!([{"row": 99, "cells": {}}]), "/rows/0/row"),
            (
                json!([{"row": 4, "cells": {"2.02 Weight": "71"}}, {"row": 3, "cells": {"1.04 Post Code": "LS1 4AP"}}]),
                "/rows/1/cells/1.04 Post Code",
            ),
            (
                json!([{"row": 4, "cells": {"2.02 Weight": long}}]),
                "/rows/0/cells/2.02 Weight",
            ),
        ] {
            let refused = patched(&api, id, rows).await.expect(422).json();
            assert_eq!(refused["findings"][0]["pointer"], at, "{refused}");
        }
        assert_eq!(mended(&api, id, json!([])).await["counts"], record["counts"]);
        let lines = sent(&api, "entry", "", b"{\"patient\": {\"nhs_number\": \"1\"}}\n").await;
        assert_eq!(
            (
                counts(&lines).as_str(),
                rejected(&api, text(&lines["id"])).await.len()
            ),
            ("0 0 0 1", 0)
        );
    });
}

#[test]
fn what_was_typed_outlives_a_stop_while_the_rows_are_checked_again() {
    on_each(|api| async move {
        let store = api.shared.registry().store().clone();
        let record = stored_but_for_one(&api).await;
        let importer = Importer::operator(author());
        let mends = MendRows {
            rows: vec![MendedRow {
                row: 3,
                cells: BTreeMap::from([("1.01 NHSNumber".to_owned(), "9559682482".to_owned())]),
            }],
        };
        let id = text(&record["id"]);
        assert_eq!(
            mend(&store, &importer, id, &mends).expect("taken").status,
            ImportStatus::Checking
        );
        assert_eq!(recover(&store, &importer.author).expect("settled"), 1);
        let left = settled(&api, "entry", id).await;
        assert_eq!(left["status"], "checked");
        assert!(text(&left["failure"]).contains("Check again"), "{left}");
        let stale = commit(&store, &importer, id, ImportPolicy::AcceptValidRows, |_| {});
        assert!(stale.is_err(), "the rows do something else by now");
        let record = mended(&api, id, json!([])).await;
        assert_eq!(
            (counts(&record).as_str(), &record["failure"]),
            ("1 0 1 0", &Value::Null)
        );
    });
}

/// A file of which one row is stored already and one has a fault.
async fn stored_but_for_one(api: &Api) -> Value {
    let rows: Vec<&str> = ROWS.lines().take(2).map(str::trim).collect();
    let one = format!("{HEADINGS}{}\n", rows[0]);
    stored(api.shared.registry().store(), Some("BRD"), one.as_bytes());
    let record = sent(
        api,
        "entry",
        "",
        format!("{HEADINGS}{}\n", rows.join("\n")).as_bytes(),
    )
    .await;
    assert_eq!(counts(&record), "0 0 1 1");
    record
}
