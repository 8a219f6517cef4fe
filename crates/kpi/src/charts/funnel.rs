//! The funnel plot: the services against the pooled value.

use flsdb_domain::{
    kpi::Kpi,
    wire::{
        charts::{Funnel, FunnelCurvePoint, FunnelLimits, FunnelPoint},
        kpis::{Interval, KpiResults},
    },
};

use super::{Cell, ChartFault, by_service, chart_kpi, head, percent, pooled, sentence::words};
use crate::{
    funnel::{
        ANGLE_95, ANGLE_998, Observed, PHI_MAX, Spread, curve_denominators, dispersion, limits,
        pooled as pooled_value,
    },
    interval::{Confidence, rounded},
};

/// The funnel plot of a KPI from its results by service and the pooled one. Hidden services enter nothing.
///
/// # Errors
/// When there is no such chart: KPI 1 by service, or a ratio.
pub fn funnel(results: &KpiResults, kpi: Kpi) -> Result<Funnel, ChartFault> {
    if results.set.id.set().is_ratio(kpi) {
        return Err(ChartFault::NotAProportion(kpi));
    }
    let services = by_service(results, kpi)?;
    let total = pooled(results, kpi)?;
    let visible: Vec<Observed> = services.iter().filter_map(|(_, cell)| observed(cell)).collect();
    let centre = match total.as_ref().and_then(observed) {
        Some(total) => total.value(),
        None => pooled_value(&visible),
    };
    let spread = centre
        .and_then(|centre| dispersion(&visible, centre))
        .map(|found| found.spread);
    let limits_at = |denominator| limits_at(centre, spread.as_ref(), denominator);
    let largest = visible
        .iter()
        .map(|service| service.denominator)
        .max()
        .unwrap_or_default();
    let curve = curve_denominators(if centre.is_some() { largest } else { 0 });
    let display = total.and_then(|total| total.display);
    let points = services.into_iter().map(|(service, cell)| {
        let observed = observed(&cell);
        FunnelPoint {
            service,
            numerator: cell.numerator,
            denominator: observed.map(|observed| observed.denominator),
            value: cell.value.map(rounded),
            display: cell.display,
            suppressed: cell.suppressed,
            limits: limits_at(observed.map_or(0, |observed| observed.denominator)),
        }
    });
    Ok(Funnel {
        head: head(
            results,
            what_it_shows(visible.len(), display.as_deref(), spread.as_ref()),
        ),
        kpi: chart_kpi(results, kpi),
        pooled: centre.map(|centre| rounded(100.0 * centre)),
        display,
        phi: spread.map(|spread| rounded(spread.phi)),
        tau2: spread.and_then(|spread| spread.tau2).map(rounded),
        adjusted: spread.is_some_and(|spread| spread.is_adjusted()),
        suitable: spread.is_none_or(|spread| spread.is_suitable(PHI_MAX)),
        phi_max: PHI_MAX,
        points: points.collect(),
        curve: curve
            .into_iter()
            .map(|denominator| FunnelCurvePoint {
                denominator,
                limits: limits_at(denominator),
            })
            .collect(),
    })
}

/// A proportion's counts; none where they are hidden.
fn observed(cell: &Cell) -> Option<Observed> {
    let (numerator, denominator) = cell.numerator.zip(cell.denominator)?;
    // Proportions count: nothing is cut.
    let denominator = denominator.value() as u64;
    Some(Observed {
        numerator,
        denominator,
    })
}

fn limits_at(centre: Option<f64>, spread: Option<&Spread>, denominator: u64) -> FunnelLimits {
    let centre = centre.filter(|_| denominator > 0);
    let adjusted = |spread: &Spread| {
        Some(Interval {
            p95: spread.adjusted_limits(denominator, ANGLE_95)?,
            p998: spread.adjusted_limits(denominator, ANGLE_998)?,
        })
    };
    FunnelLimits {
        limits: centre.map(|centre| {
            percent(Interval {
                p95: limits(centre, denominator, Confidence::P95),
                p998: limits(centre, denominator, Confidence::P998),
            })
        }),
        adjusted_limits: spread.filter(|_| denominator > 0).and_then(adjusted).map(percent),
    }
}

fn what_it_shows(services: usize, display: Option<&str>, spread: Option<&Spread>) -> String {
    let Some((display, spread)) = display.zip(spread) else {
        return "There is no service with records to count.".to_owned();
    };
    let count = match services {
        1 => "One service".to_owned(),
        several => format!("{} services", words(several)),
    };
    let against = format!("{count} against the pooled value of {display} %");
    if !spread.is_suitable(PHI_MAX) {
        format!(
            "{against}: they differ so much (phi {:.1}, more than {PHI_MAX}) that a funnel cannot tell who stands out.",
            spread.phi
        )
    } else if spread.is_adjusted() {
        format!(
            "{against}: they differ by more than chance (phi {:.1}), so compare them with the adjusted limits.",
            spread.phi
        )
    } else {
        format!("{against}: between the limits, a difference is explained by chance.")
    }
}
