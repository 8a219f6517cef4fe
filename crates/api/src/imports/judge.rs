//! What one row does, and what is wrong with it: held against what is stored and against the earlier rows.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use flsdb_domain::{
    Episode, Field, Finding, FindingCode, Patient, Section,
    question::QUESTIONS,
    reading::{Blank, overlay},
    validation::{self, DUPLICATE_DAYS},
};
use flsdb_files::Row;
use flsdb_store::episodes::{Key, Match};

use super::{
    ImportError,
    batch::Batch,
    changes::base,
    ledger::{Entry, Ledger, PatientIndex, Planned},
    report::{Effect, Report},
};

mod locked;

/// What every row is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) blank: Blank,
    pub(super) today: NaiveDate,
}

/// Judges one row whose service is known, notes it in ledger and report.
pub(super) fn judge(
    terms: Terms,
    row: &Row,
    (key, found): &(Key, Match),
    batch: &Batch,
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
    findings.extend(locked::finding(key, found, &merged, batch));
    findings.extend(taken_keys(row, key, found, &merged, batch, ledger, index));
    findings.extend(other_episodes(
        terms, found, &merged, &before, batch, ledger, index,
    )?);
    findings.extend(duplicates(key, found, batch, ledger, index));
    note_later_duplicate(key, ledger, index, report)?;
    findings.sort();
    findings.dedup();

    let effect = effect(found, &merged, &findings);
    report.note(row, effect, &findings)?;
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
    Episode {
        patient: patient.clone(),
        ..Episode::default()
    }
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

fn withdrawn(found: &Match) -> Option<Finding> {
    let message = match (&found.episode, &found.patient) {
        (Some(episode), _) if episode.withdrawn => {
            "This episode is withdrawn. Undo the withdrawal first, or remove the row"
        }
        (None, Some(patient)) if patient.withdrawn => {
            "The patient is withdrawn. Undo the withdrawal first, or remove the row"
        }
        _ => return None,
    };
    Some(Finding::new(
        Field::DiagnosedOn,
        FindingCode::EpisodeWithdrawn,
        message,
    ))
}

/// Keys of this row that something else has: an earlier row, another episode of the patient, another patient.
fn taken_keys(
    row: &Row,
    key: &Key,
    found: &Match,
    merged: &Episode,
    batch: &Batch,
    ledger: &mut Ledger,
    index: PatientIndex,
) -> Vec<Finding> {
    let day = merged.fracture.diagnosed_on;
    let former = found
        .episode
        .as_ref()
        .and_then(|stored| stored.episode.fracture.diagnosed_on);
    let moves = found.episode.is_some() && former != day;
    let days = [day, former.filter(|_| moves)].into_iter().flatten();
    let earlier = days.filter_map(|day| ledger.row_of(index, day)).next();
    let earlier = earlier.or(ledger.take_source(key, row.number));
    let mut findings = Vec::new();
    if let Some(earlier) = earlier {
        let message = format!("Row {earlier} has the same episode. Keep one of the two");
        findings.push(Finding::new(
            Field::DiagnosedOn,
            FindingCode::RowDuplicateKey,
            message,
        ));
    }
    let patient_id = found.patient.as_ref().map(|patient| patient.id.as_str());
    let own_id = found.episode.as_ref().map(|episode| episode.id.as_str());
    let mut others = batch.episodes(patient_id.unwrap_or_default()).iter();
    if moves && others.any(|o| Some(o.id.as_str()) != own_id && o.episode.fracture.diagnosed_on == day) {
        let message = "The patient has another episode of this day already. Correct the date, or withdraw one of the two";
        findings.push(Finding::new(
            Field::DiagnosedOn,
            FindingCode::RowDuplicateKey,
            message,
        ));
    }
    if batch
        .owner(key)
        .is_some_and(|owner| Some(owner.id.as_str()) != patient_id)
    {
        let message = "Another patient of the service has this NHS number. Check the number";
        findings.push(Finding::new(
            Field::NhsNumber,
            FindingCode::PatientConflict,
            message,
        ));
    }
    findings
}

/// Errors that this row, by what it says of the patient, puts into the patient's other episodes, stored or in the file.
fn other_episodes(
    terms: Terms,
    found: &Match,
    merged: &Episode,
    before: &Entry,
    batch: &Batch,
    ledger: &mut Ledger,
    index: PatientIndex,
) -> Result<Vec<Finding>, ImportError> {
    let stored = found.patient.as_ref();
    let known = before.patient.as_ref().or(stored.map(|stored| &stored.patient));
    if known.is_none_or(|known| *known == merged.patient) {
        return Ok(Vec::new());
    }
    let planned = ledger.planned(index)?;
    let own = found.episode.as_ref().map(|episode| episode.id.as_str());
    let replaced = |id: &str| {
        planned
            .iter()
            .any(|p| p.replaces.as_ref().is_some_and(|(other, _)| other == id))
    };
    let stored = batch
        .episodes(stored.map_or("", |stored| stored.id.as_str()))
        .iter();
    let stored = stored.filter(|other| Some(other.id.as_str()) != own && !replaced(&other.id));
    let others = stored
        .map(|other| &other.episode)
        .chain(planned.iter().map(|planned| &planned.episode));
    let mut findings = Vec::new();
    for other in others {
        let changed = Episode {
            patient: merged.patient.clone(),
            ..other.clone()
        };
        let day = other
            .fracture
            .diagnosed_on
            .map(|day| day.format("%-d %B %Y").to_string());
        let day = day.unwrap_or_default();
        let errors = validation::check(&changed, &BTreeSet::new(), terms.today).into_iter();
        findings.extend(errors.filter(Finding::is_error).map(|error| Finding {
            message: format!("In the patient's episode diagnosed on {day}: {}", error.message),
            ..error
        }));
    }
    Ok(findings)
}

/// Possible duplicates of this episode that were diagnosed before it, and the patient in another service.
fn duplicates(key: &Key, found: &Match, batch: &Batch, ledger: &Ledger, index: PatientIndex) -> Vec<Finding> {
    let (Some(number), Some(day)) = (key.nhs_number, key.diagnosed_on) else {
        return Vec::new();
    };
    let own = found.episode.as_ref().map(|episode| episode.id.as_str());
    let stored = batch.neighbours(key).iter().filter(|other| {
        Some(other.id.as_str()) != own && validation::is_possible_duplicate(day, other.diagnosed_on)
    });
    let (here, elsewhere): (Vec<_>, Vec<_>) = stored.partition(|other| other.service == key.service);
    let stored_days = here
        .iter()
        .map(|other| other.diagnosed_on)
        .filter(|other| *other < day);
    let earlier = days_before(day)
        .filter(|other| ledger.row_of(index, *other).is_some())
        .chain(stored_days)
        .max();
    let mut findings: Vec<Finding> = earlier.map(validation::possible_duplicate).into_iter().collect();
    let around = days_before(day).chain([day]).chain(days_after(day));
    let is_elsewhere = !elsewhere.is_empty()
        || around
            .into_iter()
            .any(|other| ledger.is_elsewhere(number, other, key.service));
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
    for later in days_after(day) {
        if let Some(row) = ledger.row_of(index, later) {
            report.note_earlier(row, &later.to_string(), &validation::possible_duplicate(day))?;
        }
    }
    Ok(())
}

fn days_before(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (1..=DUPLICATE_DAYS.unsigned_abs()).filter_map(move |days| day.checked_sub_days(Days::new(days)))
}

fn days_after(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (1..=DUPLICATE_DAYS.unsigned_abs()).filter_map(move |days| day.checked_add_days(Days::new(days)))
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
