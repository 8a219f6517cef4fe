//! What a linear solver can work out of published tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::{registry::Registry, system::System};
use flsdb_domain::{
    kpi::{Kpi, SetId},
    vocabulary::Coded,
    wire::kpis::{Dimension, Figures, KpiResult},
};

/// Quarters 0 to 3, and the year.
const YEAR: usize = 4;

/// A group in a quarter or the year; no dimension: the national value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub by: Option<Dimension>,
    pub group: Option<String>,
    pub slot: usize,
}

/// A count in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Records,
    Met(usize),
    Failed(usize),
    Missing,
}

/// What is known of counts.
pub type Known = BTreeMap<(Cell, What), f64>;

fn cell(result: &KpiResult) -> Cell {
    let quarter = result.group.get(&Dimension::Quarter).cloned().flatten();
    let by = result
        .group
        .iter()
        .find(|(by, _)| !matches!(by, Dimension::Quarter));
    Cell {
        by: by.map(|(by, _)| *by),
        group: by.and_then(|(_, group)| group.clone()),
        slot: quarter.map_or(YEAR, |name| {
            name[name.len() - 1..].parse::<usize>().expect("a number") - 1
        }),
    }
}

/// The sets that count differently: fls-db and iof; fls-db-live has the counts of fls-db.
const SETS: [SetId; 2] = [SetId::FlsDb, SetId::Iof];

/// All that can be read of a KPI in published results, set by set, and of the number of records in those of others.
fn read(published: &[Vec<KpiResult>; 2], kpi: Kpi, registry: &Registry) -> Known {
    let mut known = Known::new();
    for (set, results) in published.iter().enumerate() {
        for result in results {
            let cell = cell(result);
            match &result.figures {
                Figures::Proportion(p) => {
                    let counts = p.numerator.zip(p.denominator);
                    if let (Kpi::K3 | Kpi::K4 | Kpi::K7, Some((_, records))) = (result.kpi, counts) {
                        known.insert((cell.clone(), What::Records), records as f64);
                    }
                    if let Some(records) = p.initial_population {
                        known.insert((cell.clone(), What::Records), records as f64);
                    }
                    if let (Some((met, base)), true) = (counts, result.kpi == kpi) {
                        known.insert((cell.clone(), What::Met(set)), met as f64);
                        known.insert((cell.clone(), What::Failed(set)), (base - met) as f64);
                    }
                    if let (Some(missing), true, 0) = (p.missing, result.kpi == kpi, set) {
                        known.insert((cell, What::Missing), missing as f64);
                    }
                }
                Figures::Rate(rate) if result.kpi == kpi && kpi == Kpi::K2 => {
                    if let Some(met) = rate.numerator {
                        known.insert((cell, What::Met(set)), met as f64);
                    }
                }
                // The numerator of the spine ratio is that of KPI 3, where hip fractures are known throughout.
                Figures::Rate(rate)
                    if result.kpi == kpi && kpi == Kpi::K3 && every_service_has_hips(registry) =>
                {
                    if let Some(met) = rate.numerator {
                        known.insert((cell, What::Met(0)), met as f64);
                    }
                }
                Figures::Rate(_) | Figures::Completeness(_) => {}
            }
        }
    }
    known
}

fn every_service_has_hips(registry: &Registry) -> bool {
    registry
        .services
        .iter()
        .all(|service| !service.hip_fractures.is_empty())
}

/// Who attacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attacker {
    /// Somebody who knows only what is published.
    Public,
    /// The users of a service: they know its own counts.
    Service(usize),
}

/// The published tables of a year, in each set, and the true ones.
pub struct Attack<'a> {
    pub registry: &'a Registry,
    pub truth: [Vec<KpiResult>; 2],
    pub published: [Vec<KpiResult>; 2],
}

impl<'a> Attack<'a> {
    pub fn new(registry: &'a Registry, mask: &flsdb_kpi::disclosure::Mask) -> Self {
        let [(truth, published), (iof_truth, iof)] = SETS.map(|set| {
            let [truth, published] = registry.published(set, mask);
            (truth, published)
        });
        Attack {
            registry,
            truth: [truth, iof_truth],
            published: [published, iof],
        }
    }

    /// The hidden counts of a KPI that follow from what is published, but not from the national values alone.
    pub fn leaks(&self, kpi: Kpi, attacker: Attacker) -> Vec<(Cell, What)> {
        let truth = read(&self.truth, kpi, self.registry);
        let published = read(&self.published, kpi, self.registry);
        let mut leaks = Vec::new();
        for dimensions in hierarchies() {
            let is_by_place = dimensions.contains(&Dimension::Service);
            if kpi == Kpi::K2 && !is_by_place {
                continue;
            }
            let mut known = published.clone();
            known.extend(self.own(&truth, attacker));
            let cells: BTreeSet<Cell> = self.cells(&dimensions);
            let protected: Vec<(Cell, What)> = cells
                .iter()
                .flat_map(|cell| whats(kpi).map(|what| (cell.clone(), what)))
                .filter(|key| !matches!(key.1, What::Missing) && !known.contains_key(key))
                .filter(|key| kpi != Kpi::K2 || self.has_part(&key.0))
                .collect();
            let found = self.system(kpi, &cells, &known, &truth).determined(&protected);
            if found.is_empty() {
                continue;
            }
            // With the KPI hidden below the national value altogether, what follows now follows from that.
            let mut least = known.clone();
            let own = self.own(&truth, attacker);
            least.retain(|key, _| {
                key.0.by.is_none()
                    || own.contains_key(key)
                    || match kpi {
                        Kpi::K2 => !self.has_part(&key.0),
                        _ => key.1 == What::Records,
                    }
            });
            let candidates: Vec<_> = found.iter().cloned().collect();
            let forced = self.system(kpi, &cells, &least, &truth).determined(&candidates);
            let told = found
                .difference(&forced)
                .filter(|key| !self.is_sum_of_known(key, &known));
            leaks.extend(told.cloned());
        }
        leaks
    }

    /// The records of services without hip fractures have no part in KPI 2.
    fn has_part(&self, cell: &Cell) -> bool {
        let with_records = |at: usize| self.registry.records.iter().any(|(service, _)| *service == at);
        let services = self.registry.services.iter().enumerate();
        let mut counted = services.filter(|(at, info)| !info.hip_fractures.is_empty() && with_records(*at));
        let group = (cell.by, cell.group.clone());
        counted.any(|(_, info)| {
            let service = (Some(Dimension::Service), Some(info.code.to_string()));
            service == group || self.is_part(&service, &group)
        })
    }

    /// Whether a sum of services has none that is hidden from who knows this: it is the sum of what is known.
    fn is_sum_of_known(&self, (cell, what): &(Cell, What), known: &Known) -> bool {
        let sum = (cell.by, cell.group.clone());
        let services = self.registry.services.iter();
        let parts = services.map(|info| (Some(Dimension::Service), Some(info.code.to_string())));
        let parts: Vec<_> = parts.filter(|part| self.is_part(part, &sum)).collect();
        let is_known = |(by, group): &(Option<Dimension>, Option<String>)| {
            let cell = Cell {
                by: *by,
                group: group.clone(),
                slot: cell.slot,
            };
            let stands = self.cells(&[Dimension::Service]).contains(&cell);
            !stands || known.contains_key(&(cell, *what))
        };
        !parts.is_empty() && parts.iter().all(is_known)
    }

    fn own(&self, truth: &Known, attacker: Attacker) -> Known {
        let Attacker::Service(at) = attacker else {
            return Known::new();
        };
        let code = self
            .registry
            .services
            .get(at)
            .map(|service| service.code.to_string());
        let is_own =
            |cell: &Cell| cell.by == Some(Dimension::Service) && code.is_some() && cell.group == code;
        let own = truth.iter().filter(|((cell, _), _)| is_own(cell));
        own.map(|(key, value)| (key.clone(), *value)).collect()
    }

    /// The groups that stand in the tables of the year, in every slot.
    fn cells(&self, dimensions: &[Dimension]) -> BTreeSet<Cell> {
        let groups = self.published[0].iter().map(cell);
        let wanted = groups.filter(|cell| cell.by.is_some_and(|by| dimensions.contains(&by)));
        wanted
            .flat_map(|cell| (0..=YEAR).map(move |slot| Cell { slot, ..cell.clone() }))
            .collect()
    }

    fn system<'k>(&self, kpi: Kpi, cells: &BTreeSet<Cell>, known: &'k Known, truth: &'k Known) -> System<'k> {
        let mut system = System::new(known, truth);
        let groups: BTreeSet<(Option<Dimension>, Option<String>)> =
            cells.iter().map(|cell| (cell.by, cell.group.clone())).collect();
        let sums = what_sums(kpi);
        let at = |(by, group): &(Option<Dimension>, Option<String>), slot| Cell {
            by: *by,
            group: group.clone(),
            slot,
        };
        for what in sums.iter().copied() {
            for group in &groups {
                let quarters = (0..YEAR).map(|slot| ((at(group, slot), what), 1.0));
                let terms: Vec<_> = quarters.chain([((at(group, YEAR), what), -1.0)]).collect();
                system.fix(&terms);
            }
            for slot in 0..=YEAR {
                let national = Cell {
                    by: None,
                    group: None,
                    slot,
                };
                let dimensions: BTreeSet<_> = groups.iter().map(|group| group.0).collect();
                for dimension in dimensions {
                    let parts = groups.iter().filter(|group| group.0 == dimension);
                    let terms: Vec<_> = parts.map(|group| ((at(group, slot), what), 1.0)).collect();
                    self.sum(&mut system, terms, (national.clone(), what));
                }
                for sum in groups
                    .iter()
                    .filter(|g| matches!(g.0, Some(Dimension::Region | Dimension::Nation)))
                {
                    let parts = groups.iter().filter(|part| self.is_part(part, sum));
                    let terms: Vec<_> = parts.map(|group| ((at(group, slot), what), 1.0)).collect();
                    self.sum(&mut system, terms, (at(sum, slot), what));
                }
            }
        }
        for cell in cells {
            within(&mut system, kpi, cell);
        }
        system
    }

    fn sum(&self, system: &mut System<'_>, mut terms: Vec<((Cell, What), f64)>, total: (Cell, What)) {
        // A quarter without any record has no national value of its own, and nothing to sum.
        if total.0.by.is_none() && !system.known.contains_key(&total) {
            return;
        }
        terms.push((total, -1.0));
        system.fix(&terms);
    }

    fn is_part(
        &self,
        part: &(Option<Dimension>, Option<String>),
        sum: &(Option<Dimension>, Option<String>),
    ) -> bool {
        let service =
            self.registry.services.iter().find(|service| {
                part.0 == Some(Dimension::Service) && part.1 == Some(service.code.to_string())
            });
        service.is_some_and(|service| match sum.0 {
            Some(Dimension::Region) => service.region == sum.1,
            Some(Dimension::Nation) => Some(service.nation.token()) == sum.1.as_deref(),
            _ => false,
        })
    }
}

fn whats(kpi: Kpi) -> impl Iterator<Item = What> {
    what_sums(kpi).into_iter().filter(|what| *what != What::Records)
}

fn what_sums(kpi: Kpi) -> Vec<What> {
    use What::{Failed, Met, Missing, Records};
    match kpi {
        Kpi::K2 => vec![Met(0), Met(1)],
        // The counts of every set.
        Kpi::K3 | Kpi::K7 | Kpi::K9 | Kpi::K10 | Kpi::K11 => vec![Records, Met(0), Failed(0), Missing],
        _ => vec![Records, Met(0), Failed(0), Met(1), Failed(1), Missing],
    }
}

/// Initial population = excluded + denominator, and numerator + missing ≤ denominator.
fn within(system: &mut System<'_>, kpi: Kpi, cell: &Cell) {
    let key = |what| (cell.clone(), what);
    let excluded = |set| {
        [
            (key(What::Records), 1.0),
            (key(What::Met(set)), -1.0),
            (key(What::Failed(set)), -1.0),
        ]
    };
    let not_missing = [(key(What::Failed(0)), 1.0), (key(What::Missing), -1.0)];
    match kpi {
        // What iof counts fls-db counts, too.
        Kpi::K2 => return system.bound(&[(key(What::Met(0)), 1.0), (key(What::Met(1)), -1.0)]),
        Kpi::K3 | Kpi::K7 => system.fix(&excluded(0)),
        Kpi::K4 => {
            system.fix(&excluded(0));
            system.fix(&excluded(1));
        }
        Kpi::K9 | Kpi::K10 | Kpi::K11 => system.bound(&excluded(0)),
        _ => {
            system.bound(&excluded(0));
            system.bound(&excluded(1));
        }
    }
    system.bound(&not_missing);
}

/// Tables that add up with each other: those by place, and every other for itself.
fn hierarchies() -> Vec<Vec<Dimension>> {
    let places = vec![Dimension::Service, Dimension::Region, Dimension::Nation];
    let others = flsdb_kpi::disclosure::break_downs()
        .into_iter()
        .filter(|by| !places.contains(by))
        .map(|by| vec![by]);
    others.chain([places.clone()]).collect()
}
