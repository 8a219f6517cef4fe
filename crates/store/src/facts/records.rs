//! From records to facts: the few columns that decide, of every episode or of some.

use std::{collections::HashMap, ops::RangeInclusive};

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{Episode, access::Scope};

use crate::{
    Outcome, Reader,
    bulk::CHUNK,
    columns::Written,
    connection::Conn,
    rows::{FollowUpFacts, HeadFacts},
    schema::{assessments, follow_ups, fractures, patients},
};

/// Episodes loaded at a time.
const BATCH: i64 = 2_000;

/// Hands over every episode whose 1.09 lies in the period (all, if none is given), withdrawn ones left out, in no
/// particular order. Only the service and what [`Facts`](flsdb_domain::kpi::Facts) are made of is filled in: a third of
/// the columns.
///
/// # Errors
/// Those of the database and of `take`.
pub fn for_each_episode(
    r: &mut Reader<'_>,
    scope: &Scope,
    period: Option<RangeInclusive<NaiveDate>>,
    mut take: impl FnMut(Episode) -> Outcome<()>,
) -> Outcome<()> {
    for_each_record(r.conn, scope, period, |_, episode| take(episode))
}

/// The same with the id of each.
pub(super) fn for_each_record(
    conn: &mut Conn,
    scope: &Scope,
    period: Option<RangeInclusive<NaiveDate>>,
    mut take: impl FnMut(String, Episode) -> Outcome<()>,
) -> Outcome<()> {
    let mut last = String::new();
    loop {
        let heads = after(conn, scope, period.as_ref(), &last)?;
        let Some(head) = heads.last() else {
            return Ok(());
        };
        last.clone_from(&head.id);
        for (id, episode) in with_follow_ups(conn, heads)? {
            take(id, episode)?;
        }
    }
}

/// The episodes of these ids that are not withdrawn.
pub(super) fn episodes_of(conn: &mut Conn, ids: &[&String]) -> QueryResult<Vec<(String, Episode)>> {
    let heads = fractures::table
        .inner_join(patients::table)
        .left_join(assessments::table)
        .filter(fractures::id.eq_any(ids))
        .filter(fractures::withdrawn_at.is_null())
        .filter(patients::withdrawn_at.is_null())
        .select(HeadFacts::as_select())
        .load(conn)?;
    with_follow_ups(conn, heads)
}

/// The next fractures by id, with their patients and assessments.
fn after(
    conn: &mut Conn,
    scope: &Scope,
    period: Option<&RangeInclusive<NaiveDate>>,
    last: &str,
) -> QueryResult<Vec<HeadFacts>> {
    let mut query = fractures::table
        .inner_join(patients::table)
        .left_join(assessments::table)
        .filter(fractures::id.gt(last))
        .filter(fractures::withdrawn_at.is_null())
        .filter(patients::withdrawn_at.is_null())
        .into_boxed();
    if let Scope::Services(services) = scope {
        query = query.filter(fractures::service.eq_any(services.iter().map(|s| Written(*s))));
    }
    if let Some(period) = period {
        query = query.filter(fractures::diagnosed_on.between(*period.start(), *period.end()));
    }
    query
        .order(fractures::id)
        .limit(BATCH)
        .select(HeadFacts::as_select())
        .load(conn)
}

fn with_follow_ups(conn: &mut Conn, heads: Vec<HeadFacts>) -> QueryResult<Vec<(String, Episode)>> {
    let mut follow_ups = follow_ups_of(conn, &heads)?;
    let with_follow_ups = |head: HeadFacts| {
        let id = head.id.clone();
        let mut episode = Episode::from(head);
        for follow_up in follow_ups.remove(&id).unwrap_or_default() {
            follow_up.put(&mut episode);
        }
        (id, episode)
    };
    Ok(heads.into_iter().map(with_follow_ups).collect())
}

/// The follow-ups of these fractures, by the fracture's id.
fn follow_ups_of(conn: &mut Conn, heads: &[HeadFacts]) -> QueryResult<HashMap<String, Vec<FollowUpFacts>>> {
    let mut found: HashMap<String, Vec<FollowUpFacts>> = HashMap::with_capacity(heads.len());
    for heads in heads.chunks(CHUNK) {
        let rows: Vec<(String, FollowUpFacts)> = follow_ups::table
            .filter(follow_ups::fracture_id.eq_any(heads.iter().map(|head| &head.id)))
            .select((follow_ups::fracture_id, FollowUpFacts::as_select()))
            .load(conn)?;
        for (id, row) in rows {
            found.entry(id).or_default().push(row);
        }
    }
    Ok(found)
}
