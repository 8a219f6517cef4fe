//! `charts/run/baselines`: months from which mean and limits start afresh.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{
    ServiceCode,
    kpi::{Kpi, SetId},
};

use super::Month;

/// A re-basing of a run chart, with who did it and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Baseline {
    /// Id.
    pub id: String,
    /// The service whose chart it is; null: the pooled national value.
    pub service: Option<ServiceCode>,
    /// The KPI set.
    pub set: SetId,
    /// The KPI.
    pub kpi: Kpi,
    /// Mean and limits start afresh with this month.
    pub from: Month,
    /// Why.
    pub reason: String,
    /// Name of who did it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A re-basing to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewBaseline {
    /// The service whose chart it is; absent: the pooled national value.
    #[serde(default)]
    pub service: Option<ServiceCode>,
    /// The KPI set; `fls-db` if not given.
    #[serde(default)]
    pub set: SetId,
    /// The KPI.
    pub kpi: Kpi,
    /// Mean and limits start afresh with this month.
    pub from: Month,
    /// Why: what was changed in how the service works.
    #[validate(length(min = 1, max = 500, message = "Give a reason of 1 to 500 characters"))]
    pub reason: String,
}

/// Why a re-basing is undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = BaselineRemoval))]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// Why.
    #[validate(length(min = 1, max = 500, message = "Give a reason of 1 to 500 characters"))]
    pub reason: String,
}
