//! From records to the counts of groups: adding up sums of months, or one pass over the columns.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use chrono::{Datelike, NaiveDate};

use flsdb_domain::{
    kpi::expectation::{PARTS, Span},
    wire::kpis::{Amount, Dimension, Period},
};

use crate::{
    cohort::{Axes, Cohort},
    counter::{Calendar, Counter, Month, Months},
    group::{Grouping, Key},
    query::{Query, months},
    source::ServiceInfo,
    tally::Tally,
};

/// The groups of one grouping, in order.
pub(crate) struct Part<'a> {
    pub(crate) grouping: Grouping<'a>,
    pub(crate) groups: Vec<(Key, Group)>,
}

/// What was counted in a group, and what was to be expected there.
#[derive(Default)]
pub(crate) struct Group {
    counted: Counted,
    /// Hip fractures expected, in parts; see [`PARTS`].
    pub(crate) expected_hips: u128,
}

/// Counts made for a group, or those of a month of a service, which are kept for all questions.
#[derive(Default)]
enum Counted {
    #[default]
    Nothing,
    Month(Arc<[Month]>, usize),
    Sum(Box<Tally>),
}

impl Group {
    pub(crate) fn tally(&self) -> &Tally {
        static NOTHING: LazyLock<Tally> = LazyLock::new(Tally::default);
        match &self.counted {
            Counted::Nothing => &NOTHING,
            Counted::Month(months, at) => months.get(*at).map_or(&NOTHING, |month| &month.tally),
            Counted::Sum(tally) => tally,
        }
    }

    /// What so many cases for each hip fracture let expect.
    pub(crate) fn expectation(&self, per_hip: u32) -> Amount {
        Amount::of_parts(self.expected_hips * u128::from(per_hip), PARTS)
    }

    fn merge(&mut self, tally: &Tally) {
        match &mut self.counted {
            Counted::Sum(sum) => sum.merge(tally),
            other => {
                let mut sum = Box::new(std::mem::take(other).into_tally());
                sum.merge(tally);
                *other = Counted::Sum(sum);
            }
        }
    }

    /// Counts a month; the only one so far stays where it is.
    fn merge_month(&mut self, months: &Arc<[Month]>, at: usize) {
        match &self.counted {
            Counted::Nothing => self.counted = Counted::Month(months.clone(), at),
            _ => self.merge(&months[at].tally),
        }
    }
}

impl Counted {
    fn into_tally(self) -> Tally {
        match self {
            Counted::Nothing => Tally::default(),
            Counted::Month(months, at) => months
                .get(at)
                .map(|month| month.tally.clone())
                .unwrap_or_default(),
            Counted::Sum(tally) => *tally,
        }
    }
}

impl<'a> Part<'a> {
    /// Counts the groups of this grouping.
    pub(super) fn new(
        query: &Query,
        services: &[ServiceInfo],
        cohorts: &[Arc<Cohort>],
        grouping: Grouping<'a>,
    ) -> Self {
        let mut groups = BTreeMap::new();
        if grouping.is_pooled() {
            groups.insert(Key::default(), Group::default());
        }
        let members = Members { services, cohorts };
        let with_records = if grouping.has_expectation() && is_whole_months(query.period) {
            sum_months(query, &members, &grouping, &mut groups)
        } else {
            sum_cells(query, &members, &grouping, &mut groups)
        };
        add_expectations(query, services, &grouping, &with_records, &mut groups);
        Part {
            grouping,
            groups: groups.into_iter().collect(),
        }
    }
}

/// Services and their records, in the same order.
struct Members<'a> {
    services: &'a [ServiceInfo],
    cohorts: &'a [Arc<Cohort>],
}

impl Members<'_> {
    fn has_hips(&self, service: usize) -> bool {
        let info = self.services.get(service);
        info.is_some_and(|info| !info.hip_fractures.is_empty())
    }
}

/// Adds up the sums of months; gives the services with records.
fn sum_months(
    query: &Query,
    members: &Members<'_>,
    grouping: &Grouping<'_>,
    groups: &mut BTreeMap<Key, Group>,
) -> BTreeSet<usize> {
    let spans = members.cohorts.iter().filter_map(|cohort| cohort.span());
    let span = spans.reduce(|a, b| Period {
        start: a.start.min(b.start),
        end: a.end.max(b.end),
    });
    let Some(span) = span else {
        return BTreeSet::new();
    };
    let mut counter = Months::new(query.set, query.as_of, span);
    let mut with_records = BTreeSet::new();
    for (service, cohort) in members.cohorts.iter().enumerate() {
        let months = cohort.months(&mut counter);
        let has_hips = members.has_hips(service);
        let mut own: Vec<(Key, Tally)> = Vec::new();
        for (at, month) in months.iter().enumerate() {
            if !(query.period.start..=query.period.end).contains(&month.first) {
                continue;
            }
            with_records.insert(service);
            let key = grouping.key_of_day(service, month.first);
            if has_hips && grouping.is_by_service() && grouping.is_by_month() {
                groups.entry(key).or_default().merge_month(&months, at);
                continue;
            }
            // The months of a service that are one group are judged as one by KPI 1.
            match own.iter_mut().find(|(known, _)| *known == key) {
                Some((_, tally)) => tally.merge(&month.tally),
                None => own.push((key, month.tally.clone())),
            }
        }
        for (key, tally) in own {
            let tally = tally.of_one_service();
            let tally = if has_hips { tally } else { tally.without_hips() };
            groups.entry(key).or_default().merge(&tally);
        }
    }
    with_records
}

/// Counts the records in cells, services of the same place together; gives the services with records.
fn sum_cells(
    query: &Query,
    members: &Members<'_>,
    grouping: &Grouping<'_>,
    groups: &mut BTreeMap<Key, Group>,
) -> BTreeSet<usize> {
    let by: &[Dimension] = if grouping.is_pooled() { &[] } else { &query.by };
    let calendar = Calendar::of(by);
    let mut counter = Counter::new(query.set, query.as_of, query.period, calendar, Axes::new(by));
    let place = |service: usize| {
        (
            members.has_hips(service),
            grouping.place(service, query.period.start),
        )
    };
    let mut order: Vec<usize> = (0..members.cohorts.len()).collect();
    order.sort_by_key(|service| place(*service));
    let mut with_records = BTreeSet::new();
    for together in order.chunk_by(|a, b| place(*a) == place(*b)) {
        for service in together {
            if counter.add(members.cohorts[*service].columns()) {
                with_records.insert(*service);
            }
        }
        let Some(service) = together.first().copied() else {
            continue;
        };
        let axes = counter.axes().clone();
        counter.take(|day, cell, tally| {
            let key = grouping.key(service, day, &axes, cell);
            let tally = if members.has_hips(service) {
                tally
            } else {
                tally.without_hips()
            };
            groups.entry(key).or_default().merge(&tally);
        });
    }
    with_records
}

/// Spreads the expected hip fractures of the services with records over the groups, month by month. The sum over
/// the groups is the total, exactly.
fn add_expectations(
    query: &Query,
    services: &[ServiceInfo],
    grouping: &Grouping<'_>,
    with_records: &BTreeSet<usize>,
    groups: &mut BTreeMap<Key, Group>,
) {
    if !grouping.has_expectation() {
        return;
    }
    let months: Vec<(NaiveDate, Span)> = months(query.period)
        .map(|month| (month.start, Span::new(month.start, month.end)))
        .collect();
    for service in with_records {
        let Some(info) = services.get(*service) else {
            continue;
        };
        for (start, span) in &months {
            let group = groups.entry(grouping.key_of_day(*service, *start)).or_default();
            group.expected_hips += info.hip_fractures.expected_in(span);
        }
    }
}

/// Whether the period is made of whole months, for which services keep sums.
fn is_whole_months(period: Period) -> bool {
    let ends_month = |day: NaiveDate| day.succ_opt().is_none_or(|next| next.day() == 1);
    period.start.day() == 1 && ends_month(period.end)
}
