//! `GET kpis`: the sets and their rules, readable.

use serde::{Deserialize, Serialize};

use crate::kpi::{Exclusion, Kpi, SetId};

/// A KPI set with its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiSetDefinition {
    /// Name in requests and results.
    pub id: SetId,
    /// Version of the rules and parameters.
    pub version: String,
    /// `sha256:` and the hash of the definition.
    pub hash: String,
    /// Its name in plain words.
    pub name: String,
    /// Its rules, in the order of their numbers in FLS-DB.
    pub kpis: Vec<KpiDefinition>,
}

/// One KPI of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiDefinition {
    /// Number in FLS-DB, kept in every set.
    pub kpi: Kpi,
    /// The number in the set's own publication.
    pub official_number: String,
    /// Short name.
    pub title: String,
    /// What it measures, in plain words.
    pub measures: String,
    /// What kind of value it is.
    pub form: Form,
    /// What the records are measured against.
    pub denominator: Clause,
    /// Who is left out, in the order in which the reasons are tested; the first that applies is the reason.
    pub exclusions: Vec<ExclusionClause>,
    /// All of these must hold.
    pub met_when: Vec<Clause>,
    /// Days after the diagnosis until a record is counted.
    pub window_days: Option<u16>,
    /// From where on a value is green or amber.
    pub levels: KpiLevels,
    /// Standards measured against†.
    pub standards: Vec<String>,
}

/// What kind of value a KPI has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Records met out of records counted.
    Proportion,
    /// A count over an expectation; may exceed 100 %.
    Ratio,
    /// Blank fields of a service; good services out of several.
    Completeness,
}

/// A condition in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clause {
    /// The condition.
    pub text: String,
    /// † : could not be read in an official methodology document; our best reading, shown as such.
    pub assumed: bool,
}

/// A reason to leave a record out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExclusionClause {
    /// The stable token.
    pub reason: Exclusion,
    /// The condition in plain words.
    pub text: String,
    /// † : could not be read in an official methodology document; our best reading, shown as such.
    pub assumed: bool,
}

/// Bands of the level, in per cent of the unrounded value; below both is red.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KpiLevels {
    /// Green from here.
    pub green_from: u32,
    /// Amber from here; null where there is no amber.
    pub amber_from: Option<u32>,
}
