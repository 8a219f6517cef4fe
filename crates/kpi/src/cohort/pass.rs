//! One pass over the columns of a service: how many records of each cell have each value of each nibble.

use flsdb_domain::kpi::SetId;

use super::{
    Axes, Columns, Word,
    word::{Histogram, NIBBLES, VALUES},
};

/// Days outside of the period have no cell.
const OUTSIDE: u16 = u16::MAX;

/// Which cell a record is counted in: by its day, and within by its traits.
pub(crate) struct Cells<'a> {
    /// The first day of the period.
    first_day: u16,
    /// For each day of the period the place of its cell of time.
    days: Vec<u16>,
    /// Cells of time.
    times: usize,
    axes: &'a Axes,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(first_day: u16, days: Vec<u16>, axes: &'a Axes) -> Self {
        let times = days.iter().max().map_or(0, |last| usize::from(*last) + 1);
        Cells {
            first_day,
            days,
            times,
            axes,
        }
    }

    /// Cells in all.
    pub(crate) fn len(&self) -> usize {
        self.times * self.axes.len()
    }

    #[inline]
    fn time(&self, day: u16) -> u16 {
        let place = usize::from(day.wrapping_sub(self.first_day));
        self.days.get(place).copied().unwrap_or(OUTSIDE)
    }
}

/// Counts the records of each cell; time is the outer order, traits the inner one. `counts` are zero, one a cell.
pub(crate) fn count(columns: &Columns, set: SetId, cells: &Cells<'_>, counts: &mut [Histogram]) {
    let words = columns.words(set);
    let records = columns.days.iter().zip(&columns.traits).zip(words);
    if cells.axes.is_empty() {
        for ((day, _), word) in records {
            if let Some(counts) = counts.get_mut(usize::from(cells.time(*day))) {
                add(counts, *word);
            }
        }
        return;
    }
    let breadth = cells.axes.len();
    for ((day, traits), word) in records {
        let time = cells.time(*day);
        if time == OUTSIDE {
            continue;
        }
        if let Some(counts) = counts.get_mut(usize::from(time) * breadth + cells.axes.cell(*traits)) {
            add(counts, *word);
        }
    }
}

#[inline]
fn add(counts: &mut Histogram, Word(word): Word) {
    for nibble in 0..NIBBLES {
        counts[nibble][(word >> (4 * nibble)) as usize % VALUES] += 1;
    }
}
