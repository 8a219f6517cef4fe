//! The records of a service as compact columns: 46 bytes a record, ready to be counted.
//!
//! The rules of [`flsdb_domain::kpi`] are asked once a record, when it comes in; what they say for each KPI set is kept as
//! a [`Word`]. Counting reads words, days and traits, and knows no rule.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use flsdb_domain::{
    kpi::{Facts, SetId, Step},
    wire::kpis::Period,
};

use crate::counter::{Month, Months};

mod pass;
mod traits;
mod word;

pub(crate) use pass::{Cells, Days, count};
pub(crate) use traits::{Axes, Traits};
pub(crate) use word::{Counted, Histogram, Reading, Word, flags};

/// Sums of so many questions (a KPI set and a day) are kept.
const SUMS_KEPT: usize = 3;

/// The records of a service.
#[derive(Debug, Default)]
pub struct Cohort {
    /// Ids of the episodes, in order.
    ids: Vec<u128>,
    columns: Columns,
    sums: Mutex<Vec<Sums>>,
}

/// What is counted, an entry a record.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    /// The diagnosis, in days since 1970.
    days: Vec<u16>,
    /// The first and the last of these days.
    span: Option<(u16, u16)>,
    /// For break-downs.
    traits: Vec<Traits>,
    /// What each KPI set makes of the record.
    words: [Vec<Word>; SetId::ALL.len()],
}

/// The counts of each month under a set on a day.
#[derive(Debug)]
struct Sums {
    set: SetId,
    as_of: NaiveDate,
    months: Arc<[Month]>,
}

impl Cohort {
    /// The records with these ids.
    pub fn new(records: impl IntoIterator<Item = (u128, Facts)>) -> Self {
        let changes = records.into_iter().map(|(id, facts)| (id, Some(facts)));
        Cohort::default().with(changes.collect())
    }

    /// The records after these changes: new and changed ones with their facts, removed ones without. Of several changes
    /// of a record the last one counts.
    #[must_use]
    pub fn with(&self, mut changes: Vec<(u128, Option<Facts>)>) -> Cohort {
        changes.sort_by_key(|(id, _)| *id);
        let mut next = Cohort::with_capacity(self.len() + changes.len());
        let mut kept = 0;
        let mut changes = changes.into_iter().peekable();
        while let Some((id, facts)) = changes.next() {
            if changes.peek().is_some_and(|(following, _)| *following == id) {
                continue;
            }
            let place = kept + self.ids[kept..].partition_point(|known| *known < id);
            next.extend(self, kept..place);
            kept = place + usize::from(self.ids.get(place) == Some(&id));
            if let Some(facts) = facts {
                next.push(id, &facts);
            }
        }
        next.extend(self, kept..self.len());
        next.shrink();
        next
    }

    /// Takes in one more record; quick when its id follows all others.
    pub fn insert(&mut self, id: u128, facts: &Facts) {
        if self.ids.last().is_none_or(|last| *last < id) {
            self.push(id, facts);
            self.sums = Mutex::default();
        } else {
            *self = self.with(vec![(id, Some(*facts))]);
        }
    }

    /// Gives back memory that insertions have taken ahead.
    pub fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.columns.days.shrink_to_fit();
        self.columns.traits.shrink_to_fit();
        self.columns.words.iter_mut().for_each(Vec::shrink_to_fit);
    }

    /// Records.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Memory of the columns, in bytes.
    pub fn bytes(&self) -> usize {
        let words: usize = self.columns.words.iter().map(Vec::capacity).sum();
        self.ids.capacity() * size_of::<u128>()
            + self.columns.days.capacity() * size_of::<u16>()
            + self.columns.traits.capacity() * size_of::<Traits>()
            + words * size_of::<Word>()
    }

    /// How many records of the period came as far as each step of the cascade, and no further.
    pub(crate) fn reached(&self, period: Period) -> [u64; Step::ALL.len()] {
        let period = day_number(period.start)..=day_number(period.end);
        let mut reached = [0; Step::ALL.len()];
        for (day, traits) in self.columns.days.iter().zip(&self.columns.traits) {
            if let Some(count) = reached.get_mut(traits.step()) {
                *count += u64::from(period.contains(day));
            }
        }
        reached
    }

    /// First and last day of diagnosis; none without records.
    pub(crate) fn span(&self) -> Option<Period> {
        self.columns.span.map(|(first, last)| Period {
            start: date_of(first),
            end: date_of(last),
        })
    }

    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The counts of each month with records; made by one pass and kept for the next question.
    pub(crate) fn months(&self, counter: &mut Months) -> Arc<[Month]> {
        let (set, as_of) = counter.question();
        let mut held = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = held
            .iter()
            .position(|sums| sums.set == set && sums.as_of == as_of)
        {
            let sums = held.remove(at);
            let months = sums.months.clone();
            held.push(sums);
            return months;
        }
        let months: Arc<[Month]> = counter.count(&self.columns).into();
        if held.len() == SUMS_KEPT {
            held.remove(0);
        }
        held.push(Sums {
            set,
            as_of,
            months: months.clone(),
        });
        months
    }

    fn with_capacity(records: usize) -> Self {
        Cohort {
            ids: Vec::with_capacity(records),
            columns: Columns {
                days: Vec::with_capacity(records),
                span: None,
                traits: Vec::with_capacity(records),
                words: [(); SetId::ALL.len()].map(|()| Vec::with_capacity(records)),
            },
            sums: Mutex::default(),
        }
    }

    fn push(&mut self, id: u128, facts: &Facts) {
        self.ids.push(id);
        let day = day_number(facts.diagnosed_on);
        self.columns.days.push(day);
        self.columns.reach([day]);
        self.columns.traits.push(Traits::of(facts));
        for (words, set) in self.columns.words.iter_mut().zip(SetId::ALL) {
            words.push(Word::of(facts, set.set()));
        }
    }

    fn extend(&mut self, other: &Cohort, range: std::ops::Range<usize>) {
        self.ids.extend_from_slice(&other.ids[range.clone()]);
        let days = &other.columns.days[range.clone()];
        self.columns.days.extend_from_slice(days);
        self.columns.reach(days.iter().copied());
        self.columns
            .traits
            .extend_from_slice(&other.columns.traits[range.clone()]);
        for (words, others) in self.columns.words.iter_mut().zip(&other.columns.words) {
            words.extend_from_slice(&others[range.clone()]);
        }
    }
}

impl Columns {
    /// Widens the span to these days.
    fn reach(&mut self, days: impl IntoIterator<Item = u16>) {
        for day in days {
            let (first, last) = self.span.unwrap_or((day, day));
            self.span = Some((first.min(day), last.max(day)));
        }
    }

    fn words(&self, set: SetId) -> &[Word] {
        let place = SetId::ALL.iter().position(|id| *id == set).unwrap_or_default();
        &self.words[place]
    }
}

/// Days since 1970, up to 2149. What lies beyond counts as on the last of them: no diagnosis does.
pub(crate) fn day_number(day: NaiveDate) -> u16 {
    u16::try_from(day.to_epoch_days().max(0)).unwrap_or(u16::MAX)
}

/// The day of a number.
pub(crate) fn date_of(day: u16) -> NaiveDate {
    NaiveDate::from_epoch_days(i32::from(day)).unwrap_or(NaiveDate::MAX)
}
