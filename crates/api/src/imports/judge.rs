//! What one row does, and what is wrong with it: held against what is stored and against the earlier rows.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field, Finding, FindingCode, Patient, Section,
    opt_out::Deployment,
    question::QUESTIONS,
    reading::{Blank, overlay},
    validation,
};
use flsdb_files::Row;
use flsdb_store::episodes::{Key, Match};

use super::{
    ImportError,
    ledger::{Entry, Ledger, PatientIndex, Planned},
    report::{Effect, Report},
};
use crate::matching::{
    Surroundings, base, duplicates_stored, errors_in, locked, neighbouring_days, spoils_others,
    taken_by_others, unchecked, withdrawn, withheld,
};

/// What every row is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) blank: Blank,
    pub(super) deployment: Deployment,
    pub(super) today: NaiveDate,
}

/// Judges one row whose service is known, notes it in ledger and report.
pub(super) fn judge(
    terms: Terms,
    row: &Row,
    (key, found): &(Key, Match),
    around: &Surroundings,
    ledger: &mut Ledger,
    report: &mut Report,
) -> Result<(), ImportError> {
    let stored_patient = found.patient.as_ref().map(|patient| patient.id.as_str());
    let Some(index) = ledger.take(key, stored_patient) else {
        return judge_nameless(terms, row, report);
    };
    let before = ledger.last(index)?.unwrap_or_default();
    let merged = merge(terms.blank, row, key, found, &before);
    let mut findings = row.reading.findings.clone();
    findings.extend(validation::check(&merged, &row.reading.faulty, terms.today));
    findings.extend(conflicts(&before.said, row));
    findings.extend(withdrawn(found));
    findings.extend(locked(key, found, &merged, around));
    findings.extend(taken_by_others(key, found, &merged, around));
    findings.extend(earlier_row(row, key, found, &merged, ledger, index));
    findings.extend(other_episodes(
        terms, found, &merged, &before, around, ledger, index,
    )?);
    findings.extend(duplicates(key, found, around, ledger, index));
    note_later_duplicate(key, ledger, index, report)?;
    let is_refused = findings.iter().any(Finding::is_error);
    findings.extend(withheld(key, found, &merged, around, is_refused));
    findings.sort();
    findings.dedup();

    let effect = effect(found, &merged, &findings);
    report.note(row, effect, &findings)?;
    report
        .unchecked
        .extend(unchecked(key, findings.iter().map(|finding| finding.code)));
    if effect != Effect::Rejected {
        report.changes.note(row, found, &merged)?;
    }
    note(row, key, index, effect, merged, found, before, ledger)
}

/// A row that names nobody has an error that says so.
fn judge_nameless(terms: Terms, row: &Row, report: &mut Report) -> Result<(), ImportError> {
    let mut findings = row.reading.findings.clone();
    findings.extend(validation::check(
        &row.reading.episode,
        &row.reading.faulty,
        terms.today,
    ));
    findings.sort();
    report.note(row, Effect::Rejected, &findings)
}

fn patient_fields() -> impl Iterator<Item = Field> {
    QUESTIONS
        .iter()
        .filter(|question| question.section == Section::Patient)
        .map(|question| question.field)
}

fn of(patient: &Patient) -> Episode {
    patient.clone().into()
}

/// The answers of `new` over those of `old`.
fn over(old: &Patient, new: &Patient) -> Patient {
    overlay(&of(old), &of(new), patient_fields(), Blank::Keep).patient
}

/// The text of an answer about the patient; empty if blank.
fn text(patient: &Patient, field: Field) -> String {
    field
        .question()
        .map(|question| (question.answer)(&of(patient)).text())
        .unwrap_or_default()
}

/// The record as it would be stored: the row, with what earlier rows said of the patient, over what is stored.
fn merge(blank: Blank, row: &Row, key: &Key, found: &Match, before: &Entry) -> Episode {
    let mut new = row.reading.episode.clone();
    let mut fields: BTreeSet<Field> = row.fields().into_iter().collect();
    if before.given != Patient::default() {
        new.patient = over(&before.given, &new.patient);
        fields.extend(patient_fields().filter(|field| !text(&before.given, *field).is_empty()));
    }
    let mut merged = overlay(&base(found), &new, fields, blank);
    merged.service = Some(key.service);
    merged
}

/// Answers about the patient that contradict an earlier row. A blank never does.
fn conflicts<'a>(said: &'a Patient, row: &'a Row) -> impl Iterator<Item = Finding> + 'a {
    let fields = patient_fields().filter(move |_| *said != Patient::default());
    fields.filter_map(move |field| {
        let (before, now) = (text(said, field), text(&row.reading.episode.patient, field));
        let contradicts = !before.is_empty() && !now.is_empty() && before != now;
        contradicts.then(|| {
            let message =
                "An earlier row of the file says otherwise of the same patient. Make the rows agree";
            Finding::new(field, FindingCode::PatientConflict, message)
        })
    })
}

/// An earlier row of the file has the key of this one.
fn earlier_row(
    row: &Row,
    key: &Key,
    found: &Match,
    merged: &Episode,
    ledger: &mut Ledger,
    index: PatientIndex,
) -> Option<Finding> {
    let (day, former) = (merged.fracture.diagnosed_on, base(found).fracture.diagnosed_on);
    let moves = found.episode.is_some() && former != day;
    let days = [day, former.filter(|_| moves)].into_iter().flatten();
    let earlier = days.filter_map(|day| ledger.row_of(index, day)).next();
    let earlier = earlier.or(ledger.take_source(key, row.number))?;
    let message = format!("Row {earlier} has the same episode. Keep one of the two");
    Some(Finding::new(
        Field::DiagnosedOn,
        FindingCode::RowDuplicateKey,
        message,
    ))
}

/// Errors that this row, by what it says of the patient, puts into the patient's other episodes, stored or in the file.
fn other_episodes(
    terms: Terms,
    found: &Match,
    merged: &Episode,
    before: &Entry,
    around: &Surroundings,
    ledger: &mut Ledger,
    index: PatientIndex,
) -> Result<Vec<Finding>, ImportError> {
    let stored = found.patient.as_ref();
    let known = before.patient.as_ref().or(stored.map(|stored| &stored.patient));
    if known.is_none_or(|known| *known == merged.patient) {
        return Ok(Vec::new());
    }
    let planned = ledger.planned(index)?;
    let replaces =
        |planned: &Planned, id: &str| planned.replaces.as_ref().is_some_and(|(other, _)| other == id);
    let is_replaced = |id: &str| planned.iter().any(|planned| replaces(planned, id));
    let mut findings = spoils_others(found, &merged.patient, around, terms.today, is_replaced);
    let of_file = planned.iter().map(|planned| &planned.episode);
    findings.extend(errors_in(of_file, &merged.patient, terms.today));
    Ok(findings)
}

/// Possible duplicates of this episode that were diagnosed before it, and the patient in another service.
fn duplicates(
    key: &Key,
    found: &Match,
    around: &Surroundings,
    ledger: &Ledger,
    index: PatientIndex,
) -> Vec<Finding> {
    let (Some(number), Some(day)) = (key.nhs_number, key.diagnosed_on) else {
        return Vec::new();
    };
    let (stored, is_elsewhere) = duplicates_stored(key, found, around);
    let (before, after) = neighbouring_days(day);
    let days: Vec<NaiveDate> = before.collect();
    let of_file = days
        .iter()
        .filter(|other| ledger.row_of(index, **other).is_some());
    let earlier = of_file.copied().chain(stored).max();
    let mut findings: Vec<Finding> = earlier.map(validation::possible_duplicate).into_iter().collect();
    let mut near = days.into_iter().chain([day]).chain(after);
    let is_elsewhere = is_elsewhere || near.any(|other| ledger.is_elsewhere(number, other, key.service));
    findings.extend(is_elsewhere.then(validation::in_other_service));
    findings
}

/// An earlier row may hold the later episode: then the finding stands there.
fn note_later_duplicate(
    key: &Key,
    ledger: &Ledger,
    index: PatientIndex,
    report: &mut Report,
) -> Result<(), ImportError> {
    let (Some(_), Some(day)) = (key.nhs_number, key.diagnosed_on) else {
        return Ok(());
    };
    if ledger.row_of(index, day).is_some() {
        return Ok(());
    }
    for later in neighbouring_days(day).1 {
        if let Some(row) = ledger.row_of(index, later) {
            report.note_earlier(row, &later.to_string(), &validation::possible_duplicate(day))?;
        }
    }
    Ok(())
}

fn effect(found: &Match, merged: &Episode, findings: &[Finding]) -> Effect {
    match &found.episode {
        _ if findings.iter().any(Finding::is_error) => Effect::Rejected,
        None => Effect::Create,
        Some(stored) if stored.episode == *merged => Effect::Unchanged,
        Some(_) => Effect::Update,
    }
}

/// Notes the row for those that follow, and what it would store.
#[expect(clippy::too_many_arguments, reason = "all that is known of a row")]
fn note(
    row: &Row,
    key: &Key,
    index: PatientIndex,
    effect: Effect,
    merged: Episode,
    found: &Match,
    before: Entry,
    ledger: &mut Ledger,
) -> Result<(), ImportError> {
    let said = &row.reading.episode.patient;
    if let Some(day) = merged.fracture.diagnosed_on {
        ledger.note_day(index, day, row.number);
        if let Some(number) = merged.patient.nhs_number {
            ledger.note_service(number, day, key.service);
        }
    }
    let former = found
        .episode
        .as_ref()
        .and_then(|stored| stored.episode.fracture.diagnosed_on);
    if let Some(former) = former {
        ledger.note_day(index, former, row.number);
    }
    let mut entry = Entry {
        said: over(said, &before.said),
        ..before
    };
    if effect != Effect::Rejected {
        entry.given = over(&entry.given, said);
        entry.patient = Some(merged.patient.clone());
    }
    entry.planned = matches!(effect, Effect::Create | Effect::Update).then(|| Planned {
        patient: found
            .patient
            .as_ref()
            .map(|patient| (patient.id.clone(), patient.version)),
        replaces: found
            .episode
            .as_ref()
            .map(|episode| (episode.id.clone(), episode.version)),
        episode: merged,
    });
    ledger.note(index, entry)
}
