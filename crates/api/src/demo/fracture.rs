//! 1.05–1.13 and section 2.

use chrono::NaiveDate;
use flsdb_domain::{
    Fracture, Patient,
    measures::measure,
    vocabulary::{Sex, Site},
};

use super::{Clock, Reached, chance::Chance, profile::Profile};

const SITES: &[(&str, f64)] = &[
    ("hip", 0.19),
    ("spine", 0.09),
    ("wrist", 0.249),
    ("humerus", 0.149),
    ("pelvis", 0.05),
    ("other", 0.268),
];

const THERAPY: &[(&str, f64)] = &[
    ("none", 0.82),
    ("alendronate", 0.08),
    ("risedronate", 0.02),
    ("denosumab", 0.03),
    ("zoledronate", 0.02),
    ("raloxifene", 0.005),
    ("dont_know", 0.025),
];

/// A fracture diagnosed on this day.
pub(super) fn fracture(
    diagnosed_on: NaiveDate,
    patient: &Patient,
    profile: &Profile,
    chance: &mut Chance,
) -> Fracture {
    let blank = profile.blank_history;
    let site: Option<Site> = chance.option(SITES);
    let several = site.is_some() && chance.happens(0.05);
    let second_site: Option<Site> = if several { chance.option(SITES) } else { None };
    let third_site = if second_site.is_some() && chance.happens(0.1) {
        chance.option(SITES)
    } else {
        None
    };
    let (admitted, clinical) = match site {
        Some(Site::Hip) => (0.96, 0.96),
        Some(Site::Spine) => (0.3, 0.45),
        _ => (0.2, 0.93),
    };
    let (height, weight) = match patient.sex {
        Some(Sex::Male) => (174.0, 80.0),
        _ => (160.0, 67.0),
    };
    let measured = chance.happens(0.7);
    Fracture {
        diagnosed_on: Some(diagnosed_on),
        site,
        second_site,
        third_site,
        found_by: chance.option_unless(blank, &[("clinical", clinical), ("radiological", 1.0 - clinical)]),
        care_home: chance.yes(0.09, blank),
        admitted: chance.yes(admitted, blank),
        height_cm: measured
            .then(|| chance.normal(height, 7.0, 135.0..=200.0).round())
            .and_then(|cm| measure(cm).ok()),
        weight_kg: measured
            .then(|| chance.normal(weight, 13.0, 35.0..=150.0).round())
            .and_then(|kg| measure(kg).ok()),
        previous_fracture: chance.yes(0.33, blank),
        parent_hip_fracture: chance.yes(0.1, blank),
        smoker: chance.yes(0.12, blank),
        therapy_at_fracture: chance.option_unless(blank, THERAPY),
        ..Fracture::default()
    }
}

/// 1.06: soon after the diagnosis.
pub(super) fn first_contact(clock: &Clock, profile: &Profile, chance: &mut Chance) -> Option<NaiveDate> {
    let days = chance.number(0..=14) + chance.number(0..=14);
    let blank = chance.happens(profile.blank_history / 2.0);
    match clock.day(days) {
        Reached::On(day) if !blank => Some(day),
        _ => None,
    }
}
