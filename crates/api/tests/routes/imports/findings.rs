//! What only an import finds: rows held against each other and against what is stored.

use flsdb_api::imports::{Importer, undo};
use flsdb_domain::access::Scope;
use flsdb_store::{
    Store, fractures,
    imports::{FindingFilter, list_findings},
    patients::Sight,
    testing::{load_services, on_each},
};

use super::{author, checked, code, stored};

/// Two valid numbers.
const A: &str = "9434765919";
const B: &str = "9559682482";
const HEADINGS: &str = "service,1.01,1.02,1.04,1.09,DateOfDeath,LocalRecordNumber,NHSNumberAbsentReason\n";

fn file(rows: &str) -> Vec<u8> {
    let rows = rows
        .lines()
        .map(str::trim)
        .filter(|row| !row.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    let rows = rows.replace("{A}", A).replace("{B}", B);
    format!("{HEADINGS}{rows}\n").into_bytes()
}

/// The findings of a check, a line each, and the counts.
fn found(store: &Store, service: Option<&str>, rows: &str) -> String {
    let (importer, record) = checked(store, service, &file(rows));
    let page = store.read(|r| {
        let all = FindingFilter::default();
        list_findings(r, importer.viewer(), &record.id, &all, &Default::default())
    });
    let lines = page.expect("findings").items.into_iter().map(|finding| {
        let column = finding.column.split(' ').next().unwrap_or_default().to_owned();
        format!("{} {column} {}", finding.row, finding.code)
    });
    let counts = record.counts;
    let counts = format!(
        "{} {} {} {}",
        counts.create, counts.update, counts.unchanged, counts.rejected
    );
    lines.chain([counts]).collect::<Vec<_>>().join("\n")
}

#[test]
fn rows_are_held_against_each_other() {
    on_each(|database| {
        load_services(&database.store, &["BRD", "CDF"]);
        for (rows, expected) in [
            (
                "BRD,{A},1950-01-01,,2024-01-01,,,\n BRD,{A},1950-01-01,,2024-01-01,,,",
                "3 1.09 row.duplicate_key\n1 0 0 1",
            ),
            (
                "BRD,{A},1950-01-01,LS1 4AP,2024-01-01,,,\n BRD,{A},1950-01-01,LS1 4AQ,2024-06-01,,,",
                "3 1.04 patient.conflict\n1 0 0 1",
            ),
            (
                "BRD,{A},1950-01-01,LS1 4AP,2024-01-01,,,\n BRD,{A},1950-01-01,,2024-06-01,,,",
                "2 0 0 0",
            ),
            (
                "BRD,{A},1950-01-01,,2024-01-01,,,\n BRD,{A},1950-01-01,,2024-01-15,,,",
                "3 1.09 episode.possible_duplicate\n2 0 0 0",
            ),
            (
                "BRD,{A},1950-01-01,,2024-01-15,,,\n BRD,{A},1950-01-01,,2024-01-01,,,",
                "2 1.09 episode.possible_duplicate\n2 0 0 0",
            ),
            (
                "BRD,{A},1950-01-01,,2024-01-01,,,\n BRD,{A},1950-01-01,,2024-01-16,,,",
                "2 0 0 0",
            ),
            (
                "BRD,{A},1950-01-01,,2024-01-01,,,\n CDF,{A},1950-01-01,,2024-01-10,,,",
                "3 1.09 patient.in_other_service\n2 0 0 0",
            ),
            // Without a number, then with one: the same patient by the local record number.
            (
                "BRD,,1950-01-01,,2024-01-01,,L1,Other\n BRD,{A},1950-01-01,,2024-01-01,,L1,",
                "3 1.09 row.duplicate_key\n1 0 0 1",
            ),
            // The death of the second row lies before the episode of the first.
            (
                "BRD,{A},1950-01-01,,2024-06-01,,,\n BRD,{A},1950-01-01,,2024-01-01,2024-02-01,,",
                "3 DateOfDeath date.before_diagnosis\n1 0 0 1",
            ),
            (
                "XYZ,{A},1950-01-01,,2024-01-01,,,\n ,{B},1950-01-01,,2024-01-01,,,\n nonsense,{B},1950-01-01,,2024-01-01,,,",
                "2 service service.unknown\n3 service service.unknown\n4 service service.unknown\n0 0 0 3",
            ),
        ] {
            assert_eq!(found(&database.store, None, rows), expected, "{rows}");
        }
        let rows = "BRD,{A},1950-01-01,,2024-01-01,,,\n CDF,{B},1950-01-01,,2024-01-01,,,\n XYZ,{B},1950-01-01,,2024-01-01,,,";
        let expected = "3 service service.mismatch\n4 service service.unknown\n1 0 0 2";
        assert_eq!(found(&database.store, Some("BRD"), rows), expected);
    });
}

#[test]
fn rows_are_held_against_what_is_stored() {
    on_each(|database| {
        let store = &database.store;
        load_services(store, &["BRD", "CDF"]);
        stored(
            store,
            None,
            &file(
                "BRD,{A},1950-01-01,,2024-01-01,,,\n BRD,{A},1950-01-01,,2020-01-01,,,\n BRD,,1950-01-01,,2024-01-01,,L7,Other",
            ),
        );
        for (rows, expected) in [
            ("BRD,{A},1950-01-01,,2024-01-01,,,", "0 0 1 0"),
            ("BRD,{A},1950-01-01,LS1 4AP,2024-01-01,,,", "0 1 0 0"),
            ("BRD,{A},,,2024-01-01,,,", "0 0 1 0"),
            (
                "BRD,{A},1950-01-01,,2024-01-09,,,",
                "2 1.09 episode.possible_duplicate\n1 0 0 0",
            ),
            ("BRD,{A},1950-01-01,,2023-12-30,,,", "1 0 0 0"),
            (
                "CDF,{A},1950-01-01,,2024-01-09,,,",
                "2 1.09 patient.in_other_service\n1 0 0 0",
            ),
            // 50 on the day of this episode, 46 on that of the other.
            (
                "BRD,{A},1973-06-01,,2024-01-01,,,",
                "2 1.02 age.under_50\n0 0 0 1",
            ),
            // The patient of the local record number gets the NHS number.
            ("BRD,{B},1950-01-01,,2024-01-01,,L7,", "0 1 0 0"),
        ] {
            assert_eq!(found(store, None, rows), expected, "{rows}");
        }
        withdraw_first(store);
        assert_eq!(
            found(store, None, "BRD,{A},1950-01-01,,2024-01-01,,,"),
            "2 1.09 episode.withdrawn\n0 0 0 1"
        );
    });
}

fn withdraw_first(store: &Store) {
    let scope = Scope::Services([code("BRD")].into());
    let all = store
        .read(|r| fractures::list(r, &scope, &Default::default()))
        .expect("episodes")
        .items;
    let first = all.iter().find(|f| {
        f.fracture
            .diagnosed_on
            .is_some_and(|day| day.to_string() == "2024-01-01")
    });
    for fracture in all
        .iter()
        .filter(|f| f.fracture.diagnosed_on == first.and_then(|f| f.fracture.diagnosed_on))
    {
        store
            .write(&author(), |w| {
                fractures::withdraw(w, &scope, &fracture.id, "entered twice")
            })
            .expect("withdrawn");
    }
}

#[test]
fn several_rows_of_a_patient_make_one_patient() {
    on_each(|database| {
        let store = &database.store;
        load_services(store, &["BRD"]);
        let rows = "BRD,{A},1950-01-01,,2024-01-01,,,\n BRD,{A},1950-01-01,LS1 4AP,2024-06-01,,L1,\n BRD,{A},1950-01-01,,2025-01-01,,,";
        let record = stored(store, None, &file(rows));
        assert_eq!(record.counts.create, 3);
        let scope = Scope::All;
        let patients = store
            .read(|r| flsdb_store::patients::list(r, &Sight::nameless(scope.clone()), &Default::default()))
            .expect("patients");
        assert_eq!(patients.items.len(), 1);
        assert_eq!(patients.items[0].episodes.len(), 3);
        assert_eq!(patients.items[0].local_record_number.as_deref(), Some("L1"));
        undo(store, &Importer::operator(author()), &record.id).expect("undone");
        let patients = store
            .read(|r| flsdb_store::patients::list(r, &Sight::nameless(scope.clone()), &Default::default()))
            .expect("patients");
        assert!(patients.items.is_empty());
    });
}
