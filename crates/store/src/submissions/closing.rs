//! The end of a run: the audit has it, or it counts as never made.

use diesel::prelude::*;
use flsdb_domain::{access::Scope, vocabulary::SubmissionState, wire::submissions::Submission};

use super::{
    FIRST_ROW,
    collecting::digest,
    load_open,
    row::{HoldingRow, LineRow, SubmissionRow},
    save,
};
use crate::{
    Outcome, Writer,
    audit::{self, Action, Resource},
    bulk::{self, CHUNK},
    columns::Code,
    connection::Conn,
    schema::{
        submission_deletions as deletions, submission_holdings as holdings, submission_rows as rows,
        submissions,
    },
};

/// Notes that the audit has a run: what it was to delete is gone there, and what it did not reject, it holds. The run accepted before
/// is superseded.
///
/// # Errors
/// `NotFound`; `Stale`; `Submission` when it is closed.
pub fn accept(w: &mut Writer<'_>, scope: &Scope, id: &str, expected: i64) -> Outcome<Submission> {
    let mut run = load_open(w, scope, id, expected)?;
    let gone: Vec<String> = deletions::table
        .filter(deletions::submission_id.eq(id))
        .select(deletions::fracture_id)
        .load(w.conn)?;
    drop_held(w.conn, &run.layout, &gone)?;
    hold_lines(w.conn, &run)?;
    let earlier = submissions::table
        .filter(submissions::service.eq(run.service))
        .filter(submissions::layout.eq(&run.layout))
        .filter(submissions::state.eq(Code(SubmissionState::Accepted)))
        .filter(submissions::superseded_at.is_null());
    diesel::update(earlier)
        .set(submissions::superseded_at.eq(w.author.now_as_kept()))
        .execute(w.conn)?;
    run.state = Code(SubmissionState::Accepted);
    close(w, run, Action::Accept)
}

/// Gives a run up, as if it had never been made: its rows are deleted.
///
/// # Errors
/// `NotFound`; `Stale`; `Submission` when it is closed.
pub fn abandon(w: &mut Writer<'_>, scope: &Scope, id: &str, expected: i64) -> Outcome<Submission> {
    let mut run = load_open(w, scope, id, expected)?;
    forget_rows(w.conn, &[run.id.clone()])?;
    run.state = Code(SubmissionState::Abandoned);
    close(w, run, Action::Delete)
}

fn close(w: &mut Writer<'_>, run: SubmissionRow, action: Action) -> Outcome<Submission> {
    audit::note_of(w, (action, Resource::Submission), Some(run.service.0), &run.id)?;
    save(w, run)
}

/// The lines that were not rejected are what the audit holds.
fn hold_lines(conn: &mut Conn, run: &SubmissionRow) -> QueryResult<()> {
    let mut last = FIRST_ROW - 1;
    loop {
        let lines: Vec<LineRow> = rows::table
            .filter(rows::submission_id.eq(&run.id))
            .filter(rows::position.gt(last))
            .filter(rows::reason.is_null())
            .order(rows::position)
            .limit(CHUNK as i64)
            .select(LineRow::as_select())
            .load(conn)?;
        let Some(line) = lines.last() else {
            return Ok(());
        };
        last = line.position;
        let held: Vec<HoldingRow> = lines
            .into_iter()
            .map(|line| HoldingRow {
                layout: run.layout.clone(),
                fracture_id: line.fracture_id,
                service: run.service,
                row_key: line.row_key,
                digest: digest(&line.content),
            })
            .collect();
        let ids: Vec<String> = held.iter().map(|row| row.fracture_id.clone()).collect();
        drop_held(conn, &run.layout, &ids)?;
        bulk::insert_submission_holdings(conn, &held)?;
    }
}

fn drop_held(conn: &mut Conn, layout: &str, fracture_ids: &[String]) -> QueryResult<()> {
    for ids in fracture_ids.chunks(CHUNK) {
        let of_layout = holdings::table.filter(holdings::layout.eq(layout));
        diesel::delete(of_layout.filter(holdings::fracture_id.eq_any(ids))).execute(conn)?;
    }
    Ok(())
}

/// Deletes the rows of runs that a later one has superseded, and gives how many lines.
///
/// # Errors
/// Those of the database.
pub fn forget_superseded(w: &mut Writer<'_>) -> Outcome<usize> {
    let superseded: Vec<String> = submissions::table
        .filter(submissions::superseded_at.is_not_null())
        .select(submissions::id)
        .load(w.conn)?;
    Ok(forget_rows(w.conn, &superseded)?)
}

fn forget_rows(conn: &mut Conn, ids: &[String]) -> QueryResult<usize> {
    let mut forgotten = 0;
    for ids in ids.chunks(CHUNK) {
        forgotten += diesel::delete(rows::table.filter(rows::submission_id.eq_any(ids))).execute(conn)?;
        forgotten +=
            diesel::delete(deletions::table.filter(deletions::submission_id.eq_any(ids))).execute(conn)?;
    }
    Ok(forgotten)
}
