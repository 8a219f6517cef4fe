//! Outlier flags of a frozen year, from the funnel of each KPI.

use flsdb_domain::{
    kpi::{Kpi, Ratio},
    wire::{
        kpis::{Benchmark, Figures, KpiResult},
        reports::{OutlierFlag, ReportFlag},
    },
};
use flsdb_kpi::{
    funnel::{ANGLE_95, ANGLE_998, Flag, Observed, PHI_MAX, dispersion, pooled},
    interval::rounded,
};

/// The services below the limits of the funnel, in each of these KPIs that is a proportion counted by record: alert below
/// the 95 % limit, alarm below the 99.8 % limit, adjusted limits if phi > 1, none where the funnel is not suitable.
pub fn flags(table: &Benchmark, kpis: &[Kpi]) -> Vec<ReportFlag> {
    kpis.iter().flat_map(|kpi| flags_of(table, *kpi)).collect()
}

fn flags_of(table: &Benchmark, kpi: Kpi) -> Vec<ReportFlag> {
    let rows = table.services.iter();
    let services: Vec<_> = rows
        .filter_map(|row| Some((row.service, observed(&row.results, kpi)?)))
        .collect();
    let counts: Vec<Observed> = services.iter().map(|(_, observed)| *observed).collect();
    let spread = pooled(&counts).and_then(|pooled| dispersion(&counts, pooled));
    let Some(spread) = spread.map(|found| found.spread) else {
        return Vec::new();
    };
    let lower = |observed: Observed, deviations| {
        let [lower, _] = spread.deciding_limits(observed.denominator, deviations);
        rounded(100.0 * lower)
    };
    let flag = |(service, observed): (_, Observed)| {
        let flag = match spread.flag(observed, PHI_MAX)? {
            Flag::Alert => OutlierFlag::Alert,
            Flag::Alarm => OutlierFlag::Alarm,
        };
        Some(ReportFlag {
            service,
            kpi,
            flag,
            numerator: observed.numerator,
            denominator: observed.denominator,
            display: Ratio::of(observed.numerator, observed.denominator).display(),
            pooled: rounded(100.0 * spread.pooled),
            lower_95: lower(observed, ANGLE_95),
            lower_998: lower(observed, ANGLE_998),
            phi: rounded(spread.phi),
            adjusted: spread.is_adjusted(),
        })
    };
    services.into_iter().filter_map(flag).collect()
}

fn observed(results: &[KpiResult], kpi: Kpi) -> Option<Observed> {
    let result = results.iter().find(|result| result.kpi == kpi)?;
    let Figures::Proportion(proportion) = &result.figures else {
        return None;
    };
    Some(Observed {
        numerator: proportion.numerator?,
        denominator: proportion.denominator.filter(|denominator| *denominator > 0)?,
    })
}
