//! Records that would change an episode of a locked year.

use flsdb_domain::{Episode, Field, Finding, FindingCode, Patient, period::moves_figures};
use flsdb_store::{
    episodes::{Key, Match},
    periods::Lock,
};

use super::Surroundings;

/// The error of a record that creates or changes an episode of a locked year, moves one into or out of it, or says of the
/// patient what figures of such a year would follow.
pub fn locked(key: &Key, found: &Match, merged: &Episode, around: &Surroundings) -> Option<Finding> {
    let lock =
        episode_lock(key, found, merged, around).or_else(|| patient_lock(key, found, merged, around))?;
    let message = format!("{lock}. Or leave the record out");
    Some(Finding::new(
        Field::DiagnosedOn,
        FindingCode::PeriodLocked,
        message,
    ))
}

fn episode_lock<'a>(
    key: &Key,
    found: &Match,
    merged: &Episode,
    around: &'a Surroundings,
) -> Option<&'a Lock> {
    let stored = found.episode.as_ref().map(|stored| &stored.episode);
    if stored.is_some_and(|stored| impersonal(stored) == impersonal(merged)) {
        return None;
    }
    let former = stored.and_then(|stored| stored.fracture.diagnosed_on);
    let mut days = [former, merged.fracture.diagnosed_on].into_iter().flatten();
    days.find_map(|day| around.locks().on(key.service, day))
}

fn patient_lock<'a>(
    key: &Key,
    found: &Match,
    merged: &Episode,
    around: &'a Surroundings,
) -> Option<&'a Lock> {
    let stored = found.patient.as_ref()?;
    let mut others = around
        .episodes(&stored.id)
        .iter()
        .filter(|other| !other.withdrawn);
    others.find_map(|other| {
        let day = other.episode.fracture.diagnosed_on?;
        let lock = around.locks().on(key.service, day)?;
        moves_figures(&stored.patient, &merged.patient, day).then_some(lock)
    })
}

/// The episode without its patient, who has an ETag and a history of their own.
fn impersonal(episode: &Episode) -> Episode {
    Episode {
        service: None,
        patient: Patient::default(),
        ..episode.clone()
    }
}
