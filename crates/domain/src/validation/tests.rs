//! Each rule as rows: answers that differ from a clean record, and the findings that follow.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::check;
use crate::{Field, Reading, question::QUESTIONS, vocabulary::Coded};

/// A record without any finding.
const CLEAN: &str = "1.01=9559682482 1.02=1933-02-17 1.03=Female 1.04=NE19_2BX 1.06=2024-07-12 1.07=2024-07-14 \
    1.09=2024-06-17 1.11=Wrist 3.01=Ordered 3.03=2024-10-19 4.01=Romosozumab 6.01=Yes 6.02=2024-10-02 6.05=Denosumab";

/// `number=text` separated by spaces; `_` stands for a space, nothing after `=` for blank.
fn cells(text: &str) -> BTreeMap<Field, String> {
    text.split_whitespace()
        .map(|cell| {
            let (number, value) = cell.split_once('=').expect("number=value");
            let found = QUESTIONS
                .iter()
                .find(|q| q.number == number || q.name == number || q.key == number);
            (
                found.unwrap_or_else(|| panic!("no question {number}")).field,
                value.replace('_', " "),
            )
        })
        .collect()
}

fn findings(changes: &str) -> String {
    let today = NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day");
    let mut record = cells(CLEAN);
    record.extend(cells(changes));
    let reading = Reading::from_cells(record.iter().map(|(field, text)| (*field, text.as_str())));
    let mut all = reading.findings.clone();
    all.extend(check(&reading.episode, &reading.faulty, today));
    all.sort();
    let name = |field: Field| {
        field
            .question()
            .map_or("service", |q| if q.number.is_empty() { q.key } else { q.number })
    };
    all.iter()
        .map(|f| format!("{} {}", name(f.field), f.code.token()))
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn the_clean_record_has_no_finding() {
    assert_eq!(findings(""), "");
}

#[test]
fn rules() {
    for (changes, expected) in [
        // Required
        ("1.01=", "1.01 field.required"),
        ("1.01= NHSNumberAbsentReason=Other", "1.01 field.required"),
        ("1.01= LocalRecordNumber=A1", "1.01 field.required"),
        ("1.01= NHSNumberAbsentReason=Other LocalRecordNumber=A1", ""),
        ("1.01=9559682481", "1.01 nhs_number.invalid"),
        ("1.02=", "1.02 field.required"),
        ("1.02=31/02/1950", "1.02 date.invalid"),
        ("1.09=", "1.09 field.required"),
        // Dates and ages
        ("1.02=2090-01-01", "1.02 date.in_future"),
        ("1.02=1974-06-17", ""),
        ("1.02=1974-06-18", "1.02 age.under_50"),
        ("1.02=1914-06-17", ""),
        ("1.02=1913-06-17", "1.02 age.over_110"),
        ("1.06=2026-02-01 1.07= 6.02=", "1.06 date.in_future"),
        ("1.06=2024-06-16", "1.06 contact.before_diagnosis"),
        (
            "1.09=2015-12-31 1.06= 1.07= 3.01= 3.03= 6.01= 6.02= 6.05=",
            "1.09 diagnosis.before_audit_start",
        ),
        (
            "1.07=2024-06-16",
            "1.07 assessment.before_diagnosis, 1.07 assessment.before_contact",
        ),
        ("1.07=2024-07-11", "1.07 assessment.before_contact"),
        // Sites
        ("1.12=Hip", ""),
        ("1.11= 1.12=Hip", "1.12 site.second_without_first"),
        ("1.11=Skull 1.12=Hip", "1.11 option.unknown"),
        ("1.13=Hip", "1.13 site.third_without_second"),
        ("1.12=Skull 1.13=Hip", "1.12 option.unknown"),
        // Assessment
        ("3.01=Not_ordered", "3.01 dxa.date_without_dxa"),
        ("3.01=", "3.01 dxa.date_without_dxa"),
        ("3.01=Done_in_last_2_years", ""),
        ("3.02=Declined", "3.02 dxa.reason_with_dxa"),
        ("4.01=Alendronate;Denosumab", ""),
        ("4.01=Alendronate;Informed_decline", "4.01 option.contradiction"),
        ("4.01=Don't_know;Alendronate", "4.01 option.contradiction"),
        ("4.01=Alendronate;Aspirin", "4.01 option.unknown"),
        // Follow-ups
        ("6.02=2024-09-08", "6.02 follow_up_16.outside_window"),
        ("6.02=2024-09-09", ""),
        ("6.02=2024-10-07", ""),
        ("6.02=2024-10-08", "6.02 follow_up_16.outside_window"),
        (
            "6.02=2024-06-14",
            "6.02 date.before_diagnosis, 6.02 follow_up_16.outside_window",
        ),
        ("6.01=No", "6.01 follow_up_16.answers_without_follow_up"),
        ("6.01=", "6.01 follow_up_16.answers_without_follow_up"),
        ("6.01=Died 6.05=", ""),
        ("6.01=Died", "6.01 follow_up_16.answers_without_follow_up"),
        ("7.01=Yes 7.02=2025-05-19", ""),
        ("7.01=Yes 7.02=2025-05-18", "7.02 follow_up_52.outside_window"),
        ("7.01=Yes 7.02=2025-07-15", "7.02 follow_up_52.outside_window"),
        (
            "7.01=Lost_to_follow-up 7.06=0",
            "7.01 follow_up_52.answers_without_follow_up",
        ),
        (
            "7.01=Yes refractures=2024-06-16,_hip",
            "refractures date.before_diagnosis",
        ),
        ("4.01=None", "6.05 therapy.started_though_not_recommended"),
        ("4.01=Referred_to_GP_to_decide_prescription", ""),
        ("4.01=", "6.05 therapy.started_though_not_recommended"),
        // Death
        ("DateOfDeath=2024-06-18", "DateOfDeath date.after_death"),
        ("DateOfDeath=2024-10-18", "DateOfDeath date.after_death"),
        ("DateOfDeath=2024-10-19", ""),
        (
            "DateOfDeath=2024-06-16",
            "DateOfDeath date.before_diagnosis, DateOfDeath date.after_death",
        ),
        (
            "DateOfDeath=2024-09-01 1.06= 1.07= 3.01= 3.03= 6.01=Died 6.05=",
            "",
        ),
    ] {
        let expected = expected.replace("DateOfDeath", "date_of_death");
        assert_eq!(findings(changes), expected, "{changes}");
    }
}

#[test]
fn texts_that_a_spreadsheet_would_run() {
    for (text, kept) in [
        (" H12 ", Some("H12")),
        ("\u{a0}H12", Some("H12")),
        ("1-2", Some("1-2")),
        (" \t ", None),
    ] {
        let reading = Reading::from_cells([(Field::LocalRecordNumber, text)]);
        assert_eq!(
            reading.episode.patient.local_record_number.as_deref(),
            kept,
            "{text:?}"
        );
        assert_eq!(reading.findings, [], "{text:?}");
    }
    for text in [
        "=1", "+1", "-1", "@a", " =1", "\tH12", "\rH12", "H12\n", "H\u{7}12",
    ] {
        let reading = Reading::from_cells([(Field::LocalRecordNumber, text)]);
        let codes: Vec<_> = reading.findings.iter().map(|f| f.code.token()).collect();
        assert_eq!(codes, ["text.invalid"], "{text:?}");
    }
}
