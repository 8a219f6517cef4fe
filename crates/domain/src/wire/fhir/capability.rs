//! `CapabilityStatement`: what the server can do.

use serde::Serialize;

use super::{
    Base, FHIR_JSON, FHIR_VERSION, OperationDefinition,
    codes::oauth,
    element::{CodeableConcept, ResourceType},
};

/// The day on which what the server can do changed last.
const CHANGED_ON: &str = "2026-11-22";

const SECURITY: &str = "Metadata, measures and definitions are public. $evaluate-measure needs a token in the header \
                        Authorization: Bearer. Systems get one from POST /api/v1/oauth/token (client credentials, scope \
                        kpis:read), people from POST /api/v1/auth/login.";

/// What the server can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::CapabilityStatement))]
#[serde(rename_all = "camelCase")]
pub struct CapabilityStatement {
    resource_type: ResourceType,
    url: String,
    name: String,
    title: String,
    status: String,
    date: String,
    kind: String,
    software: Software,
    implementation: Implementation,
    fhir_version: String,
    format: Vec<String>,
    rest: Vec<Rest>,
}

/// The software.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Software))]
pub struct Software {
    name: String,
}

/// This installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Implementation))]
pub struct Implementation {
    description: String,
    url: String,
}

/// What there is under the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Rest))]
pub struct Rest {
    mode: String,
    security: Security,
    resource: Vec<RestResource>,
}

/// Who may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Security))]
pub struct Security {
    service: Vec<CodeableConcept>,
    description: String,
}

/// What can be done with a kind of resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::RestResource))]
#[serde(rename_all = "camelCase")]
pub struct RestResource {
    #[serde(rename = "type")]
    kind: String,
    interaction: Vec<Interaction>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    search_param: Vec<SearchParameter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    operation: Vec<Operation>,
}

/// `read` or `search-type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Interaction))]
pub struct Interaction {
    code: String,
}

/// What can be searched by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::SearchParameter))]
pub struct SearchParameter {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Operation))]
pub struct Operation {
    name: String,
    definition: String,
}

impl CapabilityStatement {
    /// What the server at this address can do.
    pub fn of(base: &Base, software: &str) -> Self {
        CapabilityStatement {
            resource_type: ResourceType::CapabilityStatement,
            url: base.url("metadata"),
            name: "FLSDB".to_owned(),
            title: "FLSDB, the registry for fracture liaison services".to_owned(),
            status: "active".to_owned(),
            date: CHANGED_ON.to_owned(),
            kind: "instance".to_owned(),
            software: Software {
                name: software.to_owned(),
            },
            implementation: Implementation {
                description: "Key performance indicators of fracture liaison services".to_owned(),
                url: base.address().to_owned(),
            },
            fhir_version: FHIR_VERSION.to_owned(),
            format: vec![FHIR_JSON.to_owned(), "json".to_owned()],
            rest: vec![Rest {
                mode: "server".to_owned(),
                security: Security {
                    service: vec![oauth()],
                    description: SECURITY.to_owned(),
                },
                resource: vec![measures(base), definitions()],
            }],
        }
    }
}

fn measures(base: &Base) -> RestResource {
    let searchable = [("_id", "token"), ("identifier", "token"), ("name", "string")];
    RestResource {
        search_param: searchable.map(SearchParameter::of).into(),
        operation: vec![Operation {
            name: OperationDefinition::EVALUATE.to_owned(),
            definition: OperationDefinition::url(base),
        }],
        ..resource("Measure", &["read", "search-type"])
    }
}

fn definitions() -> RestResource {
    resource("OperationDefinition", &["read"])
}

fn resource(kind: &str, interactions: &[&str]) -> RestResource {
    let interaction = |code: &&str| Interaction {
        code: (*code).to_owned(),
    };
    RestResource {
        kind: kind.to_owned(),
        interaction: interactions.iter().map(interaction).collect(),
        search_param: Vec::new(),
        operation: Vec::new(),
    }
}

impl SearchParameter {
    fn of((name, kind): (&str, &str)) -> Self {
        SearchParameter {
            name: name.to_owned(),
            kind: kind.to_owned(),
        }
    }
}
