//! Levels: green, amber, red.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{Choice, Coded, choice};

use super::Ratio;

/// The level of a value. Never shown as colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = KpiLevel))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Good.
    Green,
    /// In between.
    Amber,
    /// Poor.
    Red,
}

impl Coded for Level {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Level>] = &[
            choice(Level::Green, "green", "Green"),
            choice(Level::Amber, "amber", "Amber"),
            choice(Level::Red, "red", "Red"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// From how many per cent on a value is green or amber; below, it is red. The published legend leaves gaps at the
/// borders; these half-open bands close them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// Green from here.
    pub green: u32,
    /// Amber from here; none where there is no amber.
    pub amber: Option<u32>,
}

impl Bands {
    /// The level of an unrounded value; none when the denominator is 0.
    pub fn level(self, value: Ratio) -> Option<Level> {
        let green = value.is_at_least_percent(self.green)?;
        let amber = match self.amber {
            Some(amber) => value.is_at_least_percent(amber)?,
            None => false,
        };
        Some(match (green, amber) {
            (true, _) => Level::Green,
            (false, true) => Level::Amber,
            (false, false) => Level::Red,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_belong_to_the_better_level() {
        let bands = Bands {
            green: 80,
            amber: Some(50),
        };
        let two = Bands {
            green: 50,
            amber: None,
        };
        for (bands, numerator, denominator, level) in [
            (bands, 4, 5, Some(Level::Green)),
            (bands, 79_999, 100_000, Some(Level::Amber)),
            (bands, 1, 2, Some(Level::Amber)),
            (bands, 49_999, 100_000, Some(Level::Red)),
            (bands, 0, 1, Some(Level::Red)),
            (bands, 0, 0, None),
            (two, 1, 2, Some(Level::Green)),
            (two, 49_999, 100_000, Some(Level::Red)),
        ] {
            let value = Ratio::of(numerator, denominator);
            assert_eq!(bands.level(value), level, "{numerator}/{denominator}");
        }
    }
}
