//! A linear system, and which of its unknowns have one value only.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use crate::attack::{Cell, Known, What};

/// What must hold of the unknown counts, as they differ from the truth: sums that stay as they are, and sums that cannot
/// fall, because they are 0 already.
pub struct System<'a> {
    pub known: &'a Known,
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

impl<'a> System<'a> {
    pub fn new(known: &'a Known, truth: &'a Known) -> Self {
        System {
            known,
            truth,
            variables: BTreeMap::new(),
            is_zero: Vec::new(),
            fixed: Vec::new(),
            not_negative: Vec::new(),
        }
    }

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
    pub fn fix(&mut self, terms: &[((Cell, What), f64)]) {
        let terms = self.differences(terms);
        self.fixed.push(terms);
    }

    /// The sum is not negative.
    pub fn bound(&mut self, terms: &[((Cell, What), f64)]) {
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
    pub fn determined(&self, wanted: &[(Cell, What)]) -> BTreeSet<(Cell, What)> {
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
        // What is 0 can only grow: if together they cannot, none can.
        let mut fixed = BTreeSet::new();
        loop {
            let zeros: Vec<_> = open
                .keys()
                .copied()
                .filter(|key| self.true_value(key) == 0.0)
                .collect();
            let mut objective = Terms::new();
            for (at, factor) in zeros.iter().flat_map(|key| open[key]) {
                *objective.entry(*at).or_default() += factor;
            }
            let direction = furthest(&objective, &bounds);
            let before = open.len();
            open.retain(|_, terms| change(terms, &direction).abs() < NOTHING);
            if open.len() == before {
                open.retain(|key, _| !zeros.contains(key));
                fixed.extend(zeros.into_iter().cloned());
                break;
            }
        }
        // What the sums alone decide needs no further question.
        let left: Vec<_> = open
            .iter()
            .filter(|(_, terms)| !terms.is_empty())
            .map(|(key, _)| *key)
            .collect();
        for key in left {
            for sign in [1.0, -1.0] {
                let Some(terms) = open.get(key) else { break };
                let objective: Terms = terms.iter().map(|(at, factor)| (*at, sign * factor)).collect();
                let direction = furthest(&objective, &bounds);
                open.retain(|_, terms| change(terms, &direction).abs() < NOTHING);
            }
        }
        fixed.extend(open.into_keys().cloned());
        fixed
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
