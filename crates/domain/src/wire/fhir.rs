//! HL7 FHIR R4 (4.0.1): the resources that `/fhir/R4` answers with, and how KPIs become Measures and their results
//! MeasureReports. Only the members that are used here exist.

mod bundle;
mod capability;
mod codes;
mod element;
mod measure;
mod operation;
mod outcome;
mod parameters;
mod report;

pub use bundle::{Bundle, BundlePage};
pub use capability::CapabilityStatement;
pub use element::ResourceType;
pub use measure::Measure;
pub use operation::OperationDefinition;
pub use outcome::{IssueType, OperationOutcome};
pub use parameters::{Parameter, Parameters};
pub use report::{MeasureReport, Members, Subject};

/// The version of FHIR.
const FHIR_VERSION: &str = "4.0.1";

/// The media type of FHIR's JSON.
pub const FHIR_JSON: &str = "application/fhir+json";

/// Where the resources are: what their canonical addresses begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// The address of `/fhir/R4` on this server.
    pub fn new(address: impl Into<String>) -> Self {
        Base(address.into())
    }

    /// The address itself.
    pub fn address(&self) -> &str {
        &self.0
    }

    /// The address of something under it.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.0)
    }

    /// The definition of an extension of our own.
    fn extension(&self, name: &str) -> String {
        self.url(&format!("StructureDefinition/{name}"))
    }

    /// What makes values of one kind unique: codes of services, numbers of KPIs.
    fn naming_system(&self, name: &str) -> String {
        self.url(&format!("NamingSystem/{name}"))
    }
}
