//! What KPIs are computed from: versions of the data, and every episode of a period.

use std::{collections::BTreeMap, ops::RangeInclusive};

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{Episode, ServiceCode, access::Scope};

use crate::{
    Outcome, Reader,
    columns::Written,
    connection::Conn,
    load,
    rows::{FractureRow, PatientRow},
    schema::{fractures, patients, services},
    states::KeptPatient,
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
/// particular order.
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
        let batch = after(r.conn, scope, period.as_ref(), &last)?;
        let Some((head, _)) = batch.last() else {
            return Ok(());
        };
        last.clone_from(&head.id);
        let (heads, persons): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        for (episode, person) in load::assemble(r.conn, heads)?.into_iter().zip(persons) {
            let patient = KeptPatient::from(person).state;
            take(
                episode
                    .state
                    .into_episode(episode.service, patient.person.answers),
            )?;
        }
    }
}

/// The next fractures by id, with their patients.
fn after(
    conn: &mut Conn,
    scope: &Scope,
    period: Option<&RangeInclusive<NaiveDate>>,
    last: &str,
) -> QueryResult<Vec<(FractureRow, PatientRow)>> {
    let mut query = fractures::table
        .inner_join(patients::table)
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
        .select((FractureRow::as_select(), PatientRow::as_select()))
        .load(conn)
}
