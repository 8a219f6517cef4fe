//! Results as columns: one array a figure, one entry a group.

mod writing;

use std::collections::{BTreeMap, BTreeSet};

use flsdb_domain::{
    kpi::{Exclusion, Kpi},
    wire::kpis::{Amount, Columns, Figures, Group, KpiColumn, KpiColumns, KpiResult, KpiResults},
};

/// Lays results out in columns, without values, intervals and bounds.
pub fn columns(results: KpiResults) -> KpiColumns {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_kpi: BTreeMap<Kpi, BTreeMap<usize, &KpiResult>> = BTreeMap::new();
    for result in &results.results {
        // Results come group by group.
        if groups.last() != Some(&result.group) {
            groups.push(result.group.clone());
        }
        by_kpi
            .entry(result.kpi)
            .or_default()
            .insert(groups.len() - 1, result);
    }
    let columns = by_kpi
        .iter()
        .map(|(kpi, cells)| column(*kpi, cells, groups.len()))
        .collect();
    KpiColumns::new(results, groups, columns)
}

fn column(kpi: Kpi, cells: &BTreeMap<usize, &KpiResult>, groups: usize) -> KpiColumn {
    let figures: Vec<_> = (0..groups)
        .map(|at| cells.get(&at).map(|result| &result.figures))
        .collect();
    let reasons: BTreeSet<Exclusion> = figures
        .iter()
        .flatten()
        .filter_map(|figures| excluded(figures))
        .flat_map(|excluded| excluded.keys().copied())
        .collect();
    let left_out = |reason: Exclusion| {
        let count =
            |figures: &Figures| excluded(figures).map(|e| e.get(&reason).copied().unwrap_or_default());
        (reason, spread(&figures, count))
    };
    KpiColumn {
        kpi,
        official_number: cells
            .values()
            .next()
            .map(|result| result.official_number.clone())
            .unwrap_or_default(),
        columns: Columns {
            numerator: without_nothing(spread(&figures, numerator)),
            denominator: without_nothing(spread(&figures, denominator)),
            missing: without_nothing(spread(&figures, missing)),
            excluded: reasons.into_iter().map(left_out).collect(),
            bad_fields: without_nothing(spread(&figures, bad_fields)),
        },
    }
}

fn spread<T>(figures: &[Option<&Figures>], figure: impl Fn(&Figures) -> Option<T>) -> Vec<Option<T>> {
    figures.iter().map(|figures| figures.and_then(&figure)).collect()
}

/// An array that is null throughout says nothing.
fn without_nothing<T>(figures: Vec<Option<T>>) -> Vec<Option<T>> {
    if figures.iter().all(Option::is_none) {
        Vec::new()
    } else {
        figures
    }
}

fn excluded(figures: &Figures) -> Option<&BTreeMap<Exclusion, u64>> {
    match figures {
        Figures::Proportion(proportion) => proportion.excluded.as_ref(),
        Figures::Rate(_) | Figures::Completeness(_) => None,
    }
}

fn numerator(figures: &Figures) -> Option<u64> {
    match figures {
        Figures::Proportion(proportion) => proportion.numerator,
        Figures::Rate(rate) => rate.numerator,
        Figures::Completeness(_) => None,
    }
}

fn denominator(figures: &Figures) -> Option<Amount> {
    match figures {
        Figures::Proportion(proportion) => proportion.denominator.map(Amount::from),
        Figures::Rate(rate) => rate.denominator,
        Figures::Completeness(_) => None,
    }
}

fn missing(figures: &Figures) -> Option<u64> {
    match figures {
        Figures::Proportion(proportion) => proportion.missing,
        Figures::Rate(_) | Figures::Completeness(_) => None,
    }
}

fn bad_fields(figures: &Figures) -> Option<usize> {
    match figures {
        Figures::Completeness(completeness) => completeness.bad_fields,
        Figures::Proportion(_) | Figures::Rate(_) => None,
    }
}
