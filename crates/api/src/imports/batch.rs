//! What is stored of the patients that some rows of a file mean: a few queries for all of them.

use std::collections::HashSet;

use flsdb_domain::{
    Finding,
    access::Scope,
    reading::{Blank, overlay},
};
use flsdb_files::Row;
use flsdb_store::{
    Outcome, Reader,
    episodes::{self, Key, Match},
};

use super::{destination::Destination, judge::Terms, ledger::Ledger};
use crate::matching::{Incoming, Surroundings, base, concerns_others, key_of};

/// A row with what is stored of it.
pub(super) struct Found {
    pub(super) row: Row,
    pub(super) target: Target,
}

/// Where a row goes.
pub(super) enum Target {
    /// Nowhere: it cannot be read, or names no service that it may go to. Holds what the row does not say itself.
    Nowhere(Vec<Finding>),
    /// To this key, under which this is stored.
    Key(Box<(Key, Match)>),
}

/// Looks rows up, and what is stored around them.
pub(super) fn load(
    r: &mut Reader<'_>,
    scope: &Scope,
    destination: &Destination,
    ledger: &Ledger,
    terms: Terms,
    rows: Vec<Row>,
) -> Outcome<(Vec<Found>, Surroundings)> {
    let targets: Vec<Result<Key, Vec<Finding>>> = rows.iter().map(|row| target(row, destination)).collect();
    let keys: Vec<Key> = targets.iter().flatten().cloned().collect();
    let mut matches = episodes::find_by_keys(r, scope, &keys)?.into_iter();
    let found: Vec<Found> = rows
        .into_iter()
        .zip(targets)
        .map(|(row, target)| {
            let target = match target {
                Ok(key) => Target::Key(Box::new((key, matches.next().unwrap_or_default()))),
                Err(findings) => Target::Nowhere(findings),
            };
            Found { row, target }
        })
        .collect();
    let incoming = incoming(ledger, terms.blank, &found);
    let surroundings = Surroundings::load(r, scope, (terms.deployment, terms.today), &incoming)?;
    Ok((found, surroundings))
}

fn target(row: &Row, destination: &Destination) -> Result<Key, Vec<Finding>> {
    if row.is_unreadable() {
        return Err(Vec::new());
    }
    Ok(key_of(destination.of(row)?, &row.reading.episode))
}

/// The rows that go somewhere. A patient of whom the file has more than one row is looked at whole.
fn incoming<'a>(ledger: &Ledger, blank: Blank, found: &'a [Found]) -> Vec<Incoming<'a>> {
    let mut seen = HashSet::new();
    let mut incoming = Vec::new();
    for Found { row, target } in found {
        let Target::Key(target) = target else { continue };
        let (key, found) = &**target;
        let patient = found.patient.as_ref().map(|patient| patient.id.as_str());
        let is_again = patient.is_some_and(|id| !seen.insert(id) || ledger.find(key, Some(id)).is_some());
        let merged = overlay(&base(found), &row.reading.episode, row.fields(), blank);
        incoming.push(Incoming {
            key,
            found,
            concerns_others: is_again || concerns_others(found, &merged),
        });
    }
    incoming
}
