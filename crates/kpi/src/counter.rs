//! Counting the records of services, one after another, in cells of time and traits.

use chrono::{Datelike, NaiveDate};

use flsdb_domain::{
    kpi::SetId,
    wire::kpis::{Dimension, Period},
};

use crate::{
    cohort::{Axes, Cells, Columns, Days, Reading, count, day_number},
    query::months,
    tally::{Fields, Tally, add_fields, completeness},
};

/// The finest part of the calendar by which records are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    Month,
    Quarter,
    Year,
    /// All days together.
    Whole,
}

impl Calendar {
    /// The finest that these dimensions ask for.
    pub(crate) fn of(by: &[Dimension]) -> Self {
        let has = |dimension| by.contains(&dimension);
        match () {
            () if has(Dimension::Month) => Calendar::Month,
            () if has(Dimension::Quarter) => Calendar::Quarter,
            () if has(Dimension::Year) => Calendar::Year,
            () => Calendar::Whole,
        }
    }

    fn part(self, day: NaiveDate) -> (i32, u32) {
        match self {
            Calendar::Month => (day.year(), day.month0()),
            Calendar::Quarter => (day.year(), day.month0() / 3),
            Calendar::Year => (day.year(), 0),
            Calendar::Whole => (0, 0),
        }
    }
}

/// Days whose records are counted in the same cells: of one part of the calendar, with the same windows over.
struct Time {
    /// A day of them.
    day: NaiveDate,
    /// How many windows are over.
    over: usize,
    /// Which part of the calendar, from 0.
    part: usize,
}

/// Counts records in cells.
pub(crate) struct Counter {
    set: SetId,
    as_of: NaiveDate,
    reading: &'static Reading,
    axes: Axes,
    days: Days,
    times: Vec<Time>,
    cells: Cells,
    /// For each part of the calendar and cell of traits: services with records, and how many of them KPI 1 calls good.
    judged: Vec<[u32; 2]>,
}

impl Counter {
    /// For records diagnosed in a period.
    pub(crate) fn new(set: SetId, as_of: NaiveDate, period: Period, calendar: Calendar, axes: Axes) -> Self {
        let reading = Reading::of(set);
        let mut times: Vec<Time> = Vec::new();
        let mut days = Vec::new();
        let as_of_number = as_of.to_epoch_days();
        for month in months(period) {
            let part = match times.last() {
                None => 0,
                Some(before) => {
                    before.part + usize::from(calendar.part(before.day) != calendar.part(month.start))
                }
            };
            for number in day_number(month.start)..=day_number(month.end) {
                let is_over = |window: &&u16| i32::from(number) + i32::from(**window) <= as_of_number;
                let over = reading.windows.iter().take_while(is_over).count();
                // A later day has no more windows over, so that equal days follow each other.
                if !times
                    .last()
                    .is_some_and(|before| before.part == part && before.over == over)
                {
                    let day = month.start;
                    times.push(Time { day, over, part });
                }
                days.push(u16::try_from(times.len() - 1).unwrap_or(u16::MAX));
            }
        }
        let parts = times.last().map_or(0, |last| last.part + 1);
        Counter {
            set,
            as_of,
            reading,
            cells: Cells::new(times.len() * axes.len()),
            judged: vec![[0; 2]; parts * axes.len()],
            days: Days::new(day_number(period.start), days),
            axes,
            times,
        }
    }

    /// The cells of traits.
    pub(crate) fn axes(&self) -> &Axes {
        &self.axes
    }

    /// Counts the records of one service, and has KPI 1 judge it in each cell. Says whether it has any in the period.
    pub(crate) fn add(&mut self, columns: &Columns) -> bool {
        let mut has_records = false;
        count(columns, self.set, &self.days, &self.axes, &mut self.cells);
        let breadth = self.axes.len();
        for trait_cell in 0..breadth {
            let mut from = 0;
            while let Some(time) = self.times.get(from) {
                let part = time.part;
                let times = self.times[from..].iter().take_while(|time| time.part == part);
                let mut fields = Fields::default();
                let mut records = 0;
                for (at, time) in (from..).zip(times) {
                    if let Some(sums) = self.cells.settled(at * breadth + trait_cell) {
                        let counted = self.reading.fields(&sums.flags, time.over, sums.records);
                        add_fields(&mut fields, counted);
                        records += std::mem::take(&mut sums.records);
                        sums.flags = Default::default();
                    }
                    from = at + 1;
                }
                if records > 0 {
                    has_records = true;
                    let [services, good] = &mut self.judged[part * breadth + trait_cell];
                    *services += 1;
                    *good += u32::from(completeness(&fields).is_good());
                }
            }
        }
        has_records
    }

    /// Hands over what was counted since the last time: a day of the part of the calendar, the cell of traits, the counts.
    pub(crate) fn take(&mut self, mut hand_over: impl FnMut(NaiveDate, usize, Tally)) {
        let breadth = self.axes.len();
        let mut from = 0;
        while let Some(time) = self.times.get(from) {
            let (part, day) = (time.part, time.day);
            let times = self.times[from..]
                .iter()
                .take_while(|time| time.part == part)
                .count();
            for trait_cell in 0..breadth {
                let judged = &mut self.judged[part * breadth + trait_cell];
                let [services, good] = std::mem::take(judged);
                if services == 0 {
                    continue;
                }
                let mut tally = Tally::default();
                (tally.services, tally.good) = (services, good);
                for at in from..from + times {
                    let sums = self.cells.empty(at * breadth + trait_cell);
                    tally.add(self.reading, &sums.all, self.times[at].over);
                }
                hand_over(day, trait_cell, tally);
            }
            from += times;
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

/// Counts services month by month.
pub(crate) struct Months(Counter);

impl Months {
    /// For records diagnosed in a period.
    pub(crate) fn new(set: SetId, as_of: NaiveDate, period: Period) -> Self {
        Months(Counter::new(set, as_of, period, Calendar::Month, Axes::default()))
    }

    /// The set and the day.
    pub(crate) fn question(&self) -> (SetId, NaiveDate) {
        (self.0.set, self.0.as_of)
    }

    /// The counts of each month with records.
    pub(crate) fn count(&mut self, columns: &Columns) -> Vec<Month> {
        let mut months = Vec::new();
        self.0.add(columns);
        self.0.take(|day, _, tally| {
            let first = day.with_day(1).unwrap_or(day);
            months.push(Month { first, tally });
        });
        months
    }
}
