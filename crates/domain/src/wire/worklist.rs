//! `GET worklist`: what is to be done next.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    Field, Section, ServiceCode,
    kpi::{Kpi, SetId, worklist::Task},
};

use super::Page;

/// The tasks of open episodes, by the day on which they breach, a page at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Worklist {
    /// The KPI set.
    pub set: SetId,
    /// The day from which days are counted.
    pub today: NaiveDate,
    /// Version of the data.
    pub data_version: i64,
    /// How many tasks there are, of the services and the KPI asked for.
    pub counts: WorklistCounts,
    /// The tasks.
    #[serde(flatten)]
    pub page: Page<WorklistItem>,
}

/// How many tasks stand how in time. A task may be counted in several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorklistCounts {
    /// They can be done, in time or not.
    pub due: u64,
    /// They breach today or in the six days after.
    pub due_this_week: u64,
    /// They breach within 14 days, those of this week included.
    pub about_to_breach: u64,
    /// The day has passed, and nothing is entered.
    pub overdue: u64,
}

/// A task of an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorklistItem {
    /// Id of the episode.
    pub fracture_id: String,
    /// Id of its patient.
    pub patient_id: String,
    /// The service.
    pub service: ServiceCode,
    /// 1.09.
    pub diagnosed_on: NaiveDate,
    /// What is to be done.
    pub task: Task,
    /// The KPIs that it meets.
    pub kpis: Vec<Kpi>,
    /// The section of the record to open.
    pub section: Section,
    /// The fields that are blank.
    pub blank: Vec<Field>,
    /// The same in plain words.
    pub sentence: String,
    /// The first day on which it can be done.
    pub due_from: NaiveDate,
    /// The last day on which it still counts.
    pub breaches_on: NaiveDate,
    /// Days until then; negative when overdue.
    pub days_left: i64,
    /// Whether that day has passed.
    pub overdue: bool,
}
