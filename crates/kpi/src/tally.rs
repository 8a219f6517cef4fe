//! The counts of one group.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use flsdb_domain::kpi::{
    Exclusion, Facts, Kpi, KpiSet, Outcome, completeness::Completeness, identification, outcome,
};

/// The outcomes of one KPI.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) met: u64,
    pub(crate) not_met: u64,
    pub(crate) missing: u64,
    pub(crate) excluded: BTreeMap<Exclusion, u64>,
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Excluded(reason) => *self.excluded.entry(reason).or_default() += 1,
            Outcome::Met => self.met += 1,
            Outcome::NotMet(_) => self.not_met += 1,
            Outcome::Missing(_) => self.missing += 1,
        }
    }

    pub(crate) fn denominator(&self) -> u64 {
        self.met + self.not_met + self.missing
    }
}

/// Everything that is counted in one group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Records of the period.
    pub(crate) records: u64,
    /// Records that KPI 2 counts, of services with a hip count.
    pub(crate) identified: u64,
    /// Spine records, of services with a hip count.
    pub(crate) spine: u64,
    /// Hip fractures expected, in parts; see [`flsdb_domain::kpi::expectation::PARTS`].
    pub(crate) expected_hips: u128,
    /// Blanks, by service.
    pub(crate) completeness: BTreeMap<usize, Completeness>,
    counts: [Counts; Kpi::BY_RECORD.len()],
}

impl Tally {
    /// Counts one record. Without a hip count of its service it has no part in KPI 2 and the spine ratio.
    pub(crate) fn add(&mut self, service: usize, facts: &Facts, rules: &Rules<'_>, hips: HipCount) {
        self.records += 1;
        let completeness = self.completeness.entry(service).or_default();
        completeness.add(facts, rules.as_of);
        for (counts, kpi) in self.counts.iter_mut().zip(Kpi::BY_RECORD) {
            if let Some(outcome) = outcome(kpi, facts, &rules.set.parameters, rules.as_of) {
                counts.add(outcome);
                let found = kpi == Kpi::K3 && outcome == Outcome::Met && hips == HipCount::Known;
                self.spine += u64::from(found);
            }
        }
        let identified = hips == HipCount::Known && identification::counts(facts, &rules.set.parameters);
        self.identified += u64::from(identified);
    }

    /// The outcomes of a KPI counted by record.
    pub(crate) fn counts(&self, kpi: Kpi) -> Option<&Counts> {
        let at = Kpi::BY_RECORD.iter().position(|found| *found == kpi)?;
        self.counts.get(at)
    }
}

/// Which rules, and on which day.
pub(crate) struct Rules<'a> {
    pub(crate) set: &'a KpiSet,
    pub(crate) as_of: NaiveDate,
}

/// Whether a service has any hip count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HipCount {
    Known,
    Unknown,
}
