//! Figures for a caller: the records kept in memory, and what each caller may see of them.
//!
//! Who may read all figures sees everything; others see their own services whole and live, beside the pooled national
//! value. What they see of other services is under control: [`Viewer`].

use std::sync::Arc;

use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    access::{Permission, Rights, Scope},
    kpi::SetId,
    wire::kpis::{Benchmark, Disclosure, KpiResults},
};
use flsdb_kpi::{Asked, BenchmarkQuery, Query, Source, benchmark};
use flsdb_store::{Outcome, Reader, StoreError};

use crate::routes::about::SOFTWARE;

pub mod charts;
mod cohorts;
mod disclosure;
mod measure;
mod writing;

pub use cohorts::{Cohorts, Loaded};
pub use disclosure::{AskedTable, Control, Masks, Viewer, find_benchmark_for, prepare_for};
pub use measure::{MeasureFault, MeasureQuestion, measure};
pub use writing::Form;

impl Loaded {
    fn source(&self, disclosure: Disclosure) -> Source {
        Source {
            data_version: self.data_version(),
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
    /// What these rights allow.
    pub fn of(rights: &Rights) -> Self {
        let own = rights.scope(Permission::ReadFigures);
        match rights.scope(Permission::ReadAllFigures) {
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

/// A question that may be answered: the records that it is about, and what stands beside the values.
pub struct Prepared {
    asked: Asked,
    loaded: Arc<Loaded>,
    source: Source,
    /// The values, where not all of them may be seen.
    concealed: Option<KpiResults>,
}

impl Prepared {
    /// Values that disclosure control has been applied to: the query is the one that was answered.
    fn concealed(mut asked: Asked, query: Query, loaded: Arc<Loaded>, found: KpiResults) -> Self {
        asked.query = query;
        Prepared {
            source: loaded.source(found.disclosure.clone()),
            asked,
            loaded,
            concealed: Some(found),
        }
    }
}

/// What a caller asks, as far as the caller may see it. A service out of sight is not found.
///
/// # Errors
/// `NotFound`; those of the store.
pub fn prepare(cohorts: &Cohorts, r: &mut Reader<'_>, sight: &Sight, mut asked: Asked) -> Outcome<Prepared> {
    let named = asked.services.iter().chain(asked.versions.keys());
    if named.copied().any(|service| !sight.contains(service)) {
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
    let loaded = cohorts.load(r)?.within(&scope);
    if loaded.services.len() < asked.services.len() {
        return Err(StoreError::NotFound);
    }
    let loaded = loaded.at_versions(r, &asked.versions)?;
    Ok(Prepared {
        source: loaded.source(sight.disclosure()),
        loaded,
        asked,
        concealed: None,
    })
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
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    sight: &Sight,
    wanted: Table,
) -> Outcome<Option<Benchmark>> {
    let loaded = cohorts.load(r)?;
    let table = whole_benchmark(&loaded, sight, wanted, sight.disclosure());
    Ok(table.map(|mut table| {
        table.services.retain(|row| sight.contains(row.service));
        table
    }))
}

/// The table with the rows of all services: what the caller may not see is still to be taken out.
fn whole_benchmark(
    loaded: &Loaded,
    sight: &Sight,
    wanted: Table,
    disclosure: Disclosure,
) -> Option<Benchmark> {
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
    benchmark(
        &query,
        &loaded.services,
        &loaded.cohorts,
        loaded.source(disclosure),
    )
}
