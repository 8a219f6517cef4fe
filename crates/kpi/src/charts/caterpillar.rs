//! The caterpillar plot: the services in order of their values.

use std::cmp::Ordering;

use flsdb_domain::{
    kpi::Kpi,
    wire::{
        charts::{Caterpillar, CaterpillarPoint},
        kpis::KpiResults,
    },
};

use super::{ChartFault, by_service, chart_kpi, head, pooled, sentence::words};
use crate::interval::rounded;

/// The caterpillar plot of a KPI from its results by service and the pooled one. The lowest value stands first, those
/// without a value last; equal ones by code.
///
/// # Errors
/// When there is no such chart: KPI 1 by service.
pub fn caterpillar(results: &KpiResults, kpi: Kpi) -> Result<Caterpillar, ChartFault> {
    let mut services = by_service(results, kpi)?;
    services.sort_by(|(code, cell), (other_code, other)| {
        let by_value = match (cell.value, other.value) {
            (Some(value), Some(other)) => value.total_cmp(&other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_value.then(code.cmp(other_code))
    });
    let total = pooled(results, kpi)?;
    let value = total.as_ref().and_then(|total| total.value);
    let display = total.and_then(|total| total.display);
    let points: Vec<_> = services
        .into_iter()
        .map(|(service, cell)| CaterpillarPoint {
            service,
            numerator: cell.numerator,
            denominator: cell.denominator,
            value: cell.value.map(rounded),
            display: cell.display,
            level: cell.level,
            interval: cell.interval,
            suppressed: cell.suppressed,
        })
        .collect();
    Ok(Caterpillar {
        head: head(results, what_it_shows(&points, display.as_deref())),
        kpi: chart_kpi(results, kpi),
        pooled: value.map(rounded),
        display,
        points,
    })
}

fn what_it_shows(points: &[CaterpillarPoint], pooled: Option<&str>) -> String {
    let displays: Vec<&str> = points
        .iter()
        .filter_map(|point| point.display.as_deref())
        .collect();
    let against = pooled
        .map(|pooled| format!(", where the pooled value is {pooled} %"))
        .unwrap_or_default();
    match (displays.first(), displays.last()) {
        (Some(lowest), Some(highest)) if displays.len() > 1 => {
            format!(
                "{} services from {lowest} % to {highest} %{against}.",
                words(displays.len())
            )
        }
        (Some(only), _) => format!("One service at {only} %{against}."),
        _ => "There is no service with a value.".to_owned(),
    }
}
