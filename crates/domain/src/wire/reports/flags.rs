//! Outlier flags of frozen reports, and what the services answer.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use crate::{ServiceCode, kpi::Kpi};

/// Characters of an answer at most.
const ANSWER_MAX: u64 = 5000;

/// How far a service lies below the pooled value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutlierFlag {
    /// Below the 95 % limit.
    Alert,
    /// Below the 99.8 % limit.
    Alarm,
}

/// A service that lies below the limits of the funnel in one KPI. Values and limits are per cent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportFlag {
    /// The service.
    pub service: ServiceCode,
    /// The KPI.
    pub kpi: Kpi,
    /// Alert or alarm.
    pub flag: OutlierFlag,
    /// Records met.
    pub numerator: u64,
    /// Records counted.
    pub denominator: u64,
    /// Per cent with one decimal.
    pub display: Option<String>,
    /// The pooled value.
    pub pooled: f64,
    /// The lower 95 % limit that decided.
    pub lower_95: f64,
    /// The lower 99.8 % limit that decided.
    pub lower_998: f64,
    /// How much the services scatter round the pooled value: 1 under chance alone.
    pub phi: f64,
    /// Whether the limits are adjusted for over-dispersion: phi > 1.
    pub adjusted: bool,
}

/// The outlier flags of a report that the caller may see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportFlags {
    /// The last day for answers; absent while the report is not shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<NaiveDate>,
    /// The services that have a flag, by code.
    pub services: Vec<ServiceFlags>,
}

/// The flags of one service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceFlags {
    /// The service.
    pub service: ServiceCode,
    /// Its flags, by KPI.
    pub flags: Vec<ReportFlag>,
    /// What it answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<FlagAnswer>,
}

/// What a service says to its flags: as a whole, KPI by KPI, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "says_something"))]
pub struct NewFlagAnswer {
    /// As a whole; 5,000 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = ANSWER_MAX))]
    pub text: Option<String>,
    /// KPI by KPI; 5,000 characters each at most.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub kpis: BTreeMap<Kpi, String>,
}

fn says_something(answer: &NewFlagAnswer) -> Result<(), ValidationError> {
    let texts = || answer.text.iter().chain(answer.kpis.values());
    if texts().next().is_none() {
        return Err(
            ValidationError::new("empty").with_message("Say something: a text, or one for a KPI".into())
        );
    }
    if texts().any(|text| text.trim().is_empty() || text.chars().count() as u64 > ANSWER_MAX) {
        let message = format!("Each text has 1 to {ANSWER_MAX} characters");
        return Err(ValidationError::new("length").with_message(message.into()));
    }
    Ok(())
}

/// A stored answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FlagAnswer {
    /// Version; the strong `ETag` of the answer is this number in quotes.
    pub version: i64,
    /// As a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// KPI by KPI.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub kpis: BTreeMap<Kpi, String>,
    /// When it was written.
    pub answered_at: DateTime<Utc>,
    /// By whom.
    pub answered_by: String,
}
