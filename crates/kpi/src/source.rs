//! What the caller brings: the services, and where the data come from.

use flsdb_domain::{
    Nation, ServiceCode,
    kpi::expectation::HipFractures,
    wire::{kpis::Disclosure, services::Service},
};

/// A service as the KPIs see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceInfo {
    /// Its code.
    pub code: ServiceCode,
    /// Its name.
    pub name: String,
    /// Its nation.
    pub nation: Nation,
    /// ICB or health board.
    pub region: Option<String>,
    /// Hip fractures by calendar year. A service without any value is left out of KPI 2 and the spine ratio.
    pub hip_fractures: HipFractures,
}

impl From<&Service> for ServiceInfo {
    fn from(service: &Service) -> Self {
        let by_year = service.hip_fractures.iter();
        ServiceInfo {
            code: service.code,
            name: service.name.clone(),
            nation: service.nation,
            region: service.region.clone(),
            hip_fractures: HipFractures::new(by_year.map(|hips| (hips.year, hips.count))),
        }
    }
}

/// Where the data come from: what a result says of itself beside its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Version of the data.
    pub data_version: i64,
    /// Name and version of the software.
    pub software: String,
    /// The rule of disclosure control in force.
    pub disclosure: Disclosure,
}
