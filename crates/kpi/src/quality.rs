//! Data quality: completeness and entry lag by month.

use chrono::{Datelike, NaiveDate};

use flsdb_domain::{
    dates::days_from,
    kpi::{
        Facts, Ratio,
        completeness::{AUDITED, BLANK_TOLERATED_PERCENT, Completeness, FieldCount},
    },
    wire::{
        kpis::{FieldShare, Period},
        quality::{CompletenessMap, EntryLag, FieldByMonth, LagFigures, MonthShare},
    },
};

use crate::query::months;

/// A longer lag is that of an import of old records, and counts as this many days: 5 years.
pub const LAG_CAP_DAYS: u16 = 1826;

/// What is counted of some records.
#[derive(Debug, Clone, Default)]
struct Counts {
    records: u64,
    completeness: Completeness,
    lags: Vec<u16>,
    capped: u64,
}

/// Counts the records of a period, month by month.
#[derive(Debug, Clone)]
pub struct QualityCounts {
    period: Period,
    as_of: NaiveDate,
    months: Vec<Counts>,
}

impl QualityCounts {
    /// Nothing counted yet. `as_of` decides which fields of a record count.
    pub fn new(period: Period, as_of: NaiveDate) -> Self {
        QualityCounts {
            period,
            as_of,
            months: months(period).map(|_| Counts::default()).collect(),
        }
    }

    /// Counts a record that was entered on this day. One outside the period is passed over.
    pub fn add(&mut self, facts: &Facts, entered_on: NaiveDate) {
        let Period { start, end } = self.period;
        let number = |day: NaiveDate| day.year() * 12 + day.month0().cast_signed();
        let month = usize::try_from(number(facts.diagnosed_on) - number(start)).ok();
        let Some(counts) = month.and_then(|month| self.months.get_mut(month)) else {
            return;
        };
        if !(start..=end).contains(&facts.diagnosed_on) {
            return;
        }
        counts.records += 1;
        counts.completeness.add(facts, self.as_of);
        let lag = days_from(facts.diagnosed_on, entered_on).max(0);
        let within = u16::try_from(lag).ok().filter(|lag| *lag <= LAG_CAP_DAYS);
        counts.capped += u64::from(within.is_none());
        counts.lags.push(within.unwrap_or(LAG_CAP_DAYS));
    }

    /// The heat map.
    pub fn completeness(&self) -> CompletenessMap {
        let field = |(place, field): (usize, flsdb_domain::Field)| {
            let by_month = || {
                self.months
                    .iter()
                    .map(move |month| month.completeness.fields[place])
            };
            let total = by_month().fold(FieldCount::default(), |sum, month| FieldCount {
                audited: sum.audited + month.audited,
                blank: sum.blank + month.blank,
            });
            FieldByMonth {
                total: FieldShare {
                    field,
                    audited: total.audited,
                    blank: total.blank,
                    share: share(total),
                    bad: total.is_bad(),
                },
                title: field.question().map(|q| q.title.to_owned()).unwrap_or_default(),
                months: by_month().map(month_share).collect(),
            }
        };
        CompletenessMap {
            tolerated_percent: BLANK_TOLERATED_PERCENT,
            months: months(self.period)
                .map(|month| month.start.format("%Y-%m").to_string())
                .collect(),
            records: self.months.iter().map(|month| month.records).collect(),
            fields: AUDITED.into_iter().enumerate().map(field).collect(),
        }
    }

    /// The lag from diagnosis to entry.
    pub fn entry_lag(&self) -> EntryLag {
        let all = self
            .months
            .iter()
            .flat_map(|month| &month.lags)
            .copied()
            .collect();
        EntryLag {
            capped_at_days: LAG_CAP_DAYS,
            total: lag_figures(all, self.months.iter().map(|month| month.capped).sum()),
            months: self
                .months
                .iter()
                .map(|month| lag_figures(month.lags.clone(), month.capped))
                .collect(),
        }
    }
}

fn share(count: FieldCount) -> Option<f64> {
    Ratio::of(count.blank, count.audited).value()
}

fn month_share(count: FieldCount) -> MonthShare {
    MonthShare {
        audited: count.audited,
        blank: count.blank,
        share: share(count),
        bad: count.is_bad(),
    }
}

fn lag_figures(mut lags: Vec<u16>, capped: u64) -> LagFigures {
    lags.sort_unstable();
    LagFigures {
        records: lags.len() as u64,
        lower_quartile: quantile(&lags, 25),
        median: quantile(&lags, 50),
        upper_quartile: quantile(&lags, 75),
        p90: quantile(&lags, 90),
        capped,
    }
}

/// A quantile of sorted values, interpolated between neighbours as R's type 7 does; exact to the hundredth.
fn quantile(sorted: &[u16], percent: usize) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? * percent;
    let below = u32::from(*sorted.get(place / 100)?);
    let above = sorted.get(place / 100 + 1).map_or(below, |day| u32::from(*day));
    let rest = u32::try_from(place % 100).ok()?;
    Some(f64::from(below * 100 + (above - below) * rest) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_r() {
        // quantile(c(...), c(.25, .5, .75, .9)) of R 4.5, type 7.
        for (values, expected) in [
            (&[7][..], [7.0, 7.0, 7.0, 7.0]),
            (&[1, 2], [1.25, 1.5, 1.75, 1.9]),
            (&[3, 5, 8, 13, 21], [5.0, 8.0, 13.0, 17.8]),
            (&[0, 0, 1, 10, 100, 1826], [0.25, 5.5, 77.5, 963.0]),
        ] {
            let found = [25, 50, 75, 90].map(|percent| quantile(values, percent).expect("values"));
            assert_eq!(found, expected, "{values:?}");
        }
        assert_eq!(quantile(&[], 50), None);
    }
}
