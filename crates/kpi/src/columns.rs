//! Results as columns: one array a figure, one entry a group. From counts at once, or from results that were concealed.

use std::collections::{BTreeMap, BTreeSet};

use flsdb_domain::{
    kpi::{Exclusion, Kpi},
    wire::kpis::{Amount, Columns, Figures, Group, KpiColumn, KpiColumns, KpiResult, KpiResults},
};

use crate::{
    Grid,
    evaluate::{Audience, Part},
    tally::Tally,
};

impl Grid<'_> {
    /// The counts in columns, under this heading. The same as [`columns`] of the results, without making them.
    pub fn columns(&self, heading: KpiResults) -> KpiColumns {
        let groups = self
            .groups()
            .map(|(part, key, _)| part.grouping.group(*key))
            .collect();
        let kpis = self.all_kpis().into_iter();
        KpiColumns::new(heading, groups, kpis.map(|kpi| self.column(kpi)).collect())
    }

    fn column(&self, kpi: Kpi) -> KpiColumn {
        let set = self.set();
        KpiColumn {
            kpi,
            official_number: set.official_number(kpi).to_string(),
            columns: match kpi {
                Kpi::K1 => self.column_of_services(),
                Kpi::K2 => {
                    self.column_of_rate(kpi, |tally| tally.identified, set.parameters.fractures_per_hip)
                }
                _ if set.is_ratio(kpi) => self.column_of_rate(kpi, |tally| tally.spine, 1),
                _ => self.column_of_outcomes(kpi),
            },
        }
    }

    fn spread<T>(&self, kpi: Kpi, figure: impl Fn(&Part<'_>, &Tally) -> Option<T>) -> Vec<Option<T>> {
        let cells = self.groups().map(|(part, _, tally)| match self.has(part, kpi) {
            true => figure(part, tally),
            false => None,
        });
        without_nothing(cells.collect())
    }

    fn column_of_services(&self) -> Columns {
        let several = |part: &Part<'_>| self.audience(part) == Audience::SeveralServices;
        Columns {
            numerator: self.spread(Kpi::K1, |part, t| several(part).then_some(u64::from(t.good))),
            denominator: self.spread(Kpi::K1, |part, t| {
                several(part).then_some(u64::from(t.services)).map(Amount::from)
            }),
            bad_fields: self.spread(Kpi::K1, |part, t| {
                (!several(part) && t.records > 0).then(|| t.completeness().bad_fields())
            }),
            ..Columns::default()
        }
    }

    fn column_of_rate(&self, kpi: Kpi, count: impl Fn(&Tally) -> u32, per_hip: u32) -> Columns {
        Columns {
            numerator: self.spread(kpi, |_, tally| Some(u64::from(count(tally)))),
            denominator: self.spread(kpi, |_, tally| Some(tally.expectation(per_hip))),
            ..Columns::default()
        }
    }

    fn column_of_outcomes(&self, kpi: Kpi) -> Columns {
        let counts = |tally: &Tally| tally.counts(kpi).copied();
        let of_reason = |reason: Exclusion| {
            let column = self.spread(kpi, |_, tally| Some(counts(tally)?.excluded(reason)));
            let occurs = column.iter().any(|n| n.is_some_and(|n| n > 0));
            occurs.then_some((reason, column))
        };
        Columns {
            numerator: self.spread(kpi, |_, tally| Some(u64::from(counts(tally)?.met))),
            denominator: self.spread(kpi, |_, tally| Some(counts(tally)?.denominator().into())),
            missing: self.spread(kpi, |_, tally| Some(u64::from(counts(tally)?.missing))),
            excluded: Exclusion::ALL.into_iter().filter_map(of_reason).collect(),
            ..Columns::default()
        }
    }
}

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
