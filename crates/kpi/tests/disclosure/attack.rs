//! What a linear solver can work out of published tables.

use std::collections::{BTreeMap, BTreeSet};

use flsdb_domain::{
    kpi::{Kpi, SetId},
    vocabulary::Coded,
    wire::kpis::{Dimension, Figures, KpiResult},
};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use crate::registry::Registry;

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

type Known = BTreeMap<(Cell, What), f64>;

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

/// What must hold of the unknown counts, as they differ from the truth: sums that stay as they are, and sums that cannot
/// fall, because they are 0 already.
struct System<'a> {
    known: &'a Known,
    truth: &'a Known,
    variables: BTreeMap<(Cell, What), usize>,
    is_zero: Vec<bool>,
    fixed: Vec<Terms>,
    not_negative: Vec<Terms>,
}

/// Factors of variables.
type Terms = BTreeMap<usize, f64>;

/// Below this a difference is none.
const NOTHING: f64 = 1e-6;

impl System<'_> {
    fn differences(&mut self, terms: &[((Cell, What), f64)]) -> Terms {
        let mut found = Terms::new();
        for (key, factor) in terms.iter().filter(|(key, _)| !self.known.contains_key(key)) {
            let next = self.variables.len();
            let at = *self.variables.entry(key.clone()).or_insert(next);
            if at == next {
                self.is_zero.push(self.true_value(key) == 0.0);
            }
            *found.entry(at).or_default() += factor;
        }
        found
    }

    fn true_value(&self, key: &(Cell, What)) -> f64 {
        // A group that does not occur in a quarter has nothing to count there.
        self.truth.get(key).copied().unwrap_or_default()
    }

    /// The sum is known, or 0.
    fn fix(&mut self, terms: &[((Cell, What), f64)]) {
        let terms = self.differences(terms);
        self.fixed.push(terms);
    }

    /// The sum is not negative.
    fn bound(&mut self, terms: &[((Cell, What), f64)]) {
        let value: f64 = terms
            .iter()
            .map(|(key, factor)| factor * self.true_value(key))
            .sum();
        let terms = self.differences(terms);
        if value == 0.0 && !terms.is_empty() {
            self.not_negative.push(terms);
        }
    }

    /// Every variable by the free ones: the fixed sums, solved.
    fn solved(&self) -> Vec<Terms> {
        let mut pivots: BTreeMap<usize, Terms> = BTreeMap::new();
        for row in &self.fixed {
            let mut row = substituted(row, &pivots);
            let Some((at, factor)) = row.iter().map(|(at, factor)| (*at, *factor)).next() else {
                continue;
            };
            row.remove(&at);
            let row: Terms = row.into_iter().map(|(other, f)| (other, -f / factor)).collect();
            let only = BTreeMap::from([(at, row.clone())]);
            for known in pivots.values_mut().filter(|known| known.contains_key(&at)) {
                *known = substituted(known, &only);
            }
            pivots.insert(at, row);
        }
        (0..self.variables.len())
            .map(|at| pivots.remove(&at).unwrap_or_else(|| Terms::from([(at, 1.0)])))
            .collect()
    }

    /// Those of the counts that are the same in every solution. A count differs in some solution if and only if there is
    /// a direction from the truth in which it changes, and nothing falls that is 0.
    fn determined(&self, wanted: &[(Cell, What)]) -> BTreeSet<(Cell, What)> {
        let solved = self.solved();
        let pivots: BTreeMap<usize, Terms> = solved.iter().cloned().enumerate().collect();
        let zeros = (0..solved.len())
            .filter(|at| self.is_zero[*at])
            .map(|at| Terms::from([(at, 1.0)]));
        let bounds: Vec<Terms> = zeros
            .chain(self.not_negative.iter().cloned())
            .map(|terms| substituted(&terms, &pivots))
            .filter(|terms| !terms.is_empty())
            .collect();
        let mut open: BTreeMap<&(Cell, What), &Terms> = wanted
            .iter()
            .filter_map(|key| Some((key, &solved[*self.variables.get(key)?])))
            .collect();
        // Most counts differ in some of a few directions; the others are tried one by one.
        let mut seed = 1u64;
        for _ in 0..6 {
            let mut objective = Terms::new();
            for terms in open.values() {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let weight = ((seed >> 33) % 19) as f64 - 9.0;
                for (at, factor) in *terms {
                    *objective.entry(*at).or_default() += weight * factor;
                }
            }
            let direction = furthest(&objective, &bounds);
            open.retain(|_, terms| change(terms, &direction).abs() < NOTHING);
        }
        let left: Vec<_> = open.keys().copied().collect();
        for key in left {
            for sign in [1.0, -1.0] {
                let Some(terms) = open.get(key) else { break };
                let objective: Terms = terms.iter().map(|(at, factor)| (*at, sign * factor)).collect();
                let direction = furthest(&objective, &bounds);
                open.retain(|_, terms| change(terms, &direction).abs() < NOTHING);
            }
        }
        open.into_keys().cloned().collect()
    }
}

fn substituted(row: &Terms, pivots: &BTreeMap<usize, Terms>) -> Terms {
    let mut found = Terms::new();
    for (at, factor) in row {
        match pivots.get(at) {
            Some(terms) => terms
                .iter()
                .for_each(|(other, f)| *found.entry(*other).or_default() += factor * f),
            None => *found.entry(*at).or_default() += factor,
        }
    }
    found.retain(|_, factor| factor.abs() > NOTHING);
    found
}

fn change(terms: &Terms, direction: &BTreeMap<usize, f64>) -> f64 {
    terms
        .iter()
        .map(|(at, factor)| factor * direction.get(at).copied().unwrap_or_default())
        .sum()
}

/// The direction within a box in which the objective grows most.
fn furthest(objective: &Terms, bounds: &[Terms]) -> BTreeMap<usize, f64> {
    let used: BTreeSet<usize> = bounds
        .iter()
        .chain([objective])
        .flat_map(|terms| terms.keys().copied())
        .collect();
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let variables: BTreeMap<usize, Variable> = used
        .into_iter()
        .map(|at| {
            (
                at,
                problem.add_var(objective.get(&at).copied().unwrap_or_default(), (-1.0, 1.0)),
            )
        })
        .collect();
    for terms in bounds {
        let terms: Vec<_> = terms
            .iter()
            .map(|(at, factor)| (variables[at], *factor))
            .collect();
        problem.add_constraint(terms.as_slice(), ComparisonOp::Ge, 0.0);
    }
    let solved = problem.solve().expect("feasible: the truth is a solution");
    let solution = solved.into_solution().expect("no limit was set");
    variables
        .into_iter()
        .map(|(at, variable)| (at, solution.var_value(variable)))
        .collect()
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
                key.0.by.is_none() || key.1 == What::Records && kpi != Kpi::K2 || own.contains_key(key)
            });
            let candidates: Vec<_> = found.iter().cloned().collect();
            let forced = self.system(kpi, &cells, &least, &truth).determined(&candidates);
            leaks.extend(found.difference(&forced).cloned());
        }
        leaks
    }

    /// The records of a service without hip fractures have no part in KPI 2.
    fn has_part(&self, cell: &Cell) -> bool {
        let mut services = self.registry.services.iter();
        cell.by != Some(Dimension::Service)
            || services.any(|service| {
                !service.hip_fractures.is_empty() && cell.group == Some(service.code.to_string())
            })
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
        let mut system = System {
            known,
            truth,
            variables: BTreeMap::new(),
            is_zero: Vec::new(),
            fixed: Vec::new(),
            not_negative: Vec::new(),
        };
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
