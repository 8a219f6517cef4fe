//! KPI results, definitions and the benchmark table.

mod benchmark;
mod columns;
mod definition;
mod difference;
mod ledger;
mod outlook;
mod record;
mod result;

pub use benchmark::{Benchmark, BenchmarkRow};
pub use columns::{Columns, KpiColumn, KpiColumns};
pub use definition::{Clause, ExclusionClause, Form, KpiDefinition, KpiLevels, KpiSetDefinition};
pub use difference::{Cause, DifferencePart, DifferenceSide, KpiDifference};
pub use ledger::{Ledger, LedgerRow};
pub use outlook::{KpiOutlook, OutlookRecord, Pending};
pub use record::{RecordOutcome, RecordState};
pub use result::{
    Amount, Completeness, Dimension, Disclosure, FieldShare, Figures, Group, Interval, KpiResult, KpiResults,
    Period, Proportion, Rate, SetVersion,
};
