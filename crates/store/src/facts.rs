//! What KPIs are computed from: versions of the data, and every episode of a period.

use std::{
    collections::{BTreeMap, HashMap},
    ops::RangeInclusive,
};

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{Episode, ServiceCode, access::Scope};

use crate::{
    Outcome, Reader,
    bulk::CHUNK,
    columns::Written,
    connection::Conn,
    rows::{FollowUpFacts, HeadFacts},
    schema::{assessments, follow_ups, fractures, patients, services},
};

/// Episodes loaded at a time.
const BATCH: i64 = 2_000;

/// Version of each service. It grows with each change of its records.
///
/// # Errors
/// Those of the database.
pub fn service_versions(r: &mut Reader<'_>) -> Outcome<BTreeMap<ServiceCode, i64>> {
    let rows: Vec<(Written<ServiceCode>, i64)> = services::table
        .select((services::code, services::version))
        .load(r.conn)?;
    Ok(rows
        .into_iter()
        .map(|(code, version)| (code.0, version))
        .collect())
}

/// The data version: the sum of the services' versions.
///
/// # Errors
/// Those of the database.
pub fn data_version(r: &mut Reader<'_>) -> Outcome<i64> {
    Ok(service_versions(r)?.values().sum())
}

/// Hands over every episode whose 1.09 lies in the period (all, if none is given), withdrawn ones left out, in no
/// particular order. Only the service and what [`Facts`](flsdb_domain::kpi::Facts) are made of is filled in: a third of
/// the columns, as every figure waits for this.
///
/// # Errors
/// Those of the database and of `take`.
pub fn for_each_episode(
    r: &mut Reader<'_>,
    scope: &Scope,
    period: Option<RangeInclusive<NaiveDate>>,
    mut take: impl FnMut(Episode) -> Outcome<()>,
) -> Outcome<()> {
    let mut last = String::new();
    loop {
        let heads = after(r.conn, scope, period.as_ref(), &last)?;
        let Some(head) = heads.last() else {
            return Ok(());
        };
        last.clone_from(&head.id);
        let mut follow_ups = follow_ups_of(r.conn, &heads)?;
        for head in heads {
            let follow_ups = follow_ups.remove(&head.id).unwrap_or_default();
            let mut episode = Episode::from(head);
            for follow_up in follow_ups {
                follow_up.put(&mut episode);
            }
            take(episode)?;
        }
    }
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
