//! The import of an export changes nothing: the same bytes (CSV, NDJSON), the same cells (XLSX).

#![cfg(test)]

use std::{fs::File, io::Cursor, path::PathBuf};

use calamine::{Data, Reader as _, Xlsx};
use chrono::{Days, NaiveDate};
use flsdb_domain::{Episode, Field, NhsNumber, Question, answer::Kind, question::QUESTIONS};
use flsdb_files::{Format, Reader, ServiceColumn, Writer};
use proptest::prelude::*;

fn written(format: Format, service: ServiceColumn, episodes: &[Episode]) -> Vec<u8> {
    let mut writer = Writer::new(format, service, Vec::new()).expect("begins");
    for episode in episodes {
        writer.write(episode).expect("writes");
    }
    writer.finish().expect("ends")
}

fn read(bytes: &[u8]) -> Vec<Episode> {
    let rows = Reader::open(Cursor::new(bytes)).expect("opens");
    rows.map(|row| {
        let row = row.expect("reads");
        assert_eq!(row.reading.findings, [], "row {}", row.number);
        row.reading.episode
    })
    .collect()
}

/// Every cell of a workbook, with its type.
fn cells(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let name = workbook.sheet_names().remove(0);
    assert!(
        workbook.worksheet_formula(&name).expect("a sheet").is_empty(),
        "no formulas"
    );
    let range = workbook.worksheet_range(&name).expect("a sheet");
    range.rows().map(<[Data]>::to_vec).collect()
}

fn goes_round(episodes: &[Episode], service: ServiceColumn) {
    for format in [Format::Csv, Format::Ndjson] {
        let first = written(format, service, episodes);
        let second = written(format, service, &read(&first));
        assert_eq!(String::from_utf8(first), String::from_utf8(second), "{format:?}");
    }
    let first = written(Format::Xlsx, service, episodes);
    let second = written(Format::Xlsx, service, &read(&first));
    assert_eq!(cells(&first), cells(&second));
}

/// Something that a person might have answered, as text; the question refuses what it cannot take.
fn answer_text(question: &Question) -> BoxedStrategy<String> {
    let answer = (question.answer)(&Episode::default()).kind();
    match (question.field, answer) {
        (Field::NhsNumber, _) => (100_000_000u32..999_999_999)
            .prop_filter_map("no check digit", NhsNumber::with_check_digit)
            .prop_map(|n| n.to_string())
            .boxed(),
        (Field::Postcode, _) => "(BD|EX|M|W)[1-9][0-9]? [0-9][ABD][EFG]".boxed(),
        (_, Kind::Options(options)) => {
            let labels: Vec<_> = options.into_iter().map(|(_, label)| label).collect();
            prop::collection::vec(prop::sample::select(labels), 1..4)
                .prop_map(|chosen| chosen.join(";"))
                .boxed()
        }
        (_, Kind::Date) => (0u64..109_000).prop_map(day).boxed(),
        (_, Kind::Number { min, max, .. }) => (min..=max, 0usize..4)
            .prop_map(|(value, decimals)| format!("{value:.decimals$}"))
            .boxed(),
        (_, Kind::Flag) => Just("true".to_owned()).boxed(),
        (_, Kind::Records) => (0u64..109_000).prop_map(|n| format!("{}, hip", day(n))).boxed(),
        (_, Kind::Text) => prop_oneof![
            "[0-9]{1,9}",
            "'?[A-Za-z][-=+@'\",;\t\n\r a-zé_x0-9\\\\<&]{0,9}",
            "_x[0-9a-fA-F]{4}_",
            ".{1,12}",
            "[\"',; ]{1,3}a"
        ]
        .boxed(),
    }
}

fn day(number: u64) -> String {
    (NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day") + Days::new(number)).to_string()
}

/// A record in which about half of the questions are answered, the required ones always.
fn episode() -> impl Strategy<Value = Episode> {
    let answers: Vec<_> = QUESTIONS
        .iter()
        .map(|q| {
            let required = [Field::NhsNumber, Field::DateOfBirth, Field::DiagnosedOn].contains(&q.field);
            let text = answer_text(q);
            if required {
                text
            } else {
                prop_oneof![Just(String::new()), text].boxed()
            }
        })
        .collect();
    (answers, "[A-Z0-9]{3}").prop_map(|(answers, service)| {
        let mut episode = Episode {
            service: service.parse().ok(),
            ..Episode::default()
        };
        for (question, text) in QUESTIONS.iter().zip(answers) {
            // A refused text leaves the answer blank.
            let _ = (question.answer_mut)(&mut episode).read_text(&text);
        }
        episode
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn random_records_go_round(episodes in prop::collection::vec(episode(), 1..4)) {
        goes_round(&episodes, ServiceColumn::First);
        goes_round(&episodes, ServiceColumn::Absent);
    }

    #[test]
    fn ndjson_keeps_everything(episodes in prop::collection::vec(episode(), 1..4)) {
        let file = written(Format::Ndjson, ServiceColumn::Absent, &episodes);
        prop_assert_eq!(read(&file), episodes);
    }

    #[test]
    fn columns_keep_all_that_has_a_column(episode in episode()) {
        let json = written(Format::Ndjson, ServiceColumn::Absent, std::slice::from_ref(&episode));
        let names_service = json.starts_with(b"{\"service\":");
        prop_assert!(names_service);
        for format in [Format::Csv, Format::Xlsx] {
            let read = read(&written(format, ServiceColumn::First, std::slice::from_ref(&episode)));
            prop_assert_eq!(read[0].service, episode.service);
            for question in QUESTIONS.iter().filter(|q| q.has_column()) {
                prop_assert_eq!((question.answer)(&read[0]).text(), (question.answer)(&episode).text(), "{}", question.heading());
            }
        }
    }
}

#[test]
fn site_exports_go_round() {
    for name in ["BRD.csv", "CDF.csv", "STN.xlsx"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../testdata/exports")
            .join(name);
        let file = File::open(path).expect("the file is there");
        let rows = Reader::open(file).expect("opens");
        let episodes: Vec<Episode> = rows.map(|row| row.expect("reads").reading.episode).collect();
        goes_round(&episodes, ServiceColumn::Absent);
    }
}

#[test]
fn a_file_looks_as_the_data_set_says() {
    let answers = [
        (Field::NhsNumber, "943 476 5919"),
        (Field::DateOfBirth, "17/06/1950"),
        (Field::Postcode, "ne192bx"),
        (Field::DiagnosedOn, "17 Jun 2024"),
        (Field::Height, "150.0"),
        (Field::Weight, "61.5"),
        (Field::TScore, "-2"),
        (Field::BoneTherapy, "alendronate; Donít know"),
        (Field::LocalRecordNumber, "A,1"),
    ];
    let mut episode = flsdb_domain::Reading::from_cells(answers).episode;
    episode.service = "BRD".parse().ok();
    let csv = String::from_utf8(written(
        Format::Csv,
        ServiceColumn::First,
        std::slice::from_ref(&episode),
    ))
    .expect("UTF-8");
    let (headings, row) = csv.split_once('\n').expect("two lines");
    assert!(headings.starts_with("service,1.01 NHSNumber,"), "{headings}");
    assert!(headings.ends_with(
        ",7.06 NumReFracSinceIndex,DateOfDeath,NHSNumberAbsentReason,LocalRecordNumber,AssessmentOutcome"
    ));
    let shortest: Vec<&str> = row.split(',').filter(|cell| !cell.trim().is_empty()).collect();
    assert_eq!(
        shortest,
        [
            "BRD",
            "9434765919",
            "1950-06-17",
            "NE19 2BX",
            "2024-06-17",
            "150",
            "61.5",
            "-2.0",
            "Alendronate;Don't know",
            "\"A",
            "1\""
        ]
    );

    let sheet = cells(&written(
        Format::Xlsx,
        ServiceColumn::First,
        std::slice::from_ref(&episode),
    ));
    let is = |heading: &str| {
        let at = sheet[0]
            .iter()
            .position(|h| *h == heading)
            .expect("has the column");
        &sheet[1][at]
    };
    assert_eq!(*is("service"), Data::String("BRD".to_owned()));
    assert_eq!(*is("1.01 NHSNumber"), Data::String("9434765919".to_owned()));
    assert!(matches!(is("1.02 DateOfBirth"), Data::DateTime(date) if date.as_f64() == 18_431.0));
    assert_eq!(*is("2.02 Weight"), Data::Float(61.5));
    assert_eq!(*is("3.04 TScore"), Data::Float(-2.0));
    assert_eq!(*is("1.05 CareRes"), Data::Empty);
}

#[test]
fn readers_and_writers_may_move_to_another_thread() {
    fn movable<T: Send>() {}
    movable::<Reader<File>>();
    movable::<Writer<Vec<u8>>>();
}
