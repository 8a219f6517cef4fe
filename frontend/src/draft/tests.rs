//! What is read of what was typed, and when it is told.

use flsdb_domain::{Level, vocabulary::Coded};

use super::*;

fn today() -> NaiveDate {
    "2026-01-31".parse().expect("a day")
}

fn typed(cells: &[(Field, &str)]) -> Draft {
    cells.iter().fold(Draft::new(today()), |draft, (field, text)| {
        draft.after(DraftEvent::Typed(*field, (*text).to_owned()))
    })
}

fn codes(draft: &Draft) -> String {
    let findings = draft.checked().findings;
    let shown = draft.shown(&findings);
    shown.iter().map(|f| f.code.token()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_finding_waits_until_the_user_goes_on() {
    let draft = typed(&[(Field::DateOfBirth, "31/02/1950")]);
    assert_eq!(codes(&draft), "");
    assert_eq!(
        codes(&draft.after(DraftEvent::Left(Field::DateOfBirth))),
        "date.invalid"
    );
}

#[test]
fn days_are_read_as_typed_and_written_out_when_left() {
    let draft = typed(&[(Field::DateOfBirth, "5/3/48"), (Field::DiagnosedOn, "yesterday")]);
    let episode = draft.checked().episode;
    let day = |text: &str| Some(text.parse().expect("a day"));
    assert_eq!(episode.patient.date_of_birth, day("1948-03-05"));
    assert_eq!(episode.fracture.diagnosed_on, day("2026-01-30"));
    let left = draft.after(DraftEvent::Left(Field::DateOfBirth));
    assert_eq!(left.text(Field::DateOfBirth), "05/03/1948");
    let unreadable = typed(&[(Field::DateOfBirth, "5/3")]).after(DraftEvent::Left(Field::DateOfBirth));
    assert_eq!(unreadable.text(Field::DateOfBirth), "5/3");
}

#[test]
fn fractures_one_by_one_are_read_as_typed() {
    let draft = typed(&[(Field::Refractures, "yesterday, Hip;,;3/1/26")]);
    let days: Vec<_> = draft.checked().episode.follow_up_52.refractures;
    let days: Vec<String> = days.iter().map(|found| found.fractured_on.to_string()).collect();
    assert_eq!(days, ["2026-01-30", "2026-01-03"]);
    let left = draft.after(DraftEvent::Left(Field::Refractures));
    assert_eq!(left.text(Field::Refractures), "30/01/2026, Hip;,;03/01/2026");
}

#[test]
fn a_wrong_nhs_number_is_told_with_its_tenth_digit() {
    assert_eq!(codes(&typed(&[(Field::NhsNumber, "943 476 591")])), "");
    assert_eq!(
        codes(&typed(&[(Field::NhsNumber, "943 476 5918")])),
        "nhs_number.invalid"
    );
    assert_eq!(codes(&typed(&[(Field::NhsNumber, "943 476 5919")])), "");
}

#[test]
fn blanks_are_told_on_saving_only() {
    let draft = typed(&[]).after(DraftEvent::Left(Field::DateOfBirth));
    assert_eq!(codes(&draft), "");
    assert_eq!(
        codes(&draft.after(DraftEvent::Submitted)),
        "field.required field.required field.required"
    );
}

#[test]
fn a_good_draft_is_storable_and_a_warning_does_not_stop_it() {
    let good = [
        (Field::NhsNumber, "943 476 5919"),
        (Field::DateOfBirth, "5/3/1948"),
        (Field::DiagnosedOn, "2025-06-01"),
    ];
    let checked = typed(&good).checked();
    assert_eq!((checked.is_storable(), checked.findings.len()), (true, 0));
    let early = typed(&[&good[..], &[(Field::FirstContactOn, "2025-05-01")]].concat()).checked();
    assert_eq!((early.is_storable(), early.findings.len()), (true, 1));
    assert_eq!(early.findings[0].code, FindingCode::ContactBeforeDiagnosis);
}

#[test]
fn a_stored_record_reads_back_and_is_touched_by_changes_only() {
    let cells = [
        (Field::NhsNumber, "943 476 5919"),
        (Field::DateOfBirth, "1948-03-05"),
        (Field::DiagnosedOn, "2025-06-01"),
        (Field::BoneTherapy, "Alendronate;Denosumab"),
        (Field::Height, "161.5"),
    ];
    let episode = Reading::from_cells(cells).episode;
    let draft = Draft::of(&episode, vec![], today());
    assert_eq!(draft.text(Field::DateOfBirth), "05/03/1948");
    assert_eq!(draft.checked().episode, episode);
    assert!(!draft.is_touched());
    let changed = draft.after(DraftEvent::Typed(Field::Height, "160".into()));
    assert!(changed.is_touched());
    assert!(
        !changed
            .after(DraftEvent::Typed(Field::Height, "161.5".into()))
            .is_touched()
    );
    assert!(
        draft
            .after(DraftEvent::Typed(Field::Smoker, "No".into()))
            .is_touched()
    );
}

#[test]
fn the_servers_findings_land_at_their_fields_until_these_change() {
    let wire = |field: Option<&str>, code: &str| WireFinding {
        pointer: String::new(),
        field: field.map(str::to_owned),
        code: code.to_owned(),
        level: Level::Error,
        message: code.to_owned(),
    };
    let (at_fields, elsewhere) = sort_out(&[
        wire(Some("1.09 Date Index Frac Diagnosed"), "episode.withdrawn"),
        wire(None, "other"),
    ]);
    assert_eq!(elsewhere, ["other"]);
    let refused = typed(&[(Field::DiagnosedOn, "2025-06-01")]).after(DraftEvent::Refused(at_fields));
    assert_eq!(codes(&refused), "episode.withdrawn");
    let changed = refused.after(DraftEvent::Typed(Field::DiagnosedOn, "2025-06-02".into()));
    assert_eq!(codes(&changed), "");
}
