//! From facts to results: the records of some services, folded into values with all that stands beside them.
//!
//! Pure: the caller brings the facts, the services and the day. The rules themselves are in [`flsdb_domain::kpi`].
//!
//! ```
//! use flsdb_kpi::{Asked, ServiceInfo, evaluate};
//!
//! let asked = Asked::read([("start", "2024-01-01"), ("end", "2024-12-31")], "2026-01-31".parse()?)
//!     .map_err(|faults| format!("{faults:?}"))?;
//! let services: Vec<ServiceInfo> = Vec::new();
//! let results = evaluate(&asked.query, &services, []);
//! assert_eq!(results.len(), 11);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod benchmark;
pub mod charts;
mod cohort;
mod columns;
mod counter;
mod difference;
pub mod disclosure;
mod evaluate;
pub mod funnel;
mod group;
pub mod interval;
mod outlook;
mod quality;
mod query;
mod source;
pub mod spc;
mod table;
mod tally;

pub use benchmark::{BenchmarkQuery, benchmark};
pub use cohort::Cohort;
pub use columns::columns;
pub use difference::{DifferenceFold, DifferenceQuery};
pub use evaluate::{Grid, cohorts_of, evaluate, heading, results};
pub use outlook::{Chance, Outlook, OutlookCounts};
pub use quality::{LAG_CAP_DAYS, QualityCounts};
pub use query::{Asked, Query, QueryFault, Shape};
pub use source::{ServiceInfo, Source};
pub use table::{headings, row};
