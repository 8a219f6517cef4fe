//! Charts for a caller: what [`find_results`] lets the caller see, ready to draw.

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
    Outcome, Reader,
    baselines::{self, Chart},
};

use super::{Cohorts, Prepared, Sight, find_results, prepare};

/// A chart, or why there is none.
pub type Drawn<T> = Outcome<Result<T, ChartFault>>;

/// The run chart of a KPI, with the re-basings stored for it.
///
/// # Errors
/// `NotFound` for a service out of sight; those of the store.
pub fn find_run(
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    sight: &Sight,
    (mut asked, kpi): (Asked, Kpi),
    plan: RunPlan,
) -> Drawn<RunChart> {
    asked.query.by = vec![Dimension::Month];
    asked.query.total = false;
    let is_national = asked.services.is_empty() && !matches!(sight, Sight::Own(_));
    let found = find_results(cohorts, r, sight, asked)?;
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
    sight: &Sight,
    (asked, kpi): (Asked, Kpi),
) -> Drawn<Funnel> {
    Ok(funnel(&by_service(cohorts, r, sight, asked)?, kpi))
}

/// The caterpillar plot of a KPI.
///
/// # Errors
/// As [`find_run`].
pub fn find_caterpillar(
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    sight: &Sight,
    (asked, kpi): (Asked, Kpi),
) -> Drawn<Caterpillar> {
    Ok(caterpillar(&by_service(cohorts, r, sight, asked)?, kpi))
}

fn by_service(cohorts: &Cohorts, r: &mut Reader<'_>, sight: &Sight, mut asked: Asked) -> Outcome<KpiResults> {
    asked.query.by = vec![Dimension::Service];
    asked.query.total = true;
    find_results(cohorts, r, sight, asked)
}

/// The cascade of the records that the caller may see the figures of.
///
/// # Errors
/// As [`find_run`].
pub fn find_cascade(cohorts: &Cohorts, r: &mut Reader<'_>, sight: &Sight, asked: Asked) -> Outcome<Cascade> {
    let Prepared {
        asked,
        loaded,
        source,
        ..
    } = prepare(cohorts, r, sight, asked)?;
    Ok(cascade(&asked.query, &loaded.services, &loaded.cohorts, source))
}
