//! One pass over the columns of a service: how many records of each cell have each value of each nibble.

use flsdb_domain::kpi::SetId;

use super::{
    Axes, Columns, Word,
    word::{FLAGS, Histogram, NIBBLES, VALUES, flag_place},
};

/// Days outside of the period have no cell.
const OUTSIDE: u16 = u16::MAX;

/// Which cell of time a day is in.
pub(crate) struct Days {
    /// The first day of the period.
    first: u16,
    /// For each day of the period the place of its cell.
    cells: Vec<u16>,
}

impl Days {
    pub(crate) fn new(first: u16, cells: Vec<u16>) -> Self {
        Days { first, cells }
    }

    #[inline]
    fn cell(&self, day: u16) -> u16 {
        let place = usize::from(day.wrapping_sub(self.first));
        self.cells.get(place).copied().unwrap_or(OUTSIDE)
    }
}

/// Up to 255 records of a cell, in a quarter of the memory of a [`Histogram`]: that many cells stay in the cache.
#[derive(Clone, Copy)]
struct Few([[u8; VALUES]; NIBBLES]);

impl Few {
    const NONE: Few = Few([[0; VALUES]; NIBBLES]);

    /// The last nibble of every word is 0.
    #[inline]
    fn records(&self) -> u8 {
        self.0[NIBBLES - 1][0]
    }

    #[inline]
    fn add(&mut self, Word(word): Word) {
        for nibble in 0..NIBBLES {
            self.0[nibble][(word >> (4 * nibble)) as usize % VALUES] += 1;
        }
    }

    /// Records with a flag: the values of its nibble that have its bit. No sum of bytes passes 255.
    fn flagged(&self, flag: usize) -> u32 {
        let (nibble, bit) = flag_place(flag);
        let values = u128::from_le_bytes(self.0[nibble]) & WITH_BIT[bit];
        let halves = (values as u64).wrapping_add((values >> 64) as u64);
        (halves.wrapping_mul(0x0101_0101_0101_0101) >> 56) as u32
    }
}

/// For each bit the bytes of those values that have it.
const WITH_BIT: [u128; 4] = [
    0xff00_ff00_ff00_ff00_ff00_ff00_ff00_ff00,
    0xffff_0000_ffff_0000_ffff_0000_ffff_0000,
    0xffff_ffff_0000_0000_ffff_ffff_0000_0000,
    0xffff_ffff_ffff_ffff_0000_0000_0000_0000,
];

/// What was counted in each cell. The few records counted last lie close together, apart from the sums.
pub(crate) struct Cells {
    few: Vec<Few>,
    sums: Vec<Sums>,
}

/// What was counted in a cell, the last few records apart.
#[derive(Clone)]
pub(crate) struct Sums {
    /// Of the service being counted: records, and those with each flag.
    pub(crate) records: u32,
    pub(crate) flags: [u32; FLAGS],
    /// Of all services since the cell was emptied.
    pub(crate) all: Histogram,
}

impl Sums {
    const NONE: Sums = Sums {
        records: 0,
        flags: [0; FLAGS],
        all: [[0; VALUES]; NIBBLES],
    };

    fn take(&mut self, few: &mut Few) {
        self.records += u32::from(few.records());
        for (flag, sum) in self.flags.iter_mut().enumerate() {
            *sum += few.flagged(flag);
        }
        for (all, few) in self.all.as_flattened_mut().iter_mut().zip(few.0.as_flattened()) {
            *all += u32::from(*few);
        }
        *few = Few::NONE;
    }
}

impl Cells {
    /// So many cells, empty.
    pub(crate) fn new(cells: usize) -> Self {
        Cells {
            few: vec![Few::NONE; cells],
            sums: vec![Sums::NONE; cells],
        }
    }

    #[inline]
    fn add(&mut self, cell: usize, word: Word) {
        if let Some(few) = self.few.get_mut(cell) {
            if few.records() == u8::MAX {
                self.sums[cell].take(few);
            }
            few.add(word);
        }
    }

    /// The sums of a cell, with all that was counted; none if the service being counted has no record there.
    pub(crate) fn settled(&mut self, cell: usize) -> Option<&mut Sums> {
        let (few, sums) = (&mut self.few[cell], &mut self.sums[cell]);
        if few.records() > 0 {
            sums.take(few);
        }
        (sums.records > 0).then_some(sums)
    }

    /// Empties a cell and gives what was counted in it.
    pub(crate) fn empty(&mut self, cell: usize) -> Sums {
        std::mem::replace(&mut self.sums[cell], Sums::NONE)
    }
}

/// Counts the records of a service; time is the outer order of the cells, traits the inner one.
pub(crate) fn count(columns: &Columns, set: SetId, days: &Days, axes: &Axes, cells: &mut Cells) {
    let words = columns.words(set);
    let records = columns.days.iter().zip(&columns.traits).zip(words);
    if axes.is_empty() {
        for ((day, _), word) in records {
            // A day outside of the period is in no cell.
            cells.add(usize::from(days.cell(*day)), *word);
        }
        return;
    }
    let breadth = axes.len();
    for ((day, traits), word) in records {
        let time = days.cell(*day);
        if time == OUTSIDE {
            continue;
        }
        cells.add(usize::from(time) * breadth + axes.cell(*traits), *word);
    }
}
