//! What would still turn a number green: by exact arithmetic on the unrounded value.

use chrono::NaiveDate;

use flsdb_domain::{
    kpi::{
        Blanks, Exclusion, Facts, Kpi, KpiSet, Outcome, Ratio, expectation::PARTS, identification, outcome,
        worklist::still_open,
    },
    wire::kpis::{Amount, Pending, Period},
};

use crate::source::ServiceInfo;

/// Counts the records of a KPI and those that can still count.
#[derive(Debug, Clone)]
pub struct OutlookCounts {
    set: &'static KpiSet,
    kpi: Kpi,
    as_of: NaiveDate,
    met: u64,
    not_met: u64,
    blank: u64,
    pending: Pending,
    expected_parts: u128,
    by: Option<NaiveDate>,
}

/// A record that can still count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// What has to be done and entered.
    pub blanks: Blanks,
    /// The last day on which it still counts; none for KPIs without a window.
    pub breaches_on: Option<NaiveDate>,
}

/// The figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Records met, or counted.
    pub numerator: u64,
    /// Records counted, or the expectation.
    pub denominator: Amount,
    /// The value.
    pub value: Ratio,
    /// Green from so many per cent on.
    pub green_percent: u32,
    /// How many more of those already counted must be met; none when nothing is counted.
    pub needed_now: Option<u64>,
    /// Records whose window is open.
    pub pending: Pending,
    /// How many of those that can still count must be met in the end; none when nothing will be counted.
    pub needed: Option<u64>,
    /// Records already counted that can still count.
    pub blank: u64,
    /// The last day on which an open record can still count.
    pub by: Option<NaiveDate>,
}

impl OutlookCounts {
    /// Nothing counted yet. None for KPI 1, which has no records to be met.
    pub fn new(set: &'static KpiSet, kpi: Kpi, as_of: NaiveDate) -> Option<Self> {
        (kpi != Kpi::K1).then(|| OutlookCounts {
            set,
            kpi,
            as_of,
            met: 0,
            not_met: 0,
            blank: 0,
            pending: Pending::default(),
            expected_parts: 0,
            by: None,
        })
    }

    /// Adds the expected caseload of a service that has records in the period.
    pub fn add_expectation(&mut self, service: &ServiceInfo, period: Period) {
        let factor = match self.kpi {
            Kpi::K2 => self.set.parameters.fractures_per_hip,
            _ => 1,
        };
        let hips = service.hip_fractures.expected(period.start, period.end);
        self.expected_parts += hips * u128::from(factor);
    }

    /// Counts a record of a service, and says whether it can still count.
    pub fn add(&mut self, service: &ServiceInfo, facts: &Facts) -> Option<Chance> {
        let parameters = &self.set.parameters;
        if self.set.is_ratio(self.kpi) {
            let counts = match self.kpi {
                Kpi::K2 => identification::counts(facts, parameters),
                kpi => outcome(kpi, facts, parameters, self.as_of) == Some(Outcome::Met),
            };
            self.met += u64::from(counts && !service.hip_fractures.is_empty());
            return None;
        }
        let open = still_open(self.kpi, facts, parameters);
        match outcome(self.kpi, facts, parameters, self.as_of)? {
            Outcome::Met => self.met += 1,
            Outcome::NotMet(_) => self.not_met += 1,
            Outcome::Missing(blanks) => {
                let has_window = parameters.window(self.kpi).is_some();
                let can_count = open.is_some() || !has_window;
                self.blank += u64::from(can_count);
                self.not_met += u64::from(!can_count);
                return can_count.then_some(Chance {
                    blanks,
                    breaches_on: open.map(|open| open.breaches_on),
                });
            }
            Outcome::Excluded(Exclusion::Immature) => return self.add_pending(facts),
            Outcome::Excluded(_) => {}
        }
        None
    }

    /// Counts a record whose window is open as what it will be when it closes.
    fn add_pending(&mut self, facts: &Facts) -> Option<Chance> {
        let parameters = &self.set.parameters;
        if let Some(open) = still_open(self.kpi, facts, parameters) {
            self.pending.open += 1;
            self.by = self.by.max(Some(open.breaches_on));
            return Some(Chance {
                blanks: open.blanks,
                breaches_on: Some(open.breaches_on),
            });
        }
        match outcome(self.kpi, facts, parameters, NaiveDate::MAX)? {
            Outcome::Met => self.pending.met += 1,
            Outcome::NotMet(_) | Outcome::Missing(_) => self.pending.not_met += 1,
            Outcome::Excluded(_) => {}
        }
        None
    }

    /// The figures.
    pub fn finish(self) -> Outlook {
        let green_percent = self.set.bands(self.kpi).green;
        if self.set.is_ratio(self.kpi) {
            let needed = needed(self.met, self.expected_parts, PARTS, green_percent);
            return Outlook {
                numerator: self.met,
                denominator: Amount::of_parts(self.expected_parts, PARTS),
                value: Ratio::over_parts(self.met, self.expected_parts, PARTS),
                green_percent,
                needed_now: needed,
                pending: self.pending,
                needed,
                blank: 0,
                by: None,
            };
        }
        let counted = self.met + self.not_met + self.blank;
        let Pending { met, not_met, open } = self.pending;
        let in_the_end = u128::from(counted + met + not_met + open);
        Outlook {
            numerator: self.met,
            denominator: Amount::from(counted),
            value: Ratio::of(self.met, counted),
            green_percent,
            needed_now: needed(self.met, counted.into(), 1, green_percent),
            pending: self.pending,
            needed: needed(self.met + met, in_the_end, 1, green_percent),
            blank: self.blank,
            by: self.by,
        }
    }
}

/// The smallest number of records that must be added to the numerator so that the value is at least so many per cent, of
/// a denominator given in `parts` of which `whole` make one. None when the denominator is 0.
fn needed(numerator: u64, parts: u128, whole: u64, percent: u32) -> Option<u64> {
    let one = u128::from(whole) * 100;
    let target = parts * u128::from(percent);
    let short = target.saturating_sub(u128::from(numerator) * one);
    (parts > 0).then(|| u64::try_from(short.div_ceil(one)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn so_many_more_are_needed() {
        for (numerator, denominator, percent, expected) in [
            (0, 0, 80, None),
            (0, 1, 80, Some(1)),
            (8, 10, 80, Some(0)),
            (9, 10, 80, Some(0)),
            // 79.96 % prints 80.0 and is not green.
            (1999, 2500, 80, Some(1)),
            (205, 304, 80, Some(39)),
            (1, 3, 50, Some(1)),
            (5, 101, 20, Some(16)),
        ] {
            assert_eq!(
                needed(numerator, denominator, 1, percent),
                expected,
                "{numerator}/{denominator}"
            );
        }
    }

    proptest! {
        #[test]
        fn it_is_the_smallest_number(
            numerator in 0u64..5000, parts in 1u128..5000 * u128::from(PARTS), percent in 1u32..=100,
        ) {
            let more = needed(numerator, parts, PARTS, percent).expect("a denominator");
            let is_green = |n| Ratio::over_parts(n, parts, PARTS).is_at_least_percent(percent);
            prop_assert_eq!(is_green(numerator + more), Some(true));
            if more > 0 {
                prop_assert_eq!(is_green(numerator + more - 1), Some(false));
            }
        }
    }
}
