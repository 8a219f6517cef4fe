//! From a patient or an episode as it shall be to what is stored: checked, with its findings.

use std::collections::BTreeSet;

use diesel::prelude::*;
use flsdb_domain::{
    Episode, Field, Finding, FindingCode, NhsNumber, Patient, ServiceCode,
    validation::{check, check_patient},
};

use crate::{
    Outcome, StoreError, Writer,
    changes::{
        Change,
        episodes::{self, EpisodeChange},
        patients::{self, PatientChange},
    },
    columns::{Digits, Written},
    duplicates,
    error::EpisodeName,
    findings::{About, Found, replace},
    load,
    schema::{fractures, patients as patients_table},
    states::{EpisodeState, KeptEpisode, PatientState},
};

/// Stores an episode whose patient is stored already.
pub fn save_episode(w: &mut Writer<'_>, change: EpisodeChange, patient: &Patient) -> Outcome<()> {
    if change.is_void() {
        return Ok(());
    }
    let Change {
        id, service, after, ..
    } = &change;
    let Some(after) = after else {
        return episodes::apply(w, [change]);
    };
    let findings = check_episode(w, &after.to_episode(*service, patient))?;
    refuse_taken_key(w, *service, id, after)?;
    let found = Found {
        fracture_id: id.clone(),
        service: *service,
        findings,
    };
    episodes::apply(w, [change])?;
    replace(w, About::Itself, vec![found])?;
    duplicates::refresh(w, patient.nhs_number.into_iter().collect())
}

/// Stores a patient; all their stored episodes are checked again.
pub fn save_patient(w: &mut Writer<'_>, change: PatientChange) -> Outcome<()> {
    if change.is_void() {
        return Ok(());
    }
    let Change {
        id,
        service,
        before,
        after,
        ..
    } = &change;
    let Some(after) = after else {
        return patients::apply(w, [change]);
    };
    refuse_errors(&check_patient(after.patient(), &BTreeSet::new(), w.author.today))?;
    refuse_taken_person(w, *service, id, after.patient())?;
    let found = check_episodes_of(w, std::slice::from_ref(id), |_| Some(after.patient().clone()))?;
    let numbers = numbers_of(before.as_ref(), Some(after));
    patients::apply(w, [change])?;
    replace(w, About::Itself, found)?;
    duplicates::refresh(w, numbers)
}

/// The NHS numbers before and after a change.
pub fn numbers_of(before: Option<&PatientState>, after: Option<&PatientState>) -> BTreeSet<NhsNumber> {
    [before, after]
        .into_iter()
        .flatten()
        .filter_map(|s| s.patient().nhs_number)
        .collect()
}

/// Checks the stored episodes of patients with answers that shall be.
pub fn check_episodes_of(
    w: &mut Writer<'_>,
    patient_ids: &[String],
    answers: impl Fn(&KeptEpisode) -> Option<Patient>,
) -> Outcome<Vec<Found>> {
    let mut found = Vec::new();
    for kept in load::episodes_of(w.conn, patient_ids)? {
        let Some(patient) = answers(&kept) else { continue };
        let episode = kept.state.to_episode(kept.service, &patient);
        let findings = check(&episode, &BTreeSet::new(), w.author.today);
        let errors: Vec<Finding> = findings.iter().filter(|f| f.is_error()).cloned().collect();
        if !errors.is_empty() && kept.state.withdrawn.is_none() {
            let diagnosed_on = kept.state.fracture.answers.diagnosed_on.unwrap_or_default();
            let episode = Some(EpisodeName {
                id: kept.id,
                diagnosed_on,
            });
            return Err(StoreError::Refused {
                findings: errors,
                episode,
            });
        }
        found.push(Found {
            fracture_id: kept.id,
            service: kept.service,
            findings,
        });
    }
    Ok(found)
}

/// What validation says of an episode that may be stored.
pub fn check_episode(w: &Writer<'_>, episode: &Episode) -> Outcome<Vec<Finding>> {
    let findings = check(episode, &BTreeSet::new(), w.author.today);
    refuse_errors(&findings)?;
    Ok(findings)
}

fn refuse_errors(findings: &[Finding]) -> Outcome<()> {
    let errors: Vec<Finding> = findings.iter().filter(|f| f.is_error()).cloned().collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(StoreError::Refused {
            findings: errors,
            episode: None,
        })
    }
}

/// The key of a patient: the NHS number, without one the local record number; one with both does not stand beside a
/// patient who has that local number and no NHS number.
fn refuse_taken_person(w: &mut Writer<'_>, service: ServiceCode, id: &str, patient: &Patient) -> Outcome<()> {
    let others = || {
        let of_service = patients_table::service.eq(Written(service));
        patients_table::table
            .filter(of_service)
            .filter(patients_table::id.ne(id))
            .into_boxed()
    };
    let mut taken: Option<String> = None;
    if let Some(number) = patient.nhs_number {
        let same = others().filter(patients_table::nhs_number.eq(Some(Digits::from(number))));
        taken = same.select(patients_table::id).first(w.conn).optional()?;
    }
    if let (None, Some(number)) = (&taken, &patient.local_record_number) {
        let same = others()
            .filter(patients_table::nhs_number.is_null())
            .filter(patients_table::local_record_number.eq(Some(number)));
        taken = same.select(patients_table::id).first(w.conn).optional()?;
    }
    taken.map_or(Ok(()), |id| Err(StoreError::Exists { id }))
}

/// The keys of an episode: its source id, and 1.09 of the patient. A withdrawn episode keeps its key to itself.
fn refuse_taken_key(w: &mut Writer<'_>, service: ServiceCode, id: &str, state: &EpisodeState) -> Outcome<()> {
    let answers = &state.fracture.answers;
    let others = || fractures::table.filter(fractures::id.ne(id)).into_boxed();
    let mut same: Vec<(String, bool)> = Vec::new();
    if let Some(day) = answers.diagnosed_on {
        let of_patient = others()
            .filter(fractures::patient_id.eq(&state.patient_id))
            .filter(fractures::diagnosed_on.eq(day));
        same.extend(
            of_patient
                .select((fractures::id, fractures::withdrawn_at.is_not_null()))
                .load(w.conn)?,
        );
    }
    if let (Some(system), Some(number)) = (&answers.source_system, &answers.source_id) {
        let of_source = others()
            .filter(fractures::service.eq(Written(service)))
            .filter(fractures::source_system.eq(Some(system)))
            .filter(fractures::source_id.eq(Some(number)));
        same.extend(
            of_source
                .select((fractures::id, fractures::withdrawn_at.is_not_null()))
                .load(w.conn)?,
        );
    }
    if let Some((id, _)) = same.iter().find(|(_, withdrawn)| !withdrawn) {
        return Err(StoreError::Exists { id: id.clone() });
    }
    if same.is_empty() || state.withdrawn.is_some() {
        return Ok(());
    }
    let message = "An episode with this key was withdrawn. Restore it instead of entering it again";
    let finding = Finding::new(Field::DiagnosedOn, FindingCode::EpisodeWithdrawn, message);
    Err(StoreError::Refused {
        findings: vec![finding],
        episode: None,
    })
}
