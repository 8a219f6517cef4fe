//! Sections 6 and 7.

use flsdb_domain::{
    Episode, FollowUp16, FollowUp52, Refracture,
    measures::measure,
    vocabulary::{Advice, Coded, FollowUpTherapy, FollowedUp, OrDrug, Recommendation},
};

use super::{Clock, Reached, chance::Chance, profile::Profile};

/// A service that follows patients up says what became of the others too.
const NOT_FOLLOWED_UP: &[(&str, f64)] = &[("no", 0.35), ("lost_to_follow_up", 0.2), ("declined", 0.12)];

const METHODS: &[(&str, f64)] = &[
    ("telephone", 0.75),
    ("clinic", 0.1),
    ("letter", 0.1),
    ("video", 0.02),
];

/// Of those who were not recommended therapy, this share of the others' is followed up.
const OTHERS: f64 = 0.25;

/// Fills in both follow-ups, as far as they can have happened.
pub(super) fn fill(episode: &mut Episode, clock: &Clock, profile: &Profile, chance: &mut Chance) {
    if profile.followed_up_16 == 0.0 {
        return;
    }
    let recommended = recommended(&episode.assessment.bone_therapy);
    let share = if recommended.is_some() { 1.0 } else { OTHERS };
    // Now and then too late, which is a warning.
    let days = if chance.happens(0.02) {
        chance.number(113..=135)
    } else {
        chance.number(84..=112)
    };
    let happens = chance.happens(profile.followed_up_16 * share);
    episode.follow_up_16 = match (clock.day(days), happens) {
        (Reached::On(day), true) => FollowUp16 {
            followed_up: Some(FollowedUp::Yes),
            followed_up_on: Some(day),
            method: chance.option(METHODS),
            calcium_vitamin_d_started: chance.yes(0.7, 0.05),
            therapy: therapy_16(recommended, chance),
            exercise_started: chance.yes(profile.exercise, 0.08),
        },
        (reached, _) => FollowUp16 {
            followed_up: not_followed_up(reached, chance),
            ..FollowUp16::default()
        },
    };
    let gone = matches!(
        episode.follow_up_16.followed_up,
        Some(FollowedUp::Died | FollowedUp::Declined | FollowedUp::LostToFollowUp)
    );
    if !gone {
        fill_52(episode, recommended, clock, profile, chance);
    }
}

fn fill_52(
    episode: &mut Episode,
    recommended: Option<Recommendation>,
    clock: &Clock,
    profile: &Profile,
    chance: &mut Chance,
) {
    let share = if recommended.is_some() { 1.0 } else { OTHERS };
    let days = if chance.happens(0.02) {
        chance.number(393..=430)
    } else {
        chance.number(336..=392)
    };
    let happens = chance.happens(profile.followed_up_52 * share);
    episode.follow_up_52 = match (clock.day(days), happens) {
        (Reached::On(day), true) => {
            let broke_again = chance.happens(0.05);
            let between = chance.day_between(clock.diagnosed_on, day);
            FollowUp52 {
                followed_up: Some(FollowedUp::Yes),
                followed_up_on: Some(day),
                method: chance.option(METHODS),
                calcium_vitamin_d_taken: chance.yes(0.65, 0.05),
                therapy: therapy_52(episode.follow_up_16.therapy, recommended, chance),
                refracture_count: measure(f64::from(u8::from(broke_again))).ok(),
                refractures: broke_again
                    .then(|| Refracture {
                        fractured_on: between,
                        site: chance.option(&[("wrist", 0.3), ("hip", 0.2), ("spine", 0.2), ("other", 0.2)]),
                    })
                    .into_iter()
                    .collect(),
            }
        }
        (reached, _) => FollowUp52 {
            followed_up: not_followed_up(reached, chance),
            ..FollowUp52::default()
        },
    };
}

fn not_followed_up(reached: Reached, chance: &mut Chance) -> Option<FollowedUp> {
    match reached {
        Reached::NotYet => None,
        Reached::Died => chance.option(&[("died", 0.7)]),
        Reached::On(_) => chance.option(NOT_FOLLOWED_UP),
    }
}

/// The drug or the referral of 4.01.
fn recommended(therapies: &[Recommendation]) -> Option<Recommendation> {
    let counts = |therapy: &&Recommendation| {
        matches!(
            therapy,
            OrDrug::Drug(_) | OrDrug::Other(Advice::ReferredToGp | Advice::ReferredForOpinion)
        )
    };
    therapies.iter().find(counts).copied()
}

/// 6.05: the drug that was recommended, or alendronate after a referral, if any.
fn therapy_16(recommended: Option<Recommendation>, chance: &mut Chance) -> Option<FollowUpTherapy> {
    let (drug, started) = match recommended {
        Some(OrDrug::Drug(drug)) => (drug.token(), 0.68),
        Some(OrDrug::Other(_)) => ("alendronate", 0.5),
        None => return chance.option(&[("not_started", 0.7), ("no_longer_appropriate", 0.1)]),
    };
    chance.option(&[
        (drug, started),
        ("not_started", 0.86 - started),
        ("no_longer_appropriate", 0.03),
        ("informed_decline", 0.04),
        ("refer_for_clinical_opinion", 0.02),
        ("dont_know", 0.02),
    ])
}

/// 7.05: most who had started still take the drug.
fn therapy_52(
    before: Option<FollowUpTherapy>,
    recommended: Option<Recommendation>,
    chance: &mut Chance,
) -> Option<FollowUpTherapy> {
    let (drug, adherent) = match (before, recommended) {
        (Some(OrDrug::Drug(drug)), _) => (drug.token(), 0.8),
        (_, Some(OrDrug::Drug(drug))) => (drug.token(), 0.3),
        _ => ("alendronate", 0.05),
    };
    chance.option(&[
        (drug, adherent),
        ("not_started", 0.86 - adherent),
        ("no_longer_appropriate", 0.03),
        ("informed_decline", 0.04),
        ("dont_know", 0.03),
    ])
}
