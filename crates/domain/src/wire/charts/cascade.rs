//! `GET charts/cascade`: how far the patients of a period came.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kpi::Step;

use super::ChartHead;

/// How far the patients of a period came, step by step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cascade {
    /// What it is.
    #[serde(flatten)]
    pub head: ChartHead,
    /// Records from this day on may still take further steps: their follow-up at 12 months is not over. Null when none
    /// of the period's can.
    pub open_from: Option<NaiveDate>,
    /// The steps, in order.
    pub steps: Vec<CascadeStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CascadeStep {
    /// Which step.
    pub step: Step,
    /// Its name.
    pub title: String,
    /// Who has taken it.
    pub definition: String,
    /// Records that have taken this step and all before it. Null where hidden.
    pub count: Option<u64>,
    /// The share of those identified, per cent with one decimal.
    pub display: Option<String>,
    /// Records lost since the step before; null for the first, or where hidden.
    pub lost: Option<u64>,
    /// The share of the step before that was lost, per cent with one decimal.
    pub lost_display: Option<String>,
}
