//! How outcomes and levels of KPIs are named and coloured on screen.

use flsdb_domain::{
    kpi::{Bands, Exclusion, Kpi, Level},
    wire::kpis::{RecordOutcome, RecordState},
};

/// A word and the colour of its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What it says.
    pub text: String,
    /// One of nhsuk-frontend's colours.
    pub colour: &'static str,
}

fn label(text: impl Into<String>, colour: &'static str) -> Label {
    Label {
        text: text.into(),
        colour,
    }
}

/// The outcome of a record in a KPI, in one or two words.
pub fn outcome_label(outcome: &RecordOutcome) -> Label {
    label_of(
        outcome.kpi,
        outcome.outcome,
        outcome.reason.as_deref(),
        outcome.blank.len(),
    )
}

/// The same from its parts: the token of the reason, and how many fields are blank.
pub fn label_of(kpi: Kpi, outcome: RecordState, reason: Option<&str>, blank: usize) -> Label {
    let is_immature = reason == Some(Exclusion::Immature.token());
    match outcome {
        RecordState::Met => label("Met", "green"),
        // Where the fracture is says nothing of the care.
        RecordState::NotMet if kpi == Kpi::K3 => label("Not spine", "grey"),
        RecordState::NotMet => label("Not met", "red"),
        RecordState::Missing => label("Blank", "orange"),
        RecordState::Excluded if is_immature => label("Not yet", "white"),
        RecordState::Excluded => label("Left out", "grey"),
        RecordState::Counted if blank > 0 => label(format!("{blank} blank"), "orange"),
        RecordState::Counted if kpi == Kpi::K1 => label("Complete", "green"),
        RecordState::Counted => label("Counted", "blue"),
        RecordState::NotCounted => label("Not counted", "grey"),
    }
}

/// The letter of a level.
pub fn letter(level: Level) -> &'static str {
    match level {
        Level::Green => "G",
        Level::Amber => "A",
        Level::Red => "R",
    }
}

/// The name of a level.
pub fn name(level: Level) -> &'static str {
    match level {
        Level::Green => "green",
        Level::Amber => "amber",
        Level::Red => "red",
    }
}

/// A level and its band in words: `Green: 80 % or more`.
pub fn band(level: Level, bands: Bands) -> String {
    let (green, amber) = (bands.green, bands.amber);
    match (level, amber) {
        (Level::Green, _) => format!("Green: {green} % or more"),
        (Level::Amber, Some(amber)) => format!("Amber: {amber} % to below {green} %"),
        (Level::Amber, None) => "Amber".to_owned(),
        (Level::Red, Some(amber)) => format!("Red: below {amber} %"),
        (Level::Red, None) => format!("Red: below {green} %"),
    }
}

/// What is left out for a reason, in a few words; the rule itself is in the KPI's definition.
pub fn exclusion(reason: Exclusion) -> &'static str {
    match reason {
        Exclusion::DecisionMissing => "The decision is blank",
        Exclusion::DxaNotRequested => "No DXA ordered or recommended",
        Exclusion::NotApplicable => "Falls assessment not applicable",
        Exclusion::NotRecommended => "No bone therapy recommended",
        Exclusion::HipFracture => "Hip fracture",
        Exclusion::UnderAge => "Under the age of the set",
        Exclusion::Died => "Died before the window ended",
        Exclusion::Immature => "Window still open",
        Exclusion::NoLongerAppropriate => "Therapy no longer appropriate",
        Exclusion::Declined => "Therapy declined",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_in_words() {
        let three = Bands {
            green: 80,
            amber: Some(50),
        };
        let two = Bands {
            green: 50,
            amber: None,
        };
        for (level, bands, text) in [
            (Level::Green, three, "Green: 80 % or more"),
            (Level::Amber, three, "Amber: 50 % to below 80 %"),
            (Level::Red, three, "Red: below 50 %"),
            (Level::Red, two, "Red: below 50 %"),
        ] {
            assert_eq!(band(level, bands), text);
        }
    }

    #[test]
    fn outcomes_in_words() {
        let outcome = |kpi, outcome, reason: Option<&str>, blank: usize| RecordOutcome {
            kpi,
            official_number: String::new(),
            title: String::new(),
            outcome,
            reason: reason.map(str::to_owned),
            blank: vec![flsdb_domain::Field::Sex; blank],
            sentence: String::new(),
            matures_on: None,
        };
        for (given, text) in [
            (outcome(Kpi::K4, RecordState::Met, None, 0), "Met"),
            (outcome(Kpi::K4, RecordState::NotMet, Some("late"), 0), "Not met"),
            (
                outcome(Kpi::K3, RecordState::NotMet, Some("not-spine"), 0),
                "Not spine",
            ),
            (outcome(Kpi::K4, RecordState::Missing, None, 1), "Blank"),
            (
                outcome(Kpi::K4, RecordState::Excluded, Some("immature"), 0),
                "Not yet",
            ),
            (
                outcome(Kpi::K8, RecordState::Excluded, Some("died"), 0),
                "Left out",
            ),
            (outcome(Kpi::K1, RecordState::Counted, None, 3), "3 blank"),
            (outcome(Kpi::K1, RecordState::Counted, None, 0), "Complete"),
            (outcome(Kpi::K2, RecordState::Counted, None, 0), "Counted"),
        ] {
            assert_eq!(outcome_label(&given).text, text);
        }
    }
}
