//! The NHS number (1.01): ten digits, the last of which checks the others.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A valid NHS number. Its `Debug` form is masked, so that it cannot slip into a log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NhsNumber(u64);

/// Why a text is no NHS number. The messages say how to mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NhsNumberFault {
    /// Other than ten digits, spaces and dashes set aside.
    #[error("An NHS number has 10 digits, like 943 476 5919. Count them again")]
    NotTenDigits,
    /// Modulus 11 does not hold.
    #[error("The check digit does not match: look for two figures swapped or one mistyped")]
    CheckDigit,
    /// A filler such as 1111111111, some of which pass Modulus 11.
    #[error("All digits are the same: this is a filler, not an NHS number. Leave it blank and give a reason")]
    AllEqual,
}

impl NhsNumber {
    /// Reads an NHS number; spaces and dashes are tolerated.
    ///
    /// # Errors
    /// Says which of the rules does not hold (NHS Data Dictionary, Modulus 11).
    pub fn parse(text: &str) -> Result<Self, NhsNumberFault> {
        let mut digits = [0u8; 10];
        let mut count = 0;
        for c in text.trim().chars() {
            match c {
                '0'..='9' if count < 10 => {
                    digits[count] = c as u8 - b'0';
                    count += 1;
                }
                ' ' | '-' | '\u{a0}' | '–' => {}
                _ => return Err(NhsNumberFault::NotTenDigits),
            }
        }
        if count != 10 {
            return Err(NhsNumberFault::NotTenDigits);
        }
        if digits.iter().all(|d| *d == digits[0]) {
            return Err(NhsNumberFault::AllEqual);
        }
        if check_digit(&digits[..9]) != Some(digits[9]) {
            return Err(NhsNumberFault::CheckDigit);
        }
        Ok(NhsNumber(digits.iter().fold(0, |n, d| n * 10 + u64::from(*d))))
    }

    /// The NHS number that begins with these nine digits, if there is one (one in eleven has no check digit).
    pub fn with_check_digit(nine_digits: u32) -> Option<Self> {
        let text = format!("{nine_digits:09}");
        let digits: Vec<u8> = text.bytes().map(|b| b - b'0').collect();
        let check = check_digit(&digits)?;
        Self::parse(&format!("{text}{check}")).ok()
    }

    /// As people read it: `943 476 5919`.
    pub fn grouped(self) -> String {
        let text = self.to_string();
        format!("{} {} {}", &text[..3], &text[3..6], &text[6..])
    }
}

/// The Modulus 11 check digit of nine digits: weights 10 to 2; 11 counts as 0, and 10 means that there is none.
fn check_digit(digits: &[u8]) -> Option<u8> {
    let sum: u32 = digits
        .iter()
        .zip((2..=10).rev())
        .map(|(d, weight)| u32::from(*d) * weight)
        .sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        check => u8::try_from(check).ok(),
    }
}

impl fmt::Display for NhsNumber {
    /// The ten digits, ungrouped, as stored and exported.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(masked)")
    }
}

impl Serialize for NhsNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NhsNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        NhsNumber::parse(&std::borrow::Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for NhsNumber {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[0-9]{10}$"))
            .description(Some("NHS number: ten digits, Modulus 11 holds"))
            .examples(["9434765919"])
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for NhsNumber {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts() {
        use NhsNumberFault::{AllEqual, CheckDigit, NotTenDigits};
        for (text, expected) in [
            ("9434765919", Ok("9434765919")),
            (" 943 476 5919 ", Ok("9434765919")),
            ("943-476-5919", Ok("9434765919")),
            ("9434765918", Err(CheckDigit)),
            ("943476591", Err(NotTenDigits)),
            ("94347659190", Err(NotTenDigits)),
            ("943476591O", Err(NotTenDigits)),
            ("0000000000", Err(AllEqual)),
            ("1111111111", Err(AllEqual)),
            ("", Err(NotTenDigits)),
        ] {
            assert_eq!(
                NhsNumber::parse(text).map(|n| n.to_string()),
                expected.map(str::to_owned),
                "{text}"
            );
        }
        assert_eq!(
            NhsNumber::parse("9434765919").map(NhsNumber::grouped),
            Ok("943 476 5919".to_owned())
        );
    }

    proptest! {
        #[test]
        fn a_swap_of_neighbours_is_caught(nine in 100_000_000u32..999_999_999, at in 0usize..9) {
            let Some(number) = NhsNumber::with_check_digit(nine) else { return Ok(()) };
            let mut bytes = number.to_string().into_bytes();
            prop_assume!(bytes[at] != bytes[at + 1]);
            bytes.swap(at, at + 1);
            let swapped = String::from_utf8(bytes).expect("digits");
            prop_assert_eq!(NhsNumber::parse(&swapped).err(), Some(NhsNumberFault::CheckDigit));
        }
    }
}
