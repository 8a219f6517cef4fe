//! From the rows without an error to what the store writes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use flsdb_domain::{Episode, FindingCode, validation};
use flsdb_store::episodes::{Basis, PlannedEpisode};

use super::{ImportError, ledger::Ledger};

/// Episodes stored at once.
const CHUNK: usize = 500;

/// Hands over what the rows would store, about 500 episodes at a time and all those of a patient together, so that they
/// agree on the patient.
pub(super) fn for_each_chunk(
    ledger: &mut Ledger,
    today: NaiveDate,
    mut take: impl FnMut(Vec<PlannedEpisode>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut chunk = Vec::new();
    for patient in ledger.patients() {
        let Some(last) = ledger.last(patient)? else {
            continue;
        };
        let known = last.patient.unwrap_or_default();
        for planned in ledger.planned(patient)?.into_iter().rev() {
            let episode = Episode {
                patient: known.clone(),
                ..planned.episode
            };
            let mut findings = validation::check(&episode, &BTreeSet::new(), today);
            // The store finds these itself, as other episodes decide them.
            let by_store = [
                FindingCode::EpisodePossibleDuplicate,
                FindingCode::PatientInOtherService,
            ];
            findings.retain(|finding| !by_store.contains(&finding.code));
            chunk.push(PlannedEpisode {
                episode,
                patient: planned.patient.map(basis),
                replaces: planned.replaces.map(basis),
                findings,
            });
        }
        if chunk.len() >= CHUNK {
            take(std::mem::take(&mut chunk))?;
        }
    }
    if chunk.is_empty() { Ok(()) } else { take(chunk) }
}

fn basis((id, version): (String, i64)) -> Basis {
    Basis { id, version }
}
