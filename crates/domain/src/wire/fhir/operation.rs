//! `OperationDefinition`: what `$evaluate-measure` takes here.

use serde::Serialize;

use super::{Base, element::ResourceType};

/// FHIR's own definition of the operation.
const STANDARD: &str = "http://hl7.org/fhir/OperationDefinition/Measure-evaluate-measure";

/// An operation and its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::OperationDefinition))]
#[serde(rename_all = "camelCase")]
pub struct OperationDefinition {
    resource_type: ResourceType,
    id: String,
    url: String,
    name: String,
    title: String,
    status: String,
    kind: String,
    description: String,
    affects_state: bool,
    code: String,
    base: String,
    resource: Vec<String>,
    system: bool,
    #[serde(rename = "type")]
    on_type: bool,
    instance: bool,
    parameter: Vec<OperationParameter>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::OperationParameter))]
pub struct OperationParameter {
    name: String,
    #[serde(rename = "use")]
    usage: String,
    min: u8,
    max: String,
    documentation: String,
    #[serde(rename = "type")]
    kind: String,
}

/// Name, whether it is required, type, and what it means.
type Row = (&'static str, bool, &'static str, &'static str);

#[rustfmt::skip]
const PARAMETERS: [Row; 5] = [
    ("periodStart", true, "date",
        "First day of 1.09, the diagnosis. A month or a year means its first day."),
    ("periodEnd", true, "date",
        "Last day of 1.09, included. A month or a year means its last day."),
    ("reportType", false, "code",
        "population (if not given): counts alone. subject-list: the episodes of each population, too, of one's own services. \
         There is no report of a single subject."),
    ("service", false, "string",
        "Code of a service, such as BRD. If not given: all services that the caller may see, pooled."),
    ("asOf", false, "date",
        "The day that decides which records are mature. If not given, today; for other services than one's own the day on \
         which the year closed."),
];

impl OperationDefinition {
    /// The id of `$evaluate-measure`.
    pub const EVALUATE: &str = "evaluate-measure";

    /// Where `$evaluate-measure` is defined.
    pub fn url(base: &Base) -> String {
        base.url(&format!("OperationDefinition/{}", Self::EVALUATE))
    }

    /// `$evaluate-measure` as it is here.
    pub fn evaluate(base: &Base) -> Self {
        let parameter = |(name, is_required, kind, documentation): Row| OperationParameter {
            name: name.to_owned(),
            usage: "in".to_owned(),
            min: u8::from(is_required),
            max: "1".to_owned(),
            documentation: documentation.to_owned(),
            kind: kind.to_owned(),
        };
        let report = OperationParameter {
            usage: "out".to_owned(),
            ..parameter((
                "return",
                true,
                "MeasureReport",
                "The result, from the present data.",
            ))
        };
        OperationDefinition {
            resource_type: ResourceType::OperationDefinition,
            id: Self::EVALUATE.to_owned(),
            url: Self::url(base),
            name: "EvaluateMeasure".to_owned(),
            title: "Evaluate a KPI".to_owned(),
            status: "active".to_owned(),
            kind: "operation".to_owned(),
            description:
                "The result of a KPI: the very figures of /api/v1/kpis/results, by FHIR's arithmetic."
                    .to_owned(),
            affects_state: false,
            code: Self::EVALUATE.to_owned(),
            base: STANDARD.to_owned(),
            resource: vec!["Measure".to_owned()],
            system: false,
            on_type: false,
            instance: true,
            parameter: PARAMETERS.into_iter().map(parameter).chain([report]).collect(),
        }
    }
}
