//! Values as exact fractions: rounding and levels by integer arithmetic alone.

use std::cmp::Ordering;

/// A value: numerator over denominator, exact, not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    numerator: u128,
    denominator: u128,
}

impl Ratio {
    /// A count over a count.
    pub fn of(numerator: u64, denominator: u64) -> Self {
        Ratio {
            numerator: u128::from(numerator),
            denominator: u128::from(denominator),
        }
    }

    /// A count over a denominator that is given in `parts` of which `whole` make one.
    pub fn over_parts(numerator: u64, parts: u128, whole: u64) -> Self {
        Ratio {
            numerator: u128::from(numerator) * u128::from(whole),
            denominator: parts,
        }
    }

    /// Per cent with one decimal, half to even: 693/720 is `96.2`, 11/20 is `55.0`. None when the denominator is 0.
    pub fn display(self) -> Option<String> {
        let tenths = self.scaled(1000)?;
        Some(format!("{}.{}", tenths / 10, tenths % 10))
    }

    /// The value rounded half to even to six decimals, as JSON carries it. None when the denominator is 0.
    pub fn value(self) -> Option<f64> {
        let millionths = self.scaled(1_000_000)?;
        // Below 2^53 for every count that a registry can hold, so the division is the nearest double.
        Some(millionths as f64 / 1e6)
    }

    /// Whether the unrounded value is at least so many per cent. None when the denominator is 0.
    pub fn is_at_least_percent(self, percent: u32) -> Option<bool> {
        (self.denominator > 0).then(|| self.numerator * 100 >= self.denominator * u128::from(percent))
    }

    /// The value times `factor`, rounded half to even.
    fn scaled(self, factor: u128) -> Option<u128> {
        (self.denominator > 0).then(|| rounded(self.numerator * factor, self.denominator))
    }
}

/// A quotient rounded half to even. The denominator is not 0.
pub fn rounded(numerator: u128, denominator: u128) -> u128 {
    // Nearly always both are small, and the processor divides small numbers ten times as fast.
    if let (Ok(numerator), Ok(denominator)) = (u64::try_from(numerator), u64::try_from(denominator)) {
        let (whole, rest) = (numerator / denominator, numerator % denominator);
        return u128::from(whole + u64::from(is_up(whole % 2 == 1, rest.cmp(&(denominator - rest)))));
    }
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    whole + u128::from(is_up(whole % 2 == 1, rest.cmp(&(denominator - rest))))
}

/// Whether a rest, compared with what it lacks of one more, rounds up.
fn is_up(is_odd: bool, rest: Ordering) -> bool {
    rest == Ordering::Greater || rest == Ordering::Equal && is_odd
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_goes_to_even() {
        for (numerator, denominator, display, value) in [
            (693, 720, Some("96.2"), Some(0.9625)),
            (11, 20, Some("55.0"), Some(0.55)),
            (205, 304, Some("67.4"), Some(0.674342)),
            (1, 2000, Some("0.0"), Some(0.0005)),
            (3, 2000, Some("0.2"), Some(0.0015)),
            (1, 2_000_000, Some("0.0"), Some(0.0)),
            (3, 2_000_000, Some("0.0"), Some(0.000002)),
            (304, 98, Some("310.2"), Some(3.102041)),
            (0, 3, Some("0.0"), Some(0.0)),
            (3, 3, Some("100.0"), Some(1.0)),
            (0, 0, None, None),
        ] {
            let ratio = Ratio::of(numerator, denominator);
            assert_eq!(ratio.display().as_deref(), display, "{numerator}/{denominator}");
            assert_eq!(ratio.value(), value, "{numerator}/{denominator}");
        }
        let large = u64::MAX / 2;
        assert_eq!(Ratio::of(large, large).display().as_deref(), Some("100.0"));
        assert_eq!(Ratio::over_parts(1, 8, 4).display().as_deref(), Some("50.0"));
    }

    proptest! {
        #[test]
        fn rounding_stays_within_half_a_step(numerator in 0u64..1_000_000, denominator in 1u64..1_000_000) {
            let value = Ratio::of(numerator, denominator).value().expect("a denominator");
            let exact = numerator as f64 / denominator as f64;
            prop_assert!((value - exact).abs() <= 0.500001e-6, "{} {}", value, exact);
        }
    }
}
