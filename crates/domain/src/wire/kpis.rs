//! KPI results, definitions and the benchmark table.
