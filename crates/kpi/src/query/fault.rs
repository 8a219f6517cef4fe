//! What can be wrong with a request.

use flsdb_domain::{vocabulary::Coded, wire::kpis::Dimension};

use super::{SERVICES_MAX, YEARS_MAX};

/// What is wrong with a request. The messages say how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryFault {
    /// A parameter that does not exist.
    #[error("There is no parameter {0:?}. Leave it out")]
    UnknownParameter(String),
    /// A parameter given twice that takes one value.
    #[error("The parameter {0:?} is given twice")]
    Repeated(String),
    /// `start` or `end` is absent.
    #[error("The parameter {0:?} is required: give a date like 2024-01-01")]
    Required(&'static str),
    /// Not a date.
    #[error("The parameter {parameter:?} is not a date: give it like 2024-01-01")]
    NotADate {
        /// The parameter.
        parameter: &'static str,
    },
    /// Neither `true` nor `false`.
    #[error("The parameter \"total\" is true or false")]
    NotAFlag,
    /// No such KPI set.
    #[error("There is no KPI set {0:?}. Give fls-db, fls-db-live or iof")]
    UnknownSet(String),
    /// No such KPI.
    #[error("There is no KPI {0:?}. Give a number from 1 to 11")]
    UnknownKpi(String),
    /// No such dimension.
    #[error("Results cannot be grouped by {0:?}. Give one or two of: {choices}", choices = dimension_names())]
    UnknownDimension(String),
    /// More than two dimensions.
    #[error("Results can be grouped by two dimensions at most")]
    TooManyDimensions,
    /// No such layout.
    #[error("There is no shape {0:?}. Give full or columns")]
    UnknownShape(String),
    /// Not a service code.
    #[error("{0:?} is not a service code: three characters, A to Z or 0 to 9")]
    ServiceCode(String),
    /// Not a version of a service, or a second one.
    #[error("{0:?} names no version of a service, or one twice. Write versions like BRD:12,CDF:7")]
    Versions(String),
    /// More services than can be named at once.
    #[error("More than {SERVICES_MAX} services are named. Leave the parameter out to ask for all")]
    TooManyServices,
    /// The period ends before it starts.
    #[error("The period ends before it starts")]
    EndBeforeStart,
    /// More than 50 years.
    #[error("The period is longer than {YEARS_MAX} years")]
    PeriodTooLong,
}

impl QueryFault {
    /// The parameter at fault.
    pub fn parameter(&self) -> &str {
        match self {
            QueryFault::UnknownParameter(name) | QueryFault::Repeated(name) => name,
            QueryFault::Required(name) | QueryFault::NotADate { parameter: name } => name,
            QueryFault::NotAFlag => "total",
            QueryFault::UnknownSet(_) => "set",
            QueryFault::UnknownKpi(_) => "kpi",
            QueryFault::UnknownDimension(_) | QueryFault::TooManyDimensions => "by",
            QueryFault::UnknownShape(_) => "shape",
            QueryFault::ServiceCode(_) | QueryFault::TooManyServices => "service",
            QueryFault::Versions(_) => "versions",
            QueryFault::EndBeforeStart | QueryFault::PeriodTooLong => "end",
        }
    }
}

fn dimension_names() -> String {
    let names: Vec<_> = Dimension::choices().iter().map(|choice| choice.token).collect();
    names.join(", ")
}
