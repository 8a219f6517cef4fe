//! `Parameters`: what `$evaluate-measure` is asked by POST.

use serde::{Deserialize, Serialize};
use validator::Validate;

use super::element::ResourceType;

/// The parameters of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Parameters))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
    /// `Parameters`.
    pub resource_type: ResourceType,
    /// Each of them.
    #[serde(default)]
    #[validate(length(max = 20, message = "Give 20 parameters at most"), nested)]
    pub parameter: Vec<Parameter>,
}

/// A parameter: a name, and one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Parameter))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// Its name.
    #[validate(length(min = 1, max = 100, message = "A name has 1 to 100 characters"))]
    pub name: String,
    /// A day, month or year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_date: Option<String>,
    /// A code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_code: Option<String>,
    /// A text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_string: Option<String>,
}

impl Parameter {
    /// Its value; none unless there is exactly one.
    pub fn value(&self) -> Option<&str> {
        let mut given = [&self.value_date, &self.value_code, &self.value_string]
            .into_iter()
            .flatten();
        given
            .next()
            .filter(|_| given.next().is_none())
            .map(String::as_str)
    }
}
