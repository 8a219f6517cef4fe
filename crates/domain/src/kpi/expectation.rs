//! The caseload that a service's hip fractures let expect: KPI 2 and the spine ratio divide by it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::dates::days_from;

/// One hip fracture a year in units so small that a day of any year is a whole number of them: 365 × 366.
pub const PARTS: u64 = 365 * 366;

/// A span of days as parts of the calendar years that it touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span(Vec<(i32, u64)>);

impl Span {
    /// From `start` to `end`, both included.
    pub fn new(start: NaiveDate, end: NaiveDate) -> Self {
        let part = |year: i32| {
            let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
            let last = NaiveDate::from_ymd_opt(year, 12, 31)?;
            let length = days_from(first, last) + 1;
            let days = days_from(start.max(first), end.min(last)) + 1;
            Some((
                year,
                PARTS / u64::try_from(length).ok()? * u64::try_from(days).ok()?,
            ))
        };
        Span((start.year()..=end.year()).filter_map(part).collect())
    }
}

/// Hip fractures of a service by calendar year (National Hip Fracture Database).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HipFractures(BTreeMap<i32, u32>);

impl HipFractures {
    /// From pairs of year and count.
    pub fn new(by_year: impl IntoIterator<Item = (i32, u32)>) -> Self {
        HipFractures(by_year.into_iter().collect())
    }

    /// Whether no year has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a year: a year without one takes the latest earlier one, else the earliest later one. None when
    /// the service has no value at all.
    pub fn of_year(&self, year: i32) -> Option<u32> {
        let earlier = self.0.range(..=year).next_back();
        let later = || self.0.iter().next();
        earlier.or_else(later).map(|(_, hips)| *hips)
    }

    /// Hip fractures expected from `start` to `end`, both included, in [`PARTS`]: the sum over the calendar years of
    /// that year's value × (days of the period in the year ÷ days of the year), exactly. Zero without any value.
    pub fn expected(&self, start: NaiveDate, end: NaiveDate) -> u128 {
        self.expected_in(&Span::new(start, end))
    }

    /// The same for a span that many services are asked for.
    pub fn expected_in(&self, span: &Span) -> u128 {
        let parts = span.0.iter().map(|(year, parts)| {
            let hips = self.of_year(*year).unwrap_or_default();
            u128::from(hips) * u128::from(*parts)
        });
        parts.sum()
    }

    /// Missed opportunities of a calendar year in which so many patients started a drug (6.05):
    /// hips × 5 × 0.8 × 0.5 × 0.8 − started, below 0 shown as 0; in tenths. None without any value.
    pub fn missed_opportunities_in_tenths(&self, year: i32, started: u64) -> Option<u64> {
        let hoped_for = u64::from(self.of_year(year)?) * 16;
        Some(hoped_for.saturating_sub(started * 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("an ISO date")
    }

    #[test]
    fn a_year_without_a_value_takes_its_neighbour() {
        let hips = HipFractures::new([(2018, 100), (2021, 200)]);
        for (year, value) in [(2016, 100), (2018, 100), (2020, 100), (2021, 200), (2030, 200)] {
            assert_eq!(hips.of_year(year), Some(value), "{year}");
        }
        assert_eq!(HipFractures::default().of_year(2020), None);
    }

    #[test]
    fn parts_of_years_are_exact() {
        let hips = HipFractures::new([(2023, 365), (2024, 366)]);
        for (start, end, expected) in [
            ("2023-01-01", "2023-12-31", 365),
            ("2024-01-01", "2024-12-31", 366),
            ("2023-12-31", "2024-01-01", 2),
            ("2024-02-01", "2024-02-29", 29),
            ("2022-01-01", "2024-12-31", 365 * 2 + 366),
        ] {
            let parts = hips.expected(day(start), day(end));
            assert_eq!(parts, expected * u128::from(PARTS), "{start} to {end}");
        }
    }

    #[test]
    fn missed_opportunities() {
        let hips = HipFractures::new([(2016, 98)]);
        for (started, tenths) in [(0, 1568), (100, 568), (156, 8), (157, 0), (400, 0)] {
            assert_eq!(
                hips.missed_opportunities_in_tenths(2024, started),
                Some(tenths),
                "{started}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_period_is_the_sum_of_its_parts(hips in 0u32..5000, other in 0u32..5000, start in 0u64..3000, first in 0u64..900, second in 1u64..900) {
            let hips = HipFractures::new([(2019, hips), (2022, other)]);
            let start = day("2016-01-01") + chrono::Days::new(start);
            let middle = start + chrono::Days::new(first);
            let after = middle + chrono::Days::new(1);
            let end = middle + chrono::Days::new(second);
            prop_assert_eq!(hips.expected(start, end), hips.expected(start, middle) + hips.expected(after, end));
        }
    }
}
