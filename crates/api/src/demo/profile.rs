//! How a service works: the rates behind its records, spread over services as in the published table.

use super::chance::Chance;

/// The rates of one service.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Profile {
    /// Records for each expected fracture (KPI 2).
    pub(super) identified: f64,
    /// Assessed within 90 days (KPI 4).
    pub(super) assessed_in_time: f64,
    /// Assessed at all.
    pub(super) assessed: f64,
    /// Assessed patients for whom a DXA is asked for.
    pub(super) dxa_asked: f64,
    /// Of those, scanned within 90 days (KPI 5).
    pub(super) dxa_in_time: f64,
    /// Assessed patients whose falls risk is assessed (KPI 6): most or hardly any.
    pub(super) falls_assessed: f64,
    /// Patients for whom bone therapy is recommended (KPI 7).
    pub(super) recommended: f64,
    /// Of those, followed up at 16 weeks (KPI 9); many services follow nobody up.
    pub(super) followed_up_16: f64,
    /// And at 52 weeks (KPI 11).
    pub(super) followed_up_52: f64,
    /// Of those followed up, who started exercise (KPI 8).
    pub(super) exercise: f64,
    /// Blanks among history and circumstances.
    pub(super) blank_history: f64,
    /// Blanks among decisions.
    pub(super) blank_decision: f64,
}

/// The profiles of so many services. What splits services into two kinds is dealt from a deck, so that both kinds occur
/// among few services too.
pub(super) fn profiles(services: usize, chance: &mut Chance) -> Vec<Profile> {
    let follow_up = chance.deck(services, 0.65);
    let assess_falls = chance.deck(services, 0.6);
    let treat_most = chance.deck(services, 0.125);
    let careless = chance.deck(services, 0.3);
    let kinds = follow_up
        .into_iter()
        .zip(assess_falls)
        .zip(treat_most)
        .zip(careless);
    kinds
        .map(|(((follows_up, assesses_falls), treats_most), careless)| {
            let assessed_in_time = chance.normal(0.74, 0.14, 0.2..=0.97);
            let usually = if treats_most {
                0.97
            } else {
                chance.share(0.86, 0.95)
            };
            let assessed = assessed_in_time.max(usually);
            let followed_up_16 = if follows_up { chance.share(0.35, 0.75) } else { 0.0 };
            Profile {
                identified: chance.normal(0.4, 0.1, 0.12..=0.8),
                assessed_in_time,
                assessed,
                dxa_asked: chance.share(0.4, 0.65),
                dxa_in_time: chance.normal(0.5, 0.18, 0.1..=0.9),
                falls_assessed: if assesses_falls {
                    chance.share(0.9, 0.99)
                } else {
                    chance.share(0.03, 0.25)
                },
                recommended: if treats_most {
                    chance.share(0.89, 0.92)
                } else {
                    chance.share(0.42, 0.63)
                },
                followed_up_16,
                followed_up_52: followed_up_16 * chance.share(0.55, 0.9),
                exercise: chance.share(0.15, 0.5),
                blank_history: if careless {
                    chance.share(0.25, 0.4)
                } else {
                    chance.share(0.01, 0.06)
                },
                blank_decision: chance.share(0.01, 0.04),
            }
        })
        .collect()
}
