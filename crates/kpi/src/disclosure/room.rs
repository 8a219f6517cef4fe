//! How far the counts of a cell could differ from what they are.

use flsdb_domain::kpi::Kpi;

use super::{
    SLOTS,
    counts::{Cell, Count, Row},
};

/// A bit for each slot.
pub(super) type Slots = u8;

/// Every slot.
pub(super) const EVERY: Slots = (1 << SLOTS) - 1;

/// One way in which the records of a group could have been counted differently, slot by slot: one more, or one less.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Room {
    /// One more is possible.
    pub(super) up: Slots,
    /// One more is possible, also for who knows the number of records.
    pub(super) likely_up: Slots,
    /// And not known to be impossible, because there are records that count.
    pub(super) sure_up: Slots,
    /// One less is possible.
    pub(super) down: Slots,
    /// An alternative is needed when the cell is hidden.
    pub(super) needed: Slots,
}

/// The room of every group for one kind of change.
pub(super) type Aspect = Vec<Room>;

fn slots(row: &Row, holds: impl Fn(&Cell) -> bool) -> Slots {
    let cells = row.cells.iter().enumerate();
    cells.fold(0, |slots, (slot, cell)| slots | u8::from(holds(cell)) << slot)
}

/// The ways in which a KPI's counts could differ: a record met that failed, one more that met, one more that failed. Each
/// set has its own, but where denominators agree they change together.
pub(super) fn aspects(kpi: Kpi, rows: &[&Row]) -> Vec<Aspect> {
    let sets: Vec<usize> = distinct_sets(kpi, rows);
    let mut aspects: Vec<Aspect> = sets.iter().map(|set| swap(kpi, rows, *set)).collect();
    let groups: Vec<Vec<usize>> = if have_equal_denominators(kpi, rows, &sets) {
        vec![sets]
    } else {
        sets.into_iter().map(|set| vec![set]).collect()
    };
    for sets in groups {
        aspects.push(one_more(kpi, rows, &sets, |count| Some(count.met)));
        aspects.push(one_more(kpi, rows, &sets, |count| count.failed));
    }
    aspects.retain(|aspect| aspect.iter().any(|room| room.needed != 0));
    aspects
}

/// Whether the KPI leaves nobody out: its denominator is the number of records.
pub(super) fn is_of_all_records(kpi: Kpi) -> bool {
    matches!(kpi, Kpi::K3 | Kpi::K4 | Kpi::K7)
}

/// Whether a KPI that may leave records out tells their number: in one of the sets it counts them all.
pub(super) fn tells_records(kpi: Kpi, cell: &Cell) -> bool {
    let may_leave_out = Kpi::BY_RECORD.contains(&kpi) && !is_of_all_records(kpi);
    let mut counts = cell.of(kpi).into_iter().flatten();
    may_leave_out && counts.any(|count| count.denominator() == Some(cell.records))
}

/// KPI 2 by its numerator. The records of a service without hip fractures have no part in it: it has no room.
pub(super) fn identified(kpi: Kpi, rows: &[&Row]) -> Vec<Aspect> {
    let sets = (0..flsdb_domain::kpi::SetId::ALL.len()).filter(|set| has(kpi, rows, *set));
    let has_part = |row: &Row| {
        let counts = row.cells.iter().flat_map(|cell| cell.of(kpi));
        counts.flatten().any(|count| count.met > 0)
    };
    sets.map(|set| {
        let room = |row: &&Row| match has_part(row) {
            true => Room {
                up: EVERY,
                likely_up: EVERY,
                sure_up: slots(row, |cell| cell.records > 0),
                down: slots(row, |cell| count(cell, kpi, set).is_some_and(|c| c.met > 0)),
                needed: EVERY,
            },
            false => Room::default(),
        };
        rows.iter().map(room).collect()
    })
    .collect()
}

/// The number of records: one less is one less that failed, in every KPI.
pub(super) fn records(rows: &[&Row]) -> Aspect {
    let can_fall = |cell: &Cell| {
        let room = |kpi: Kpi| {
            let mut counts = cell.of(kpi).into_iter().flatten();
            counts.all(|count| match is_of_all_records(kpi) {
                true => count.failed.is_none_or(|failed| failed > 0),
                false => count.failed.is_none() || count.met < cell.records,
            })
        };
        cell.records > 0 && Kpi::BY_RECORD.into_iter().all(room)
    };
    let room = |row: &&Row| Room {
        up: EVERY,
        likely_up: EVERY,
        sure_up: slots(row, |cell| cell.records > 0),
        down: slots(row, can_fall),
        needed: EVERY,
    };
    rows.iter().map(room).collect()
}

fn count(cell: &Cell, kpi: Kpi, set: usize) -> Option<Count> {
    cell.of(kpi).get(set).copied().flatten()
}

/// The counts of a set that are a proportion.
fn proportion(cell: &Cell, kpi: Kpi, set: usize) -> Option<(u64, u64)> {
    let count = count(cell, kpi, set)?;
    Some((count.met, count.failed?))
}

fn has(kpi: Kpi, rows: &[&Row], set: usize) -> bool {
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    cells.any(|cell| count(cell, kpi, set).is_some())
}

/// The sets in which the KPI is a proportion, those with the same counts once. The spine ratio counts what KPI 3 of the
/// other set counts, so it changes with it.
fn distinct_sets(kpi: Kpi, rows: &[&Row]) -> Vec<usize> {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let counts = |set: usize| cells().map(move |cell| proportion(cell, kpi, set));
    let mut distinct: Vec<usize> = Vec::new();
    for set in 0..flsdb_domain::kpi::SetId::ALL.len() {
        let is_proportion = counts(set).any(|count| count.is_some());
        if is_proportion && !distinct.iter().any(|known| counts(*known).eq(counts(set))) {
            distinct.push(set);
        }
    }
    distinct
}

fn have_equal_denominators(kpi: Kpi, rows: &[&Row], sets: &[usize]) -> bool {
    let denominators = |cell: &Cell| {
        let counts = sets.iter().filter_map(|set| count(cell, kpi, *set));
        let mut found: Vec<_> = counts.map(Count::denominator).collect();
        found.dedup();
        found.len()
    };
    rows.iter()
        .flat_map(|row| &row.cells)
        .all(|cell| denominators(cell) <= 1)
}

/// A record that failed could have met, and the other way round; the denominator stays.
fn swap(kpi: Kpi, rows: &[&Row], set: usize) -> Aspect {
    let holds = |row: &Row, test: fn((u64, u64)) -> bool| {
        slots(row, |cell| proportion(cell, kpi, set).is_some_and(test))
    };
    let room = |row: &&Row| {
        let up = holds(row, |(_, failed)| failed > 0);
        Room {
            up,
            likely_up: up,
            sure_up: up,
            down: holds(row, |(met, _)| met > 0),
            needed: holds(row, |(met, failed)| met + failed > 0),
        }
    };
    rows.iter().map(room).collect()
}

/// One more record with this outcome, or one less, in these sets together.
fn one_more(kpi: Kpi, rows: &[&Row], sets: &[usize], part: fn(Count) -> Option<u64>) -> Aspect {
    let all = |cell: &Cell, test: &dyn Fn(Count) -> bool| {
        let mut counts = sets.iter().filter_map(|set| count(cell, kpi, *set)).peekable();
        counts.peek().is_some() && counts.all(test)
    };
    // One more that counts is one less that is left out; where nobody is, it is one more record.
    let leaves_out = !is_of_all_records(kpi);
    let has_room =
        |cell: &Cell, count: Count| !leaves_out || count.denominator().is_none_or(|d| d < cell.records);
    let room = |row: &&Row| Room {
        up: EVERY,
        likely_up: slots(row, |cell| all(cell, &|count| has_room(cell, count))),
        sure_up: slots(row, |cell| {
            all(cell, &|count| {
                has_room(cell, count) && count.denominator().is_some_and(|d| d > 0)
            })
        }),
        down: slots(row, |cell| all(cell, &|count| part(count).is_some_and(|n| n > 0))),
        needed: EVERY,
    };
    rows.iter().map(room).collect()
}
