//! What one record does, and what is wrong with it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field, Finding, FindingCode,
    ownership::{Laid, lay},
    question::QUESTIONS,
    validation,
};
use flsdb_files::Row;
use flsdb_store::episodes::{Basis, Key, Match, PlannedEpisode};

use super::{Method, Terms};
use crate::matching::{
    Surroundings, base, duplicates_stored, locked, spoils_others, taken_by_others, withdrawn, withheld,
};

/// A record under judgement.
pub(super) struct Case<'a> {
    pub(super) row: &'a Row,
    pub(super) key: &'a Key,
    pub(super) found: &'a Match,
    /// The record as it would be stored, and what was left.
    pub(super) laid: Laid,
}

impl<'a> Case<'a> {
    pub(super) fn open(terms: &Terms, row: &'a Row, key: &'a Key, found: &'a Match) -> Self {
        let named = match terms.method {
            Method::Put => QUESTIONS.iter().map(|question| question.field).collect(),
            Method::Patch => row.reading.named.clone(),
        };
        let nobody = BTreeSet::new();
        let by_machines = match (&found.episode, &found.patient) {
            (Some(episode), _) => &episode.machine_fields,
            (None, Some(patient)) => &patient.machine_fields,
            (None, None) => &nobody,
        };
        let mut laid = lay(
            &base(found),
            &row.reading.episode,
            &named,
            by_machines,
            terms.claim,
        );
        laid.episode.service = Some(key.service);
        Case {
            row,
            key,
            found,
            laid,
        }
    }

    /// What is wrong with it, and what is odd.
    pub(super) fn findings(
        &self,
        terms: &Terms,
        around: &Surroundings,
        today: NaiveDate,
    ) -> BTreeSet<Finding> {
        let Case {
            row,
            key,
            found,
            laid,
        } = self;
        let mut findings: BTreeSet<Finding> = row.reading.findings.iter().cloned().collect();
        if row.is_unreadable() {
            return findings;
        }
        let merged = &laid.episode;
        if terms.method == Method::Patch && found.episode.is_none() {
            findings.insert(unknown_episode());
            findings.extend(withheld(key, found, merged, around, true));
            return findings;
        }
        findings.extend(validation::check(merged, &row.reading.faulty, today));
        findings.extend(withdrawn(found));
        findings.extend(locked(key, found, merged, around));
        findings.extend(taken_by_others(key, found, merged, around));
        findings.extend(spoils_others(found, &merged.patient, around, today, |_| false));
        let (earlier, is_elsewhere) = duplicates_stored(key, found, around);
        findings.extend(earlier.map(validation::possible_duplicate));
        findings.extend(is_elsewhere.then(validation::in_other_service));
        let is_refused = findings.iter().any(Finding::is_error);
        findings.extend(withheld(key, found, merged, around, is_refused));
        findings
    }

    /// What is to be stored of a record without an error.
    pub(super) fn plan(self, today: NaiveDate) -> PlannedEpisode {
        let patient = self.found.patient.as_ref().map(|patient| Basis {
            id: patient.id.clone(),
            version: patient.version,
        });
        let replaces = self.found.episode.as_ref().map(|episode| Basis {
            id: episode.id.clone(),
            version: episode.version,
        });
        // Possible duplicates are the store's own matter.
        let findings = validation::check(&self.laid.episode, &BTreeSet::new(), today);
        PlannedEpisode {
            episode: self.laid.episode,
            patient,
            replaces,
            findings,
        }
    }

    /// Whether the patient's other episodes must be looked at.
    pub(super) fn merged(&self) -> &Episode {
        &self.laid.episode
    }
}

fn unknown_episode() -> Finding {
    let message = "No episode of the service has this key. Name 1.01, or the local record number, and 1.09 as they are stored, or source_system and source_id; or send the whole episode with PUT";
    Finding::new(Field::DiagnosedOn, FindingCode::EpisodeUnknown, message)
}

/// The record names a service that is none of the sender's, or must name one and does not.
pub(super) fn unknown_service(is_missing: bool) -> Finding {
    let message = if is_missing {
        "You have several services: name the one that the record belongs to"
    } else {
        "No service of yours has this code"
    };
    Finding::new(Field::Service, FindingCode::ServiceUnknown, message)
}
