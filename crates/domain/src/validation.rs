//! The rules of the data set over a whole record: the same for form, API and import.
//!
//! What cannot be read at all (a wrong check digit, an unknown option) is found while reading
//! ([`crate::reading`]); here the answers are compared with each other and with `today`.

mod assessment;
mod follow_ups;
mod fracture;
mod patient;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::{Episode, Field, Finding, FindingCode, Patient, dates::days_from};

pub use follow_ups::{WINDOW_16_WEEKS, WINDOW_52_WEEKS};

/// Days within which two episodes of one patient look like one fracture entered twice.
pub const DUPLICATE_DAYS: i64 = 14;

/// Everything that is wrong or odd with a record, in the order of the data set.
///
/// `faulty` names the fields whose value could not be read: they are blank in `episode` but were not left blank.
pub fn check(episode: &Episode, faulty: &BTreeSet<Field>, today: NaiveDate) -> Vec<Finding> {
    let mut record = Record {
        episode,
        faulty,
        today,
        findings: Vec::new(),
    };
    patient::check(&mut record);
    patient::check_against_fracture(&mut record);
    fracture::check(&mut record);
    assessment::check(&mut record);
    follow_ups::check(&mut record);
    record.findings.sort();
    record.findings
}

/// What is wrong or odd with a patient who has no episode yet.
pub fn check_patient(patient: &Patient, faulty: &BTreeSet<Field>, today: NaiveDate) -> Vec<Finding> {
    let episode = Episode {
        patient: patient.clone(),
        ..Episode::default()
    };
    let mut record = Record {
        episode: &episode,
        faulty,
        today,
        findings: Vec::new(),
    };
    patient::check(&mut record);
    record.findings.sort();
    record.findings
}

/// Whether two episodes of a patient look like one fracture entered twice: at most 14 days apart.
pub fn is_possible_duplicate(diagnosed_on: NaiveDate, other: NaiveDate) -> bool {
    days_from(diagnosed_on, other).abs() <= DUPLICATE_DAYS
}

/// The finding at the later of two episodes that look like one.
pub fn possible_duplicate(earlier: NaiveDate) -> Finding {
    let earlier = earlier.format("%-d %B %Y");
    Finding::new(
        Field::DiagnosedOn,
        FindingCode::EpisodePossibleDuplicate,
        format!(
            "The patient has another episode, diagnosed on {earlier}. Is this the same fracture? Withdraw one of the two"
        ),
    )
}

/// The finding at an episode whose patient another service has entered for the same fortnight.
pub fn in_other_service() -> Finding {
    Finding::new(
        Field::DiagnosedOn,
        FindingCode::PatientInOtherService,
        "Another service has an episode of this patient within 14 days. Agree with it who follows the patient up",
    )
}

/// A record under examination.
struct Record<'a> {
    episode: &'a Episode,
    faulty: &'a BTreeSet<Field>,
    today: NaiveDate,
    findings: Vec<Finding>,
}

impl Record<'_> {
    fn find(&mut self, field: Field, code: FindingCode, message: impl Into<String>) {
        self.findings.push(Finding::new(field, code, message));
    }

    /// Whether a field was left blank, rather than filled with something unreadable.
    fn is_blank(&self, field: Field) -> bool {
        let answer = field.question().map(|q| (q.answer)(self.episode));
        answer.is_some_and(|a| a.is_blank()) && !self.faulty.contains(&field)
    }

    /// Finds a day after today.
    fn check_not_in_future(&mut self, field: Field, day: Option<NaiveDate>) {
        if day.is_some_and(|day| day > self.today) {
            self.find(
                field,
                FindingCode::DateInFuture,
                "This day is in the future. Check the year",
            );
        }
    }

    /// Whole days from the diagnosis (1.09), if both days are known.
    fn days_from_diagnosis(&self, day: Option<NaiveDate>) -> Option<i64> {
        Some(days_from(self.episode.fracture.diagnosed_on?, day?))
    }

    /// Finds a day that must not lie before the diagnosis.
    fn check_not_before_diagnosis(&mut self, field: Field, day: Option<NaiveDate>) {
        if self.days_from_diagnosis(day).is_some_and(|days| days < 0) {
            let message = "This day is before the diagnosis of the fracture (1.09). Check both dates";
            self.find(field, FindingCode::DateBeforeDiagnosis, message);
        }
    }
}

#[cfg(test)]
mod tests;
