//! What may be asked for under disclosure control: the finite set of tables that is protected as a whole.

use chrono::{Datelike, NaiveDate};

use flsdb_domain::{
    ServiceCode,
    vocabulary::Coded,
    wire::kpis::{Dimension, Period},
};

use super::{YEAR, break_downs};
use crate::{Asked, Query};

/// A request for one of the published tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Controlled {
    /// The query, over all services, as of the closing date.
    pub query: Query,
    /// The calendar year.
    pub year: i32,
    /// The services whose rows are wanted; none: all that the caller may see.
    pub services: Vec<ServiceCode>,
}

/// Why a request is for none of the published tables. The messages say what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ControlFault {
    /// Neither a calendar year nor a quarter.
    #[error(
        "Beyond one's own service, figures are given for one calendar year or one quarter: start on its first day and end on \
         its last"
    )]
    Period,
    /// By month, or by two calendar units.
    #[error("Beyond one's own service, figures are given by quarter or year, not by month")]
    Calendar,
    /// More than one break-down.
    #[error(
        "Beyond one's own service, figures are given by one break-down at a time, beside quarter or year: {choices}",
        choices = names(&break_downs())
    )]
    BreakDowns,
    /// Services named beside another break-down.
    #[error("Named services are a break-down by service. Leave out the other break-down, or name no service")]
    ServicesAndBreakDown,
    /// Data as they were.
    #[error("Only one's own services can be asked for as they were at a version. Leave out versions")]
    Versions,
    /// The year is not closed.
    #[error(
        "The year {year} closes on {closes}. Figures beyond one's own service are given from that day on"
    )]
    NotClosed {
        /// The year asked for.
        year: i32,
        /// The day on which it closes.
        closes: NaiveDate,
    },
    /// Another day than the closing date.
    #[error(
        "Beyond one's own service, figures of {year} are given as of the day on which it closed: leave out as_of, or give \
         {closed}"
    )]
    AsOf {
        /// The year asked for.
        year: i32,
        /// The day on which it closed.
        closed: NaiveDate,
    },
}

impl ControlFault {
    /// The parameter at fault.
    pub fn parameter(&self) -> &'static str {
        match self {
            ControlFault::Period | ControlFault::NotClosed { .. } => "end",
            ControlFault::Calendar | ControlFault::BreakDowns => "by",
            ControlFault::ServicesAndBreakDown => "service",
            ControlFault::AsOf { .. } => "as_of",
            ControlFault::Versions => "versions",
        }
    }
}

fn names(dimensions: &[Dimension]) -> String {
    let names: Vec<_> = dimensions.iter().map(|dimension| dimension.token()).collect();
    names.join(", ")
}

/// The closing date of a calendar year and its quarters: 13 months after its end, or earlier, on the day on which every
/// service with records in it had locked it.
pub fn closing_date(year: i32, locked: Option<NaiveDate>) -> Option<NaiveDate> {
    let latest = NaiveDate::from_ymd_opt(year.checked_add(2)?, 1, 31)?;
    Some(locked.map_or(latest, |locked| locked.min(latest)))
}

/// The published table that a request is for. `locked` tells the day on which all services had locked a year.
///
/// # Errors
/// The first thing that is not allowed.
pub fn controlled(
    asked: &Asked,
    today: NaiveDate,
    locked: impl Fn(i32) -> Option<NaiveDate>,
) -> Result<Controlled, ControlFault> {
    if !asked.versions.is_empty() {
        return Err(ControlFault::Versions);
    }
    let (year, _) = slot_of(asked.query.period).ok_or(ControlFault::Period)?;
    let (broken_down, calendar): (Vec<Dimension>, Vec<Dimension>) = asked
        .query
        .by
        .iter()
        .partition(|dimension| break_downs().contains(dimension));
    if calendar.len() > 1 || calendar.contains(&Dimension::Month) {
        return Err(ControlFault::Calendar);
    }
    let mut by = asked.query.by.clone();
    match broken_down.as_slice() {
        [] if asked.services.is_empty() => {}
        [] => by.push(Dimension::Service),
        [Dimension::Service] => {}
        [_] if asked.services.is_empty() => {}
        [_] => return Err(ControlFault::ServicesAndBreakDown),
        _ => return Err(ControlFault::BreakDowns),
    }
    let closed = closing_date(year, locked(year)).ok_or(ControlFault::Period)?;
    if today < closed {
        return Err(ControlFault::NotClosed { year, closes: closed });
    }
    if asked.as_of.is_some_and(|as_of| as_of != closed) {
        return Err(ControlFault::AsOf { year, closed });
    }
    Ok(Controlled {
        query: Query {
            by,
            as_of: closed,
            ..asked.query.clone()
        },
        year,
        services: asked.services.clone(),
    })
}

/// The year and the slot in it that a period is; none if it is neither a calendar year nor a quarter.
pub(super) fn slot_of(period: Period) -> Option<(i32, usize)> {
    let Period { start, end } = period;
    let after = end.succ_opt()?;
    if start.day() != 1 || after.day() != 1 {
        return None;
    }
    let months = (after.year() - start.year()) * 12 + i32::try_from(after.month0()).ok()?
        - i32::try_from(start.month0()).ok()?;
    match (start.month0(), months) {
        (0, 12) => Some((start.year(), YEAR)),
        (month @ (0 | 3 | 6 | 9), 3) => Some((start.year(), usize::try_from(month / 3).ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> String {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let today = "2026-02-01".parse().expect("a date");
        let asked = Asked::read(pairs, today).expect("a request");
        match controlled(&asked, today, |year| {
            (year == 2025).then(|| "2026-01-20".parse().expect("a date"))
        }) {
            Ok(found) => {
                let by: Vec<_> = found.query.by.iter().map(|by| by.token()).collect();
                format!("{} as of {} by {}", found.year, found.query.as_of, by.join(","))
            }
            Err(fault) => fault.parameter().to_owned(),
        }
    }

    #[test]
    fn only_published_tables() {
        for (query, found) in [
            ("start=2024-01-01&end=2024-12-31", "2024 as of 2026-01-31 by "),
            (
                "start=2024-04-01&end=2024-06-30&by=sex",
                "2024 as of 2026-01-31 by sex",
            ),
            (
                "start=2024-01-01&end=2024-12-31&by=quarter,site",
                "2024 as of 2026-01-31 by quarter,site",
            ),
            (
                "start=2024-01-01&end=2024-12-31&service=BRD,CDF",
                "2024 as of 2026-01-31 by service",
            ),
            (
                "start=2024-01-01&end=2024-12-31&service=BRD&by=service&as_of=2026-01-31",
                "2024 as of 2026-01-31 by service",
            ),
            ("start=2025-01-01&end=2025-12-31", "2025 as of 2026-01-20 by "),
            ("start=2024-01-01&end=2024-12-31&service=BRD&by=sex", "service"),
            ("start=2024-01-01&end=2024-12-31&as_of=2026-01-30", "as_of"),
            ("start=2024-01-01&end=2024-12-31&by=sex,site", "by"),
            ("start=2024-01-01&end=2024-12-31&by=month", "by"),
            ("start=2024-01-01&end=2024-12-31&by=year,quarter", "by"),
            ("start=2024-01-02&end=2024-12-31", "end"),
            ("start=2024-02-01&end=2024-04-30", "end"),
            ("start=2024-04-01&end=2025-03-31", "end"),
            ("start=2023-01-01&end=2024-12-31", "end"),
            ("start=2026-01-01&end=2026-12-31", "end"),
            ("start=2024-01-01&end=2024-12-31&versions=BRD:1", "versions"),
        ] {
            assert_eq!(read(query), found, "{query}");
        }
    }

    #[test]
    fn a_year_closes_thirteen_months_after_its_end() {
        assert_eq!(
            closing_date(2023, None),
            Some("2025-01-31".parse().expect("a date"))
        );
    }
}
