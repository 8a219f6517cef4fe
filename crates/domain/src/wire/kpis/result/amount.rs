//! A denominator that need not be a whole number.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::kpi::rounded;

/// An amount with at most six decimals, written as a whole number when it is one.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Amount {
    millionths: u128,
}

impl Amount {
    /// `parts` of which `whole` make one, rounded half to even to six decimals.
    pub fn of_parts(parts: u128, whole: u64) -> Self {
        Amount {
            millionths: rounded(parts * 1_000_000, u128::from(whole.max(1))),
        }
    }

    /// The amount as a number.
    pub fn value(self) -> f64 {
        self.millionths as f64 / 1e6
    }

    /// The amount, if it is a whole number.
    pub fn whole(self) -> Option<u64> {
        let is_whole = self.millionths.is_multiple_of(1_000_000);
        u64::try_from(self.millionths / 1_000_000)
            .ok()
            .filter(|_| is_whole)
    }
}

impl From<u64> for Amount {
    fn from(whole: u64) -> Self {
        Amount {
            millionths: u128::from(whole) * 1_000_000,
        }
    }
}

impl std::fmt::Display for Amount {
    /// `490`, or `122.5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value().fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_u64(whole),
            None => serializer.serialize_f64(self.value()),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        if (0.0..1e15).contains(&value) {
            // Not negative and far below the largest number, so the cast neither wraps nor cuts.
            Ok(Amount {
                millionths: (value * 1e6).round_ties_even() as u128,
            })
        } else {
            Err(D::Error::custom("not an amount"))
        }
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Amount {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Number)
            .description(Some("A whole number, or one with at most six decimals"))
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Amount {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_decimals() {
        for (parts, whole, json) in [
            (490 * 133_590, 133_590, "490"),
            (1, 2, "0.5"),
            (1, 3, "0.333333"),
            (0, 133_590, "0"),
            (5, 2_000_000, "2e-6"),
        ] {
            let amount = Amount::of_parts(parts, whole);
            assert_eq!(serde_json::to_string(&amount).expect("serialises"), json);
            assert_eq!(
                serde_json::from_str::<Amount>(json).expect("deserialises"),
                amount
            );
        }
    }
}
