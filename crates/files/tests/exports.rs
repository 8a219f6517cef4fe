//! The exports of three sites, with their quirks, and a file of faults.

#![cfg(test)]

use std::{collections::BTreeSet, fs::File, path::PathBuf};

use flsdb_domain::{Field, Level, vocabulary::Coded};
use flsdb_files::{Format, Reader, Row};

fn open(name: &str) -> Reader<File> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata")
        .join(name);
    Reader::open(File::open(path).expect("the file is there")).expect("the file is read")
}

fn rows(reader: &mut Reader<File>) -> Vec<Row> {
    reader.map(|row| row.expect("the row is read")).collect()
}

#[test]
fn site_exports_are_read_without_a_finding() {
    for (name, format, count, last, found, ignored) in [
        ("exports/BRD.csv", Format::Csv, 608, 609, 49, "Age Frac diagnosed"),
        (
            "exports/CDF.csv",
            Format::Csv,
            792,
            793,
            49,
            "Age at fracture,...2,...3",
        ),
        ("exports/STN.xlsx", Format::Xlsx, 884, 885, 49, ""),
    ] {
        let mut reader = open(name);
        assert_eq!(reader.format(), format, "{name}");
        let columns = reader.columns().expect("has headings");
        assert_eq!(columns.found.len(), found, "{name}");
        assert_eq!(columns.ignored.join(","), ignored, "{name}");
        assert_eq!(columns.service, None, "{name}");
        let missing: Vec<Field> = columns.missing.clone();
        assert_eq!(
            missing,
            [
                Field::NhsNumberAbsentReason,
                Field::LocalRecordNumber,
                Field::AssessmentOutcome
            ],
            "{name}"
        );
        let rows = rows(&mut reader);
        let errors: Vec<_> = rows
            .iter()
            .filter(|r| !r.reading.findings.is_empty())
            .map(|r| (r.number, &r.reading.findings))
            .collect();
        assert_eq!(errors, [], "{name}");
        assert_eq!(rows.len(), count, "{name}");
        assert_eq!(rows.last().map(|r| r.number), Some(last), "{name}");
        let progress = reader.progress();
        assert_eq!(
            (progress.rows_read, progress.rows),
            (last - 1, last - 1),
            "{name}"
        );
        assert_eq!(progress.bytes_read, progress.bytes, "{name}");
    }
}

#[test]
fn quirks_mean_what_they_should() {
    for (name, number, field, value, text) in [
        ("exports/BRD.csv", 2, Field::NhsNumber, "9404167967", "9404167967"),
        (
            "exports/BRD.csv",
            2,
            Field::DateOfBirth,
            "12/07/1954",
            "1954-07-12",
        ),
        ("exports/BRD.csv", 2, Field::FoundBy, "Clinical", "Clinical"),
        ("exports/CDF.csv", 2, Field::MedicationRisk, "Yes", "Yes"),
        (
            "exports/CDF.csv",
            2,
            Field::FearOfFalling,
            "Don’t know",
            "Don't know",
        ),
        (
            "exports/CDF.csv",
            3,
            Field::DiagnosedOn,
            "2023-07-27 00:00:00",
            "2023-07-27",
        ),
        ("exports/CDF.csv", 3, Field::Postcode, "LS2 1QT", "LS2 1QT"),
        (
            "exports/STN.xlsx",
            2,
            Field::DateOfBirth,
            "1955-06-09",
            "1955-06-09",
        ),
        ("exports/STN.xlsx", 2, Field::TScore, "-0.9", "-0.9"),
        ("exports/STN.xlsx", 2, Field::Height, "165", "165"),
        ("exports/STN.xlsx", 2, Field::DateOfDeath, "", ""),
    ] {
        let row = open(name)
            .map(|r| r.expect("reads"))
            .find(|r| r.number == number)
            .expect("has the row");
        let question = field.question().expect("has a question");
        assert_eq!(row.value(field), value, "{name} {number}");
        assert_eq!(
            (question.answer)(&row.reading.episode).text(),
            text,
            "{name} {number}"
        );
    }
}

#[test]
fn faults_stand_at_their_rows_and_columns() {
    let mut reader = open("faults.csv");
    let mut found = BTreeSet::new();
    for row in rows(&mut reader) {
        for finding in &row.reading.findings {
            assert_eq!(finding.level, Level::Error);
            let value = row.value(finding.field);
            found.insert(format!(
                "{:02} {} {} {value}",
                row.number,
                finding.field.heading(),
                finding.code.token()
            ));
        }
    }
    let found: Vec<String> = found.into_iter().collect();
    assert_eq!(
        found,
        [
            "03 1.01 NHSNumber nhs_number.invalid 9434765918",
            "04 1.01 NHSNumber nhs_number.invalid 943476591",
            "06 1.02 DateOfBirth date.invalid 31/02/1950",
            "11 1.03 Gender option.unknown Femail",
            "12 1.11 SiteFirstFrac option.unknown Skull",
            "14 2.01 Height number.out_of_range 1.62",
            "15 2.02 Weight number.invalid heavy",
            "16 3.04 TScore number.out_of_range -25",
            "17 4.01 BoneTherapy option.unknown Alendronate;Aspirin",
        ]
    );
}
