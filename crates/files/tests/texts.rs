//! CSV and NDJSON as people, programs and attackers make them, and what goes back to the sender.

#![cfg(test)]

use std::io::Cursor;

use flsdb_domain::{Field, vocabulary::Coded};
use flsdb_files::{Format, Reader, RejectedWriter, Row};
use proptest::prelude::*;

fn open(text: &[u8]) -> Reader<Cursor<&[u8]>> {
    Reader::open(Cursor::new(text)).expect("opens")
}

fn rows(text: &[u8]) -> Vec<Row> {
    open(text).map(|row| row.expect("reads")).collect()
}

/// Row, column, code and value of every finding.
fn findings(text: &[u8]) -> Vec<String> {
    let told = |row: &Row| {
        let told = row.reading.findings.iter();
        told.map(|f| {
            format!(
                "{} {} {} [{}]",
                row.number,
                f.field.heading(),
                f.code.token(),
                row.value(f.field)
            )
        })
        .collect::<Vec<_>>()
    };
    rows(text).iter().flat_map(told).collect()
}

#[test]
fn one_record_in_many_spellings() {
    for text in [
        "1.01,1.02,1.09,3.04,1.05\n9434765919,1950-06-17,2024-06-17,-1.4,Don't know\n",
        "1.01;1.02;1.09;3.04;1.05\r\n943 476 5919;17/06/1950;17-06-2024;-1,4;Don’t know",
        "\u{feff}1.05\t3.04\t1.09\t1.02\t1.01\rDON'T KNOW\t−1.4\t45460\t17 Jun 1950\t943-476-5919\r",
        "Age;NHSNumber;DateOfBirth;Date Index Frac Diagnosed;TScore;CareRes;\n74;9434765919;1950-06-17T00:00:00;2024-06-17 10:30;-1.4;don`t know;\n",
        "\"1.01 NHS\nNumber\",1.02,1.09,3.04,1.05\n\n\"9434765919\",\" 17/06/1950 \",17.06.2024,\"-1,4\",\"Donít know\"\n,,,,\n",
    ] {
        let rows = rows(text.as_bytes());
        assert_eq!(rows.len(), 1, "{text}");
        assert_eq!(rows[0].reading.findings, [], "{text}");
        let fields = [
            Field::NhsNumber,
            Field::DateOfBirth,
            Field::DiagnosedOn,
            Field::TScore,
            Field::CareHome,
        ];
        let text_of = |f: Field| f.question().map(|q| (q.answer)(&rows[0].reading.episode).text());
        let expected = ["9434765919", "1950-06-17", "2024-06-17", "-1.4", "Don't know"];
        assert_eq!(
            fields.map(text_of),
            expected.map(|t| Some(t.to_owned())),
            "{text}"
        );
    }
}

#[test]
fn rows_that_do_not_fit() {
    for (text, expected) in [
        ("1.01,1.02,1.09\n9434765919,1950-06-17,2024-06-17,,\n", vec![]),
        ("1.01,1.02,1.09\n9434765919\n", vec![]),
        (
            "1.01,1.02,1.09,1.11\n\n9434765919,1950-06-17,2024-06-17,Skull",
            vec!["3 1.11 SiteFirstFrac option.unknown [Skull]"],
        ),
        (
            "1.01,1.02,1.09\n9434765919,1950-06-17,2024-06-17,x",
            vec!["2 1.09 Date Index Frac Diagnosed row.unreadable [2024-06-17]"],
        ),
        (
            "1.01,1.02,1.09,service\n,,,brd\n,,,BRADLEY\n",
            vec!["3 service service.unknown [BRADLEY]"],
        ),
    ] {
        assert_eq!(findings(text.as_bytes()), expected, "{text}");
    }
    let rows = rows(b"service,1.01,1.02,1.09\nbrd,,,\n");
    assert_eq!(
        rows[0].reading.episode.service.map(|c| c.to_string()),
        Some("BRD".to_owned())
    );
    assert_eq!(rows[0].service.as_deref(), Some("brd"));
    let long = format!("1.01,1.02,1.09,1.11\n,,,{}", "é".repeat(5000));
    let shown = findings(long.as_bytes());
    assert_eq!(
        shown,
        [format!(
            "2 1.11 SiteFirstFrac option.unknown [{}]",
            "é".repeat(100)
        )]
    );
}

#[test]
fn ndjson() {
    let file = r#"{"patient": {"nhs_number": "9434765919", "sex": null}, "fracture": {"height_cm": 162.5}, "service": "BRD"}

{"patient": {"nhs_number": "9434765918"}, "reasons": ["look"]}
{"patient": {"sex": "male", "sex": "female"}}
not JSON
[1]
{"fracture": {"bone": "hip"}}
{"fracture": {"height_cm": {"in": 60}}}"#;
    let unreadable = "1.09 Date Index Frac Diagnosed row.unreadable []";
    assert_eq!(
        findings(file.as_bytes()),
        [
            "3 1.01 NHSNumber nhs_number.invalid [9434765918]".to_owned(),
            format!("4 {unreadable}"),
            format!("5 {unreadable}"),
            format!("6 {unreadable}"),
            "7 1.05 CareRes field.unknown []".to_owned(),
            "8 2.01 Height number.invalid [{\"in\":60}]".to_owned(),
        ]
    );
    let rows = rows(file.as_bytes());
    assert_eq!(rows[0].fields(), [Field::NhsNumber, Field::Sex, Field::Height]);
    assert_eq!(rows[0].service.as_deref(), Some("BRD"));
    assert_eq!(rows.iter().filter(|r| r.is_unreadable()).count(), 3);
    assert!(
        rows.iter()
            .all(|r| !r.reading.findings.iter().any(|f| f.message.contains("not JSON")))
    );
}

/// What goes back to the sender when every row with an error is rejected.
fn rejected(file: &[u8]) -> (Format, Vec<u8>) {
    let mut reader = open(file);
    let mut writer = RejectedWriter::new(&reader, Vec::new()).expect("begins");
    for row in &mut reader {
        let row = row.expect("reads");
        let findings = row.reading.findings.clone();
        if findings.iter().any(|f| f.is_error()) {
            writer.write(&row, &findings).expect("writes");
        }
    }
    (writer.format(), writer.finish().expect("ends"))
}

#[test]
fn rejected_rows_go_back_and_come_again() {
    let file = "1.01;=Age;1.02;1.09;1.11;3.04;LocalRecordNumber;notes\n\
        9434765919;74;1950-06-17;2024-06-17;Hip;-1,4;'=1;fine\n\
        9434765918;70;1950-06-17;2024-06-17;Skull;-1.4;=cmd();'=already, safe\n\
        9434765919;70;1950-06-17;2024-06-17;Hip;-1.4;7;a;b\n";
    let (format, first) = rejected(file.as_bytes());
    assert_eq!(format, Format::Csv);
    let text = String::from_utf8(first.clone()).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "Reasons,1.01,'=Age,1.02,1.09,1.11,3.04,LocalRecordNumber,notes"
    );
    assert!(
        lines[1].starts_with("\"1.01 NHSNumber: ") || lines[1].starts_with("1.01 NHSNumber: "),
        "{}",
        lines[1]
    );
    assert!(
        lines[1].contains("; 1.11 SiteFirstFrac: ") && lines[1].contains("LocalRecordNumber: "),
        "{}",
        lines[1]
    );
    assert!(
        lines[1].ends_with(",9434765918,70,1950-06-17,2024-06-17,Skull,-1.4,'=cmd(),\"''=already, safe\""),
        "{}",
        lines[1]
    );
    assert!(lines[2].ends_with(",7,a,b"), "{}", lines[2]);

    // Sent again unmended, it is rejected again with the same words, and no second column of reasons.
    assert_eq!(String::from_utf8(rejected(&first).1), Ok(text.clone()));
    assert_eq!(
        open(&first).columns().map(|c| c.ignored.join(",")),
        Some("=Age,notes".to_owned())
    );
    assert_eq!(rows(&first)[0].value(Field::LocalRecordNumber), "=cmd()");
    let mended = text
        .replace("9434765918", "9434765919")
        .replace("Skull", "Hip")
        .replace("'=cmd()", "'8")
        .replace(",a,b", ",a");
    assert_eq!(findings(mended.as_bytes()), Vec::<String>::new());
    assert_eq!(rows(mended.as_bytes())[0].value(Field::LocalRecordNumber), "'8");
    // In any other file an apostrophe is an apostrophe.
    assert_eq!(rows(file.as_bytes())[0].value(Field::LocalRecordNumber), "'=1");
}

#[test]
fn rejected_documents_go_back_and_come_again() {
    let file = "{\"patient\":{\"sex\":\"femail\"}}\n{\"patient\":{\"sex\":\"female\"}}\nnot \"JSON\"\n";
    let (format, first) = rejected(file.as_bytes());
    assert_eq!(format, Format::Ndjson);
    let text = String::from_utf8(first.clone()).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("{\"patient\":{\"sex\":\"femail\"},\"reasons\":[\"1.03 Gender: "),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].starts_with("{\"line\":\"not \\\"JSON\\\"\",\"reasons\":[\""),
        "{}",
        lines[1]
    );
    assert_eq!(lines.len(), 2);
    let mended = lines[0].replace("femail", "female");
    assert_eq!(findings(mended.as_bytes()), Vec::<String>::new());
}

/// Reads all there is; that it returns is what is tested.
fn read_through(bytes: &[u8]) {
    if let Ok(mut reader) = Reader::open(Cursor::new(bytes)) {
        let rows = reader.by_ref().count();
        assert!(rows <= bytes.len());
        let progress = reader.progress();
        assert!(progress.bytes_read <= progress.bytes);
        assert!(progress.rows_read <= progress.rows);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_through(&bytes);
        let table = b"1.01,1.02;1.09\t1.04,1.02,1.09,3.04,4.01,LocalRecordNumber\n";
        read_through(&[&table[..], &bytes].concat());
        read_through(&[b"{\"patient\": ", &bytes[..]].concat());
    }

    #[test]
    fn no_text_does_harm(cells in "([\"',;\t\r\n=|é-]|1\\.0[129]|17/06/2024|Reasons|service){0,60}", line in r#"([{}\[\]",:]|"patient"|"fracture"|"service"|"refractures"|null|1e999|true){0,30}"#) {
        read_through(format!("1.01,1.02,1.09,Reasons\n{cells}").as_bytes());
        read_through(format!("1.01,1.02,1.09{cells}").as_bytes());
        read_through(format!("{{}}\n{line}\n{{\"patient\":{line}}}").as_bytes());
    }
}
