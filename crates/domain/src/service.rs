//! Fracture liaison services: who they are and where.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::vocabulary::{Choice, Coded, choice};

/// The code of a service: three characters A–Z or 0–9, upper case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceCode([u8; 3]);

/// The text is no service code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A service code is three characters, A to Z or 0 to 9, in upper case")]
pub struct ServiceCodeFault;

impl ServiceCode {
    /// The three characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for ServiceCode {
    type Err = ServiceCodeFault;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| ServiceCodeFault)?;
        let valid = code.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if valid {
            Ok(ServiceCode(code))
        } else {
            Err(ServiceCodeFault)
        }
    }
}

impl fmt::Display for ServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ServiceCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ServiceCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for ServiceCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[A-Z0-9]{3}$"))
            .examples(["BRD"])
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for ServiceCode {}

/// The nation in which a service works. Deprivation is never compared across nations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Nation {
    /// England.
    #[serde(rename = "england")]
    England,
    /// Wales.
    #[serde(rename = "wales")]
    Wales,
    /// Northern Ireland.
    #[serde(rename = "northern_ireland")]
    NorthernIreland,
}

impl Coded for Nation {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Nation>] = &[
            choice(Nation::England, "england", "England"),
            choice(Nation::Wales, "wales", "Wales"),
            choice(Nation::NorthernIreland, "northern_ireland", "Northern Ireland"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (text, valid) in [
            ("BRD", true),
            ("0A9", true),
            ("brd", false),
            ("BR", false),
            ("BRDX", false),
            ("BÄ", false),
        ] {
            assert_eq!(text.parse::<ServiceCode>().is_ok(), valid, "{text}");
        }
    }
}
