//! From a query to the counts of its groups, and from these to figures.

use std::{collections::BTreeMap, sync::Arc};

use flsdb_domain::{
    kpi::{Facts, Kpi, KpiSet},
    wire::kpis::{KpiResult, KpiResults, SetVersion},
};

use crate::{
    cohort::Cohort,
    group::{Grouping, Key},
    query::Query,
    source::{ServiceInfo, Source},
};

mod figures;
mod groups;

pub(crate) use figures::Audience;
use figures::figures;
pub(crate) use groups::{Group, Part};

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
