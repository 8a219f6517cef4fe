//! Starting a run: what changed since the last accepted one, and may leave.

use diesel::prelude::*;
use flsdb_domain::{
    Nation, ServiceCode, access::Scope, vocabulary::SubmissionState, wire::submissions::Submission,
};

use super::{
    Sheet, SubmissionRefusal,
    collecting::Collector,
    row::{Counts, SubmissionRow},
};
use crate::{
    Outcome, Writer,
    audit::{self, Action, Resource},
    columns::{Code, Written},
    connection::Conn,
    episodes::for_each_kept,
    opt_out,
    schema::submissions,
    services,
};

/// Starts a run of a service: collects the records that the audit does not hold as they are, and the keys of those that it is
/// to delete, and keeps both.
///
/// # Errors
/// `NotFound`; `Submission` while another of this service and layout is open; `OptOut` when a service of England has no valid
/// check; those of the sheet.
pub fn start(
    w: &mut Writer<'_>,
    scope: &Scope,
    (service, name): (ServiceCode, &str),
    sheet: &Sheet<'_>,
) -> Outcome<Submission> {
    let today = w.author.today;
    let found = services::find(&mut w.reader(), scope, service)?;
    w.lock(service)?;
    check_none_open(w.conn, service, &sheet.layout.id)?;
    opt_out::require(&mut w.reader(), std::slice::from_ref(&found), today)?;
    let checked = opt_out::checked(&mut w.reader(), service, today)?;
    let mut row = SubmissionRow {
        send_by: match found.nation {
            Nation::England => opt_out::valid_until(w.conn, service, today)?,
            Nation::Wales | Nation::NorthernIreland => None,
        },
        ..row(w, service, name, sheet)
    };
    diesel::insert_into(submissions::table)
        .values(&row)
        .execute(w.conn)?;
    let mut collector = Collector::new(w.conn, &row, sheet, (found.nation, checked))?;
    for_each_kept(w.conn, service, &mut |conn, person, episode| {
        collector.take(conn, person, episode)
    })?;
    let collected = collector.finish(w.conn)?;
    row.counts = collected.counts;
    row.records_digest = collected.records_digest;
    row.deletions_digest = collected.deletions_digest;
    diesel::update(submissions::table.find(row.id.clone()))
        .set(&row)
        .execute(w.conn)?;
    audit::note_of(w, (Action::Create, Resource::Submission), Some(service), &row.id)?;
    Ok(row.told())
}

fn check_none_open(conn: &mut Conn, service: ServiceCode, layout: &str) -> Outcome<()> {
    let open: Option<(String, String)> = submissions::table
        .filter(submissions::service.eq(Written(service)))
        .filter(submissions::layout.eq(layout))
        .filter(submissions::state.eq(Code(SubmissionState::Open)))
        .select((submissions::id, submissions::name))
        .first(conn)
        .optional()?;
    match open {
        Some((id, name)) => Err(SubmissionRefusal::Unfinished { id, name }.into()),
        None => Ok(()),
    }
}

/// The run before anything is collected.
fn row(w: &Writer<'_>, service: ServiceCode, name: &str, sheet: &Sheet<'_>) -> SubmissionRow {
    SubmissionRow {
        id: w.new_id(),
        service: Written(service),
        layout: sheet.layout.id.clone(),
        layout_version: sheet.layout.version.clone(),
        name: name.to_owned(),
        state: Code(SubmissionState::Open),
        version: 1,
        changed_at: w.author.now_as_kept(),
        changed_by: w.author.name.clone(),
        started_at: w.author.now_as_kept(),
        started_by: w.author.name.clone(),
        send_by: None,
        counts: Counts::default(),
        headings: sheet.headings.clone(),
        key_headings: sheet.key_headings.clone(),
        records_digest: String::new(),
        deletions_digest: String::new(),
        rejected: None,
        rejects_digest: None,
        rejects_at: None,
        rejects_by: None,
        superseded_at: None,
    }
}
