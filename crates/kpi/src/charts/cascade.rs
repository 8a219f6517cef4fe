//! The cascade: how far the patients of a period came.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use flsdb_domain::{
    kpi::{FOLLOW_UP_52_DAYS, Ratio, Step},
    vocabulary::Coded,
    wire::charts::{Cascade, CascadeStep, ChartHead},
};

use crate::{Cohort, Query, ServiceInfo, Source, evaluate::set_version};

/// Records that have taken each step and all before it.
type Counts = [u64; Step::ALL.len()];

/// The cascade of the period's records. `cohorts` are those of the services, in the same order.
pub fn cascade(query: &Query, services: &[ServiceInfo], cohorts: &[Arc<Cohort>], source: Source) -> Cascade {
    let counts = count(query, cohorts);
    let open_from = open_from(query);
    let before = [None].into_iter().chain(counts.map(Some));
    let identified = counts.first().copied().unwrap_or_default();
    let steps = Step::ALL
        .into_iter()
        .zip(counts)
        .zip(before)
        .map(|((step, count), before)| {
            let lost = before.map(|before| before.saturating_sub(count));
            CascadeStep {
                step,
                title: step.label().to_owned(),
                definition: step.definition().to_owned(),
                count: Some(count),
                display: Ratio::of(count, identified).display(),
                lost,
                lost_display: lost
                    .zip(before)
                    .and_then(|(lost, before)| Ratio::of(lost, before).display()),
            }
        });
    Cascade {
        open_from,
        steps: steps.collect(),
        head: ChartHead {
            sentence: what_it_shows(counts, open_from),
            set: set_version(query),
            period: query.period,
            as_of: query.as_of,
            services: services.iter().map(|info| info.code).collect(),
            data_version: source.data_version,
            software: source.software,
            disclosure: source.disclosure,
        },
    }
}

fn count(query: &Query, cohorts: &[Arc<Cohort>]) -> Counts {
    let mut counts = Counts::default();
    for cohort in cohorts {
        for (count, reached) in counts.iter_mut().zip(cohort.reached(query.period)) {
            *count += reached;
        }
    }
    // Who came further has taken this step, too.
    let mut further = 0;
    for count in counts.iter_mut().rev() {
        *count += further;
        further = *count;
    }
    counts
}

/// The first day of the period whose records' last follow-up is not over.
fn open_from(query: &Query) -> Option<NaiveDate> {
    let over = query
        .as_of
        .checked_sub_days(Days::new(FOLLOW_UP_52_DAYS.into()))?;
    let first = over.succ_opt()?.max(query.period.start);
    (first <= query.period.end).then_some(first)
}

fn what_it_shows(counts: Counts, open_from: Option<NaiveDate>) -> String {
    let [identified, assessed, recommended, started, adherent] = counts;
    if identified == 0 {
        return "There is no record in the period.".to_owned();
    }
    let open = open_from
        .map(|day| {
            let day = day.format("%-d %B %Y");
            format!(" Records from {day} on may still take further steps.")
        })
        .unwrap_or_default();
    format!(
        "Of {identified} records {assessed} were assessed, {recommended} of these were recommended bone therapy, {started} had \
         started it by the first follow-up, and {adherent} were on it at 12 months.{open}"
    )
}
