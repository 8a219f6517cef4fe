//! `GET kpis/results`: values with everything that stands beside them.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    Field, ServiceCode,
    kpi::{Exclusion, Kpi, Level, SetId},
    vocabulary::{Choice, Coded, choice},
};

mod amount;

pub use amount::Amount;

/// The answer of `GET kpis/results`: the values, and all that is needed to compute them again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiResults {
    /// The KPI set.
    pub set: SetVersion,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The services asked for.
    pub services: Vec<ServiceCode>,
    /// Version of the data; grows with every committed change.
    pub data_version: i64,
    /// Name and version of the software.
    pub software: String,
    /// The rule of disclosure control in force.
    pub disclosure: Disclosure,
    /// A result for each group and KPI.
    pub results: Vec<KpiResult>,
}

/// A KPI set, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetVersion {
    /// Which set.
    pub id: SetId,
    /// Version of its rules and parameters.
    pub version: String,
    /// `sha256:` and the hash of its definition.
    pub hash: String,
}

impl From<SetId> for SetVersion {
    fn from(id: SetId) -> Self {
        let set = id.set();
        SetVersion {
            id,
            version: set.version.to_owned(),
            hash: set.hash(),
        }
    }
}

/// A span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// Last day, included.
    pub end: NaiveDate,
}

/// Which cells are hidden, and why or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disclosure {
    /// Name of the rule; `none` hides nothing.
    pub rule: String,
    /// Why this rule holds.
    pub reason: String,
}

/// What results may be grouped by; two at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Code of the service.
    Service,
    /// Nation of the service.
    Nation,
    /// Region of the service (ICB or health board).
    Region,
    /// Month of 1.09, as `2024-03`.
    Month,
    /// Quarter of 1.09, as `2024-Q1`.
    Quarter,
    /// Calendar year of 1.09.
    Year,
    /// 1.03.
    Sex,
    /// Age on 1.09: `50-59`, `60-69`, `70-79`, `80-89`, `90+`; `under-50` for what is younger.
    AgeBand,
    /// 1.11.
    Site,
    /// 1.05.
    CareHome,
    /// Ethnic category of the NHS Data Dictionary.
    EthnicCategory,
    /// Quintile of the nation's index of multiple deprivation, as `imd-1` (most deprived), `wimd-5`. Never compared
    /// across nations.
    DeprivationQuintile,
}

/// A group: a value for each dimension asked for, null where the records are blank there; `{}` for all together.
pub type Group = BTreeMap<Dimension, Option<String>>;

/// The result of one KPI in one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiResult {
    /// The group.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Option<String>>))]
    pub group: Group,
    /// Number in FLS-DB, kept in every set.
    pub kpi: Kpi,
    /// The number in the set's own publication.
    pub official_number: String,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Whether disclosure control hid the figures: they are null then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suppressed: bool,
}

/// The figures of a result; their kind depends on the KPI.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Figures {
    // The order matters: what is read is the first that knows all the names.
    /// KPI 2 and the spine ratio; KPI 1 of several services.
    Rate(Rate),
    /// KPI 1 of one service.
    Completeness(Completeness),
    /// KPIs counted by record.
    Proportion(Proportion),
}

/// Two-sided intervals of the value: lower and upper limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Interval {
    /// 95 %.
    #[serde(rename = "95")]
    pub p95: [f64; 2],
    /// 99.8 %.
    #[serde(rename = "99.8")]
    pub p998: [f64; 2],
}

/// A KPI counted by record: initial population = Σ excluded + denominator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Proportion {
    /// Records of the period.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub initial_population: Option<u64>,
    /// Records left out, by reason; zeros are not listed.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<BTreeMap<String, u64>>))]
    pub excluded: Option<BTreeMap<Exclusion, u64>>,
    /// Records counted.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub denominator: Option<u64>,
    /// Records that met the target.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub numerator: Option<u64>,
    /// Records counted as not met because blanks leave the answer open.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub missing: Option<u64>,
    /// Numerator ÷ denominator.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub value: Option<f64>,
    /// Per cent with one decimal.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub display: Option<String>,
    /// Level of the unrounded value.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub level: Option<Level>,
    /// Wilson's intervals.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub interval: Option<Interval>,
    /// Worst and best value that the blanks allow.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub bounds: Option<[f64; 2]>,
}

/// KPI 2 and the spine ratio: a count over an expectation, which may exceed 1. KPI 1 of several services: good services
/// out of those with records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The expectation; the services with records.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub denominator: Option<Amount>,
    /// Records counted; good services.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub numerator: Option<u64>,
    /// Numerator ÷ denominator.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub value: Option<f64>,
    /// Per cent with one decimal.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub display: Option<String>,
    /// Level of the unrounded value.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub level: Option<Level>,
    /// Byar's intervals, exact Poisson below 10 events; Wilson's for KPI 1.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub interval: Option<Interval>,
}

/// KPI 1 of one service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Completeness {
    /// Fields with more than 20 % blank.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub bad_fields: Option<usize>,
    /// Whether fewer than five fields are bad.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub good: Option<bool>,
    /// The share of blanks of each audited field.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub fields: Option<Vec<FieldShare>>,
}

/// How often an audited field is blank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldShare {
    /// Heading of the field.
    pub field: Field,
    /// Records in which it counts.
    pub audited: u64,
    /// Those of them in which it is blank.
    pub blank: u64,
    /// Blank ÷ audited; null when it counts in none.
    pub share: Option<f64>,
    /// Whether more than 20 % are blank.
    pub bad: bool,
}

impl Coded for Dimension {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Dimension>] = &[
            choice(Dimension::Service, "service", "Service"),
            choice(Dimension::Nation, "nation", "Nation"),
            choice(Dimension::Region, "region", "Region"),
            choice(Dimension::Month, "month", "Month"),
            choice(Dimension::Quarter, "quarter", "Quarter"),
            choice(Dimension::Year, "year", "Year"),
            choice(Dimension::Sex, "sex", "Sex"),
            choice(Dimension::AgeBand, "age_band", "Age band"),
            choice(Dimension::Site, "site", "Site"),
            choice(Dimension::CareHome, "care_home", "Care home"),
            choice(Dimension::EthnicCategory, "ethnic_category", "Ethnic category"),
            choice(
                Dimension::DeprivationQuintile,
                "deprivation_quintile",
                "Deprivation quintile",
            ),
        ];
        Cow::Borrowed(CHOICES)
    }
}
