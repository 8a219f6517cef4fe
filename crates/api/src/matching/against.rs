//! What of the stored records speaks against one that comes in.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use flsdb_domain::{
    Episode, Field, Finding, FindingCode, Patient,
    validation::{self, DUPLICATE_DAYS},
};
use flsdb_store::episodes::{Key, Match};

use super::{Surroundings, base};

/// The record, or its patient, is withdrawn.
pub fn withdrawn(found: &Match) -> Option<Finding> {
    let message = match (&found.episode, &found.patient) {
        (Some(episode), _) if episode.withdrawn => {
            "This episode is withdrawn. Undo the withdrawal first, or leave the record out"
        }
        (None, Some(patient)) if patient.withdrawn => {
            "The patient is withdrawn. Undo the withdrawal first, or leave the record out"
        }
        _ => return None,
    };
    Some(Finding::new(
        Field::DiagnosedOn,
        FindingCode::EpisodeWithdrawn,
        message,
    ))
}

/// Keys of this record that another stored episode of the patient has, or another patient.
pub fn taken_by_others(
    key: &Key,
    found: &Match,
    merged: &Episode,
    around: &Surroundings,
) -> impl Iterator<Item = Finding> {
    let patient_id = found.patient.as_ref().map(|patient| patient.id.as_str());
    let own_id = found.episode.as_ref().map(|episode| episode.id.as_str());
    let day = merged.fracture.diagnosed_on;
    let moves = found.episode.is_some() && base(found).fracture.diagnosed_on != day;
    let mut others = around.episodes(patient_id.unwrap_or_default()).iter();
    let is_taken =
        moves && others.any(|o| Some(o.id.as_str()) != own_id && o.episode.fracture.diagnosed_on == day);
    let day = is_taken.then(|| {
        let message = "The patient has another episode of this day already. Correct the date, or withdraw one of the two";
        Finding::new(Field::DiagnosedOn, FindingCode::RowDuplicateKey, message)
    });
    let owner = around.owner(key).map(|owner| owner.id.as_str());
    let number = owner.filter(|owner| Some(*owner) != patient_id).map(|_| {
        let message = "Another patient of the service has this NHS number. Check the number";
        Finding::new(Field::NhsNumber, FindingCode::PatientConflict, message)
    });
    day.into_iter().chain(number)
}

/// Errors that the record, by what it says of the patient, puts into the patient's other stored episodes. Those whose ids
/// `is_replaced` are other records' matter.
pub fn spoils_others(
    found: &Match,
    merged: &Patient,
    around: &Surroundings,
    today: NaiveDate,
    is_replaced: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let patient_id = found.patient.as_ref().map_or("", |patient| patient.id.as_str());
    let own = found.episode.as_ref().map(|episode| episode.id.as_str());
    let others = around.episodes(patient_id).iter();
    let others = others.filter(|other| Some(other.id.as_str()) != own && !is_replaced(&other.id));
    errors_in(others.map(|other| &other.episode), merged, today)
}

/// The errors of other episodes of a patient who would be this one.
pub fn errors_in<'a>(
    others: impl Iterator<Item = &'a Episode>,
    patient: &Patient,
    today: NaiveDate,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for other in others {
        let changed = Episode {
            patient: patient.clone(),
            ..other.clone()
        };
        let day = other.fracture.diagnosed_on;
        let day = day
            .map(|day| day.format("%-d %B %Y").to_string())
            .unwrap_or_default();
        let errors = validation::check(&changed, &BTreeSet::new(), today).into_iter();
        findings.extend(errors.filter(Finding::is_error).map(|error| Finding {
            message: format!("In the patient's episode diagnosed on {day}: {}", error.message),
            ..error
        }));
    }
    findings
}

/// The last day before this record's on which a stored episode may be the same fracture, and whether one in another service
/// may be.
pub fn duplicates_stored(key: &Key, found: &Match, around: &Surroundings) -> (Option<NaiveDate>, bool) {
    let Some(day) = key.diagnosed_on else {
        return (None, false);
    };
    let own = found.episode.as_ref().map(|episode| episode.id.as_str());
    let near = around.neighbours(key).iter().filter(|other| {
        Some(other.id.as_str()) != own && validation::is_possible_duplicate(day, other.diagnosed_on)
    });
    let (here, elsewhere): (Vec<_>, Vec<_>) = near.partition(|other| other.service == key.service);
    let days = here.iter().map(|other| other.diagnosed_on);
    (days.filter(|other| *other < day).max(), !elsewhere.is_empty())
}

/// The days before and after this one within which two episodes may be one fracture.
pub fn neighbouring_days(
    day: NaiveDate,
) -> (impl Iterator<Item = NaiveDate>, impl Iterator<Item = NaiveDate>) {
    let days = || (1..=DUPLICATE_DAYS.unsigned_abs()).map(Days::new);
    (
        days().filter_map(move |days| day.checked_sub_days(days)),
        days().filter_map(move |days| day.checked_add_days(days)),
    )
}
