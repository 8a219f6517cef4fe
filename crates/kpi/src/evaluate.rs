//! From a query to the counts of its groups, and from these to figures.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use chrono::{Datelike, NaiveDate};

use flsdb_domain::{
    kpi::{
        Facts, Kpi, KpiSet,
        expectation::{PARTS, Span},
    },
    wire::kpis::{Amount, Dimension, KpiResult, KpiResults, Period, SetVersion},
};

use crate::{
    cohort::{Axes, Cohort},
    counter::{Calendar, Counter, Month, Months},
    group::{Grouping, Key},
    query::{Query, months},
    source::{ServiceInfo, Source},
    tally::Tally,
};

mod figures;

pub(crate) use figures::Audience;
use figures::figures;

/// The values asked for, with everything that a result carries. `cohorts` are those of the services, in the same order.
pub fn results(
    query: &Query,
    services: &[ServiceInfo],
    cohorts: &[Arc<Cohort>],
    source: Source,
) -> KpiResults {
    let grid = Grid::new(query, services, cohorts);
    KpiResults {
        results: grid.results().collect(),
        ..heading(query, services, source)
    }
}

/// What stands beside the values of a query, without them.
pub fn heading(query: &Query, services: &[ServiceInfo], source: Source) -> KpiResults {
    KpiResults {
        set: set_version(query),
        period: query.period,
        as_of: query.as_of,
        services: services.iter().map(|info| info.code).collect(),
        data_version: source.data_version,
        software: source.software,
        disclosure: source.disclosure,
        results: Vec::new(),
    }
}

/// The set of a query, exactly.
pub(crate) fn set_version(query: &Query) -> SetVersion {
    let set = query.set.set();
    SetVersion {
        id: set.id,
        version: set.version.to_owned(),
        hash: set.hash(),
    }
}

/// The values asked for, group by group, the pooled one last. `services` are those asked for; each record comes with
/// the place of its service in that list. Records outside the period are passed over.
pub fn evaluate(
    query: &Query,
    services: &[ServiceInfo],
    records: impl IntoIterator<Item = (usize, Facts)>,
) -> Vec<KpiResult> {
    let cohorts = cohorts_of(services.len(), records);
    Grid::new(query, services, &cohorts).results().collect()
}

/// Records as the cohorts of so many services.
pub fn cohorts_of(services: usize, records: impl IntoIterator<Item = (usize, Facts)>) -> Vec<Arc<Cohort>> {
    let mut found: Vec<Vec<(u128, Facts)>> = vec![Vec::new(); services];
    for (id, (service, facts)) in (0..).zip(records) {
        if let Some(records) = found.get_mut(service) {
            records.push((id, facts));
        }
    }
    found
        .into_iter()
        .map(|records| Arc::new(Cohort::new(records)))
        .collect()
}

/// The counts of every group of a query.
///
/// Groups by place have at least one record in the period. With them, or alone, every month, quarter or year of the
/// period is a group, also without records: finding nobody is a value of KPI 2. Other groups are those that occur.
pub struct Grid<'a> {
    query: &'a Query,
    services: &'a [ServiceInfo],
    set: &'static KpiSet,
    /// The groups asked for, and the pooled one.
    parts: Vec<Part<'a>>,
}

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

impl<'a> Grid<'a> {
    /// Counts. `cohorts` are those of the services, in the same order.
    pub fn new(query: &'a Query, services: &'a [ServiceInfo], cohorts: &[Arc<Cohort>]) -> Self {
        let pooled = (query.total && !query.by.is_empty()).then(|| Grouping::new(&[], services));
        let groupings = [Grouping::new(&query.by, services)].into_iter().chain(pooled);
        let parts = groupings.map(|grouping| Part::new(query, services, cohorts, grouping));
        Grid {
            parts: parts.collect(),
            query,
            services,
            set: query.set.set(),
        }
    }

    /// A result for each group and KPI asked for that has a value there, the pooled ones last.
    pub fn results(&self) -> impl Iterator<Item = KpiResult> + '_ {
        self.groups()
            .flat_map(|(part, key, group)| self.results_of(part, *key, group))
    }

    /// Every group, the pooled one last.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (&Part<'a>, &Key, &Group)> {
        self.parts
            .iter()
            .flat_map(|part| part.groups.iter().map(move |(key, group)| (part, key, group)))
    }

    pub(crate) fn set(&self) -> &'static KpiSet {
        self.set
    }

    /// The KPIs asked for that have a value in some group.
    pub(crate) fn all_kpis(&self) -> Vec<Kpi> {
        let wanted = self.query.kpis.iter().copied();
        let occurs = |kpi: &Kpi| {
            self.parts
                .iter()
                .any(|part| !part.groups.is_empty() && self.has(part, *kpi))
        };
        wanted.filter(occurs).collect()
    }

    /// Whether a KPI has values in these groups: a ratio has none where there is no expectation.
    pub(crate) fn has(&self, part: &Part<'_>, kpi: Kpi) -> bool {
        part.grouping.has_expectation() || !self.set.is_ratio(kpi)
    }

    fn results_of(&self, part: &Part<'_>, key: Key, counted: &Group) -> impl Iterator<Item = KpiResult> {
        let audience = self.audience(part);
        let has_expectation = part.grouping.has_expectation();
        let wanted = self.query.kpis.iter().copied();
        let kpis = wanted.filter(move |kpi| has_expectation || !self.set.is_ratio(*kpi));
        let group = part.grouping.group(key);
        kpis.filter_map(move |kpi| {
            Some(KpiResult {
                group: group.clone(),
                kpi,
                official_number: self.set.official_number(kpi).to_string(),
                figures: figures(self.set, kpi, counted, audience)?,
                suppressed: false,
            })
        })
    }

    pub(crate) fn audience(&self, part: &Part<'_>) -> Audience {
        if self.services.len() == 1 || part.grouping.is_by_service() {
            Audience::OneService
        } else {
            Audience::SeveralServices
        }
    }

    /// For each service with records in the period, by its place: how many there are, and how many of them have a drug
    /// as 6.05. Of a query by service.
    pub(crate) fn by_service(&self) -> BTreeMap<usize, (u32, u32)> {
        let groups = self.parts.iter().filter(|part| part.grouping.is_by_service());
        let mut found = BTreeMap::new();
        for (key, group) in groups.flat_map(|part| &part.groups) {
            let tally = group.tally();
            let (records, on_drug) = found.entry(key[0] as usize).or_insert((0, 0));
            *records += tally.records;
            *on_drug += tally.on_drug;
        }
        found
    }
}

impl<'a> Part<'a> {
    fn new(query: &Query, services: &[ServiceInfo], cohorts: &[Arc<Cohort>], grouping: Grouping<'a>) -> Self {
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
