//! `GET kpis/results?shape=columns`: one array a figure, one entry a group; the form for large grids.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    ServiceCode,
    kpi::{Exclusion, Kpi},
};

use super::{Amount, Disclosure, Group, KpiResults, Period, SetVersion};

/// The answer of `GET kpis/results?shape=columns`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiColumns {
    /// The KPI set.
    pub set: SetVersion,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The services asked for.
    pub services: Vec<ServiceCode>,
    /// Version of the data.
    pub data_version: i64,
    /// Name and version of the software.
    pub software: String,
    /// The rule of disclosure control in force.
    pub disclosure: Disclosure,
    /// The groups; every array below has an entry for each.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<BTreeMap<String, Option<String>>>))]
    pub groups: Vec<Group>,
    /// The figures of each KPI.
    pub columns: Vec<KpiColumn>,
}

/// The figures of one KPI, an entry a group; null where the KPI has none there, or it is hidden. An array that would be
/// null throughout is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Columns {
    /// Records met; records counted; good services.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numerator: Vec<Option<u64>>,
    /// Records counted; the expectation; services with records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denominator: Vec<Option<Amount>>,
    /// Records counted as not met because blanks leave the answer open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Option<u64>>,
    /// Records left out, an array for each reason that occurs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Vec<Option<u64>>>))]
    pub excluded: BTreeMap<Exclusion, Vec<Option<u64>>>,
    /// KPI 1 of one service: fields with more than 20 % blank.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bad_fields: Vec<Option<usize>>,
}

/// The columns of one KPI.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiColumn {
    /// Number in FLS-DB, kept in every set.
    pub kpi: Kpi,
    /// The number in the set's own publication.
    pub official_number: String,
    /// The figures.
    #[serde(flatten)]
    pub columns: Columns,
}

impl KpiColumns {
    /// The columns of these KPIs for these groups, with the heading of the results.
    pub fn new(results: KpiResults, groups: Vec<Group>, columns: Vec<KpiColumn>) -> Self {
        KpiColumns {
            set: results.set,
            period: results.period,
            as_of: results.as_of,
            services: results.services,
            data_version: results.data_version,
            software: results.software,
            disclosure: results.disclosure,
            groups,
            columns,
        }
    }
}
