//! 1.01–1.04 and the date of death.

use super::Record;
use crate::{Field, FindingCode, dates::age_on, vocabulary::FollowedUp};

/// FLS-DB includes patients aged 50 or over at the fracture.
const YOUNGEST: i32 = 50;
/// Nobody in England and Wales has been much older.
const OLDEST: i32 = 110;

/// What can be said of the person alone.
pub(super) fn check(record: &mut Record<'_>) {
    let patient = &record.episode.patient;
    if record.is_blank(Field::NhsNumber) {
        let message = match (
            record.is_blank(Field::NhsNumberAbsentReason),
            record.is_blank(Field::LocalRecordNumber),
        ) {
            (false, false) => None,
            (true, _) => {
                Some("Give the NHS number, or say why it is absent and give the local record number")
            }
            (false, true) => Some("Without an NHS number the local record number is needed"),
        };
        if let Some(message) = message {
            record.find(Field::NhsNumber, FindingCode::FieldRequired, message);
        }
    }
    if record.is_blank(Field::DateOfBirth) {
        record.find(
            Field::DateOfBirth,
            FindingCode::FieldRequired,
            "Give the date of birth",
        );
    }
    record.check_not_in_future(Field::DateOfBirth, patient.date_of_birth);
    record.check_not_in_future(Field::DateOfDeath, patient.date_of_death);
}

/// What can be said once there is a fracture.
pub(super) fn check_against_fracture(record: &mut Record<'_>) {
    check_age(record);
    record.check_not_before_diagnosis(Field::DateOfDeath, record.episode.patient.date_of_death);
    if is_active_after_death(record) {
        let message =
            "Something in the record is dated after the death. Check the date of death and the later dates";
        record.find(Field::DateOfDeath, FindingCode::DateAfterDeath, message);
    }
}

fn check_age(record: &mut Record<'_>) {
    let birth = record
        .episode
        .patient
        .date_of_birth
        .filter(|birth| *birth <= record.today);
    let (Some(birth), Some(diagnosed_on)) = (birth, record.episode.fracture.diagnosed_on) else {
        return;
    };
    let age = age_on(birth, diagnosed_on);
    if age < YOUNGEST {
        let message = format!(
            "The patient was {} at the fracture; the registry is for those aged 50 and over",
            age.max(0)
        );
        record.find(Field::DateOfBirth, FindingCode::AgeUnder50, message);
    } else if age > OLDEST {
        let message = format!("The patient would have been {age} at the fracture. Check the year of birth");
        record.find(Field::DateOfBirth, FindingCode::AgeOver110, message);
    }
}

/// 1.06, 1.07, 3.03, 6.02, 7.02 or a re-fracture after the death, unless that follow-up says Died.
fn is_active_after_death(record: &Record<'_>) -> bool {
    let episode = record.episode;
    let Some(death) = episode.patient.date_of_death else {
        return false;
    };
    let (week_16, week_52) = (&episode.follow_up_16, &episode.follow_up_52);
    let seen = [
        episode.fracture.first_contact_on,
        episode.assessment.assessed_on,
        episode.assessment.dxa_on,
        week_16
            .followed_up_on
            .filter(|_| week_16.followed_up != Some(FollowedUp::Died)),
        week_52
            .followed_up_on
            .filter(|_| week_52.followed_up != Some(FollowedUp::Died)),
    ];
    let refractures = week_52.refractures.iter().map(|r| r.fractured_on);
    seen.into_iter()
        .flatten()
        .chain(refractures)
        .any(|day| day > death)
}
