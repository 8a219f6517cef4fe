//! The counts of one group.

use chrono::{Datelike, Days, NaiveDate};

use flsdb_domain::kpi::{
    Exclusion, Kpi, KpiSet,
    completeness::{AUDITED, Completeness, FieldCount},
    expectation::PARTS,
};

use flsdb_domain::wire::kpis::{Amount, Period};

use crate::cohort::{
    Axes, Cells, Columns, Counted, Histogram, NIBBLES, Reading, VALUES, count, date_of, day_number,
};
use crate::query::Query;

/// The outcomes of one KPI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) met: u32,
    pub(crate) not_met: u32,
    pub(crate) missing: u32,
    pub(crate) excluded: [u32; Exclusion::ALL.len()],
}

impl Counts {
    pub(crate) fn denominator(&self) -> u64 {
        u64::from(self.met) + u64::from(self.not_met) + u64::from(self.missing)
    }

    pub(crate) fn excluded(&self, reason: Exclusion) -> u64 {
        u64::from(self.excluded[reason as usize])
    }

    fn add(&mut self, counted: Counted, records: u32) {
        match counted {
            Counted::Met => self.met += records,
            Counted::NotMet => self.not_met += records,
            Counted::Missing => self.missing += records,
            Counted::Excluded(reason) => self.excluded[reason] += records,
        }
    }

    fn merge(&mut self, other: &Counts) {
        self.met += other.met;
        self.not_met += other.not_met;
        self.missing += other.missing;
        for (sum, n) in self.excluded.iter_mut().zip(other.excluded) {
            *sum += n;
        }
    }
}

/// Everything that is counted in one group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Records.
    pub(crate) records: u32,
    /// Records that KPI 2 counts, of services with a hip count.
    pub(crate) identified: u32,
    /// Spine records, of services with a hip count.
    pub(crate) spine: u32,
    /// Records whose 6.05 is a drug.
    pub(crate) on_drug: u32,
    /// Hip fractures expected, in parts; see [`flsdb_domain::kpi::expectation::PARTS`].
    pub(crate) expected_hips: u128,
    /// Services with records, and those of them that KPI 1 calls good.
    pub(crate) services: u32,
    pub(crate) good: u32,
    /// Records in which each audited field counts, and those of them in which it is blank.
    pub(crate) fields: [[u32; 2]; AUDITED.len()],
    counts: [Counts; Kpi::BY_RECORD.len()],
}

impl Tally {
    /// The outcomes of a KPI counted by record.
    pub(crate) fn counts(&self, kpi: Kpi) -> Option<&Counts> {
        let at = Kpi::BY_RECORD.iter().position(|found| *found == kpi)?;
        self.counts.get(at)
    }

    /// What so many cases for each hip fracture let expect.
    pub(crate) fn expectation(&self, per_hip: u32) -> Amount {
        Amount::of_parts(self.expected_hips * u128::from(per_hip), PARTS)
    }

    /// The audited fields, as KPI 1 judges them.
    pub(crate) fn completeness(&self) -> Completeness {
        Completeness {
            fields: self.fields.map(|[audited, blank]| FieldCount {
                audited: u64::from(audited),
                blank: u64::from(blank),
            }),
        }
    }

    /// Counts what is counted there, too.
    pub(crate) fn merge(&mut self, other: &Tally) {
        self.records += other.records;
        self.identified += other.identified;
        self.spine += other.spine;
        self.on_drug += other.on_drug;
        self.expected_hips += other.expected_hips;
        self.services += other.services;
        self.good += other.good;
        for ([audited, blank], [others_audited, others_blank]) in self.fields.iter_mut().zip(other.fields) {
            *audited += others_audited;
            *blank += others_blank;
        }
        for (counts, others) in self.counts.iter_mut().zip(&other.counts) {
            counts.merge(others);
        }
    }

    /// Ends the counting of one service: KPI 1 judges it, and without a hip count it has no part in KPI 2 and the spine
    /// ratio.
    pub(crate) fn close(&mut self, has_hips: bool) {
        self.services = 1;
        self.good = u32::from(self.completeness().is_good());
        if !has_hips {
            self.identified = 0;
            self.spine = 0;
        }
    }

    /// Counts records of one service for which so many windows are over.
    fn add(&mut self, reading: &Reading, counts: &Histogram, over: usize) {
        let records: u32 = counts[0].iter().sum();
        self.records += records;
        self.identified += Reading::identified(counts);
        self.on_drug += Reading::on_drug(counts);
        for (place, kpi) in Kpi::BY_RECORD.into_iter().enumerate() {
            for (counted, n) in reading.outcomes(place, counts, over) {
                self.counts[place].add(counted, n);
                if kpi == Kpi::K3 && counted == Counted::Met {
                    self.spine += n;
                }
            }
        }
        let fields = reading.fields(counts, over, records);
        for (sum, field) in self.fields.iter_mut().zip(fields) {
            sum[0] += field[0];
            sum[1] += field[1];
        }
    }
}

/// The counts of a service's records in one month.
#[derive(Debug)]
pub(crate) struct Month {
    /// Its first day.
    pub(crate) first: NaiveDate,
    pub(crate) tally: Tally,
}

/// The counts of each month with records.
pub(crate) fn months(columns: &Columns, set: &KpiSet, as_of: NaiveDate) -> Vec<Month> {
    let Some((start, end)) = columns.span() else {
        return Vec::new();
    };
    let mut months: Vec<Month> = Vec::new();
    let axes = Axes::default();
    let mut counter = Counter::of_days(set, as_of, Period { start, end }, ByMonth::Apart, &axes);
    counter.count(columns, |day, _, tally| {
        let first = day.with_day(1).unwrap_or(day);
        months.push(Month { first, tally });
    });
    months
}

/// Whether the records of different months are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByMonth {
    Apart,
    Together,
}

/// A cell of time.
struct Time {
    /// A day of it.
    day: NaiveDate,
    /// How many windows are over for its records.
    over: usize,
    /// Cells of the same span are counted together.
    span: usize,
}

/// Counts the records of services in cells, one service after another.
pub(crate) struct Counter<'a> {
    set: &'a KpiSet,
    reading: Reading,
    cells: Cells<'a>,
    axes: &'a Axes,
    times: Vec<Time>,
    counts: Vec<Histogram>,
}

impl<'a> Counter<'a> {
    /// For the records of the period of a query.
    pub(crate) fn new(query: &Query, by_month: ByMonth, axes: &'a Axes) -> Self {
        Counter::of_days(query.set.set(), query.as_of, query.period, by_month, axes)
    }

    fn of_days(
        set: &'a KpiSet,
        as_of: NaiveDate,
        Period { start, end }: Period,
        by_month: ByMonth,
        axes: &'a Axes,
    ) -> Self {
        let reading = Reading::new(set);
        let (first, last) = (day_number(start), day_number(end));
        let mut times: Vec<Time> = Vec::new();
        let mut days = Vec::with_capacity(usize::from(last - first) + 1);
        for number in first..=last {
            let day = date_of(number);
            let is_over = |window: &&u16| {
                let ends_on = day.checked_add_days(Days::new(u64::from(**window)));
                ends_on.is_some_and(|ends_on| ends_on <= as_of)
            };
            let over = reading.windows.iter().take_while(is_over).count();
            let is_next_month = |before: &Time| {
                by_month == ByMonth::Apart
                    && (before.day.year(), before.day.month()) != (day.year(), day.month())
            };
            // A later day has no more windows over, so the cells of time follow each other.
            match times.last() {
                None => times.push(Time { day, over, span: 0 }),
                Some(before) if is_next_month(before) || before.over != over => {
                    let span = before.span + usize::from(is_next_month(before));
                    times.push(Time { day, over, span });
                }
                Some(_) => {}
            }
            days.push(u16::try_from(times.len() - 1).unwrap_or(u16::MAX));
        }
        let cells = Cells::new(first, days, axes);
        Counter {
            set,
            reading,
            counts: vec![[[0; VALUES]; NIBBLES]; cells.len()],
            cells,
            axes,
            times,
        }
    }

    /// Hands over the counts of each month (or of all) and cell of traits with records: a day of the month, the cell.
    pub(crate) fn count(&mut self, columns: &Columns, mut take: impl FnMut(NaiveDate, usize, Tally)) {
        count(columns, self.set.id, &self.cells, &mut self.counts);
        let breadth = self.axes.len();
        let histograms = self.counts.chunks_mut(breadth);
        let mut spans: Vec<(&Time, Vec<Tally>)> = Vec::new();
        for (time, histograms) in self.times.iter().zip(histograms) {
            if spans.last().is_none_or(|(before, _)| before.span != time.span) {
                spans.push((time, vec![Tally::default(); breadth]));
            }
            let Some((_, tallies)) = spans.last_mut() else {
                continue;
            };
            for (tally, histogram) in tallies.iter_mut().zip(histograms) {
                if histogram[0] != [0; VALUES] {
                    tally.add(&self.reading, histogram, time.over);
                    *histogram = [[0; VALUES]; NIBBLES];
                }
            }
        }
        for (time, tallies) in spans {
            for (cell, tally) in tallies
                .into_iter()
                .enumerate()
                .filter(|(_, tally)| tally.records > 0)
            {
                take(time.day, cell, tally);
            }
        }
    }
}
