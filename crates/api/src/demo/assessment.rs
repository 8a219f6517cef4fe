//! 1.07 and sections 3–5.

use chrono::NaiveDate;
use flsdb_domain::{
    Assessment, Episode,
    dates::days_from,
    measures::measure,
    vocabulary::{AssessmentOutcome, Dxa, FallsAssessment, FallsReferral, Recommendation},
};

use super::{Clock, Reached, chance::Chance, profile::Profile};

const NOT_ASSESSED: &[(&str, f64)] = &[
    ("declined", 0.3),
    ("did_not_attend", 0.25),
    ("could_not_contact", 0.15),
    ("moved_away", 0.05),
];

const DXA_NOT_ORDERED: &[(&str, f64)] = &[
    ("treated_without_dxa", 0.5),
    ("not_appropriate", 0.3),
    ("declined", 0.1),
    ("not_available", 0.04),
];

const RECOMMENDED: &[(&str, f64)] = &[
    ("alendronate", 0.36),
    ("zoledronate", 0.18),
    ("denosumab", 0.1),
    ("risedronate", 0.07),
    ("romosozumab", 0.02),
    ("teriparatide", 0.02),
    ("ibandronate", 0.02),
    ("raloxifene", 0.01),
    ("referred_to_gp_to_decide_prescription", 0.15),
    ("referred_for_further_clinical_opinion", 0.07),
];

const NOT_RECOMMENDED: &[(&str, f64)] = &[
    ("none", 0.4),
    ("inappropriate", 0.4),
    ("informed_decline", 0.15),
    ("dont_know", 0.05),
];

const MOBILITY: &[(&str, f64)] = &[
    ("freely_mobile_without_aids", 0.58),
    ("mobile_outdoors_with_one_aid", 0.2),
    ("mobile_outdoors_with_two_aids_or_frame", 0.1),
    ("some_indoor_mobility", 0.07),
    ("no_functional_mobility", 0.01),
];

/// About this share of patients lives to be assessed.
const ALIVE: f64 = 0.985;

/// Fills in the assessment, as far as it can have happened.
pub(super) fn fill(episode: &mut Episode, clock: &Clock, profile: &Profile, chance: &mut Chance) {
    let fate = chance.share(0.0, 1.0);
    let in_time = fate < profile.assessed_in_time;
    let days = if in_time {
        chance.number(14..=90)
    } else {
        chance.number(91..=190)
    };
    let assessed = fate < profile.assessed;
    match clock.day(days) {
        Reached::NotYet => {}
        Reached::Died => episode.assessment.outcome = chance.option(&[("died", 0.8)]),
        Reached::On(_) if !assessed => episode.assessment.outcome = chance.option(NOT_ASSESSED),
        Reached::On(day) => {
            let contact = &mut episode.fracture.first_contact_on;
            *contact = contact.map(|contact| contact.min(day));
            episode.assessment = done(day, clock, profile, chance);
        }
    }
}

fn done(day: NaiveDate, clock: &Clock, profile: &Profile, chance: &mut Chance) -> Assessment {
    let mut assessment = Assessment {
        assessed_on: Some(day),
        outcome: chance.option::<AssessmentOutcome>(&[("done", 0.9)]),
        ..Assessment::default()
    };
    fill_dxa(&mut assessment, day, clock, profile, chance);
    fill_risk(&mut assessment, chance);
    assessment.bone_therapy = bone_therapy(profile, chance);
    assessment.calcium_vitamin_d = chance.yes(0.8, profile.blank_decision);
    fill_falls(&mut assessment, profile, chance);
    assessment
}

fn fill_dxa(
    assessment: &mut Assessment,
    assessed_on: NaiveDate,
    clock: &Clock,
    profile: &Profile,
    chance: &mut Chance,
) {
    let asked = profile.dxa_asked;
    let options = [
        ("ordered", asked * 0.7),
        ("recommended", asked * 0.3),
        ("done_in_last_2_years", 0.07),
        ("not_ordered", 0.93 - asked),
    ];
    assessment.dxa = chance.option_unless(profile.blank_decision, &options);
    match assessment.dxa {
        Some(Dxa::NotOrdered) => assessment.dxa_not_ordered_reason = chance.option(DXA_NOT_ORDERED),
        Some(Dxa::Ordered | Dxa::Recommended) => {
            assessment.dxa_on = scan(assessed_on, clock, profile, chance);
        }
        _ => {}
    }
    if assessment.dxa_on.is_some() || assessment.dxa == Some(Dxa::DoneInLast2Years) {
        let score = chance.normal(-2.2, 1.1, -5.5..=2.5);
        assessment.t_score = measure((score * 10.0).round() / 10.0).ok();
    }
}

/// 3.03: within 90 days of the diagnosis, later, or not yet.
fn scan(assessed_on: NaiveDate, clock: &Clock, profile: &Profile, chance: &mut Chance) -> Option<NaiveDate> {
    let assessed = u64::try_from(days_from(clock.diagnosed_on, assessed_on)).unwrap_or_default();
    let days = if chance.happens(profile.dxa_in_time) {
        chance.number(assessed.min(90)..=90).max(assessed)
    } else if chance.happens(0.6) {
        chance.number(91..=200).max(assessed)
    } else {
        return None;
    };
    match clock.day(days) {
        Reached::On(day) => Some(day),
        Reached::Died | Reached::NotYet => None,
    }
}

fn fill_risk(assessment: &mut Assessment, chance: &mut Chance) {
    assessment.fracture_risk = chance.option(&[("high", 0.45), ("intermediate", 0.3), ("low", 0.15)]);
    if assessment.fracture_risk.is_some() && chance.happens(0.4) {
        let major = chance.normal(21.0, 9.0, 3.0..=70.0);
        let tenth = |percent: f64| (percent * 10.0).round() / 10.0;
        assessment.risk_tool = Some("FRAX".to_owned());
        assessment.risk_major_percent = measure(tenth(major)).ok();
        assessment.risk_hip_percent = measure(tenth(major * chance.share(0.2, 0.6))).ok();
    }
}

/// 4.01: the service's share of all patients is recommended a drug or a referral, so a little more of those seen.
fn bone_therapy(profile: &Profile, chance: &mut Chance) -> Vec<Recommendation> {
    if chance.happens(profile.blank_decision) {
        return Vec::new();
    }
    let seen = profile.assessed * ALIVE * (1.0 - profile.blank_decision);
    let recommended = chance.happens(profile.recommended / seen);
    let options = if recommended { RECOMMENDED } else { NOT_RECOMMENDED };
    chance.option(options).into_iter().collect()
}

fn fill_falls(assessment: &mut Assessment, profile: &Profile, chance: &mut Chance) {
    let done = profile.falls_assessed;
    let options = [
        ("yes", done * 0.85),
        ("referred", done * 0.1),
        ("recommended", done * 0.05),
        ("no", (1.0 - done) * 0.97),
        ("not_applicable", (1.0 - done) * 0.03),
    ];
    assessment.falls_assessment = chance.option_unless(profile.blank_decision, &options);
    if assessment.falls_assessment != Some(FallsAssessment::Yes) {
        return;
    }
    let blank = 0.1;
    assessment.two_falls = chance.yes(0.35, blank);
    assessment.fear_of_falling = chance.yes(0.4, blank);
    assessment.medication_risk = chance.yes(0.45, blank);
    assessment.mobility = chance.option(MOBILITY);
    assessment.vision = chance.yes(0.2, blank);
    assessment.toileting = chance.yes(0.15, blank);
    assessment.cardiac = chance.yes(0.1, blank);
    assessment.cognitive_impairment = chance.yes(0.13, blank);
    let referrals = [
        "strength_and_balance",
        "occupational_therapy",
        "falls_clinic",
        "medication_review",
    ];
    let made = referrals.map(|token| chance.option::<FallsReferral>(&[(token, 0.2)]));
    assessment.falls_referrals = made.into_iter().flatten().collect();
}
