//! Figures for a caller: the facts kept in memory, and what each caller may see of them.
//!
//! Until disclosure control exists the rule is simple: who may read all figures sees everything; others see their own
//! services whole, beside the pooled national value; nothing else leaves the server.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    access::{Grant, Permission, Scope, scope_of},
    kpi::{Facts, SetId},
    wire::kpis::{Benchmark, Disclosure, KpiResults},
};
use flsdb_kpi::{Asked, BenchmarkQuery, ServiceInfo, Source, benchmark, results};
use flsdb_store::{Outcome, Reader, StoreError, facts, services};

use crate::routes::about::SOFTWARE;

type Held = BTreeMap<ServiceCode, (i64, Arc<[Facts]>)>;

/// The facts of every service at the version last seen: a read loads only what has changed since, in the same state of the
/// data, so figures are never stale.
#[derive(Default)]
pub struct Cohort(Mutex<Held>);

/// The facts of some services in one state of the data.
pub struct Loaded {
    services: Vec<ServiceInfo>,
    records: Vec<Arc<[Facts]>>,
    data_version: i64,
}

impl Cohort {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The services of the scope with their facts.
    ///
    /// # Errors
    /// Those of the store.
    pub fn load(&self, r: &mut Reader<'_>, scope: &Scope) -> Outcome<Loaded> {
        let versions = facts::service_versions(r)?;
        let services = services::list(r, scope)?;
        let records = services.iter().map(|service| {
            let version = versions.get(&service.code).copied().unwrap_or_default();
            self.facts(r, service.code, version)
        });
        Ok(Loaded {
            records: records.collect::<Outcome<_>>()?,
            services: services.iter().map(ServiceInfo::from).collect(),
            data_version: versions.values().sum(),
        })
    }

    fn facts(&self, r: &mut Reader<'_>, service: ServiceCode, version: i64) -> Outcome<Arc<[Facts]>> {
        let known = self
            .held()
            .get(&service)
            .filter(|(held, _)| *held == version)
            .map(|(_, facts)| facts.clone());
        if let Some(facts) = known {
            return Ok(facts);
        }
        let mut found = Vec::new();
        let only = Scope::Services([service].into());
        facts::for_each_episode(r, &only, None, |episode| {
            found.extend(Facts::of(&episode));
            Ok(())
        })?;
        let found: Arc<[Facts]> = found.into();
        self.held().insert(service, (version, found.clone()));
        Ok(found)
    }
}

impl Loaded {
    fn records(&self) -> impl Iterator<Item = (usize, Facts)> + '_ {
        let records = self.records.iter().enumerate();
        records.flat_map(|(service, facts)| facts.iter().map(move |facts| (service, *facts)))
    }

    fn source(&self, disclosure: Disclosure) -> Source {
        Source {
            data_version: self.data_version,
            software: SOFTWARE.to_owned(),
            disclosure,
        }
    }
}

/// What a caller may see of the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Everything, nothing hidden.
    All,
    /// These services whole, beside the pooled national value.
    Own(Scope),
    /// The pooled national value alone.
    Pooled,
}

impl Sight {
    /// What these grants allow.
    pub fn of(grants: &[Grant]) -> Self {
        let own = scope_of(grants, Permission::ReadFigures);
        match scope_of(grants, Permission::ReadAllFigures) {
            Scope::All => Sight::All,
            Scope::Services(_) if own.is_empty() => Sight::Pooled,
            Scope::Services(_) => Sight::Own(own),
        }
    }

    fn contains(&self, service: ServiceCode) -> bool {
        match self {
            Sight::All => true,
            Sight::Own(own) => own.contains(service),
            Sight::Pooled => false,
        }
    }

    fn disclosure(&self) -> Disclosure {
        let (rule, reason) = match self {
            Sight::All => ("none", "all services"),
            Sight::Own(_) => ("none", "own service"),
            Sight::Pooled => ("pooled", "the pooled national value alone"),
        };
        Disclosure {
            rule: rule.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

/// The values asked for, as far as the caller may see them. A service out of sight is not found.
///
/// # Errors
/// `NotFound`; those of the store.
pub fn find_results(
    cohort: &Cohort,
    r: &mut Reader<'_>,
    sight: &Sight,
    mut asked: Asked,
) -> Outcome<KpiResults> {
    if asked.services.iter().any(|service| !sight.contains(*service)) {
        return Err(StoreError::NotFound);
    }
    let scope = match (sight, asked.services.as_slice()) {
        (Sight::Own(own), []) => own.clone(),
        (_, []) => Scope::All,
        (_, named) => Scope::Services(named.iter().copied().collect()),
    };
    if *sight == Sight::Pooled {
        asked.query.by.clear();
    }
    let loaded = cohort.load(r, &scope)?;
    if loaded.services.len() < asked.services.len() {
        return Err(StoreError::NotFound);
    }
    let source = loaded.source(sight.disclosure());
    Ok(results(&asked.query, &loaded.services, loaded.records(), source))
}

/// Which benchmark table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// The calendar year of 1.09.
    pub year: i32,
    /// The KPI set.
    pub set: SetId,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
}

/// The benchmark table: the pooled national row, and a row for each service that the caller may see. None when there is no
/// such year.
///
/// # Errors
/// Those of the store.
pub fn find_benchmark(
    cohort: &Cohort,
    r: &mut Reader<'_>,
    sight: &Sight,
    wanted: Table,
) -> Outcome<Option<Benchmark>> {
    let loaded = cohort.load(r, &Scope::All)?;
    let own = match sight {
        Sight::Own(own) => loaded
            .services
            .iter()
            .map(|info| info.code)
            .filter(|code| own.contains(*code))
            .collect(),
        Sight::All | Sight::Pooled => Vec::new(),
    };
    let query = BenchmarkQuery {
        year: wanted.year,
        set: wanted.set,
        as_of: wanted.as_of,
        own,
    };
    let table = benchmark(
        &query,
        &loaded.services,
        loaded.records(),
        loaded.source(sight.disclosure()),
    );
    Ok(table.map(|mut table| {
        table.services.retain(|row| sight.contains(row.service));
        table
    }))
}
