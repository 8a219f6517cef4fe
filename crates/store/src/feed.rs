//! Which records of a service have changed since a version: each once, at its last change.

use std::collections::HashMap;

use diesel::{dsl::case_when, prelude::*};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::messages::{ChangeFeed, RecordChange, RecordState},
};
use uuid::Uuid;

use crate::{
    Outcome, Reader, StoreError,
    audit::Resource,
    columns::{Code, Written},
    load,
    schema::{fractures, patients, services, versions},
};

/// How far a reader of the feed has come: a version, all of it or up to an episode.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    version: i64,
    /// The last id of the version that was given; none if all were.
    id: Option<String>,
}

/// What is wanted of the feed.
#[derive(Debug, Clone)]
pub struct FeedQuery {
    /// The service.
    pub service: ServiceCode,
    /// `next` of the answer before, or a version; from the beginning if none.
    pub since: Option<String>,
    /// Entries at most.
    pub limit: u16,
    /// Whether the records come with their changes.
    pub with_records: bool,
}

/// The changes after a place, in the order of versions, read from one state of the data.
///
/// # Errors
/// `NotFound` when the service is outside the scope; `BadCursor`; `NoSuchVersion` when the service has not come so far.
pub fn changes(r: &mut Reader<'_>, scope: &Scope, query: &FeedQuery) -> Outcome<ChangeFeed> {
    let service = query.service;
    if !scope.contains(service) {
        return Err(StoreError::NotFound);
    }
    let version: i64 = services::table
        .find(Written(service))
        .select(services::version)
        .first(r.conn)
        .optional()?
        .ok_or(StoreError::NotFound)?;
    let since = query.since.as_deref().map_or(Some(Place::BEGINNING), Place::read);
    let since = since.ok_or(StoreError::BadCursor)?;
    if since.version > version {
        return Err(StoreError::NoSuchVersion {
            service,
            current: version,
        });
    }
    let limit = usize::from(query.limit.clamp(1, 500));
    let mut items = stored(r, service, &since, limit + 1)?;
    items.extend(removed(r, service, &since, limit + 1)?);
    items.sort_by(|a, b| (a.version, &a.id).cmp(&(b.version, &b.id)));
    let complete = items.len() <= limit;
    items.truncate(limit);
    let next = match items.last() {
        Some(last) if !complete => Place {
            version: last.version,
            id: Some(last.id.clone()),
        },
        _ => Place { version, id: None },
    };
    if query.with_records {
        fill(r, &mut items)?;
    }
    Ok(ChangeFeed {
        service,
        version,
        items,
        next: next.text(),
        complete,
    })
}

/// Stored episodes, withdrawn ones too.
fn stored(
    r: &mut Reader<'_>,
    service: ServiceCode,
    since: &Place,
    limit: usize,
) -> QueryResult<Vec<RecordChange>> {
    let latest = case_when(
        fractures::episode_version.gt(patients::version),
        fractures::episode_version,
    )
    .otherwise(patients::version);
    let later = latest.gt(since.version);
    let same = latest
        .eq(since.version)
        .and(fractures::id.gt(since.id.clone().unwrap_or_default()));
    let mut query = fractures::table
        .inner_join(patients::table)
        .filter(fractures::service.eq(Written(service)))
        .into_boxed();
    query = match since.id {
        None => query.filter(later),
        Some(_) => query.filter(later.or(same)),
    };
    type Row = (String, String, i64, bool, bool);
    let rows: Vec<Row> = query
        .order((latest, fractures::id))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            fractures::id,
            fractures::patient_id,
            latest,
            fractures::withdrawn_at.is_not_null(),
            patients::withdrawn_at.is_not_null(),
        ))
        .load(r.conn)?;
    let change = |(id, patient_id, version, is_withdrawn, patient_is): Row| RecordChange {
        id,
        version,
        state: if is_withdrawn || patient_is {
            RecordState::Withdrawn
        } else {
            RecordState::Present
        },
        patient_id: Some(patient_id),
        record: None,
    };
    Ok(rows.into_iter().map(change).collect())
}

/// Episodes that are stored no more: the history knows when they ended.
fn removed(
    r: &mut Reader<'_>,
    service: ServiceCode,
    since: &Place,
    limit: usize,
) -> QueryResult<Vec<RecordChange>> {
    let mut query = versions::table
        .left_join(fractures::table.on(fractures::id.eq(versions::resource_id)))
        .filter(versions::service.eq(Written(service)))
        .filter(versions::resource.eq(Code(Resource::Episode)))
        .filter(fractures::id.nullable().is_null())
        .into_boxed();
    let later = versions::version_to.gt(since.version);
    query = match &since.id {
        None => query.filter(later),
        Some(id) => query.filter(
            later.or(versions::version_to
                .eq(since.version)
                .and(versions::resource_id.gt(id.clone()))),
        ),
    };
    let rows: Vec<(String, i64)> = query
        .order((versions::version_to, versions::resource_id))
        .select((versions::resource_id, versions::version_to))
        .load(r.conn)?;
    // Each change that it had before it was removed stands in the history, too: the last one counts.
    let last: HashMap<String, i64> = rows.into_iter().collect();
    let mut last: Vec<(i64, String)> = last.into_iter().map(|(id, version)| (version, id)).collect();
    last.sort();
    last.truncate(limit);
    let change = |(version, id)| RecordChange {
        id,
        version,
        state: RecordState::Removed,
        patient_id: None,
        record: None,
    };
    Ok(last.into_iter().map(change).collect())
}

/// Puts the present records beside their changes.
fn fill(r: &mut Reader<'_>, items: &mut [RecordChange]) -> QueryResult<()> {
    let present = || items.iter().filter(|item| item.state == RecordState::Present);
    let ids: Vec<String> = present().map(|item| item.id.clone()).collect();
    let patient_ids: Vec<String> = present().filter_map(|item| item.patient_id.clone()).collect();
    let mut episodes = load::episodes(r.conn, &ids)?;
    let persons = load::patients(r.conn, &patient_ids)?;
    for item in items {
        let Some(kept) = episodes.remove(&item.id) else {
            continue;
        };
        let person = persons.get(&kept.state.patient_id);
        item.record = person.map(|person| {
            let patient = person.state.patient().clone();
            Box::new(kept.state.into_episode(kept.service, patient))
        });
    }
    Ok(())
}

impl Place {
    const BEGINNING: Place = Place { version: 0, id: None };

    fn read(text: &str) -> Option<Self> {
        let (version, id) = match text.split_once('.') {
            Some((version, id)) => (version, Some(id)),
            None => (text, None),
        };
        let id = match id {
            Some(id) => Some(
                Uuid::try_parse(id)
                    .ok()
                    .filter(|uuid| uuid.to_string() == id)?
                    .to_string(),
            ),
            None => None,
        };
        let version = version.parse().ok().filter(|version| *version >= 0)?;
        Some(Place { version, id })
    }

    fn text(&self) -> String {
        match &self.id {
            None => self.version.to_string(),
            Some(id) => format!("{}.{id}", self.version),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        const ID: &str = "01938c5e-7a1b-7000-8000-000000000001";
        for (text, is_good) in [
            ("0", true),
            ("42", true),
            (&format!("42.{ID}"), true),
            ("-1", false),
            ("", false),
            ("42.", false),
            ("42.x", false),
            (&format!("42.{}", ID.to_uppercase()), false),
        ] {
            let read = Place::read(text).map(|place| place.text());
            assert_eq!(read.as_deref(), is_good.then_some(text), "{text}");
        }
    }
}
