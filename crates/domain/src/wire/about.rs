//! What the installation says of itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::opt_out::Deployment;

/// Version, day and state of the installation; public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct About {
    /// Name and version of the software, for instance `flsdb 0.1.0`.
    pub software: String,
    /// Grows with every committed change.
    pub data_version: i64,
    /// The day that counts as today (Europe/London).
    pub today: NaiveDate,
    /// Whether the records are invented.
    pub demo: bool,
    /// Where the national data opt-out is applied: `local`, by each service before it submits records; `national`, before records are
    /// stored.
    #[serde(default)]
    pub deployment: Deployment,
}

/// Whether the server is up, and whether it can serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`.
    pub status: String,
}
