//! The table of deprivation by postcode, and the facts that follow from it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use flsdb_domain::{Postcode, ServiceCode, access::Scope, deprivation::Deprivation, kpi::Facts};

use crate::{
    Outcome, StoreError, Writer,
    bulk::{self, CHUNK},
    columns::Written,
    facts,
    rows::DeprivationRow,
    schema::{deprivations, episode_facts, fractures, patients},
    services,
};

/// Episodes looked at together.
const BATCH: i64 = 5_000;

/// What loading came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Postcodes that were not in the table.
    pub added: u64,
    /// Postcodes that have another deprivation now.
    pub changed: u64,
    /// Postcodes that had this deprivation already.
    pub same: u64,
    /// Episodes whose facts are others now.
    pub episodes: u64,
}

/// Adds postcodes to the table and gives known ones their new deprivation; others stay as they are, so that each nation's
/// table may come by itself. The facts of the episodes whose deprivation changes are made anew, and their services get a
/// new version. Of a postcode that comes twice, the later deprivation holds.
///
/// All services are locked until the transaction ends: no record is stored meanwhile by the former table.
///
/// # Errors
/// Those of the rows, and those of the database.
pub fn load(
    w: &mut Writer<'_>,
    rows: impl IntoIterator<Item = Outcome<(Postcode, Deprivation)>>,
) -> Outcome<Loaded> {
    for service in services::list(&mut w.reader(), &Scope::All)? {
        w.lock(service.code)?;
    }
    let mut loaded = Loaded::default();
    let mut waiting = BTreeMap::new();
    for row in rows {
        let (postcode, deprivation) = row?;
        waiting.insert(Written(postcode), deprivation);
        if waiting.len() == CHUNK {
            store(w, std::mem::take(&mut waiting), &mut loaded)?;
        }
    }
    store(w, waiting, &mut loaded)?;
    loaded.episodes = touch_changed(w)?;
    Ok(loaded)
}

/// Stores up to [`CHUNK`] postcodes.
fn store(
    w: &mut Writer<'_>,
    given: BTreeMap<Written<Postcode>, Deprivation>,
    loaded: &mut Loaded,
) -> Outcome<()> {
    let postcodes: Vec<&Written<Postcode>> = given.keys().collect();
    let stored: Vec<(Written<Postcode>, i16)> = deprivations::table
        .filter(deprivations::postcode.eq_any(postcodes))
        .load(w.conn)?;
    let stored: BTreeMap<_, _> = stored.into_iter().collect();
    let mut rows = Vec::with_capacity(given.len());
    let mut replaced = BTreeSet::new();
    for (postcode, deprivation) in given {
        let code = i16::from(deprivation.code());
        match stored.get(&postcode) {
            Some(stored) if *stored == code => {
                loaded.same += 1;
                continue;
            }
            Some(_) => {
                loaded.changed += 1;
                replaced.insert(postcode.clone());
            }
            None => loaded.added += 1,
        }
        rows.push(DeprivationRow {
            postcode,
            deprivation: code,
        });
    }
    diesel::delete(deprivations::table.filter(deprivations::postcode.eq_any(replaced))).execute(w.conn)?;
    Ok(bulk::insert_deprivations(w.conn, &rows)?)
}

/// An episode's facts beside what the table says of its patient's postcode.
type Compared = (String, Written<ServiceCode>, Option<Vec<u8>>, Option<i16>);

/// Has the facts made anew that the table no longer agrees with, and tells how many. One pass over all episodes, whatever
/// the size of the table.
fn touch_changed(w: &mut Writer<'_>) -> Outcome<u64> {
    let mut count = 0;
    let mut last = String::new();
    loop {
        let found: Vec<Compared> = episode_facts::table
            .inner_join(fractures::table.inner_join(patients::table))
            .left_join(deprivations::table.on(patients::postcode.eq(deprivations::postcode.nullable())))
            .filter(episode_facts::fracture_id.gt(&last))
            .filter(episode_facts::facts.is_not_null())
            .order(episode_facts::fracture_id)
            .limit(BATCH)
            .select((
                episode_facts::fracture_id,
                episode_facts::service,
                episode_facts::facts,
                deprivations::deprivation.nullable(),
            ))
            .load(w.conn)?;
        let Some((id, ..)) = found.last() else {
            return Ok(count);
        };
        last.clone_from(id);
        for (id, service, facts, code) in found {
            let known = code.and_then(|code| u8::try_from(code).ok());
            let known = known.and_then(Deprivation::from_code);
            let facts = facts.as_deref().and_then(Facts::from_bytes);
            if facts.ok_or(StoreError::UnreadableFacts)?.deprivation != known {
                w.touched.episode(&id, service.0);
                count += 1;
            }
        }
        facts::refresh_if_many(w)?;
    }
}
