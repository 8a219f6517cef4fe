//! `GET kpis/differences`: why a number moved.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{ServiceCode, kpi::Kpi};

use super::{Amount, Period, SetVersion};

/// The difference between two results of a KPI, split by cause. The parts add up to it exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiDifference {
    /// Number in FLS-DB, kept in every set.
    pub kpi: Kpi,
    /// The result from which the number moved.
    pub from: DifferenceSide,
    /// The result to which it moved.
    pub to: DifferenceSide,
    /// `to` less `from`, numerators.
    pub numerator: i64,
    /// `to` less `from`, denominators; 0 where the denominator is an expectation.
    pub denominator: i64,
    /// The parts, one for each cause, in a fixed order; those without effect too.
    pub parts: Vec<DifferencePart>,
}

/// One of the two results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DifferenceSide {
    /// The KPI set.
    pub set: SetVersion,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The services, each with the version of its data.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, i64>))]
    pub versions: BTreeMap<ServiceCode, i64>,
    /// Records that met the target, or were counted; for KPI 1 blank answers.
    pub numerator: i64,
    /// Records in the denominator; for KPI 1 audited answers; 0 where the denominator is an expectation.
    pub denominator: i64,
    /// The expectation, for KPI 2 and the spine ratio, from the hip counts as they are now.
    pub expected: Option<Amount>,
    /// Per cent with one decimal.
    pub display: Option<String>,
}

/// What one cause did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DifferencePart {
    /// The cause.
    pub cause: Cause,
    /// Records on which it had an effect.
    pub records: u64,
    /// Its part of the numerators' difference.
    pub numerator: i64,
    /// Its part of the denominators' difference.
    pub denominator: i64,
}

/// Why a record counts otherwise in one result than in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The record was not there: created since, or restored.
    New,
    /// Its window has closed meanwhile, or an audited field counts by now.
    Matured,
    /// Its answers were changed, which may have moved it in or out of the period.
    Changed,
    /// A death became known.
    Died,
    /// The record was withdrawn or removed.
    Withdrawn,
    /// Another KPI set: other rules or parameters.
    Definition,
    /// Only one of the two questions asks for the record: another period or other services.
    Question,
}

impl Cause {
    /// Every cause, in the order of the parts.
    pub const ALL: [Cause; 7] = [
        Cause::New,
        Cause::Matured,
        Cause::Changed,
        Cause::Died,
        Cause::Withdrawn,
        Cause::Definition,
        Cause::Question,
    ];
}
