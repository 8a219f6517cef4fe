//! Reports: results that were frozen, with a digest.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{
    ServiceCode,
    kpi::{Kpi, SetId},
};

use super::kpis::{Dimension, Disclosure, Period, SetVersion};

mod document;
mod flags;

pub use document::{ReportDocument, ReportService};
pub use flags::{FlagAnswer, NewFlagAnswer, OutlierFlag, ReportFlag, ReportFlags, ServiceFlags};

/// Whose figures a report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Those of one's own services, whole.
    Service,
    /// Those of the registry, as its freezer may see them.
    National,
}

/// Who may see a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// Those who may freeze reports of its kind.
    Draft,
    /// The services, too: each its own outlier flags.
    Shared,
    /// Everybody, under disclosure control.
    Published,
}

/// For whom a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Readers {
    /// The board: a picture and three plain sentences.
    Board,
    /// Who pays: the cascade, missed opportunities, the national values beside.
    Commissioner,
    /// Who does the work: what would turn it green, and what is left blank.
    Team,
}

/// A result to be frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// What it is called, 1 to 120 characters.
    #[validate(length(min = 1, max = 120))]
    pub title: String,
    /// Whose figures.
    pub kind: ReportKind,
    /// The question whose answer is frozen.
    pub query: ReportQuery,
}

/// The question of a report: that of `GET kpis/results`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    /// The KPI set; `fls-db` if not given.
    #[serde(default)]
    pub set: SetId,
    /// First day of 1.09.
    pub start: NaiveDate,
    /// Last day of 1.09, included.
    pub end: NaiveDate,
    /// The day that decides maturity; today if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
    /// Services; all that the kind of report is about if none is given.
    #[serde(default)]
    pub services: Vec<ServiceCode>,
    /// What to group by, two at most.
    #[serde(default)]
    pub by: Vec<Dimension>,
    /// Whether the pooled value stands beside the groups.
    #[serde(default)]
    pub total: bool,
    /// KPIs by number; all if none is given.
    #[serde(default)]
    pub kpi: Vec<Kpi>,
}

/// A report, without its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// Id made by the server (UUIDv7).
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Whose figures.
    pub kind: ReportKind,
    /// Who may see it.
    pub state: ReportState,
    /// The question, with its day filled in.
    pub query: ReportQuery,
    /// The KPI set, exactly.
    pub set: SetVersion,
    /// Version of the data.
    pub data_version: i64,
    /// Name and version of the software.
    pub software: String,
    /// The rule of disclosure control when it was frozen.
    pub disclosure: Disclosure,
    /// `sha256:` and the hash of the document.
    pub digest: String,
    /// When it was frozen.
    pub frozen_at: DateTime<Utc>,
    /// By whom.
    pub frozen_by: String,
    /// Whether it can be published: a calendar year or quarter of a closed year, as of the closing date, whole.
    pub publishable: bool,
    /// Set once it is shared with the services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
    /// Set while it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
}

/// Shared with the services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sharing {
    /// Since when.
    pub shared_at: DateTime<Utc>,
    /// By whom.
    pub shared_by: String,
    /// The last day for answers to outlier flags.
    pub answer_by: NaiveDate,
}

/// Published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Publication {
    /// Since when.
    pub published_at: DateTime<Utc>,
    /// By whom.
    pub published_by: String,
    /// `sha256:` and the hash of the published document.
    pub digest: String,
}

/// Shares a report with the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSharing {
    /// The last day for answers to outlier flags: today or later.
    pub answer_by: NaiveDate,
}

/// A published report, without its document, as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishedReport {
    /// Id made by the server (UUIDv7).
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The KPI set, exactly.
    pub set: SetVersion,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// Version of the data.
    pub data_version: i64,
    /// Name and version of the software.
    pub software: String,
    /// `sha256:` and the hash of the published document.
    pub digest: String,
    /// When it was frozen.
    pub frozen_at: DateTime<Utc>,
    /// Since when it is published.
    pub published_at: DateTime<Utc>,
}
