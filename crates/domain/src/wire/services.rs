//! Services and their hip counts.

use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{Nation, ServiceCode};

/// A fracture liaison service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    /// Code of three characters.
    pub code: ServiceCode,
    /// Name.
    pub name: String,
    /// ODS code of the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ods_code: Option<String>,
    /// Nation.
    pub nation: Nation,
    /// Integrated care board or health board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Hip fractures by calendar year (National Hip Fracture Database), oldest first.
    #[serde(default)]
    pub hip_fractures: Vec<HipFractures>,
}

/// Hip fractures of a service in a calendar year. A year without a value takes the latest earlier one, else the
/// earliest later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HipFractures {
    /// Calendar year.
    pub year: i32,
    /// Hip fractures in that year.
    pub count: u32,
}

/// A service to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewService {
    /// Code of three characters; it never changes.
    pub code: ServiceCode,
    /// What is said of it.
    #[validate(nested)]
    pub details: ServiceDetails,
}

/// What is said of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ServiceDetails {
    /// Name.
    #[validate(length(min = 1, max = 200, message = "Give the name, of 200 characters at most"))]
    pub name: String,
    /// ODS code of the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(
        min = 1,
        max = 20,
        message = "Give the ODS code, of 20 characters at most, or leave it out"
    ))]
    pub ods_code: Option<String>,
    /// Nation.
    pub nation: Nation,
    /// Integrated care board or health board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(
        min = 1,
        max = 200,
        message = "Give the region, of 200 characters at most, or leave it out"
    ))]
    pub region: Option<String>,
}

/// The hip counts of a service, all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HipCounts {
    /// A count for each year; a year that is left out has none.
    #[validate(length(max = 100, message = "Give at most 100 years"))]
    pub hip_fractures: Vec<HipFractures>,
}
