//! The episodes of each population.

use serde::Serialize;

use crate::wire::kpis::RecordState;

use super::{
    super::{
        codes::Role,
        element::{Reference, ResourceType},
    },
    MeasureReport, ReportType,
};

/// The episodes behind a report, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    all: Vec<String>,
    excluded: Vec<String>,
    numerator: Vec<String>,
}

/// A contained list: the episodes of a population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::List))]
#[serde(rename_all = "camelCase")]
pub struct List {
    resource_type: ResourceType,
    id: String,
    status: String,
    mode: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entry: Vec<ListEntry>,
}

/// An episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::ListEntry))]
pub struct ListEntry {
    item: Reference,
}

impl Members {
    /// Takes an episode, by its outcome.
    pub fn add(&mut self, id: String, outcome: RecordState) {
        match outcome {
            RecordState::Excluded => self.excluded.push(id.clone()),
            RecordState::Met | RecordState::Counted => self.numerator.push(id.clone()),
            RecordState::NotMet | RecordState::Missing | RecordState::NotCounted => {}
        }
        self.all.push(id);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl MeasureReport {
    /// The same with the episodes of each population. What a ratio divides by is an expectation and has none.
    pub fn listing(mut self, members: Members, is_ratio: bool) -> Self {
        self.kind = ReportType::SubjectList;
        let lists = [
            (Role::InitialPopulation, members.all),
            (Role::DenominatorExclusion, members.excluded),
            (Role::Numerator, members.numerator),
        ];
        let populations = || self.group.iter().flat_map(|group| &group.population);
        let is_there = |role: Role| populations().any(|population| population.role == role);
        self.contained = lists
            .into_iter()
            .filter(|(role, _)| is_there(*role))
            .map(|(role, ids)| List::of(role, ids))
            .collect();
        let populations = self.group.iter_mut().flat_map(|group| &mut group.population);
        for population in populations {
            let list = list(population.role, is_ratio);
            population.subject_results = list.map(|list| Reference::to(format!("#{}", list.code())));
        }
        self
    }
}

/// The list of a population: the denominator is the initial population.
fn list(role: Role, is_ratio: bool) -> Option<Role> {
    match role {
        Role::Denominator if is_ratio => None,
        Role::Denominator => Some(Role::InitialPopulation),
        own => Some(own),
    }
}

impl List {
    fn of(role: Role, ids: Vec<String>) -> Self {
        let entry = |id: String| ListEntry {
            item: Reference::to(format!("EpisodeOfCare/{id}")),
        };
        List {
            resource_type: ResourceType::List,
            id: role.code().to_owned(),
            status: "current".to_owned(),
            mode: "snapshot".to_owned(),
            entry: ids.into_iter().map(entry).collect(),
        }
    }
}
