//! Services and their hip counts.

use serde::{Deserialize, Serialize};

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
pub struct HipFractures {
    /// Calendar year.
    pub year: i32,
    /// Hip fractures in that year.
    pub count: u32,
}
