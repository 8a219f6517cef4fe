//! People who are in no check yet: their records came to a national deployment before anybody had asked for them.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use flsdb_domain::NhsNumber;

use crate::{
    Outcome, Writer, bulk,
    columns::Digits,
    connection::Conn,
    schema::{opt_out_numbers as numbers, opt_out_waiting as waiting},
};

/// How long a number waits for a check after its first record came.
const KEPT: TimeDelta = TimeDelta::days(90);

/// A row of `opt_out_waiting`.
#[derive(Insertable)]
#[diesel(table_name = waiting, treat_none_as_default_value = false)]
pub(crate) struct WaitingRow {
    nhs_number: Digits,
    since: NaiveDateTime,
}

/// Has the next check ask for people with these NHS numbers.
///
/// # Errors
/// Those of the database.
pub fn await_check(w: &mut Writer<'_>, people: &BTreeSet<NhsNumber>) -> Outcome<()> {
    let since = w.author.now_as_kept();
    let rows = people.iter().map(|number| WaitingRow {
        nhs_number: Digits::from(*number),
        since,
    });
    Ok(bulk::insert_waiting(w.conn, &rows.collect::<Vec<_>>())?)
}

/// Who waits.
pub(super) fn all(conn: &mut Conn) -> QueryResult<Vec<Digits>> {
    waiting::table.select(waiting::nhs_number).load(conn)
}

/// Forgets those whom this check has covered.
pub(super) fn forget_covered(conn: &mut Conn, check_id: &str) -> QueryResult<usize> {
    let covered = numbers::table
        .filter(numbers::check_id.eq(check_id))
        .select(numbers::nhs_number);
    diesel::delete(waiting::table.filter(waiting::nhs_number.eq_any(covered))).execute(conn)
}

/// Forgets those who have waited too long; their next record has them wait again.
pub(super) fn forget_old(w: &mut Writer<'_>) -> QueryResult<usize> {
    let before = w.author.now_as_kept() - KEPT;
    diesel::delete(waiting::table.filter(waiting::since.lt(before))).execute(w.conn)
}
