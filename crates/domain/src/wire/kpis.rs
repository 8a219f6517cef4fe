//! KPI results, definitions and the benchmark table.

mod benchmark;
mod columns;
mod definition;
mod ledger;
mod record;
mod result;

pub use benchmark::{Benchmark, BenchmarkRow};
pub use columns::{Columns, KpiColumn, KpiColumns};
pub use definition::{Clause, ExclusionClause, Form, KpiDefinition, KpiLevels, KpiSetDefinition};
pub use ledger::{Ledger, LedgerRow};
pub use record::{RecordOutcome, RecordState};
pub use result::{
    Amount, Completeness, Dimension, Disclosure, FieldShare, Figures, Group, Interval, KpiResult, KpiResults,
    Period, Proportion, Rate, SetVersion,
};
