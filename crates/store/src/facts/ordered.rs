//! Facts of a period in a stable order, by 1.09 and then by id, from any place on.

use std::{
    collections::HashMap,
    fmt,
    ops::{ControlFlow, RangeInclusive},
    str::FromStr,
};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use flsdb_domain::{ServiceCode, access::Scope, dates::parse_iso, kpi::Facts};
use uuid::Uuid;

use crate::{
    Outcome, Reader, StoreError,
    bulk::CHUNK,
    columns::Written,
    schema::{episode_facts, fractures},
};

/// Rows read at a time.
const BATCH: i64 = 5_000;

/// Which episodes: of these services, diagnosed in this period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The services.
    pub scope: Scope,
    /// First and last day of 1.09.
    pub period: RangeInclusive<NaiveDate>,
}

/// An episode as lists of single records need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Id of the episode.
    pub id: String,
    /// Id of its patient.
    pub patient_id: String,
    /// Its service.
    pub service: ServiceCode,
    /// Its facts.
    pub facts: Facts,
}

/// A place in the order: the last episode of the page before. As text it is a cursor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// 1.09.
    pub diagnosed_on: NaiveDate,
    /// Id of the episode.
    pub id: String,
}

impl Listed {
    /// When it was created here: its id tells.
    pub fn entered_at(&self) -> Option<DateTime<Utc>> {
        let (seconds, nanoseconds) = Uuid::try_parse(&self.id).ok()?.get_timestamp()?.to_unix();
        DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
    }

    /// Its place in the order.
    pub fn place(&self) -> Place {
        Place {
            diagnosed_on: self.facts.diagnosed_on,
            id: self.id.clone(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.diagnosed_on, self.id)
    }
}

impl FromStr for Place {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |text: &str| {
            let (day, id) = text.split_once('_')?;
            let uuid = Uuid::try_parse(id).ok()?;
            Some(Place {
                diagnosed_on: parse_iso(day).ok()?,
                id: (uuid.to_string() == id).then(|| id.to_owned())?,
            })
        };
        read(text).ok_or(StoreError::BadCursor)
    }
}

/// Hands over the episodes of a span after a place, in order, until `take` breaks off; withdrawn ones are left out. An
/// empty scope has none.
///
/// # Errors
/// Those of the database and of `take`.
pub fn walk(
    r: &mut Reader<'_>,
    span: &Span,
    after: Option<Place>,
    mut take: impl FnMut(Listed) -> Outcome<ControlFlow<()>>,
) -> Outcome<()> {
    let mut after = after;
    loop {
        let rows = next(r, span, after.as_ref())?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(Place {
            diagnosed_on: last.3,
            id: last.0.clone(),
        });
        for (id, patient_id, service, _, facts) in rows {
            let facts = facts.as_deref().and_then(Facts::from_bytes);
            let listed = Listed {
                id,
                patient_id,
                service: service.0,
                facts: facts.ok_or(StoreError::UnreadableFacts)?,
            };
            if take(listed)?.is_break() {
                return Ok(());
            }
        }
    }
}

/// The patients of these episodes, by the episode's id.
///
/// # Errors
/// Those of the database.
pub fn patients_of(r: &mut Reader<'_>, ids: &[String]) -> Outcome<HashMap<String, String>> {
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<(String, String)> = fractures::table
            .filter(fractures::id.eq_any(ids))
            .select((fractures::id, fractures::patient_id))
            .load(r.conn)?;
        found.extend(rows);
    }
    Ok(found)
}

type Row = (String, String, Written<ServiceCode>, NaiveDate, Option<Vec<u8>>);

fn next(r: &mut Reader<'_>, span: &Span, after: Option<&Place>) -> QueryResult<Vec<Row>> {
    let first = after.map_or(*span.period.start(), |place| place.diagnosed_on);
    let mut query = episode_facts::table
        .inner_join(fractures::table)
        .filter(episode_facts::facts.is_not_null())
        .filter(fractures::diagnosed_on.between(first, *span.period.end()))
        .into_boxed();
    if let Scope::Services(services) = &span.scope {
        query = query.filter(fractures::service.eq_any(services.iter().map(|s| Written(*s))));
    }
    if let Some(place) = after {
        let later_that_day = fractures::diagnosed_on.gt(place.diagnosed_on);
        query = query.filter(later_that_day.or(fractures::id.gt(&place.id)));
    }
    query
        .order((fractures::diagnosed_on, fractures::id))
        .limit(BATCH)
        .select((
            fractures::id,
            fractures::patient_id,
            fractures::service,
            fractures::diagnosed_on,
            episode_facts::facts,
        ))
        .load(r.conn)
}
