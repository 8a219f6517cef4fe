//! Workbooks as people and attackers make them.

#![cfg(test)]

use std::io::{Cursor, Read, Write};

use flsdb_domain::Field;
use flsdb_files::{FileError, Limits, Reader, Row};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// A workbook of the sheets that `fill` fills.
fn workbook(fill: &[&dyn Fn(&mut Worksheet)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for fill in fill {
        fill(workbook.add_worksheet());
    }
    workbook.save_to_buffer().expect("a workbook")
}

fn headings(sheet: &mut Worksheet, row: u32, headings: &str) {
    for (column, heading) in (0..).zip(headings.split('|')) {
        sheet.write(row, column, heading).expect("writes");
    }
}

/// One patient: NHS number, birth, diagnosis, T-score, as spreadsheets hold them.
fn patient(sheet: &mut Worksheet) {
    headings(sheet, 0, "1.01|1.02|1.09|3.04|LocalRecordNumber");
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(1, 0, 9_434_765_919_f64).expect("writes");
    let birth = ExcelDateTime::from_ymd(1950, 6, 17).expect("a day");
    sheet.write_with_format(1, 1, &birth, &date).expect("writes");
    sheet.write(1, 2, 45_460).expect("writes");
    sheet.write(1, 3, -1.4).expect("writes");
    sheet.write(1, 4, "0012").expect("writes");
}

/// The same archive with its parts changed.
fn changed(workbook: &[u8], change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).expect("an archive");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("reads");
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .expect("begins");
        writer.write_all(&change(&name, content)).expect("writes");
    }
    writer.finish().expect("ends").into_inner()
}

fn open(bytes: &[u8]) -> Result<Reader<Cursor<&[u8]>>, FileError> {
    Reader::open(Cursor::new(bytes))
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    open(bytes)
        .expect("opens")
        .map(|row| row.expect("reads"))
        .collect()
}

fn texts(row: &Row, fields: &[Field]) -> String {
    let text = |f: &Field| {
        f.question()
            .map(|q| (q.answer)(&row.reading.episode).text())
            .unwrap_or_default()
    };
    fields.iter().map(text).collect::<Vec<_>>().join(" ")
}

const PATIENT: [Field; 5] = [
    Field::NhsNumber,
    Field::DateOfBirth,
    Field::DiagnosedOn,
    Field::TScore,
    Field::LocalRecordNumber,
];

#[test]
fn cells_of_every_kind() {
    let rows = rows(&workbook(&[&patient]));
    assert_eq!(
        texts(&rows[0], &PATIENT),
        "9434765919 1950-06-17 2024-06-17 -1.4 0012"
    );
    assert_eq!(rows[0].reading.findings, []);
    assert_eq!(rows[0].value(Field::DiagnosedOn), "45460");
}

#[test]
fn a_workbook_that_counts_from_1904() {
    let shifted = changed(&workbook(&[&patient]), |name, content| match name {
        "xl/workbook.xml" => String::from_utf8(content)
            .expect("UTF-8")
            .replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
            .into_bytes(),
        _ => content,
    });
    // Dates and plain serial numbers mean four years and a day more; other numbers stay what they are.
    assert_eq!(
        texts(&rows(&shifted)[0], &PATIENT),
        "9434765919 1954-06-18 2028-06-18 -1.4 0012"
    );
}

#[test]
fn notes_blank_rows_and_numbers_in_headings() {
    let notes = |sheet: &mut Worksheet| headings(sheet, 0, "Exported by the ward|on Monday");
    let hidden = |sheet: &mut Worksheet| {
        patient(sheet);
        sheet.set_hidden(true);
    };
    let data = |sheet: &mut Worksheet| {
        // A spreadsheet takes the heading 1.10 for the number 1.1.
        for (column, heading) in (0..).zip([1.01, 1.02, 1.09, 1.1]) {
            sheet.write(2, column, heading).expect("writes");
        }
        for (row, number) in [(3, "9434765919"), (6, "9559682482")] {
            headings(
                sheet,
                row,
                &format!("{number}|1950-06-17T00:00:00|17/06/2024|Clinical"),
            );
        }
        sheet
            .write_blank(9, 900, &Format::new().set_bold())
            .expect("writes");
        sheet.write(7, 0, "  ").expect("writes");
    };
    let bytes = workbook(&[&notes, &hidden, &data]);
    let fields = [Field::NhsNumber, Field::DateOfBirth, Field::FoundBy];
    let found: Vec<String> = rows(&bytes)
        .iter()
        .map(|r| format!("{} {}", r.number, texts(r, &fields)))
        .collect();
    assert_eq!(
        found,
        [
            "4 9434765919 1950-06-17 Clinical",
            "7 9559682482 1950-06-17 Clinical"
        ]
    );

    let mut reader = open(&bytes).expect("opens");
    assert_eq!(reader.progress().rows, 4);
    reader.next();
    assert_eq!((reader.progress().rows_read, reader.progress().rows), (1, 4));
}

#[test]
fn formulas_count_by_their_results_and_errors_are_findings() {
    let bytes = workbook(&[&|sheet: &mut Worksheet| {
        patient(sheet);
        sheet
            .write(1, 0, Formula::new("=A9").set_result("9434765919"))
            .expect("writes");
        sheet
            .write(1, 3, Formula::new("=1/0").set_result("#DIV/0!"))
            .expect("writes");
    }]);
    let rows = rows(&bytes);
    assert_eq!(texts(&rows[0], &[Field::NhsNumber]), "9434765919");
    let told: Vec<_> = rows[0].reading.findings.iter().map(|f| f.field).collect();
    assert_eq!(told, [Field::TScore]);
    assert_eq!(rows[0].value(Field::TScore), "#DIV/0!");
}

#[test]
fn what_is_no_workbook_of_the_data_set() {
    let patient = workbook(&[&patient]);
    let no_sheet = changed(&patient, |name, content| {
        if name.contains("worksheets") {
            Vec::new()
        } else {
            content
        }
    });
    let no_workbook = changed(&patient, |name, content| {
        if name == "xl/workbook.xml" {
            b"<a/>".to_vec()
        } else {
            content
        }
    });
    let wrong = workbook(&[&|sheet: &mut Worksheet| headings(sheet, 0, "1.01|1.02")]);
    let backwards = changed(&patient, |_, content| {
        let text = String::from_utf8_lossy(&content);
        text.replace("<row r=\"2\"", "<row r=\"1\"")
            .replace("r=\"A2\"", "r=\"A5\"")
            .into_bytes()
    });
    for (bytes, code) in [
        (&workbook(&[&|_: &mut Worksheet| {}])[..], "file.empty"),
        (&wrong, "file.missing_column"),
        (&no_sheet, "file.workbook_damaged"),
        (&no_workbook, "file.workbook_damaged"),
        (&backwards, "file.workbook_damaged"),
        (&patient[..patient.len() / 2], "file.workbook_damaged"),
        (b"PK\x03\x04 and nothing more", "file.workbook_damaged"),
        (
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "file.workbook_damaged",
        ),
    ] {
        let told = open(bytes).err().map(|error| error.code());
        assert_eq!(told, Some(code));
    }
}

#[test]
fn bombs() {
    let limits = Limits {
        sheet_bytes: 1 << 20,
        part_bytes: 1 << 19,
        row_bytes: 1000,
        cells: 50,
    };
    let told = |bytes: &[u8]| {
        let reader = Reader::with_limits(Cursor::new(bytes), limits);
        reader
            .and_then(|mut rows| rows.try_for_each(|row| row.map(|_| ())))
            .err()
            .map(|error| error.code())
    };
    let swollen = |part: &'static str, bytes: usize| {
        changed(&workbook(&[&patient]), move |name, mut content| {
            content.extend(vec![b' '; if name == part { bytes } else { 0 }]);
            content
        })
    };
    let bomb = swollen("xl/worksheets/sheet1.xml", 2 << 20);
    assert!(bomb.len() < 20_000, "it is small while packed");
    let wide = workbook(&[&|sheet: &mut Worksheet| {
        patient(sheet);
        sheet.write(1, 50, "x").expect("writes");
    }]);
    let long = workbook(&[&|sheet: &mut Worksheet| {
        patient(sheet);
        sheet.write(1, 9, "x".repeat(1001)).expect("writes");
    }]);
    for (bytes, code) in [
        (workbook(&[&patient]), None),
        (bomb, Some("file.too_large")),
        (swollen("xl/styles.xml", 1 << 19), Some("file.too_large")),
        (wide, Some("file.too_many_cells")),
        (long, Some("file.row_too_long")),
    ] {
        assert_eq!(told(&bytes), code);
    }
}

/// Reads all there is; that it returns is what is tested.
fn read_through(bytes: &[u8]) {
    if let Ok(reader) = open(bytes) {
        assert!(reader.count() <= bytes.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_damaged_archive_does_no_harm(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = workbook(&[&patient]);
        read_through(&bytes[..cut.index(bytes.len())]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        read_through(&bytes);
    }

    #[test]
    fn damaged_xml_does_no_harm(at in any::<prop::sample::Index>(), text in "[<>/&;\"=a-z0-9 +._:-]{0,6}", length in 0usize..6) {
        let damaged = changed(&workbook(&[&patient]), |name, mut content| {
            if name.starts_with("xl/") && name.ends_with(".xml") && !name.contains("theme") {
                let at = at.index(content.len());
                let end = (at + length).min(content.len());
                content.splice(at..end, text.bytes());
            }
            content
        });
        read_through(&damaged);
    }
}
