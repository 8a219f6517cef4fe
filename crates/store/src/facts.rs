//! What KPIs are computed from: versions of the data, and every episode of a period.

use std::{collections::BTreeMap, ops::RangeInclusive};

use chrono::NaiveDate;
use flsdb_domain::{Episode, ServiceCode, access::Scope};

use crate::{Outcome, Reader, error::later};

/// Version of each service. It grows with each change of its records.
///
/// # Errors
/// Those of the database.
pub fn service_versions(r: &mut Reader<'_>) -> Outcome<BTreeMap<ServiceCode, i64>> {
    later()
}

/// The data version: the sum of the services' versions.
///
/// # Errors
/// Those of the database.
pub fn data_version(r: &mut Reader<'_>) -> Outcome<i64> {
    later()
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
    later()
}
