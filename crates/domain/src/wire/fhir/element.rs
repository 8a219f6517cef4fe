//! Elements that several resources have.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::wire::kpis::Amount;

/// What kind of resource a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::ResourceType))]
pub enum ResourceType {
    /// A page of resources.
    Bundle,
    /// What the server can do.
    CapabilityStatement,
    /// A list of references.
    List,
    /// A KPI of a set.
    Measure,
    /// Its result.
    MeasureReport,
    /// An operation and its parameters.
    OperationDefinition,
    /// What went wrong.
    OperationOutcome,
    /// The parameters of an operation.
    Parameters,
}

/// A code of a terminology.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Coding))]
pub struct Coding {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) system: Option<String>,
    pub(super) code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) display: Option<String>,
}

/// A concept: codes, or words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::CodeableConcept))]
pub struct CodeableConcept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) coding: Vec<Coding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
}

impl From<Coding> for CodeableConcept {
    fn from(coding: Coding) -> Self {
        CodeableConcept {
            coding: vec![coding],
            text: None,
        }
    }
}

impl CodeableConcept {
    /// A concept in words alone.
    pub(super) fn text(text: impl Into<String>) -> Self {
        CodeableConcept {
            coding: Vec::new(),
            text: Some(text.into()),
        }
    }
}

/// A name that is unique within its system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Identifier))]
pub struct Identifier {
    pub(super) system: String,
    pub(super) value: String,
}

/// A reference to something: by its address, or by its identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Reference))]
pub struct Reference {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identifier: Option<Identifier>,
}

impl Reference {
    /// To this address.
    pub(super) fn to(address: String) -> Self {
        Reference {
            reference: Some(address),
            ..Reference::default()
        }
    }
}

/// A span of days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Period))]
pub struct Period {
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
}

/// A number; without one, an extension says why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Quantity))]
pub struct Quantity {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) extension: Vec<Extension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<f64>,
}

/// What FHIR has no member for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Extension))]
pub struct Extension {
    pub(super) url: String,
    #[serde(flatten)]
    pub(super) value: ExtensionValue,
}

/// A value, or parts that have one each.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::ExtensionValue, no_recursion))]
pub enum ExtensionValue {
    /// A code.
    #[serde(rename = "valueCode")]
    Code(String),
    /// A text.
    #[serde(rename = "valueString")]
    String(String),
    /// A day.
    #[serde(rename = "valueDate")]
    Date(NaiveDate),
    /// A count.
    #[serde(rename = "valueUnsignedInt")]
    Count(u64),
    /// A number with decimals.
    #[serde(rename = "valueDecimal")]
    Decimal(Amount),
    /// Parts.
    #[serde(rename = "extension")]
    Parts(Vec<Extension>),
}

impl Extension {
    pub(super) fn new(url: impl Into<String>, value: ExtensionValue) -> Self {
        Extension {
            url: url.into(),
            value,
        }
    }

    pub(super) fn text(url: &str, text: impl Into<String>) -> Self {
        Extension::new(url, ExtensionValue::String(text.into()))
    }

    /// Why a value is absent, by a code of `data-absent-reason`.
    pub(super) fn absent(reason: &str) -> Self {
        Extension::new(
            "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            ExtensionValue::Code(reason.to_owned()),
        )
    }
}

/// What stands beside a primitive value, in the member whose name begins with an underscore.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Beside))]
pub struct Beside {
    pub(super) extension: Vec<Extension>,
}
