//! The difference between a file and what is stored.

use serde_json::Value;

use super::{counts, imported, sent, text};
use crate::harness::{Api, on_each};

const HEADINGS: &str = "1.01,1.02,1.04,1.09,1.11\n";
const STORED: &str =
    "9434765919,1950-01-01,LS1 4AP,2024-01-01,\n9559682482,1950-01-01,LS1 4AP,2024-01-01,Hip\n";

/// Each changed value, a line each, in pages of one.
async fn listed(api: &Api, id: &str, column: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/imports/{id}/changes?limit=1{column}{cursor}");
        let page = api.get("entry", &path).await.expect(200).json();
        items.extend(page["items"].as_array().expect("items").iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// `row column: stored > given`, and whether the change belongs to a stored episode.
fn line(change: &Value) -> String {
    let column = text(&change["column"]).split(' ').next().unwrap_or_default();
    let of = match change["fracture_id"].is_string() {
        true => "episode",
        false => "patient",
    };
    let (stored, given) = (text(&change["stored"]), text(&change["given"]));
    format!("{} {column} {of}: {stored} > {given}", change["row"])
}

/// `column clear/overwrite/fill`.
fn summary(record: &Value) -> String {
    let fields = record["changes"].as_array().expect("changes").iter();
    let fields = fields.map(|field| {
        let column = text(&field["column"]).split(' ').next().unwrap_or_default();
        let [clear, overwrite, fill] = ["clear", "overwrite", "fill"].map(|kind| field[kind].to_string());
        format!("{column} {clear}/{overwrite}/{fill}")
    });
    fields.collect::<Vec<_>>().join(", ")
}

#[test]
fn what_a_file_changes_is_told_before_the_commit() {
    on_each(|api| async move {
        imported(&api, "entry", "", format!("{HEADINGS}{STORED}").as_bytes()).await;
        for (blank, rows, does, changes, lines) in [
            ("keep", STORED, "0 0 2 0", "", ""),
            (
                "keep",
                "9434765919,1950-01-01,LS1 4AQ,2024-01-01,Wrist",
                "0 1 0 0",
                "1.04 0/1/0, 1.11 0/0/1",
                "2 1.04 episode: LS1 4AP > LS1 4AQ\n2 1.11 episode:  > Wrist",
            ),
            // Worst first, whatever the order of the rows.
            (
                "clear",
                "9434765919,1950-01-01,LS1 4AQ,2024-01-01,Wrist\n9559682482,1950-01-01,,2024-01-01,",
                "0 2 0 0",
                "1.04 1/1/0, 1.11 1/0/1",
                "3 1.04 episode: LS1 4AP > \n3 1.11 episode: Hip > \n\
                 2 1.04 episode: LS1 4AP > LS1 4AQ\n2 1.11 episode:  > Wrist",
            ),
            ("keep", "9559682482,1950-01-01,,2024-01-01,", "0 0 1 0", "", ""),
            // A new episode changes what is stored of its patient, and nothing else.
            (
                "keep",
                "9434765919,1950-01-01,LS1 4AQ,2024-06-01,Wrist",
                "1 0 0 0",
                "1.04 0/1/0",
                "2 1.04 patient: LS1 4AP > LS1 4AQ",
            ),
            (
                "keep",
                "9400433301,1950-01-01,LS1 4AQ,2024-06-01,Wrist",
                "1 0 0 0",
                "",
                "",
            ),
            // A row with an error is not stored.
            (
                "keep",
                "9434765919,1950-01-01,LS1 4AQ,2024-01-01,Nose",
                "0 0 0 1",
                "",
                "",
            ),
        ] {
            let file = format!("{HEADINGS}{rows}\n");
            let record = sent(&api, "entry", &format!("?blank={blank}"), file.as_bytes()).await;
            assert_eq!(
                (counts(&record).as_str(), summary(&record).as_str()),
                (does, changes),
                "{rows}"
            );
            let found = listed(&api, text(&record["id"]), "").await;
            assert_eq!(
                found.iter().map(line).collect::<Vec<_>>().join("\n"),
                lines,
                "{rows}"
            );
        }
    });
}

#[test]
fn changes_are_listed_by_column_lead_to_the_record_and_go_with_the_import() {
    on_each(|api| async move {
        imported(&api, "entry", "", format!("{HEADINGS}{STORED}").as_bytes()).await;
        let file = format!("{HEADINGS}9434765919,1950-01-01,LS1 4AQ,2024-01-01,Wrist\n");
        let record = sent(&api, "entry", "", file.as_bytes()).await;
        let id = text(&record["id"]);
        let found = listed(&api, id, "&column=1.11%20SiteFirstFrac").await;
        assert_eq!(
            found.iter().map(line).collect::<Vec<_>>(),
            ["2 1.11 episode:  > Wrist"]
        );
        let fracture = format!("/api/v1/fractures/{}", text(&found[0]["fracture_id"]));
        let fracture = api.get("entry", &fracture).await.expect(200).json();
        assert_eq!(fracture["patient_id"], found[0]["patient_id"]);
        let path = format!("/api/v1/imports/{id}");
        api.get("entry", &format!("{path}/changes?cursor=x"))
            .await
            .expect(400);
        api.call("entry", "DELETE", &path).send().await.expect(204);
        api.get("entry", &format!("{path}/changes")).await.expect(404);
    });
}

#[test]
fn who_reads_no_records_reads_no_stored_value() {
    on_each(|api| async move {
        imported(&api, "entry", "", format!("{HEADINGS}{STORED}").as_bytes()).await;
        let file = "service,1.01,1.02,1.04,1.09\nBRD,9434765919,1950-01-01,LS1 4AQ,2024-01-01\n";
        let record = sent(&api, "admin", "", file.as_bytes()).await;
        assert_eq!(summary(&record), "1.04 0/1/0");
        let path = format!("/api/v1/imports/{}/changes", text(&record["id"]));
        api.get("admin", &path).await.expect(403);
    });
}
