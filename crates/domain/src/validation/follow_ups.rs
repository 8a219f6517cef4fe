//! Sections 6 and 7.

use std::ops::RangeInclusive;

use super::Record;
use crate::{
    Field, FindingCode,
    vocabulary::{FollowedUp, Recommendation},
};

/// Days after 1.09 in which the first follow-up belongs: 12–16 weeks.
pub const WINDOW_16_WEEKS: RangeInclusive<i64> = 84..=112;
/// Days after 1.09 in which the second follow-up belongs: 48–56 weeks.
pub const WINDOW_52_WEEKS: RangeInclusive<i64> = 336..=392;

pub(super) fn check(record: &mut Record<'_>) {
    let (week_16, week_52) = (&record.episode.follow_up_16, &record.episode.follow_up_52);
    record.check_not_in_future(Field::FollowedUp16On, week_16.followed_up_on);
    record.check_not_in_future(Field::FollowedUp52On, week_52.followed_up_on);
    record.check_not_before_diagnosis(Field::FollowedUp16On, week_16.followed_up_on);
    record.check_not_before_diagnosis(Field::FollowedUp52On, week_52.followed_up_on);
    for refracture in &week_52.refractures {
        record.check_not_in_future(Field::Refractures, Some(refracture.fractured_on));
        record.check_not_before_diagnosis(Field::Refractures, Some(refracture.fractured_on));
    }
    check_windows(record);
    check_answers(record);
    if week_16.therapy.is_some_and(|t| t.is_drug()) && is_not_recommended(record) {
        let message =
            "A drug was started, though none was recommended nor a referral made (4.01). Check 4.01";
        record.find(
            Field::Therapy16,
            FindingCode::TherapyStartedThoughNotRecommended,
            message,
        );
    }
}

fn check_windows(record: &mut Record<'_>) {
    let outside = |day, window: RangeInclusive<i64>| {
        record
            .days_from_diagnosis(day)
            .filter(|days| !window.contains(days))
    };
    let (late_16, late_52) = (
        outside(record.episode.follow_up_16.followed_up_on, WINDOW_16_WEEKS),
        outside(record.episode.follow_up_52.followed_up_on, WINDOW_52_WEEKS),
    );
    if let Some(days) = late_16 {
        let message =
            format!("This is day {days} after the diagnosis; the window is day 84 to 112 (12 to 16 weeks)");
        record.find(
            Field::FollowedUp16On,
            FindingCode::FollowUp16OutsideWindow,
            message,
        );
    }
    if let Some(days) = late_52 {
        let message =
            format!("This is day {days} after the diagnosis; the window is day 336 to 392 (48 to 56 weeks)");
        record.find(
            Field::FollowedUp52On,
            FindingCode::FollowUp52OutsideWindow,
            message,
        );
    }
}

/// Answers to a follow-up that is not said to have taken place. The date alone is fine beside Died.
fn check_answers(record: &mut Record<'_>) {
    let cases = [
        (
            record.episode.follow_up_16.followed_up,
            Field::FollowedUp16,
            Field::FollowedUp16On,
            &[
                Field::Method16,
                Field::CalciumVitaminDStarted,
                Field::Therapy16,
                Field::ExerciseStarted,
            ][..],
            FindingCode::FollowUp16AnswersWithoutFollowUp,
        ),
        (
            record.episode.follow_up_52.followed_up,
            Field::FollowedUp52,
            Field::FollowedUp52On,
            &[
                Field::Method52,
                Field::CalciumVitaminDTaken,
                Field::Therapy52,
                Field::RefractureCount,
                Field::Refractures,
            ],
            FindingCode::FollowUp52AnswersWithoutFollowUp,
        ),
    ];
    for (followed_up, field, date, others, code) in cases {
        if followed_up == Some(FollowedUp::Yes) || record.faulty.contains(&field) {
            continue;
        }
        let dated = !record.is_blank(date) && followed_up != Some(FollowedUp::Died);
        if dated || others.iter().any(|other| !record.is_blank(*other)) {
            record.find(
                field,
                code,
                "Answers of the follow-up are given: say Yes, or remove them",
            );
        }
    }
}

/// 4.01 is blank or has neither a drug nor a referral.
fn is_not_recommended(record: &Record<'_>) -> bool {
    let recommended = &record.episode.assessment.bone_therapy;
    !record.faulty.contains(&Field::BoneTherapy)
        && !recommended.iter().any(Recommendation::is_drug_or_referral)
}
