//! Measured quantities with their ranges.

use serde::{Deserialize, Serialize};

/// A quantity with a range, written with a fixed number of decimals at most.
pub trait Measure: Copy + PartialEq + Send + Sync + 'static {
    /// Smallest value accepted.
    const MIN: f64;
    /// Largest value accepted.
    const MAX: f64;
    /// Decimals that may be given.
    const DECIMALS: u8;
    /// Decimals that are always written, even when zero.
    const WRITTEN: u8 = 0;
    /// Unit, for messages and labels.
    const UNIT: &'static str;
    /// The quantity of this value, which lies in the range.
    fn of(value: f64) -> Self;
    /// The value in [`Measure::UNIT`].
    fn value(self) -> f64;
}

/// 2.01: height in cm, 100–220.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(minimum = 100, maximum = 220)
)]
#[serde(transparent)]
pub struct Height(f64);

/// 2.02: weight in kg, 20–250.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(minimum = 20, maximum = 250)
)]
#[serde(transparent)]
pub struct Weight(f64);

/// 3.04: lowest T-score, −7.0 to +5.0, one decimal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(minimum = -7, maximum = 5))]
#[serde(transparent)]
pub struct TScore(f64);

/// A 10-year fracture risk in per cent, 0–100, one decimal (FRAX, QFracture).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(minimum = 0, maximum = 100)
)]
#[serde(transparent)]
pub struct Percent(f64);

/// 7.06: number of fractures since the index fracture, 0–20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(minimum = 0, maximum = 20)
)]
#[serde(transparent)]
pub struct RefractureCount(u8);

impl Measure for Height {
    const MIN: f64 = 100.0;
    const MAX: f64 = 220.0;
    const DECIMALS: u8 = 3;
    const UNIT: &'static str = "cm";
    fn of(value: f64) -> Self {
        Height(value)
    }
    fn value(self) -> f64 {
        self.0
    }
}

impl Measure for Weight {
    const MIN: f64 = 20.0;
    const MAX: f64 = 250.0;
    const DECIMALS: u8 = 3;
    const UNIT: &'static str = "kg";
    fn of(value: f64) -> Self {
        Weight(value)
    }
    fn value(self) -> f64 {
        self.0
    }
}

impl Measure for TScore {
    const MIN: f64 = -7.0;
    const MAX: f64 = 5.0;
    const DECIMALS: u8 = 1;
    const WRITTEN: u8 = 1;
    const UNIT: &'static str = "SD";
    fn of(value: f64) -> Self {
        TScore(value)
    }
    fn value(self) -> f64 {
        self.0
    }
}

impl Measure for Percent {
    const MIN: f64 = 0.0;
    const MAX: f64 = 100.0;
    const DECIMALS: u8 = 1;
    const UNIT: &'static str = "%";
    fn of(value: f64) -> Self {
        Percent(value)
    }
    fn value(self) -> f64 {
        self.0
    }
}

impl Measure for RefractureCount {
    const MIN: f64 = 0.0;
    const MAX: f64 = 20.0;
    const DECIMALS: u8 = 0;
    const UNIT: &'static str = "fractures";
    fn of(value: f64) -> Self {
        // In range by contract, so the cast neither wraps nor cuts.
        RefractureCount(value as u8)
    }
    fn value(self) -> f64 {
        f64::from(self.0)
    }
}

/// Why a number is not the quantity asked for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MeasureFault {
    /// Not a number, or with more decimals than the question has.
    #[error("{0}")]
    NotANumber(String),
    /// Outside the range.
    #[error("{0}")]
    OutOfRange(String),
}

/// Reads a number as people write it: a decimal comma and a typographic minus are understood.
///
/// # Errors
/// Says what was expected: a number, its decimals, or its range.
pub fn parse_measure<M: Measure>(text: &str) -> Result<M, MeasureFault> {
    let normal = text.trim().replace('−', "-").replace(',', ".");
    let plain = normal
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let value: f64 = normal
        .parse()
        .ok()
        .filter(|v: &f64| plain && v.is_finite())
        .ok_or_else(not_a_number::<M>)?;
    measure(value)
}

/// The quantity of a number.
///
/// # Errors
/// As [`parse_measure`].
pub fn measure<M: Measure>(value: f64) -> Result<M, MeasureFault> {
    if !(M::MIN..=M::MAX).contains(&value) {
        let (min, max, unit) = (write(M::MIN, M::WRITTEN), write(M::MAX, M::WRITTEN), M::UNIT);
        return Err(MeasureFault::OutOfRange(format!(
            "Give a value from {min} to {max} {unit}. Check the unit"
        )));
    }
    let scale = 10f64.powi(i32::from(M::DECIMALS));
    let rounded = (value * scale).round() / scale;
    // A spreadsheet's −1.4000000000000001 is −1.4; −2.45 is not: rounding it could cross a treatment threshold.
    if (rounded - value).abs() > 1e-9 {
        return Err(not_a_number::<M>());
    }
    Ok(M::of(rounded + 0.0))
}

fn not_a_number<M: Measure>() -> MeasureFault {
    MeasureFault::NotANumber(match M::DECIMALS {
        0 => "Give a whole number".to_owned(),
        1 => format!("Give a number in {} with one decimal at most", M::UNIT),
        n => format!("Give a number in {} with {n} decimals at most", M::UNIT),
    })
}

/// The shortest text of a quantity, with as many decimals as the question always writes.
pub fn measure_text<M: Measure>(quantity: M) -> String {
    write(quantity.value(), M::WRITTEN)
}

fn write(value: f64, decimals: u8) -> String {
    if decimals == 0 {
        value.to_string()
    } else {
        format!("{value:.*}", usize::from(decimals))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t_score(text: &str) -> Result<String, &'static str> {
        parse_measure::<TScore>(text)
            .map(measure_text)
            .map_err(|fault| match fault {
                MeasureFault::NotANumber(_) => "number.invalid",
                MeasureFault::OutOfRange(_) => "number.out_of_range",
            })
    }

    #[test]
    fn t_scores() {
        for (text, expected) in [
            ("-1.4", Ok("-1.4")),
            ("−1,4", Ok("-1.4")),
            ("-1.4000000000000001", Ok("-1.4")),
            ("-2", Ok("-2.0")),
            ("-0", Ok("0.0")),
            ("+5", Ok("5.0")),
            ("-7.1", Err("number.out_of_range")),
            ("-25", Err("number.out_of_range")),
            ("-2.45", Err("number.invalid")),
            ("low", Err("number.invalid")),
            ("NaN", Err("number.invalid")),
            ("inf", Err("number.invalid")),
        ] {
            assert_eq!(t_score(text), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn counts_are_whole() {
        assert!(matches!(
            parse_measure::<RefractureCount>("1.5"),
            Err(MeasureFault::NotANumber(_))
        ));
        assert!(matches!(
            parse_measure::<RefractureCount>("21"),
            Err(MeasureFault::OutOfRange(_))
        ));
        assert_eq!(
            parse_measure::<RefractureCount>("2.0").map(measure_text),
            Ok("2".to_owned())
        );
        assert_eq!(
            parse_measure::<Height>("162.5").map(measure_text),
            Ok("162.5".to_owned())
        );
    }
}
