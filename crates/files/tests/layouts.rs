//! Layouts of submissions: read and checked, written, and the audit's rejects read back.

#![cfg(test)]

use std::{fs::File, path::Path};

use flsdb_domain::{Episode, Field, Reading, submission::RejectPlace};
use flsdb_files::{Format, Layouts, Reader, RejectsFault, ServiceColumn, Sheet, Writer, read_rejects};

/// Another audit's layout: other headings, fewer columns, another order, dates and codes of its own.
const OTHER: &str = r#"{
  "id": "other", "version": "1", "title": "Another audit", "keys": [["Hospital number", "Fracture"]],
  "columns": [
    {"heading": "Unit", "question": "service", "written": "text"},
    {"heading": "Fracture", "question": "1.09 Date Index Frac Diagnosed", "written": "dd/mm/yyyy"},
    {"heading": "Hospital number", "question": "LocalRecordNumber", "written": "text"},
    {"heading": "Died, if so", "question": "DateOfDeath", "written": "yyyy-mm-dd"},
    {"heading": "Home", "question": "1.05 CareRes", "written": "code",
     "codes": {"yes": "Y", "no": "N", "dont_know": "9"}},
    {"heading": "Therapy", "question": "4.01 BoneTherapy", "written": "code"},
    {"heading": "Found", "question": "1.10 TypeOfFracture", "written": "label"},
    {"heading": "Ethnic", "question": "ethnic_category", "written": "code"}
  ]
}"#;

fn layouts() -> Layouts {
    let mut layouts = Layouts::built_in().expect("good layouts");
    layouts
        .add("other.json", OTHER.as_bytes())
        .expect("a good layout");
    layouts
}

fn sheet(id: &str) -> Sheet {
    layouts().find(id).expect("a layout").clone()
}

fn episode(cells: &[(Field, &str)]) -> Episode {
    let reading = Reading::from_cells(cells.iter().copied());
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    Episode {
        service: Some("BRD".parse().expect("a code")),
        ..reading.episode
    }
}

#[test]
fn the_layout_fls_db_is_that_of_exports() {
    let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/exports/BRD.csv");
    let rows = Reader::open(File::open(export).expect("a file")).expect("a reader");
    let sheet = sheet("fls-db");
    let mut lines = sheet.headings().expect("headings");
    let mut writer = Writer::new(Format::Csv, ServiceColumn::Absent, Vec::new()).expect("a writer");
    for row in rows {
        let episode = row.expect("a row").reading.episode;
        lines += &sheet.line(&episode).expect("a line");
        writer.write(&episode).expect("written");
    }
    let exported = String::from_utf8(writer.finish().expect("a file")).expect("text");
    assert!(lines.lines().count() > 500);
    assert!(lines == exported, "the layout and the export differ");
}

#[test]
fn another_layout_needs_no_code() {
    let sheet = sheet("other");
    assert_eq!(
        sheet.headings().expect("headings"),
        "Unit,Fracture,Hospital number,\"Died, if so\",Home,Therapy,Found,Ethnic\n"
    );
    assert_eq!(
        sheet.key_headings().expect("headings"),
        "Fracture,Hospital number\n"
    );
    for (cells, line, key) in [
        (
            &[
                (Field::DiagnosedOn, "2024-06-17"),
                (Field::LocalRecordNumber, "H1"),
                (Field::CareHome, "Don't know"),
                (Field::BoneTherapy, "Alendronate;Informed decline"),
                (Field::FoundBy, "Clinical"),
            ][..],
            "BRD,17/06/2024,H1,,9,alendronate;informed_decline,Clinical,\n",
            "17/06/2024,H1\n",
        ),
        (
            &[
                (Field::DiagnosedOn, "2024-06-17"),
                (Field::DateOfDeath, "2024-07-01"),
            ],
            "BRD,17/06/2024,,2024-07-01,,,,\n",
            ",\n",
        ),
    ] {
        let episode = episode(cells);
        assert_eq!(sheet.line(&episode).expect("a line"), line);
        assert_eq!(sheet.key(&episode).expect("a key"), key);
    }
}

#[test]
fn records_are_told_apart_by_the_first_key_without_a_blank() {
    let sheet = sheet("fls-db");
    assert_eq!(
        sheet.key_headings().expect("headings"),
        "1.01 NHSNumber,1.09 Date Index Frac Diagnosed,LocalRecordNumber\n"
    );
    let (number, day, local) = (
        (Field::NhsNumber, "9434765919"),
        (Field::DiagnosedOn, "2024-06-17"),
        (Field::LocalRecordNumber, "H1"),
    );
    for (cells, key) in [
        (&[number, day, local][..], "9434765919,2024-06-17,\n"),
        (&[day, local], ",2024-06-17,H1\n"),
    ] {
        assert_eq!(sheet.key(&episode(cells)).expect("a key"), key);
    }
}

#[test]
fn faults_of_layouts() {
    for (was, is, told) in [
        ("1.05 CareRes", "1.99 CareRes", "new.json is no layout"),
        ("\"label\"", "\"upper case\"", "new.json is no layout"),
        ("\"Unit\"", "\"Home\"", "the layout new has two columns Home"),
        (
            "\"dd/mm/yyyy\"",
            "\"label\"",
            "the layout new writes Fracture in a way that does not fit its question",
        ),
        (
            "\"label\"",
            "\"text\"",
            "the layout new writes Found in a way that does not fit its question",
        ),
        (
            "\"ethnic_category\"",
            "\"refractures\"",
            "the layout new writes Ethnic in a way that does not fit its question",
        ),
        (
            "\"no\": \"N\", ",
            "",
            "the layout new has other codes than options in Home",
        ),
        (
            "\"yes\":",
            "\"maybe\":",
            "the layout new has other codes than options in Home",
        ),
        (
            "\"Hospital number\", \"Fracture\"",
            "\"Number\"",
            "the layout new needs keys, each a list of its columns",
        ),
        (
            "\"Hospital number\", \"Fracture\"",
            "",
            "the layout new needs keys, each a list of its columns",
        ),
        ("\"new\"", "\"fls-db\"", "there are two layouts fls-db"),
    ] {
        let new = OTHER.replace("\"other\"", "\"new\"");
        let damaged = new.replacen(was, is, 1);
        assert_ne!(damaged, new, "{was}");
        let fault = layouts().add("new.json", damaged.as_bytes()).expect_err(was);
        assert_eq!(fault.to_string(), told);
    }
}

fn told(list: &str, sheet: &Sheet) -> String {
    let place = |place: &RejectPlace| match place {
        RejectPlace::Row(row) => row.to_string(),
        RejectPlace::Key(key) => key.trim_end().to_owned(),
    };
    match read_rejects(list.as_bytes(), sheet) {
        Ok(rejects) => rejects
            .iter()
            .map(|reject| format!("{}: {} {}", reject.line, place(&reject.place), reject.reason))
            .collect::<Vec<_>>()
            .join(" / "),
        Err(RejectsFault::Row { line, what }) => format!("{line} {what:?}"),
        Err(RejectsFault::File(fault)) => fault.code().to_owned(),
        Err(RejectsFault::Headings) => "headings".to_owned(),
        Err(RejectsFault::Write(fault)) => fault.to_string(),
    }
}

#[test]
fn rejects_come_back() {
    let (fls_db, other) = (sheet("fls-db"), sheet("other"));
    let key = "1.01 NHSNumber,1.09 Date Index Frac Diagnosed,Reason\n";
    for (sheet, list, expected) in [
        (
            &fls_db,
            "row,reason\n2,No such day\n\n5,\"Twice,\n\tthis\"\n",
            "2: 2 No such day / 4: 5 Twice, this",
        ),
        (&fls_db, "\u{feff}Reason;Row\r\nbad;17\r\n", "2: 17 bad"),
        (&fls_db, "Reasons\tRow number\textra\nbad\t 17 \tx\n", "2: 17 bad"),
        (&fls_db, "row,reason\n", ""),
        (&fls_db, "row,reason\n,\n2,x\n", "3: 2 x"),
        (
            &fls_db,
            &format!("{key}943 476 5919,17/06/2024,x\n"),
            "2: 9434765919,2024-06-17, x",
        ),
        (
            &fls_db,
            "1.09 Date Index Frac Diagnosed,LocalRecordNumber,Reason\n2024-06-17,H1,x\n",
            "2: ,2024-06-17,H1 x",
        ),
        (
            &other,
            "Fracture,Home,Hospital number,Reason\n2024-06-17,9,H1,x\n",
            "2: 17/06/2024,H1 x",
        ),
        (
            &fls_db,
            &format!("Row,{key},9434765919,2024-06-17,x\n3,,,y\n"),
            "2: 9434765919,2024-06-17, x / 3: 3 y",
        ),
        (&fls_db, &format!("{key}9434765919,,x\n"), "2 Key"),
        (&fls_db, &format!("{key}9434765918,2024-06-17,x\n"), "2 Key"),
        (&fls_db, "row,reason\n2,x\nthree,y\n", "3 Number"),
        (&fls_db, "row,reason\n,y\n", "2 Number"),
        (&fls_db, "row,reason\n2, \n", "2 Reason"),
        (&fls_db, "2,x\n", "headings"),
        (&fls_db, "row,why\n2,x\n", "headings"),
        (&fls_db, "1.01 NHSNumber,reason\n9434765919,x\n", "headings"),
        (&fls_db, "", "file.empty"),
        (&fls_db, "{\"row\": 2}", "file.not_a_table"),
        (&fls_db, "row,reason\n2,\"x\n", "file.unclosed_quote"),
    ] {
        assert_eq!(told(list, sheet), expected, "{list:?}");
    }
}
