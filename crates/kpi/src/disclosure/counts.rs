//! The counts of a break-down in a year and its quarters, in every KPI set.

use chrono::NaiveDate;

use flsdb_domain::{
    kpi::{Kpi, SetId},
    wire::kpis::{Dimension, Figures, KpiResult},
};

use super::{SLOTS, YEAR};
use crate::{Query, query::year_period};

/// Counts of a KPI in a cell, in one set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    /// The numerator.
    pub(super) met: u64,
    /// The complement; none over an expectation.
    pub(super) failed: Option<u64>,
}

impl Count {
    /// The denominator, if it is a count.
    pub(super) fn denominator(self) -> Option<u64> {
        self.failed.map(|failed| self.met + failed)
    }
}

/// What is counted of a group in one slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// Records.
    pub(super) records: u64,
    counts: [[Option<Count>; SetId::ALL.len()]; Kpi::ALL.len()],
}

impl Cell {
    /// The counts of a KPI, set by set; none where a set has none.
    pub(super) fn of(&self, kpi: Kpi) -> [Option<Count>; SetId::ALL.len()] {
        let at = usize::from(kpi.number() - 1);
        self.counts.get(at).copied().unwrap_or_default()
    }

    fn slot_of(&mut self, kpi: Kpi, set: usize) -> Option<&mut Option<Count>> {
        self.counts
            .get_mut(usize::from(kpi.number() - 1))
            .and_then(|sets| sets.get_mut(set))
    }

    /// What a group has in the year it has in every quarter, at least as 0.
    fn complete(&mut self, year: &Cell) {
        let counts = self.counts.iter_mut().flatten();
        for (count, in_year) in counts.zip(year.counts.iter().flatten()) {
            if let (None, Some(year)) = (&count, in_year) {
                *count = Some(Count {
                    met: 0,
                    failed: year.failed.map(|_| 0),
                });
            }
        }
    }
}

/// One group.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Its value of the dimension.
    pub(super) group: Option<String>,
    /// The quarters, then the year.
    pub(super) cells: [Cell; SLOTS],
}

/// The groups of one break-down.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) dimension: Dimension,
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// Asks for the table in every set, by year and by quarter.
    pub(super) fn collect(
        dimension: Dimension,
        (year, as_of): (i32, NaiveDate),
        ask: &impl Fn(&Query) -> Vec<KpiResult>,
    ) -> Option<Self> {
        let period = year_period(year)?;
        let mut table = Table {
            dimension,
            rows: Vec::new(),
        };
        for (at, set) in SetId::ALL.into_iter().enumerate() {
            for by in [vec![dimension], vec![Dimension::Quarter, dimension]] {
                let query = Query {
                    set,
                    period,
                    as_of,
                    by,
                    total: false,
                    kpis: Kpi::ALL.into(),
                };
                for result in ask(&query) {
                    table.take(at, &result);
                }
            }
        }
        for row in &mut table.rows {
            let [quarters @ .., year] = &mut row.cells;
            quarters.iter_mut().for_each(|quarter| quarter.complete(year));
        }
        Some(table)
    }

    fn take(&mut self, set: usize, result: &KpiResult) {
        let group = result.group.get(&self.dimension).cloned().flatten();
        let slot = match result.group.get(&Dimension::Quarter) {
            Some(quarter) => quarter_slot(quarter.as_deref()),
            None => Some(YEAR),
        };
        let at = self.rows.iter().position(|row| row.group == group);
        let at = at.unwrap_or_else(|| {
            self.rows.push(Row {
                group,
                ..Row::default()
            });
            self.rows.len() - 1
        });
        let cell = slot.and_then(|slot| self.rows.get_mut(at)?.cells.get_mut(slot));
        let Some(cell) = cell else { return };
        let count = match &result.figures {
            Figures::Proportion(found) => {
                cell.records = found.initial_population.unwrap_or_default();
                let met = found.numerator.unwrap_or_default();
                let failed = found.denominator.unwrap_or_default().saturating_sub(met);
                Some(Count {
                    met,
                    failed: Some(failed),
                })
            }
            Figures::Rate(found) => {
                let met = found.numerator.unwrap_or_default();
                // KPI 1 of several services counts services; the other rates divide by an expectation.
                let services = found.denominator.filter(|_| result.kpi == Kpi::K1);
                Some(Count {
                    met,
                    failed: services.map(|services| (services.value() as u64).saturating_sub(met)),
                })
            }
            Figures::Completeness(_) => None,
        };
        if let Some(slot) = cell.slot_of(result.kpi, set) {
            *slot = count;
        }
    }
}

/// The slot of a quarter by its name, as `2024-Q1`.
pub(super) fn quarter_slot(name: Option<&str>) -> Option<usize> {
    let (_, number) = name?.split_once("-Q")?;
    let number: usize = number.parse().ok()?;
    number.checked_sub(1).filter(|slot| *slot < YEAR)
}
