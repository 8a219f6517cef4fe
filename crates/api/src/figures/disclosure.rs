//! Figures under disclosure control: what callers see beyond their own services.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    access::{Permission, Rights, Scope},
    kpi::SetId,
    wire::kpis::{Benchmark, BenchmarkRow, Dimension, KpiResult, KpiResults},
};
use flsdb_kpi::{
    Asked, Grid, Query,
    disclosure::{ControlFault, Controlled, Extent, Mask, Rule, closing_date, conceal, controlled, mask},
    results,
};
use flsdb_store::{Outcome, Reader, StoreError};

use super::{Cohorts, Loaded, Prepared, Sight, Table, find_benchmark, prepare};

/// Masks kept at most: as many years.
const MASKS_MAX: usize = 32;

/// The rule in force, the day, and the masks made so far. One for all workers.
#[derive(Debug, Clone)]
pub struct Control {
    rule: Rule,
    today: NaiveDate,
    masks: Arc<Masks>,
}

/// The mask of each year, of the records in memory when it was asked for last.
#[derive(Debug, Default)]
pub struct Masks(Mutex<BTreeMap<i32, Kept>>);

#[derive(Debug)]
struct Kept {
    loaded: Weak<Loaded>,
    as_of: NaiveDate,
    mask: Arc<Mask>,
}

impl Control {
    /// The rule, as of today.
    pub fn new(rule: Rule, today: NaiveDate, masks: Arc<Masks>) -> Self {
        Control { rule, today, masks }
    }

    /// The mask of a year in this state of the data. None when there is no such year.
    fn mask(&self, year: i32, as_of: NaiveDate, loaded: &Arc<Loaded>) -> Option<Arc<Mask>> {
        let mut kept = self.masks.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = |kept: &&Kept| {
            let is_same = kept
                .loaded
                .upgrade()
                .is_some_and(|kept| Arc::ptr_eq(&kept, loaded));
            is_same && kept.as_of == as_of && kept.mask.rule() == self.rule
        };
        if let Some(found) = kept.get(&year).filter(is_current) {
            return Some(found.mask.clone());
        }
        let ask = |query: &Query| {
            Grid::new(query, &loaded.services, &loaded.cohorts)
                .results()
                .collect()
        };
        let found = mask(self.rule, Extent::Complete, (year, as_of), &loaded.services, ask)?;
        let found = Arc::new(found);
        if kept.len() >= MASKS_MAX {
            kept.pop_first();
        }
        let mask = found.clone();
        kept.insert(
            year,
            Kept {
                loaded: Arc::downgrade(loaded),
                as_of,
                mask,
            },
        );
        Some(found)
    }

    /// The day on which a year closed, if it has.
    fn closed(&self, year: i32) -> Option<NaiveDate> {
        closing_date(year, None).filter(|closed| *closed <= self.today)
    }
}

/// Who looks: what a caller sees whole, and the services that the caller sees under control.
#[derive(Debug, Clone)]
pub struct Viewer {
    sight: Sight,
    others: Scope,
    control: Control,
}

impl Viewer {
    /// What these rights allow. The users of a service see others as the public does.
    pub fn of(rights: &Rights, control: Control) -> Self {
        let sight = Sight::of(rights);
        let others = match sight {
            Sight::All | Sight::Own(_) => Scope::All,
            Sight::Pooled => rights.scope(Permission::ReadControlledFigures),
        };
        Viewer {
            sight,
            others,
            control,
        }
    }

    /// Somebody who has not signed in.
    pub fn public(control: Control) -> Self {
        Viewer {
            sight: Sight::Pooled,
            others: Scope::All,
            control,
        }
    }

    /// Somebody who sees this, and nothing under control.
    pub fn seeing(sight: Sight, control: Control) -> Self {
        Viewer {
            sight,
            others: Scope::Services(Default::default()),
            control,
        }
    }

    /// Somebody who has not signed in, under the same control.
    pub fn as_public(&self) -> Self {
        Viewer::public(self.control.clone())
    }

    /// Whether services are the viewer's own.
    pub(super) fn has_own(&self) -> bool {
        matches!(self.sight, Sight::Own(_))
    }

    /// Whether what is asked is about services that the viewer sees whole.
    pub fn sees_whole(&self, asked: &Asked) -> bool {
        let services = &asked.services;
        match &self.sight {
            Sight::All => true,
            Sight::Own(own) => services.iter().all(|service| own.contains(*service)),
            Sight::Pooled => false,
        }
    }

    fn owns(&self, service: ServiceCode) -> bool {
        matches!(&self.sight, Sight::Own(own) if own.contains(service))
    }

    fn sees(&self, service: ServiceCode) -> bool {
        self.sight.contains(service) || self.others.contains(service)
    }
}

/// What a caller asks, or why it is none of the published tables. A service out of sight is not found.
///
/// # Errors
/// `NotFound`; those of the store.
pub fn prepare_for(
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    viewer: &Viewer,
    asked: Asked,
) -> Outcome<Result<Prepared, ControlFault>> {
    if viewer.sees_whole(&asked) {
        return prepare(cohorts, r, &viewer.sight, asked).map(Ok);
    }
    let loaded = cohorts.load(r)?;
    let is_there = |code: &ServiceCode| loaded.services.iter().any(|info| info.code == *code);
    if !asked
        .services
        .iter()
        .all(|code| viewer.sees(*code) && is_there(code))
    {
        return Err(StoreError::NotFound);
    }
    let table = match controlled(&asked, viewer.control.today, |_| None) {
        Ok(table) => table,
        Err(fault) => return Ok(Err(fault)),
    };
    let concealed = concealed(viewer, &table, &loaded)?;
    Ok(Ok(Prepared::concealed(asked, table.query, loaded, concealed)))
}

/// A published table, as the viewer sees it: all services are counted, rows out of sight or not asked for are left out.
fn concealed(viewer: &Viewer, table: &Controlled, loaded: &Arc<Loaded>) -> Outcome<KpiResults> {
    let mask = viewer.control.mask(table.year, table.query.as_of, loaded);
    let mask = mask.ok_or(StoreError::NotFound)?;
    let source = loaded.source(viewer.control.rule.disclosure());
    let mut found = results(&table.query, &loaded.services, &loaded.cohorts, source);
    conceal(&mut found, &table.query, &mask, |service| viewer.owns(service));
    let is_wanted = |service: ServiceCode| {
        viewer.sees(service) && (table.services.is_empty() || table.services.contains(&service))
    };
    found
        .results
        .retain(|result| service_of(result).is_none_or(is_wanted));
    if table.query.by.contains(&Dimension::Service) {
        found.services.retain(|service| is_wanted(*service));
    }
    Ok(found)
}

fn service_of(result: &KpiResult) -> Option<ServiceCode> {
    result.group.get(&Dimension::Service)?.as_deref()?.parse().ok()
}

/// Which benchmark table is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedTable {
    /// The calendar year of 1.09.
    pub year: i32,
    /// The KPI set.
    pub set: SetId,
    /// The day that decides maturity, if one was given.
    pub as_of: Option<NaiveDate>,
}

/// The benchmark table: own rows whole, and of a closed year those of other services, under control. As of the closing date
/// unless another day is given; for another day, and for a year that is not closed, own rows and the national one. None
/// when there is no such year.
///
/// # Errors
/// Those of the store.
pub fn find_benchmark_for(
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    viewer: &Viewer,
    asked: AskedTable,
) -> Outcome<Result<Option<Benchmark>, ControlFault>> {
    let AskedTable { year, set, as_of } = asked;
    let table = |as_of| Table { year, set, as_of };
    let closed = viewer.control.closed(year).filter(|_| viewer.sight != Sight::All);
    let closed = match (closed, as_of) {
        (Some(closed), Some(as_of)) if as_of != closed && viewer.sight == Sight::Pooled => {
            return Ok(Err(ControlFault::AsOf { year, closed }));
        }
        (Some(closed), as_of) if as_of.is_none_or(|as_of| as_of == closed) => closed,
        (_, as_of) => {
            let wanted = table(as_of.unwrap_or(viewer.control.today));
            return find_benchmark(cohorts, r, &viewer.sight, wanted).map(Ok);
        }
    };
    let loaded = cohorts.load(r)?;
    let mask = viewer.control.mask(year, closed, &loaded);
    let disclosure = viewer.control.rule.disclosure();
    let found = super::whole_benchmark(&loaded, &viewer.sight, table(closed), disclosure);
    Ok(Ok(found.zip(mask).map(|(mut table, mask)| {
        table.services.retain(|row| viewer.sees(row.service));
        for row in table.services.iter_mut().filter(|row| !viewer.owns(row.service)) {
            conceal_row(row, &mask, set);
        }
        table
    })))
}

/// Missed opportunities tell how many patients started a drug, which no published table shows.
fn conceal_row(row: &mut BenchmarkRow, mask: &Mask, set: SetId) {
    mask.conceal_row(set, row.service, &mut row.results);
    row.missed_opportunities = None;
    let is_hidden = mask.hides_records(Dimension::Service, Some(row.service.as_str()));
    row.records = row.records.filter(|records| *records == 0 || !is_hidden);
}
