//! `GET worklist`: what is to be done next.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Field, NhsNumber, Section, ServiceCode,
    care::Urgency,
    kpi::{Kpi, SetId, worklist::Task},
    vocabulary::{ContactMethod, ContactOutcome, Drug},
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
    /// Patients to be called back, whose latest contact says so, the earliest day first: 500 at most, on the first page,
    /// for callers who look after patients.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub call_backs: Vec<CallBack>,
    /// Injections that are late or due within 28 days, late denosumab first, then late zoledronate: 500 at most, on the
    /// first page, for callers who look after patients.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub injections: Vec<Injection>,
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
    /// Patients to be called back, of the services asked for.
    #[serde(default)]
    pub call_backs: u64,
    /// Injections that are late or due within 28 days, of the services asked for.
    #[serde(default)]
    pub injections: u64,
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
    /// Who it is; for callers who look after patients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient: Option<WorklistPatient>,
    /// The latest contact; for callers who look after patients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<LastContact>,
}

/// Who a patient is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorklistPatient {
    /// Family name, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Given names, if they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_names: Option<String>,
    /// 1.01.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// The hospital's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_record_number: Option<String>,
    /// 1.02.
    pub date_of_birth: NaiveDate,
}

/// The latest attempt to reach a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastContact {
    /// When.
    pub attempted_at: DateTime<Utc>,
    /// How.
    pub method: ContactMethod,
    /// What came of it.
    pub outcome: ContactOutcome,
}

/// A patient to be called back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallBack {
    /// Id of the patient.
    pub patient_id: String,
    /// The service.
    pub service: ServiceCode,
    /// Who it is.
    pub patient: WorklistPatient,
    /// The contact that asks for it.
    pub last_contact: LastContact,
    /// The day.
    pub call_back_on: NaiveDate,
    /// Days until then; negative when it has passed.
    pub days_left: i64,
}

/// An injection that is late or due within 28 days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Injection {
    /// Id of the patient.
    pub patient_id: String,
    /// Id of the course of treatment.
    pub treatment_id: String,
    /// The service.
    pub service: ServiceCode,
    /// Who it is.
    pub patient: WorklistPatient,
    /// The latest contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<LastContact>,
    /// The drug.
    pub drug: Drug,
    /// The last time it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_given_on: Option<NaiveDate>,
    /// The day.
    pub due_on: NaiveDate,
    /// Days until then; negative when late.
    pub days_left: i64,
    /// How it stands in time.
    pub urgency: Urgency,
}
