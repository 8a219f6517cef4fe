//! Why a number moved: two results, each at versions of its own.

use std::collections::{BTreeMap, HashMap};

use flsdb_domain::{
    ServiceCode,
    access::Scope,
    kpi::{Facts, Kpi},
    wire::kpis::KpiDifference,
};
use flsdb_kpi::{DifferenceFold, DifferenceQuery, ServiceInfo};
use flsdb_store::{
    Outcome, Reader, StoreError,
    facts::{EpisodeFacts, as_of_version, changed_since, service_versions},
    services,
};

/// One of the two results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideQuestion {
    /// The query, with the versions that are named; the present ones are filled in.
    pub query: DifferenceQuery,
    /// The services.
    pub scope: Scope,
}

type Records = HashMap<u128, Facts>;

/// The difference of a KPI between two results, split by cause. Memory holds one service at a time.
///
/// # Errors
/// `NotFound` when a service does not exist; `NoSuchVersion`; those of the database.
pub fn find(r: &mut Reader<'_>, kpi: Kpi, from: SideQuestion, to: SideQuestion) -> Outcome<KpiDifference> {
    let present = service_versions(r)?;
    let from = at_versions(from, &present)?;
    let to = at_versions(to, &present)?;
    let mut fold = DifferenceFold::new(kpi, from.clone(), to.clone());
    let services = services::list(r, &Scope::All)?;
    for info in services.iter().map(ServiceInfo::from) {
        let (before, after) = (from.versions.get(&info.code), to.versions.get(&info.code));
        let current = present.get(&info.code);
        match (before, after) {
            (None, None) => {}
            (Some(before), Some(after)) if before != after => {
                let before = records(r, info.code, *before, current)?;
                fold.add(&info, &before, &records(r, info.code, *after, current)?);
            }
            (Some(version), _) | (_, Some(version)) => {
                let records = records(r, info.code, *version, current)?;
                fold.add(&info, &records, &records);
            }
        }
    }
    Ok(fold.finish())
}

/// The query with a version for every service asked for.
fn at_versions(side: SideQuestion, present: &BTreeMap<ServiceCode, i64>) -> Outcome<DifferenceQuery> {
    let SideQuestion { mut query, scope } = side;
    if let Scope::Services(services) = &scope
        && services.iter().any(|service| !present.contains_key(service))
    {
        return Err(StoreError::NotFound);
    }
    let named = query.versions;
    if named
        .keys()
        .any(|service| !scope.contains(*service) || !present.contains_key(service))
    {
        return Err(StoreError::NotFound);
    }
    query.versions = present
        .iter()
        .filter(|(service, _)| scope.contains(**service))
        .map(|(service, version)| (*service, named.get(service).copied().unwrap_or(*version)))
        .collect();
    Ok(query)
}

fn records(
    r: &mut Reader<'_>,
    service: ServiceCode,
    version: i64,
    current: Option<&i64>,
) -> Outcome<Records> {
    let rows: Vec<EpisodeFacts> = match current {
        Some(current) if *current == version => changed_since(r, service, -1)?,
        _ => as_of_version(r, service, version)?,
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.id, row.facts?)))
        .collect())
}
