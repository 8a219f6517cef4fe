//! From a query to the counts of its groups, and from these to figures.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{Datelike, NaiveDate};

use flsdb_domain::{
    kpi::{Facts, Kpi, KpiSet},
    wire::kpis::{KpiResult, KpiResults, Period, SetVersion},
};

use crate::{
    cohort::{Axes, Cohort},
    group::{Grouping, Key},
    query::{Query, months},
    source::{ServiceInfo, Source},
    tally::{ByMonth, Counter, Tally},
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
    pub(crate) groups: Vec<(Key, Tally)>,
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
            .flat_map(|(part, key, tally)| self.results_of(part, *key, tally))
    }

    /// Every group, the pooled one last.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (&Part<'a>, &Key, &Tally)> {
        self.parts
            .iter()
            .flat_map(|part| part.groups.iter().map(move |(key, tally)| (part, key, tally)))
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

    fn results_of(&self, part: &Part<'_>, key: Key, tally: &Tally) -> impl Iterator<Item = KpiResult> {
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
                figures: figures(self.set, kpi, tally, audience)?,
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
        for (key, tally) in groups.flat_map(|part| &part.groups) {
            let (records, on_drug) = found.entry(key[0] as usize).or_insert((0, 0));
            *records += tally.records;
            *on_drug += tally.on_drug;
        }
        found
    }
}

impl<'a> Part<'a> {
    fn new(query: &Query, services: &[ServiceInfo], cohorts: &[Arc<Cohort>], grouping: Grouping<'a>) -> Self {
        let mut groups: BTreeMap<Key, Tally> = BTreeMap::new();
        if grouping.is_pooled() {
            groups.entry(Key::default()).or_default();
        }
        let axes = Axes::new(&query.by);
        let axes = if grouping.is_pooled() {
            Axes::default()
        } else {
            axes
        };
        let mut counter = (!axes.is_empty() || !is_whole_months(query.period)).then(|| {
            let by_month = if grouping.is_by_time() {
                ByMonth::Apart
            } else {
                ByMonth::Together
            };
            Counter::new(query, by_month, &axes)
        });
        let mut with_records = BTreeSet::new();
        for (service, cohort) in cohorts.iter().enumerate() {
            let mut own: BTreeMap<Key, Tally> = BTreeMap::new();
            match &mut counter {
                Some(counter) => counter.count(cohort.columns(), |day, cell, tally| {
                    own.entry(grouping.key(service, day, &axes, cell))
                        .or_default()
                        .merge(&tally);
                }),
                None => {
                    for month in cohort.months(query.set, query.as_of).iter() {
                        if (query.period.start..=query.period.end).contains(&month.first) {
                            let key = grouping.key_of_day(service, month.first);
                            own.entry(key).or_default().merge(&month.tally);
                        }
                    }
                }
            }
            if own.is_empty() {
                continue;
            }
            with_records.insert(service);
            let has_hips = services
                .get(service)
                .is_some_and(|info| !info.hip_fractures.is_empty());
            for (key, mut tally) in own {
                tally.close(has_hips);
                groups.entry(key).or_default().merge(&tally);
            }
        }
        add_expectations(query, services, &grouping, &with_records, &mut groups);
        Part {
            grouping,
            groups: groups.into_iter().collect(),
        }
    }
}

/// Spreads the expected hip fractures of the services with records over the groups, month by month. The sum over
/// the groups is the total, exactly.
fn add_expectations(
    query: &Query,
    services: &[ServiceInfo],
    grouping: &Grouping<'_>,
    with_records: &BTreeSet<usize>,
    groups: &mut BTreeMap<Key, Tally>,
) {
    if !grouping.has_expectation() {
        return;
    }
    for service in with_records {
        let Some(info) = services.get(*service) else {
            continue;
        };
        for month in months(query.period) {
            let tally = groups
                .entry(grouping.key_of_day(*service, month.start))
                .or_default();
            tally.expected_hips += info.hip_fractures.expected(month.start, month.end);
        }
    }
}

/// Whether the period is made of whole months, for which services keep sums.
fn is_whole_months(period: Period) -> bool {
    let ends_month = |day: NaiveDate| day.succ_opt().is_none_or(|next| next.day() == 1);
    period.start.day() == 1 && ends_month(period.end)
}
