//! The records of every service in memory, at the version last seen.
//!
//! A read asks the database for the services' versions and fetches only what has changed since, in the same state of the
//! data: figures are never stale, on one server or on ten.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use flsdb_domain::{ServiceCode, access::Scope};
use flsdb_kpi::{Cohort, ServiceInfo};
use flsdb_store::{Outcome, Reader, StoreError, facts, services};

/// The records of every service. One for all workers.
#[derive(Default)]
pub struct Cohorts {
    held: RwLock<Arc<Loaded>>,
    /// Taken by who fetches what has changed, so that nobody fetches it twice.
    fetching: Mutex<()>,
}

/// The services and their records in one state of the data.
#[derive(Clone, Default)]
pub struct Loaded {
    versions: BTreeMap<ServiceCode, i64>,
    /// By code.
    pub services: Vec<ServiceInfo>,
    /// Of each service, in the same order.
    pub cohorts: Vec<Arc<Cohort>>,
}

impl Cohorts {
    /// The services with their records, in the state that this read sees or in a later one.
    ///
    /// # Errors
    /// Those of the store.
    pub fn load(&self, r: &mut Reader<'_>) -> Outcome<Arc<Loaded>> {
        let versions = facts::service_versions(r)?;
        let held = self.held();
        if held.has_seen(&versions) {
            return Ok(held);
        }
        let _fetching = self.fetching.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have fetched it meanwhile.
        let held = self.held();
        if held.has_seen(&versions) {
            return Ok(held);
        }
        let next = Arc::new(held.brought_to(r, versions)?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = next.clone();
        Ok(next)
    }

    fn held(&self) -> Arc<Loaded> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Loaded {
    fn has_seen(&self, versions: &BTreeMap<ServiceCode, i64>) -> bool {
        !self.versions.is_empty()
            && versions
                .iter()
                .all(|(code, version)| !self.is_behind(*code, *version))
    }

    fn is_behind(&self, code: ServiceCode, version: i64) -> bool {
        self.versions.get(&code).is_none_or(|seen| *seen < version)
    }

    /// The state with these versions.
    fn brought_to(&self, r: &mut Reader<'_>, versions: BTreeMap<ServiceCode, i64>) -> Outcome<Loaded> {
        let mut first = match self.versions.is_empty() {
            true => all(r)?,
            false => HashMap::new(),
        };
        let known = self.versions.keys().copied().zip(&self.cohorts);
        let known: HashMap<ServiceCode, &Arc<Cohort>> = known.collect();
        let mut cohorts = Vec::with_capacity(versions.len());
        for (code, version) in &versions {
            let cohort = known.get(code).copied().cloned().unwrap_or_default();
            cohorts.push(match self.versions.get(code) {
                _ if self.versions.is_empty() => Arc::new(first.remove(code).unwrap_or_default()),
                Some(seen) if seen >= version => cohort,
                seen => {
                    let changed = facts::changed_since(r, *code, seen.copied().unwrap_or(-1))?;
                    let changes = changed.into_iter().map(|row| (row.id, row.facts)).collect();
                    Arc::new(cohort.with(changes))
                }
            });
        }
        let services = services::list(r, &Scope::All)?;
        Ok(Loaded {
            versions,
            services: services.iter().map(ServiceInfo::from).collect(),
            cohorts,
        })
    }

    /// Version of the data: the sum of the versions of all services, whatever the scope.
    pub fn data_version(&self) -> i64 {
        self.versions.values().sum()
    }

    /// Records of all services.
    pub fn records(&self) -> usize {
        self.cohorts.iter().map(|cohort| cohort.len()).sum()
    }

    /// Memory of the records, in bytes.
    pub fn bytes(&self) -> usize {
        self.cohorts.iter().map(|cohort| cohort.bytes()).sum()
    }

    /// The services of a scope alone.
    #[must_use]
    pub fn within(self: Arc<Self>, scope: &Scope) -> Arc<Loaded> {
        if *scope == Scope::All {
            return self;
        }
        let members = self.services.iter().zip(&self.cohorts);
        let (services, cohorts) = members
            .filter(|(info, _)| scope.contains(info.code))
            .map(|(info, cohort)| (info.clone(), cohort.clone()))
            .unzip();
        Arc::new(Loaded {
            versions: self.versions.clone(),
            services,
            cohorts,
        })
    }

    /// The same with some services as they were at a version.
    ///
    /// # Errors
    /// `NotFound` for a service that is not among these; `NoSuchVersion`; those of the database.
    pub fn at_versions(
        self: Arc<Self>,
        r: &mut Reader<'_>,
        versions: &BTreeMap<ServiceCode, i64>,
    ) -> Outcome<Arc<Loaded>> {
        if versions.is_empty() {
            return Ok(self);
        }
        let mut past = (*self).clone();
        for (service, version) in versions {
            let place = past.services.iter().position(|info| info.code == *service);
            let cohort = place.and_then(|place| past.cohorts.get_mut(place));
            let cohort = cohort.ok_or(StoreError::NotFound)?;
            let mut found = Cohort::default();
            for row in facts::as_of_version(r, *service, *version)? {
                if let Some(facts) = row.facts {
                    found.insert(row.id, &facts);
                }
            }
            *cohort = Arc::new(found);
            past.versions.insert(*service, *version);
        }
        Ok(Arc::new(past))
    }
}

/// The records of all services: one walk through the table instead of one for each service.
fn all(r: &mut Reader<'_>) -> Outcome<HashMap<ServiceCode, Cohort>> {
    let mut found: HashMap<ServiceCode, Cohort> = HashMap::new();
    facts::for_each(r, |row| {
        if let Some(facts) = row.facts {
            found.entry(row.service).or_default().insert(row.id, &facts);
        }
    })?;
    found.values_mut().for_each(Cohort::shrink);
    Ok(found)
}
