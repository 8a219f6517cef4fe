//! Charts for a caller: what [`prepare_for`] lets the caller see, ready to draw.

use flsdb_domain::{
    kpi::Kpi,
    wire::{
        charts::{Baseline, Cascade, Caterpillar, Funnel, RunChart},
        kpis::{Dimension, KpiResults},
    },
};
use flsdb_kpi::{
    Asked,
    charts::{ChartFault, RunPlan, cascade, caterpillar, funnel, run_chart},
};
use flsdb_store::{
    Outcome, Reader, StoreError,
    baselines::{self, Chart},
};

use super::{Cohorts, Prepared, Viewer, prepare_for};

/// A chart, or why there is none.
pub type Drawn<T> = Outcome<Result<T, ChartFault>>;

/// The run chart of a KPI, with the re-basings stored for it.
///
/// # Errors
/// `NotFound` for a service out of sight; those of the store.
pub fn find_run(
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    viewer: &Viewer,
    (mut asked, kpi): (Asked, Kpi),
    plan: RunPlan,
) -> Drawn<RunChart> {
    asked.query.by = vec![Dimension::Month];
    asked.query.total = false;
    let is_national = asked.services.is_empty() && !viewer.has_own();
    let found = match prepare_for(cohorts, r, viewer, asked)? {
        Ok(prepared) => prepared.results(),
        Err(fault) => return Ok(Err(fault.into())),
    };
    let baselines = baselines_of(r, &found, kpi, is_national)?;
    Ok(run_chart(&found, kpi, RunPlan { baselines, ..plan }))
}

/// Those of the pooled national value, or of the one service. Others have none.
fn baselines_of(
    r: &mut Reader<'_>,
    found: &KpiResults,
    kpi: Kpi,
    is_national: bool,
) -> Outcome<Vec<Baseline>> {
    let service = match found.services.as_slice() {
        _ if is_national => None,
        [one] => Some(*one),
        _ => return Ok(Vec::new()),
    };
    let set = found.set.id;
    baselines::of_chart(r, Chart { service, set, kpi })
}

/// The funnel plot of a KPI.
///
/// # Errors
/// As [`find_run`].
pub fn find_funnel(
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    viewer: &Viewer,
    (asked, kpi): (Asked, Kpi),
) -> Drawn<Funnel> {
    let found = by_service(cohorts, r, viewer, asked)?;
    Ok(found.and_then(|found| funnel(&found, kpi)))
}

/// The caterpillar plot of a KPI.
///
/// # Errors
/// As [`find_run`].
pub fn find_caterpillar(
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    viewer: &Viewer,
    (asked, kpi): (Asked, Kpi),
) -> Drawn<Caterpillar> {
    let found = by_service(cohorts, r, viewer, asked)?;
    Ok(found.and_then(|found| caterpillar(&found, kpi)))
}

fn by_service(cohorts: &Cohorts, r: &mut Reader<'_>, viewer: &Viewer, mut asked: Asked) -> Drawn<KpiResults> {
    asked.query.by = vec![Dimension::Service];
    asked.query.total = true;
    let found = prepare_for(cohorts, r, viewer, asked)?;
    Ok(found.map(|prepared| prepared.results()).map_err(ChartFault::from))
}

/// The cascade of the records that the caller may see the figures of: one's own services, or all of them together.
///
/// # Errors
/// As [`find_run`].
pub fn find_cascade(cohorts: &Cohorts, r: &mut Reader<'_>, viewer: &Viewer, asked: Asked) -> Drawn<Cascade> {
    if !viewer.sees_whole(&asked) && !asked.services.is_empty() {
        return Err(StoreError::NotFound);
    }
    let Prepared {
        asked,
        loaded,
        source,
        ..
    } = match prepare_for(cohorts, r, viewer, asked)? {
        Ok(prepared) => prepared,
        Err(fault) => return Ok(Err(fault.into())),
    };
    Ok(Ok(cascade(
        &asked.query,
        &loaded.services,
        &loaded.cohorts,
        source,
    )))
}
