//! `OperationOutcome`: why a request cannot be answered.

use serde::Serialize;

use crate::wire::Problem;

use super::element::{CodeableConcept, ResourceType};

/// What went wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::OperationOutcome))]
#[serde(rename_all = "camelCase")]
pub struct OperationOutcome {
    resource_type: ResourceType,
    issue: Vec<Issue>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Issue))]
pub struct Issue {
    severity: String,
    code: IssueType,
    details: CodeableConcept,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expression: Vec<String>,
}

/// The kind of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::IssueType))]
#[serde(rename_all = "kebab-case")]
pub enum IssueType {
    /// The content is not valid.
    Invalid,
    /// The form cannot be read.
    Structure,
    /// Nobody is signed in.
    Login,
    /// The caller may not.
    Forbidden,
    /// It is not done here.
    NotSupported,
    /// There is no such thing.
    NotFound,
    /// Too much.
    TooLong,
    /// The state does not allow it.
    Conflict,
    /// Too many requests.
    Throttled,
    /// Something broke.
    Exception,
    /// It may work later.
    Transient,
}

impl OperationOutcome {
    /// A problem as FHIR tells it: an issue, or one for each finding.
    pub fn of(problem: &Problem, code: IssueType) -> Self {
        let issue = |diagnostics: Option<String>, expression: Vec<String>| Issue {
            severity: "error".to_owned(),
            code,
            details: CodeableConcept::text(problem.title.clone()),
            diagnostics,
            expression,
        };
        let findings = problem.findings.iter();
        let mut issues: Vec<Issue> = findings
            .map(|found| issue(Some(found.message.clone()), place(&found.pointer)))
            .collect();
        if issues.is_empty() {
            issues.push(issue(problem.detail.clone(), Vec::new()));
        }
        OperationOutcome {
            resource_type: ResourceType::OperationOutcome,
            issue: issues,
        }
    }
}

/// A JSON pointer into the parameters as a path of FHIR.
fn place(pointer: &str) -> Vec<String> {
    let step = |part: &str| match part.parse::<usize>() {
        Ok(index) => format!("[{index}]"),
        Err(_) => format!(".{part}"),
    };
    let steps: String = pointer.split('/').skip(1).map(step).collect();
    vec![format!("Parameters{steps}")]
}
