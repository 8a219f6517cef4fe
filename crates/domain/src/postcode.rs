//! UK postcodes (1.04), stored in standard form: outward code, one space, inward code.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A UK postcode in standard form, for instance `NE19 2BX`. Its `Debug` form is masked.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Postcode(String);

/// The text has not the form of a UK postcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is not a UK postcode. It looks like NE19 2BX: check for O and 0, I and 1")]
pub struct PostcodeFault;

impl Postcode {
    /// Reads a postcode in any case, with or without its space.
    ///
    /// # Errors
    /// When the text has none of the six forms of a UK postcode (BS 7666), nor is `GIR 0AA`, a British Forces
    /// or a pseudo-postcode (`ZZ99 3VZ`: no fixed abode) of the NHS.
    pub fn parse(text: &str) -> Result<Self, PostcodeFault> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if !compact.is_ascii() || !(5..=7).contains(&compact.len()) {
            return Err(PostcodeFault);
        }
        let (outward, inward) = compact.split_at(compact.len() - 3);
        let pseudo = outward == "ZZ99" && inward.bytes().skip(1).all(|b| b.is_ascii_uppercase());
        if pseudo || is_inward(inward) && (is_outward(outward) || outward == "GIR") {
            Ok(Postcode(format!("{outward} {inward}")))
        } else {
            Err(PostcodeFault)
        }
    }

    /// Standard form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the space, for instance `NE19`: all that a pseudonymised row may hold.
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }
}

/// A digit and two letters, of which C, I, K, M, O and V are not used.
fn is_inward(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_digit())
        && bytes.all(|b| b.is_ascii_uppercase() && !b"CIKMOV".contains(&b))
}

/// A9, A99, A9A, AA9, AA99 or AA9A.
fn is_outward(text: &str) -> bool {
    let shape: String = text
        .bytes()
        .map(|b| match b {
            b'0'..=b'9' => '9',
            b'A'..=b'Z' => 'A',
            _ => '?',
        })
        .collect();
    matches!(shape.as_str(), "A9" | "A99" | "A9A" | "AA9" | "AA99" | "AA9A")
        && !text.starts_with(['Q', 'V', 'X'])
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postcode(masked)")
    }
}

impl Serialize for Postcode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Postcode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Postcode::parse(&std::borrow::Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Postcode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("UK postcode; stored in standard form"))
            .examples(["NE19 2BX"])
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Postcode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (text, expected) in [
            ("NE19 2BX", Some("NE19 2BX")),
            ("ne192bx", Some("NE19 2BX")),
            (" m1  1ae", Some("M1 1AE")),
            ("EC1A 1BB", Some("EC1A 1BB")),
            ("W1A0AX", Some("W1A 0AX")),
            ("GIR 0AA", Some("GIR 0AA")),
            ("ZZ99 3VZ", Some("ZZ99 3VZ")),
            ("NE19", None),
            ("12345", None),
            ("NE19 2BXX", None),
            ("NE19 IBX", None),
            ("ÑE19 2BX", None),
        ] {
            assert_eq!(
                Postcode::parse(text).ok().as_ref().map(Postcode::as_str),
                expected,
                "{text}"
            );
        }
    }
}
