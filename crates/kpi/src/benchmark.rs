//! The benchmark table: services × KPIs, and the pooled national row.

use std::sync::Arc;

use chrono::NaiveDate;

use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, SetId},
    wire::kpis::{Amount, Benchmark, BenchmarkRow, Dimension, Figures, KpiResult},
};

use crate::{
    Cohort, Query,
    evaluate::{Grid, set_version},
    query::year_period,
    source::{ServiceInfo, Source},
};

/// Which benchmark table is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenchmarkQuery {
    /// The calendar year of 1.09.
    pub year: i32,
    /// The KPI set.
    pub set: SetId,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The caller's own services.
    pub own: Vec<ServiceCode>,
}

/// The table for all `services`, whose cohorts come in the same order; none when there is no such year. What the caller may not see is for the caller to take out.
pub fn benchmark(
    wanted: &BenchmarkQuery,
    services: &[ServiceInfo],
    cohorts: &[Arc<Cohort>],
    source: Source,
) -> Option<Benchmark> {
    let period = year_period(wanted.year)?;
    let query = Query {
        set: wanted.set,
        period,
        as_of: wanted.as_of,
        by: vec![Dimension::Service],
        total: true,
        kpis: Kpi::ALL.into(),
    };
    let grid = Grid::new(&query, services, cohorts);
    let started = grid.by_service();
    let started = (0..services.len()).map(|service| started.get(&service).map_or(0, |(_, started)| *started));
    let mut results: Vec<_> = grid.results().collect();
    let national: Vec<_> = results.extract_if(.., |result| result.group.is_empty()).collect();
    let mut rows: Vec<_> = services
        .iter()
        .zip(started)
        .map(|(info, started)| row(wanted, info, u64::from(started), &results))
        .collect();
    rows.sort_by(|a, b| (&a.name, a.service).cmp(&(&b.name, b.service)));
    Some(Benchmark {
        set: set_version(&query),
        year: wanted.year,
        period,
        as_of: wanted.as_of,
        data_version: source.data_version,
        software: source.software,
        disclosure: source.disclosure,
        records: records_of(&national),
        national,
        services: rows,
    })
}

fn row(wanted: &BenchmarkQuery, info: &ServiceInfo, started: u64, results: &[KpiResult]) -> BenchmarkRow {
    let is_of_service = |result: &&KpiResult| {
        result
            .group
            .get(&Dimension::Service)
            .cloned()
            .flatten()
            .as_deref()
            == Some(info.code.as_str())
    };
    let results: Vec<_> = results.iter().filter(is_of_service).cloned().collect();
    BenchmarkRow {
        service: info.code,
        name: info.name.clone(),
        nation: info.nation,
        region: info.region.clone(),
        own: wanted.own.contains(&info.code),
        records: Some(records_of(&results)),
        missed_opportunities: info
            .hip_fractures
            .missed_opportunities_in_tenths(wanted.year, started)
            .map(|tenths| Amount::of_parts(u128::from(tenths), 10)),
        results,
    }
}

/// The initial population, which every KPI counted by record has.
fn records_of(results: &[KpiResult]) -> u64 {
    let initial = |result: &KpiResult| match &result.figures {
        Figures::Proportion(proportion) => proportion.initial_population,
        Figures::Rate(_) | Figures::Completeness(_) => None,
    };
    results.iter().find_map(initial).unwrap_or_default()
}
