//! Rows that the audit rejected: their records do not count as sent, and wait to be put right.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    submission::{Reject, RejectPlace},
    wire::{
        Page,
        messages::RecordState,
        page::Paging,
        submissions::{RejectedRow, Submission},
    },
};
use uuid::Uuid;

use super::{
    SubmissionRefusal, load_open,
    row::{LineRow, SubmissionRow},
    save,
};
use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    bulk::{self, CHUNK},
    columns::Written,
    connection::{Conn, MultiBackend},
    cursor, load as records,
    schema::{submission_rows as rows, submissions},
    states::{KeptEpisode, KeptPatient},
};

/// Length beyond which no more reasons of a row are joined.
const REASONS_MAX: usize = 1000;

/// Whose rejected rows are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// Those of one run, which the caller may see.
    Run(&'a str),
    /// Those of every run of these services that no later one has superseded.
    Current(&'a Scope),
}

/// Takes the audit's list of rejected rows; it stands in the place of one that was taken before. `digest` is that of the list.
///
/// # Errors
/// `NotFound`; `Stale`; `Submission` when the run is closed, or a row was not in its file: nothing is taken then.
pub fn take_rejects(
    w: &mut Writer<'_>,
    scope: &Scope,
    (id, expected): (&str, i64),
    list: &[Reject],
    digest: &str,
) -> Outcome<Submission> {
    let mut run = load_open(w, scope, id, expected)?;
    let reasons = located(w.conn, &run, list)?;
    let of_run = rows::table.filter(rows::submission_id.eq(id));
    diesel::update(of_run.filter(rows::reason.is_not_null()))
        .set(rows::reason.eq(None::<String>))
        .execute(w.conn)?;
    for (position, reason) in &reasons {
        diesel::update(of_run.filter(rows::position.eq(position)))
            .set(rows::reason.eq(reason))
            .execute(w.conn)?;
    }
    run.rejected = Some(bulk::count(reasons.len()));
    run.rejects_digest = Some(digest.to_owned());
    run.rejects_at = Some(w.author.now_as_kept());
    run.rejects_by = Some(w.author.name.clone());
    audit::note_of(w, (Action::Update, Resource::Submission), Some(run.service.0), id)?;
    save(w, run)
}

/// The reason of each row that is meant; several reasons of one row are joined, each once.
fn located(conn: &mut Conn, run: &SubmissionRow, list: &[Reject]) -> Outcome<BTreeMap<i32, String>> {
    let positions = positions(conn, &run.id, list)?;
    let mut reasons: BTreeMap<i32, String> = BTreeMap::new();
    let mut lines = Vec::new();
    for reject in list {
        let Some(position) = positions.get(&reject.place) else {
            lines.push(reject.line);
            continue;
        };
        let told = reasons.entry(*position).or_default();
        if told.is_empty() {
            told.clone_from(&reject.reason);
        } else if told.len() < REASONS_MAX && told.split("; ").all(|before| before != reject.reason) {
            told.push_str("; ");
            told.push_str(&reject.reason);
        }
    }
    match lines.is_empty() {
        true => Ok(reasons),
        false => Err(SubmissionRefusal::NotSent { lines }.into()),
    }
}

/// The rows of the file that the list means.
fn positions(conn: &mut Conn, id: &str, list: &[Reject]) -> QueryResult<HashMap<RejectPlace, i32>> {
    let of_run = || rows::table.filter(rows::submission_id.eq(id));
    let mut found = HashMap::new();
    for rejects in list.chunks(CHUNK) {
        let (mut numbers, mut keys) = (Vec::new(), Vec::new());
        for reject in rejects {
            match &reject.place {
                RejectPlace::Row(number) => numbers.push(*number),
                RejectPlace::Key(key) => keys.push(key),
            }
        }
        let numbered: Vec<i32> = of_run()
            .filter(rows::position.eq_any(numbers))
            .select(rows::position)
            .load(conn)?;
        found.extend(
            numbered
                .into_iter()
                .map(|number| (RejectPlace::Row(number), number)),
        );
        let keyed: Vec<(String, i32)> = of_run()
            .filter(rows::row_key.eq_any(keys))
            .select((rows::row_key, rows::position))
            .load(conn)?;
        found.extend(
            keyed
                .into_iter()
                .map(|(key, number)| (RejectPlace::Key(key), number)),
        );
    }
    Ok(found)
}

/// Rejected rows, the last run first, in the order of its file.
///
/// # Errors
/// `BadCursor`.
pub fn list_rejects(r: &mut Reader<'_>, whose: Whose<'_>, paging: &Paging) -> Outcome<Page<RejectedRow>> {
    let total = paging.total.then(|| rejected(whose).count().get_result(r.conn));
    let total = total.transpose()?;
    let mut query = rejected(whose);
    if let Some((id, position)) = after(paging)? {
        let later = rows::submission_id
            .eq(id.clone())
            .and(rows::position.gt(position));
        query = query.filter(rows::submission_id.lt(id).or(later));
    }
    let found: Vec<(LineRow, SubmissionRow)> = query
        .order((rows::submission_id.desc(), rows::position.asc()))
        .limit(cursor::fetched(paging))
        .select((LineRow::as_select(), SubmissionRow::as_select()))
        .load(r.conn)?;
    let page = cursor::page_by(found, paging, total, |(line, _)| {
        format!("{}.{}", line.submission_id, line.position)
    });
    Ok(Page {
        items: told(r.conn, page.items)?,
        next: page.next,
        total: page.total,
    })
}

type Joined = diesel::dsl::InnerJoin<rows::table, submissions::table>;

fn rejected<'a>(whose: Whose<'_>) -> diesel::helper_types::IntoBoxed<'a, Joined, MultiBackend> {
    let query = rows::table
        .inner_join(submissions::table)
        .filter(rows::reason.is_not_null())
        .filter(submissions::superseded_at.is_null())
        .into_boxed();
    match whose {
        Whose::Run(id) => query.filter(submissions::id.eq(id.to_owned())),
        Whose::Current(Scope::All) => query,
        Whose::Current(Scope::Services(services)) => {
            let own: Vec<Written<ServiceCode>> = services.iter().map(|s| Written(*s)).collect();
            query.filter(submissions::service.eq_any(own))
        }
    }
}

/// The row after which the page begins.
fn after(paging: &Paging) -> Outcome<Option<(String, i32)>> {
    let read = |text: &String| {
        let (id, position) = text.split_once('.')?;
        let id = Uuid::try_parse(id).ok().filter(|uuid| uuid.to_string() == id)?;
        Some((id.to_string(), position.parse().ok()?))
    };
    match &paging.cursor {
        None => Ok(None),
        Some(text) => read(text).map(Some).ok_or(StoreError::BadCursor),
    }
}

fn told(conn: &mut Conn, found: Vec<(LineRow, SubmissionRow)>) -> QueryResult<Vec<RejectedRow>> {
    let ids: Vec<String> = found.iter().map(|(line, _)| line.fracture_id.clone()).collect();
    let episodes = records::episodes(conn, &ids)?;
    let patient_ids: Vec<String> = episodes.values().map(|e| e.state.patient_id.clone()).collect();
    let persons = records::patients(conn, &patient_ids)?;
    let told = found.into_iter().map(|(line, run)| {
        let episode = episodes.get(&line.fracture_id);
        let person = episode.and_then(|episode| persons.get(&episode.state.patient_id));
        rejected_row(line, run, episode.zip(person))
    });
    Ok(told.collect())
}

fn rejected_row(
    line: LineRow,
    run: SubmissionRow,
    record: Option<(&KeptEpisode, &KeptPatient)>,
) -> RejectedRow {
    let patient = record.map(|(_, person)| person.state.patient());
    let is_withdrawn = |(episode, person): (&KeptEpisode, &KeptPatient)| {
        episode.state.withdrawn.is_some() || person.state.withdrawn.is_some()
    };
    let version = record.map(|(episode, person)| episode.state.version.max(person.state.person.mark.version));
    RejectedRow {
        submission_id: run.id,
        submission: run.name,
        service: run.service.0,
        row: line.position,
        reason: line.reason.unwrap_or_default(),
        fracture_id: line.fracture_id,
        patient_id: record.map(|(_, person)| person.id.clone()),
        nhs_number: patient.and_then(|patient| patient.nhs_number),
        local_record_number: patient.and_then(|patient| patient.local_record_number.clone()),
        diagnosed_on: record.and_then(|(episode, _)| episode.state.fracture.answers.diagnosed_on),
        state: match record.map(is_withdrawn) {
            None => RecordState::Removed,
            Some(true) => RecordState::Withdrawn,
            Some(false) => RecordState::Present,
        },
        changed: version != Some(line.record_version),
    }
}
