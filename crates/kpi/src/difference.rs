//! Why a number moved: the difference between two results, record by record, split by cause.
//!
//! What a record adds to numerator and denominator is followed from one result to the other in steps, each with one
//! cause: the definition changes, a death becomes known, other answers change, time passes. The steps lead from the one
//! contribution to the other, so the parts add up exactly.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use flsdb_domain::{
    ServiceCode,
    kpi::{Facts, Kpi, Outcome, Ratio, SetId, completeness, expectation::PARTS, identification, outcome},
    vocabulary::{AssessmentOutcome, FollowedUp},
    wire::kpis::{Amount, Cause, DifferencePart, DifferenceSide, KpiDifference, Period},
};

use crate::source::ServiceInfo;

/// One of the two results, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceQuery {
    /// The KPI set.
    pub set: SetId,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The services, each with the version of its data.
    pub versions: BTreeMap<ServiceCode, i64>,
}

/// What a record, or many, adds to numerator and denominator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    numerator: i64,
    denominator: i64,
}

/// One result while its records are added up.
#[derive(Debug, Clone)]
struct Side {
    query: DifferenceQuery,
    count: Count,
    expected_parts: u128,
}

/// The difference of a KPI between two results, taken service by service.
#[derive(Debug, Clone)]
pub struct DifferenceFold {
    kpi: Kpi,
    from: Side,
    to: Side,
    parts: BTreeMap<Cause, (u64, Count)>,
}

impl DifferenceFold {
    /// Nothing counted yet.
    pub fn new(kpi: Kpi, from: DifferenceQuery, to: DifferenceQuery) -> Self {
        let side = |query| Side {
            query,
            count: Count::default(),
            expected_parts: 0,
        };
        DifferenceFold {
            kpi,
            from: side(from),
            to: side(to),
            parts: BTreeMap::new(),
        }
    }

    /// Adds a service: its records by id, of any period, in the state of each result.
    pub fn add(&mut self, service: &ServiceInfo, from: &HashMap<u128, Facts>, to: &HashMap<u128, Facts>) {
        self.from.add_expectation(self.kpi, service, from);
        self.to.add_expectation(self.kpi, service, to);
        let ids: BTreeSet<&u128> = from.keys().chain(to.keys()).collect();
        for id in ids {
            self.add_record(service, from.get(id), to.get(id));
        }
    }

    fn add_record(&mut self, service: &ServiceInfo, from: Option<&Facts>, to: Option<&Facts>) {
        let is_asked = |side: &Side, facts: Option<&Facts>| {
            side.query.versions.contains_key(&service.code)
                && facts.is_some_and(|facts| side.query.contains(facts))
        };
        let left = from.filter(|_| is_asked(&self.from, from)).copied();
        let right = to.filter(|_| is_asked(&self.to, to)).copied();
        match (left, right) {
            (None, None) => {}
            (None, Some(right)) => {
                let after = self.contribution(service, &right, self.to.rules());
                let cause = match from {
                    _ if !self.from.query.versions.contains_key(&service.code) => Cause::Question,
                    None => Cause::New,
                    Some(_) if self.from.query.contains(&right) => Cause::Changed,
                    Some(_) => Cause::Question,
                };
                self.step(cause, Count::default(), after);
                self.to.count.add(after);
            }
            (Some(left), None) => {
                let before = self.contribution(service, &left, self.from.rules());
                let cause = match to {
                    _ if !self.to.query.versions.contains_key(&service.code) => Cause::Question,
                    None => Cause::Withdrawn,
                    Some(_) if self.to.query.contains(&left) => Cause::Changed,
                    Some(_) => Cause::Question,
                };
                self.step(cause, before, Count::default());
                self.from.count.add(before);
            }
            (Some(left), Some(right)) => self.follow(service, &left, &right),
        }
    }

    /// Follows a record that both results ask for.
    fn follow(&mut self, service: &ServiceInfo, left: &Facts, right: &Facts) {
        let (from, to) = (self.from.rules(), self.to.rules());
        let states = [
            (left, from),
            (left, (to.0, from.1)),
            (&with_death(left, right), (to.0, from.1)),
            (right, (to.0, from.1)),
            (right, to),
        ]
        .map(|(facts, rules)| self.contribution(service, facts, rules));
        let causes = [Cause::Definition, Cause::Died, Cause::Changed, Cause::Matured];
        for (cause, pair) in causes.into_iter().zip(states.windows(2)) {
            if let [before, after] = pair {
                self.step(cause, *before, *after);
            }
        }
        let [before, .., after] = states;
        self.from.count.add(before);
        self.to.count.add(after);
    }

    fn step(&mut self, cause: Cause, before: Count, after: Count) {
        let change = after.less(before);
        if change != Count::default() {
            let (records, part) = self.parts.entry(cause).or_default();
            *records += 1;
            part.add(change);
        }
    }

    fn contribution(&self, service: &ServiceInfo, facts: &Facts, (set, as_of): (SetId, NaiveDate)) -> Count {
        let rules = set.set();
        let has_hips = !service.hip_fractures.is_empty();
        match self.kpi {
            Kpi::K1 => {
                let audited = completeness::audited(facts, as_of);
                Count {
                    numerator: i64::from((audited & facts.blank).count_ones()),
                    denominator: i64::from(audited.count_ones()),
                }
            }
            Kpi::K2 => Count {
                numerator: i64::from(has_hips && identification::counts(facts, &rules.parameters)),
                denominator: 0,
            },
            kpi => {
                let outcome = outcome(kpi, facts, &rules.parameters, as_of);
                let is_ratio = rules.is_ratio(kpi);
                let is_met = outcome == Some(Outcome::Met) && (has_hips || !is_ratio);
                let is_counted = !matches!(outcome, None | Some(Outcome::Excluded(_))) && !is_ratio;
                Count {
                    numerator: i64::from(is_met),
                    denominator: i64::from(is_counted),
                }
            }
        }
    }

    /// The difference and its parts.
    pub fn finish(self) -> KpiDifference {
        let change = self.to.count.less(self.from.count);
        let part = |cause| {
            let (records, count) = self.parts.get(&cause).copied().unwrap_or_default();
            DifferencePart {
                cause,
                records,
                numerator: count.numerator,
                denominator: count.denominator,
            }
        };
        KpiDifference {
            kpi: self.kpi,
            numerator: change.numerator,
            denominator: change.denominator,
            parts: Cause::ALL.map(part).into(),
            from: self.from.finish(self.kpi),
            to: self.to.finish(self.kpi),
        }
    }
}

impl DifferenceQuery {
    fn contains(&self, facts: &Facts) -> bool {
        (self.period.start..=self.period.end).contains(&facts.diagnosed_on)
    }
}

impl Side {
    fn rules(&self) -> (SetId, NaiveDate) {
        (self.query.set, self.query.as_of)
    }

    /// Adds the expected caseload of a service that has records in the period.
    fn add_expectation(&mut self, kpi: Kpi, service: &ServiceInfo, records: &HashMap<u128, Facts>) {
        let set = self.query.set.set();
        let is_asked = self.query.versions.contains_key(&service.code);
        if set.is_ratio(kpi) && is_asked && records.values().any(|facts| self.query.contains(facts)) {
            let factor = match kpi {
                Kpi::K2 => set.parameters.fractures_per_hip,
                _ => 1,
            };
            let Period { start, end } = self.query.period;
            self.expected_parts += service.hip_fractures.expected(start, end) * u128::from(factor);
        }
    }

    fn finish(self, kpi: Kpi) -> DifferenceSide {
        let numerator = u64::try_from(self.count.numerator).unwrap_or_default();
        let denominator = u64::try_from(self.count.denominator).unwrap_or_default();
        let is_ratio = self.query.set.set().is_ratio(kpi);
        let value = match is_ratio {
            true => Ratio::over_parts(numerator, self.expected_parts, PARTS),
            false => Ratio::of(numerator, denominator),
        };
        DifferenceSide {
            set: self.query.set.into(),
            period: self.query.period,
            as_of: self.query.as_of,
            versions: self.query.versions,
            numerator: self.count.numerator,
            denominator: self.count.denominator,
            expected: is_ratio.then(|| Amount::of_parts(self.expected_parts, PARTS)),
            display: value.display(),
        }
    }
}

impl Count {
    fn add(&mut self, other: Count) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
    }

    fn less(self, other: Count) -> Count {
        Count {
            numerator: self.numerator - other.numerator,
            denominator: self.denominator - other.denominator,
        }
    }
}

/// The facts before, with what those after tell of a death.
fn with_death(before: &Facts, after: &Facts) -> Facts {
    let died = |old, new| match new {
        Some(FollowedUp::Died) => new,
        _ => old,
    };
    Facts {
        died: after.died.or(before.died),
        followed_up_16: died(before.followed_up_16, after.followed_up_16),
        followed_up_52: died(before.followed_up_52, after.followed_up_52),
        assessment: match after.assessment {
            Some(AssessmentOutcome::Died) => after.assessment,
            _ => before.assessment,
        },
        ..*before
    }
}
