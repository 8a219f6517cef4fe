//! `MeasureReport`: the result of a KPI by FHIR's arithmetic. The denominator is the initial population, those left out
//! are a part of it, and the score is numerator ÷ (denominator − denominator exclusion).
//!
//! The figures are those of `kpis/results`. What disclosure control hid there is `masked` here.

use serde::Serialize;

use crate::{
    ServiceCode,
    kpi::{Kpi, SetId},
    wire::kpis::KpiResults,
};

use super::{
    Base, Measure,
    codes::{Role, improvement},
    element::{
        Beside, CodeableConcept, Extension, ExtensionValue, Identifier, Period, Quantity, Reference,
        ResourceType,
    },
};

mod group;
mod members;

use members::List;
pub use members::Members;

/// The code of the stratifier of KPIs counted by record.
pub(super) const REASON: &str = "reason";

/// The result of a KPI.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::MeasureReport))]
#[serde(rename_all = "camelCase")]
pub struct MeasureReport {
    resource_type: ResourceType,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contained: Vec<List>,
    extension: Vec<Extension>,
    status: String,
    #[serde(rename = "type")]
    kind: ReportType,
    measure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reporter: Option<Reference>,
    period: Period,
    improvement_notation: CodeableConcept,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    group: Vec<ReportGroup>,
}

/// What a report has besides counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::ReportType))]
#[serde(rename_all = "kebab-case")]
pub enum ReportType {
    /// Counts alone.
    Summary,
    /// The episodes of each population, too.
    SubjectList,
}

/// The populations and the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::ReportGroup))]
#[serde(rename_all = "camelCase")]
pub struct ReportGroup {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    population: Vec<ReportPopulation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measure_score: Option<Quantity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stratifier: Vec<ReportStratifier>,
}

/// How many belong to a population.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::ReportPopulation))]
#[serde(rename_all = "camelCase")]
pub struct ReportPopulation {
    #[serde(skip)]
    role: Role,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    code: CodeableConcept,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    /// Why there is no count: `masked` by disclosure control, or `not-applicable` as it is no whole number.
    #[serde(rename = "_count", skip_serializing_if = "Option::is_none")]
    beside_count: Option<Beside>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_results: Option<Reference>,
}

/// The reasons for which records do not count or are not met.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::ReportStratifier))]
pub struct ReportStratifier {
    code: Vec<CodeableConcept>,
    stratum: Vec<Stratum>,
}

/// The records of one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Stratum))]
pub struct Stratum {
    value: CodeableConcept,
    population: Vec<ReportPopulation>,
}

/// Which result is told.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// The KPI.
    pub kpi: Kpi,
    /// The service asked for; none: all that the caller sees, pooled.
    pub service: Option<ServiceCode>,
}

impl MeasureReport {
    /// The KPIs whose results a report needs: of a ratio another one, too, which counts the records.
    pub fn needs(set: SetId, kpi: Kpi) -> Vec<Kpi> {
        match set.set().is_ratio(kpi) {
            true => vec![kpi, group::COUNTS_RECORDS],
            false => vec![kpi],
        }
    }

    /// The report of results that hold what [`MeasureReport::needs`] names.
    pub fn of(base: &Base, found: &KpiResults, subject: Subject) -> Self {
        let Subject { kpi, service } = subject;
        let of_kpi = found.results.iter().filter(|result| result.kpi == kpi);
        MeasureReport {
            resource_type: ResourceType::MeasureReport,
            contained: Vec::new(),
            extension: vec![evaluation(base, found)],
            status: "complete".to_owned(),
            kind: ReportType::Summary,
            measure: Measure::canonical(base, found.set.id, kpi),
            reporter: service.map(|code| reporter(base, code)),
            period: Period {
                start: found.period.start,
                end: found.period.end,
            },
            improvement_notation: improvement(),
            group: of_kpi
                .map(|result| ReportGroup::of(base, found, result))
                .collect(),
        }
    }
}

fn reporter(base: &Base, service: ServiceCode) -> Reference {
    Reference {
        reference: None,
        kind: Some("Organization".to_owned()),
        identifier: Some(Identifier {
            system: base.naming_system("service"),
            value: service.to_string(),
        }),
    }
}

/// What it takes to compute the result again.
fn evaluation(base: &Base, found: &KpiResults) -> Extension {
    let parts = vec![
        Extension::new("asOf", ExtensionValue::Date(found.as_of)),
        Extension::text("dataVersion", found.data_version.to_string()),
        Extension::text("definitionHash", found.set.hash.clone()),
        Extension::text("software", found.software.clone()),
        Extension::text("disclosureRule", found.disclosure.rule.clone()),
        Extension::text("disclosureReason", found.disclosure.reason.clone()),
    ];
    Extension::new(base.extension("evaluation"), ExtensionValue::Parts(parts))
}
