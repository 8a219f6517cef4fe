//! The cells that a rule names, and the mask that follows.

use flsdb_domain::{kpi::Kpi, wire::kpis::Dimension};

use super::{
    Extent, Hidden, MaskRow, Rule, SLOTS, YEAR,
    alternatives::{Hierarchy, has},
    counts::{Cell, Count, Row},
    room::{EVERY, Slots, aspects, identified, is_of_all_records, records, tells_records},
};

/// The mask of the groups of a hierarchy.
pub(super) fn mask_rows(rule: Rule, extent: Extent, hierarchy: &Hierarchy) -> Vec<(Dimension, MaskRow)> {
    let (dimensions, rows): (Vec<Dimension>, Vec<&Row>) = hierarchy.rows().unzip();
    let mut found: Vec<MaskRow> = rows.iter().map(|row| MaskRow::shown(row)).collect();
    let is_complete = extent == Extent::Complete && rule == Rule::FlsDb;

    let mut without_records = primary(&rows, |cell| (1..rule.least()).contains(&cell.records));
    if is_complete {
        let weights = weigh(&rows, |cell| cell.records);
        hierarchy.close(&[records(&rows)], &weights, &mut without_records);
    }
    set(&mut found, &without_records, Hidden::hide_records);

    // Where the KPIs of all records do not tell the number of records, no other may.
    let (of_all, others): (Vec<Kpi>, Vec<Kpi>) =
        Kpi::ALL.into_iter().partition(|kpi| is_of_all_records(*kpi));
    let mut untold = vec![EVERY; rows.len()];
    for kpi in of_all.into_iter().chain(others) {
        let mut hidden = primary(&rows, |cell| rule.hides(kpi, cell));
        unite(&mut hidden, &without_records);
        if is_complete {
            let telling = primary(&rows, |cell| tells_records(kpi, cell));
            unite(&mut hidden, &common(&telling, &untold));
            let weights = weigh(&rows, |cell| weight(kpi, cell));
            match kpi {
                Kpi::K1 => pair_up(&dimensions, &rows, &mut hidden),
                Kpi::K2 => hierarchy.close(&identified(kpi, &rows), &weights, &mut hidden),
                _ => hierarchy.close(&aspects(kpi, &rows), &weights, &mut hidden),
            }
        }
        set(&mut found, &hidden, |cell| cell.hide(kpi));
        if is_of_all_records(kpi) {
            untold = common(&untold, &hidden);
        }
    }
    dimensions.into_iter().zip(found).collect()
}

impl MaskRow {
    fn shown(row: &Row) -> Self {
        MaskRow {
            group: row.group.clone(),
            slots: [Hidden::default(); SLOTS],
        }
    }
}

impl Rule {
    /// The least count that may be shown, but for 0.
    fn least(self) -> u64 {
        match self {
            Rule::FlsDb => 5,
            Rule::NhsSecondaryCare => 8,
        }
    }

    /// Whether the rule itself hides a cell: in every set what it hides in one.
    fn hides(self, kpi: Kpi, cell: &Cell) -> bool {
        cell.of(kpi).into_iter().flatten().any(|count| self.hides_count(count))
            // KPI 1 of one service counts fields, not patients: too few records would tell of each.
            || kpi == Kpi::K1 && cell.records < self.least()
    }

    fn hides_count(self, count: Count) -> bool {
        let is_small = |n: u64| (1..self.least()).contains(&n);
        let has_small_base = |denominator: u64| match self {
            Rule::FlsDb => denominator < self.least(),
            Rule::NhsSecondaryCare => is_small(denominator),
        };
        is_small(count.met)
            || count.failed.is_some_and(is_small)
            || count.denominator().is_some_and(has_small_base)
    }
}

fn primary(rows: &[&Row], hides: impl Fn(&Cell) -> bool) -> Vec<Slots> {
    let slots = |row: &&Row| {
        let cells = row.cells.iter().enumerate();
        cells.fold(0, |slots, (slot, cell)| slots | u8::from(hides(cell)) << slot)
    };
    rows.iter().map(slots).collect()
}

fn unite(slots: &mut [Slots], others: &[Slots]) {
    for (slots, others) in slots.iter_mut().zip(others) {
        *slots |= others;
    }
}

fn common(slots: &[Slots], others: &[Slots]) -> Vec<Slots> {
    let both = slots.iter().zip(others);
    both.map(|(slots, others)| slots & others).collect()
}

fn set(found: &mut [MaskRow], hidden: &[Slots], mut hide: impl FnMut(&mut Hidden)) {
    for (row, slots) in found.iter_mut().zip(hidden) {
        for (slot, cell) in row.slots.iter_mut().enumerate() {
            if has(*slots, slot) {
                hide(cell);
            }
        }
    }
}

/// What hiding a cell costs: the records that it tells of.
fn weigh(rows: &[&Row], weight: impl Fn(&Cell) -> u64) -> Vec<[u64; SLOTS]> {
    rows.iter()
        .map(|row| std::array::from_fn(|slot| row.cells.get(slot).map_or(0, &weight)))
        .collect()
}

fn weight(kpi: Kpi, cell: &Cell) -> u64 {
    let counts = cell.of(kpi).into_iter().flatten();
    counts
        .map(|count| count.denominator().unwrap_or(count.met))
        .max()
        .unwrap_or_default()
}

/// KPI 1 of several services counts services, quarter by quarter: within a nation's or region's table of a slot no cell may
/// be hidden alone, nor only cells without a good, or without another service.
fn pair_up(dimensions: &[Dimension], rows: &[&Row], hidden: &mut [Slots]) {
    for dimension in [Dimension::Nation, Dimension::Region] {
        let of_table: Vec<usize> = (0..rows.len())
            .filter(|at| dimensions.get(*at) == Some(&dimension))
            .collect();
        for slot in 0..=YEAR {
            pair_up_in(&of_table, rows, slot, hidden);
        }
    }
}

fn pair_up_in(table: &[usize], rows: &[&Row], slot: usize, hidden: &mut [Slots]) {
    let count = |at: usize| {
        let cell = rows.get(at)?.cells.get(slot)?;
        cell.of(Kpi::K1).into_iter().flatten().next()
    };
    let is_hidden = |hidden: &[Slots], at: usize| hidden.get(at).is_some_and(|slots| has(*slots, slot));
    let parts: [fn(Count) -> u64; 2] = [|count| count.met, |count| count.failed.unwrap_or_default()];
    for part in parts {
        let is_loose = |at: usize| count(at).is_some_and(|count| part(count) > 0);
        loop {
            let concealed: Vec<usize> = table
                .iter()
                .copied()
                .filter(|at| is_hidden(hidden, *at))
                .collect();
            let suffices = concealed.len() != 1 && concealed.iter().any(|at| is_loose(*at));
            if concealed.is_empty() || suffices {
                break;
            }
            let others = table
                .iter()
                .copied()
                .filter(|at| !is_hidden(hidden, *at) && count(*at).is_some());
            let size = |at: &usize| (!is_loose(*at), count(*at).and_then(Count::denominator));
            let Some(next) = others.min_by_key(size) else {
                break;
            };
            if let Some(slots) = hidden.get_mut(next) {
                *slots |= 1 << slot;
            }
        }
    }
}
