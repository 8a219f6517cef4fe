//! What KPIs are computed from: versions of the data, and the facts of every episode, kept beside the records.
//!
//! A change makes the facts of what it touched anew in its own transaction, so whoever holds the facts of a service at a
//! version needs only [`changed_since`].

use std::collections::BTreeMap;

use diesel::prelude::*;
use flsdb_domain::{ServiceCode, kpi::Facts};
use uuid::Uuid;

use crate::{
    Outcome, Reader, StoreError,
    columns::Written,
    rows::EpisodeFactsRow,
    schema::{episode_facts, services},
};

mod keeping;
mod ordered;
mod past;
mod records;

pub(crate) use keeping::{Touched, are_outdated, rebuild, refresh, refresh_if_many};
pub use ordered::{Listed, Place, Span, patients_of, walk};
pub use past::as_of_version;
pub use records::for_each_episode;

/// Rows read at a time.
const BATCH: i64 = 20_000;

/// The facts of an episode under its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpisodeFacts {
    /// The id of the episode's fracture, a UUID.
    pub id: u128,
    /// Its service.
    pub service: ServiceCode,
    /// None once it is withdrawn or removed.
    pub facts: Option<Facts>,
}

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

/// Hands over the facts of every episode of every service, by id.
///
/// # Errors
/// Those of the database.
pub fn for_each(r: &mut Reader<'_>, mut take: impl FnMut(EpisodeFacts)) -> Outcome<()> {
    let mut last = String::new();
    loop {
        let rows: Vec<EpisodeFactsRow> = episode_facts::table
            .filter(episode_facts::fracture_id.gt(&last))
            .order(episode_facts::fracture_id)
            .limit(BATCH)
            .select(EpisodeFactsRow::as_select())
            .load(r.conn)?;
        let Some(row) = rows.last() else { return Ok(()) };
        last.clone_from(&row.fracture_id);
        for row in &rows {
            let found = EpisodeFacts::try_from(row)?;
            if found.facts.is_some() {
                take(found);
            }
        }
    }
}

/// What has changed in a service since it had this version, the present facts of each. Since a version below 0 it is
/// all there is.
///
/// # Errors
/// Those of the database.
pub fn changed_since(r: &mut Reader<'_>, service: ServiceCode, version: i64) -> Outcome<Vec<EpisodeFacts>> {
    let rows: Vec<EpisodeFactsRow> = episode_facts::table
        .filter(episode_facts::service.eq(Written(service)))
        .filter(episode_facts::version.gt(version))
        .select(EpisodeFactsRow::as_select())
        .load(r.conn)?;
    rows.iter().map(EpisodeFacts::try_from).collect()
}

impl TryFrom<&EpisodeFactsRow> for EpisodeFacts {
    type Error = StoreError;
    fn try_from(row: &EpisodeFactsRow) -> Outcome<Self> {
        let id = Uuid::parse_str(&row.fracture_id).map_err(|_| StoreError::UnreadableFacts)?;
        let read = |bytes: &Vec<u8>| Facts::from_bytes(bytes).ok_or(StoreError::UnreadableFacts);
        Ok(EpisodeFacts {
            id: id.as_u128(),
            service: row.service.0,
            facts: row.facts.as_ref().map(read).transpose()?,
        })
    }
}
