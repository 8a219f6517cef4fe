//! One pass over the facts, then figures for every group.

use std::collections::{BTreeMap, BTreeSet};

use flsdb_domain::{
    ServiceCode,
    kpi::{Facts, Kpi},
    wire::kpis::{KpiResult, KpiResults, Period, SetVersion},
};

use crate::{
    group::{Grouping, Key},
    query::{Query, months},
    source::{ServiceInfo, Source},
    tally::{HipCount, Rules, Tally},
};

mod figures;

use figures::{Audience, figures};

/// The values asked for, with everything that a result carries.
pub fn results(
    query: &Query,
    services: &[ServiceInfo],
    records: impl IntoIterator<Item = (usize, Facts)>,
    source: Source,
) -> KpiResults {
    KpiResults {
        set: set_version(query),
        period: query.period,
        as_of: query.as_of,
        services: services
            .iter()
            .map(|info| info.code)
            .collect::<Vec<ServiceCode>>(),
        data_version: source.data_version,
        software: source.software,
        disclosure: source.disclosure,
        results: evaluate(query, services, records),
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
///
/// Groups by place have at least one record in the period. With them, or alone, every month, quarter or year of the
/// period is a group, also without records: finding nobody is a value of KPI 2. Other groups are those that occur.
pub fn evaluate(
    query: &Query,
    services: &[ServiceInfo],
    records: impl IntoIterator<Item = (usize, Facts)>,
) -> Vec<KpiResult> {
    let mut fold = Fold::new(query, services);
    for (service, facts) in records {
        fold.add(service, &facts);
    }
    fold.finish()
}

struct Fold<'a> {
    query: &'a Query,
    services: &'a [ServiceInfo],
    rules: Rules<'a>,
    groupings: Vec<Grouping<'a>>,
    tallies: Vec<BTreeMap<Key, Tally>>,
    with_records: BTreeSet<usize>,
}

impl<'a> Fold<'a> {
    fn new(query: &'a Query, services: &'a [ServiceInfo]) -> Self {
        let pooled = (query.total && !query.by.is_empty()).then(|| Grouping::new(&[], services));
        let groupings: Vec<_> = [Grouping::new(&query.by, services)]
            .into_iter()
            .chain(pooled)
            .collect();
        Fold {
            query,
            services,
            rules: Rules {
                set: query.set.set(),
                as_of: query.as_of,
            },
            tallies: vec![BTreeMap::new(); groupings.len()],
            groupings,
            with_records: BTreeSet::new(),
        }
    }

    fn add(&mut self, service: usize, facts: &Facts) {
        let Period { start, end } = self.query.period;
        if !(start..=end).contains(&facts.diagnosed_on) {
            return;
        }
        self.with_records.insert(service);
        let hips = self.hip_count(service);
        for (grouping, tallies) in self.groupings.iter().zip(&mut self.tallies) {
            let tally = tallies.entry(grouping.key(service, facts)).or_default();
            tally.add(service, facts, &self.rules, hips);
        }
    }

    fn hip_count(&self, service: usize) -> HipCount {
        match self.services.get(service) {
            Some(info) if !info.hip_fractures.is_empty() => HipCount::Known,
            _ => HipCount::Unknown,
        }
    }

    fn finish(mut self) -> Vec<KpiResult> {
        self.add_expectations();
        let mut results = Vec::new();
        for (grouping, tallies) in self.groupings.iter().zip(&self.tallies) {
            for (key, tally) in tallies {
                results.extend(self.results_of(grouping, *key, tally));
            }
        }
        results
    }

    /// Spreads the expected hip fractures of the services with records over the groups, month by month. The sum over
    /// the groups is the total, exactly.
    fn add_expectations(&mut self) {
        for (grouping, tallies) in self.groupings.iter().zip(&mut self.tallies) {
            if grouping.is_pooled() {
                tallies.entry(Key::default()).or_default();
            }
            if !grouping.has_expectation() {
                continue;
            }
            for service in &self.with_records {
                let Some(info) = self.services.get(*service) else {
                    continue;
                };
                for month in months(self.query.period) {
                    let tally = tallies
                        .entry(grouping.key_of_day(*service, month.start))
                        .or_default();
                    tally.expected_hips += info.hip_fractures.expected(month.start, month.end);
                }
            }
        }
    }

    fn results_of(&self, grouping: &Grouping<'_>, key: Key, tally: &Tally) -> Vec<KpiResult> {
        let audience = match self.services.len() {
            1 => Audience::OneService,
            _ if grouping.is_by_service() => Audience::OneService,
            _ => Audience::SeveralServices,
        };
        let set = self.rules.set;
        let wanted = self.query.kpis.iter().copied();
        wanted
            .filter(|kpi| grouping.has_expectation() || !set.is_ratio(*kpi))
            .filter_map(|kpi: Kpi| {
                Some(KpiResult {
                    group: grouping.group(key),
                    kpi,
                    official_number: set.official_number(kpi).to_string(),
                    figures: figures(set, kpi, tally, audience)?,
                    suppressed: false,
                })
            })
            .collect()
    }
}
