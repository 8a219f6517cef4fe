//! What is asked for.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};

use flsdb_domain::{
    ServiceCode,
    dates::parse_iso,
    kpi::{Kpi, SetId},
    vocabulary::Coded,
    wire::kpis::{Dimension, Period},
};

mod fault;

pub use fault::QueryFault;

/// Longest period that can be asked for, in years.
pub const YEARS_MAX: u32 = 50;
/// Services that can be named at once; all of them need no names.
pub const SERVICES_MAX: usize = 500;
/// Dimensions that can be asked for at once.
pub const DIMENSIONS_MAX: usize = 2;

/// Which values are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The KPI set.
    pub set: SetId,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// What the records are grouped by; none: all together.
    pub by: Vec<Dimension>,
    /// Whether the pooled value stands beside the groups.
    pub total: bool,
    /// The KPIs wanted, in order.
    pub kpis: Vec<Kpi>,
}

/// How results are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// A result for each group and KPI.
    #[default]
    Full,
    /// An array for each figure, with one entry a group, and no intervals.
    Columns,
}

/// A request: the query, and what is the caller's matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The query.
    pub query: Query,
    /// The services asked for; none: all that the caller may see.
    pub services: Vec<ServiceCode>,
    /// Services whose data are wanted as they were at a version; the others' are the present ones.
    pub versions: BTreeMap<ServiceCode, i64>,
    /// The day given that decides maturity; none: it was left to be filled in.
    pub as_of: Option<NaiveDate>,
    /// How the results are laid out.
    pub shape: Shape,
}

impl Asked {
    /// Reads a request from the pairs of a query string: `set, start, end, as_of, service, by, kpi, total, shape,
    /// versions`. `service`, `by`, `kpi` and `versions` take several values, repeated or joined by commas. `as_of` is `today` unless given.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
        today: NaiveDate,
    ) -> Result<Self, Vec<QueryFault>> {
        let mut reader = Reader::default();
        for (name, value) in pairs {
            reader.take(name, value);
        }
        reader.finish(today)
    }
}

#[derive(Default)]
struct Reader {
    set: Option<SetId>,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    as_of: Option<NaiveDate>,
    services: Vec<ServiceCode>,
    by: Vec<Dimension>,
    kpis: Vec<Kpi>,
    total: bool,
    shape: Shape,
    versions: BTreeMap<ServiceCode, i64>,
    seen: Vec<String>,
    faults: Vec<QueryFault>,
}

impl Reader {
    fn take(&mut self, name: &str, value: &str) {
        let takes_several = matches!(name, "service" | "by" | "kpi" | "versions");
        if !takes_several && self.seen.iter().any(|seen| seen == name) {
            return self.faults.push(QueryFault::Repeated(name.to_owned()));
        }
        self.seen.push(name.to_owned());
        match name {
            "set" => {
                self.set = self.or_fault(
                    value
                        .parse()
                        .map_err(|_| QueryFault::UnknownSet(value.to_owned())),
                );
            }
            "start" => self.start = self.date("start", value),
            "end" => self.end = self.date("end", value),
            "as_of" => self.as_of = self.date("as_of", value),
            "total" => {
                let total = value.parse().map_err(|_| QueryFault::NotAFlag);
                self.total = self.or_fault(total).unwrap_or_default();
            }
            "shape" => {
                let shape = match value {
                    "full" => Ok(Shape::Full),
                    "columns" => Ok(Shape::Columns),
                    other => Err(QueryFault::UnknownShape(other.to_owned())),
                };
                self.shape = self.or_fault(shape).unwrap_or_default();
            }
            "service" | "by" | "kpi" | "versions" => {
                for part in value.split(',').map(str::trim).filter(|part| !part.is_empty()) {
                    self.take_one(name, part);
                }
            }
            other => self.faults.push(QueryFault::UnknownParameter(other.to_owned())),
        }
    }

    /// One value of a parameter that takes several; a value given twice counts once.
    fn take_one(&mut self, name: &str, value: &str) {
        match name {
            "service" => {
                let code = value.parse::<ServiceCode>();
                let code = code.map_err(|_| QueryFault::ServiceCode(value.to_owned()));
                let code = self.or_fault(code);
                self.services.extend(code);
            }
            "kpi" => {
                let kpi = value.parse::<Kpi>();
                let kpi = kpi.map_err(|_| QueryFault::UnknownKpi(value.to_owned()));
                let kpi = self.or_fault(kpi);
                self.kpis.extend(kpi);
            }
            "versions" => {
                let version = read_version(value).filter(|(service, _)| !self.versions.contains_key(service));
                let version = self.or_fault(version.ok_or_else(|| QueryFault::Versions(value.to_owned())));
                self.versions.extend(version);
            }
            _ => {
                let dimension = Dimension::from_token(value);
                let dimension = dimension.ok_or_else(|| QueryFault::UnknownDimension(value.to_owned()));
                let dimension = self.or_fault(dimension);
                let new = dimension.filter(|dimension| !self.by.contains(dimension));
                self.by.extend(new);
            }
        }
    }

    fn date(&mut self, parameter: &'static str, value: &str) -> Option<NaiveDate> {
        self.or_fault(parse_iso(value).map_err(|_| QueryFault::NotADate { parameter }))
    }

    fn or_fault<T>(&mut self, read: Result<T, QueryFault>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }

    fn finish(mut self, today: NaiveDate) -> Result<Asked, Vec<QueryFault>> {
        for required in ["start", "end"] {
            if !self.seen.iter().any(|seen| seen == required) {
                self.faults.push(QueryFault::Required(required));
            }
        }
        if self.by.len() > DIMENSIONS_MAX {
            self.faults.push(QueryFault::TooManyDimensions);
        }
        self.services.sort_unstable();
        self.services.dedup();
        if self.services.len() > SERVICES_MAX {
            self.faults.push(QueryFault::TooManyServices);
        }
        self.kpis.sort_unstable();
        self.kpis.dedup();
        let period = self.start.zip(self.end).map(|(start, end)| Period { start, end });
        self.faults.extend(period.and_then(period_fault));
        match period {
            Some(period) if self.faults.is_empty() => Ok(Asked {
                query: Query {
                    set: self.set.unwrap_or_default(),
                    period,
                    as_of: self.as_of.unwrap_or(today),
                    by: self.by,
                    total: self.total,
                    kpis: if self.kpis.is_empty() {
                        Kpi::ALL.into()
                    } else {
                        self.kpis
                    },
                },
                services: self.services,
                versions: self.versions,
                as_of: self.as_of,
                shape: self.shape,
            }),
            _ => Err(self.faults),
        }
    }
}

/// A version of a service, like `BRD:12`.
fn read_version(text: &str) -> Option<(ServiceCode, i64)> {
    let (service, version) = text.split_once(':')?;
    Some((service.parse().ok()?, version.parse::<u32>().ok()?.into()))
}

fn period_fault(period: Period) -> Option<QueryFault> {
    let Period { start, end } = period;
    if end < start {
        return Some(QueryFault::EndBeforeStart);
    }
    let last = start.checked_add_months(Months::new(12 * YEARS_MAX))?;
    (end >= last).then_some(QueryFault::PeriodTooLong)
}

/// The calendar year as a period.
pub(crate) fn year_period(year: i32) -> Option<Period> {
    let start = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let end = NaiveDate::from_ymd_opt(year, 12, 31)?;
    (1900..2200).contains(&year).then_some(Period { start, end })
}

/// The months of a period, each as its days in the period.
pub(crate) fn months(period: Period) -> impl Iterator<Item = Period> {
    let first = period.start.with_day(1).unwrap_or(period.start);
    (0..)
        .map_while(move |n| first.checked_add_months(Months::new(n)))
        .take_while(move |start| *start <= period.end)
        .map(move |start| {
            let next = start.checked_add_months(Months::new(1));
            let last = next.and_then(|next| next.pred_opt()).unwrap_or(period.end);
            Period {
                start: start.max(period.start),
                end: last.min(period.end),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Asked, Vec<QueryFault>> {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Asked::read(pairs, "2026-01-31".parse().expect("a date"))
    }

    #[test]
    fn faults() {
        for (query, messages) in [
            ("start=2024-01-01&end=2024-12-31", &[][..]),
            (
                "start=2024-01-01",
                &["The parameter \"end\" is required: give a date like 2024-01-01"],
            ),
            (
                "start=2024-01-01&end=2023-12-31",
                &["The period ends before it starts"],
            ),
            ("start=2024-01-01&end=2073-12-31", &[]),
            (
                "start=2024-01-01&end=2074-01-01",
                &["The period is longer than 50 years"],
            ),
            (
                "start=2024-1-1&end=2024-12-31",
                &["The parameter \"start\" is not a date: give it like 2024-01-01"],
            ),
            (
                "start=2024-01-01&end=2024-12-31&kpi=12&set=nhs&total=maybe",
                &[
                    "There is no KPI \"12\". Give a number from 1 to 11",
                    "There is no KPI set \"nhs\". Give fls-db, fls-db-live or iof",
                    "The parameter \"total\" is true or false",
                ],
            ),
            (
                "start=2024-01-01&end=2024-12-31&by=service,month&by=sex",
                &["Results can be grouped by two dimensions at most"],
            ),
            (
                "start=2024-01-01&end=2024-12-31&by=star_sign",
                &[
                    "Results cannot be grouped by \"star_sign\". Give one or two of: service, nation, region, month, \
                   quarter, year, sex, age_band, site, care_home, ethnic_category, deprivation_quintile",
                ],
            ),
            (
                "start=2024-01-01&end=2024-12-31&foo=1",
                &["There is no parameter \"foo\". Leave it out"],
            ),
            (
                "start=2024-01-01&start=2024-01-02&end=2024-12-31",
                &["The parameter \"start\" is given twice"],
            ),
            (
                "start=2024-01-01&end=2024-12-31&service=brd",
                &["\"brd\" is not a service code: three characters, A to Z or 0 to 9"],
            ),
        ] {
            let found: Vec<_> = match read(query) {
                Ok(_) => vec![],
                Err(faults) => faults.iter().map(ToString::to_string).collect(),
            };
            assert_eq!(found, messages, "{query}");
        }
    }

    #[test]
    fn a_request_is_filled_in() {
        let asked = read("start=2024-01-01&end=2024-12-31&service=STN,BRD&service=BRD&by=service&kpi=7,4&set=iof&total=true")
            .expect("a request");
        assert_eq!(
            asked.services.iter().map(|c| c.as_str()).collect::<Vec<_>>(),
            ["BRD", "STN"]
        );
        assert_eq!(asked.query.kpis, [Kpi::K4, Kpi::K7]);
        assert_eq!(asked.query.by, [Dimension::Service]);
        assert_eq!(asked.query.as_of, "2026-01-31".parse().expect("a date"));
        assert!(asked.query.total);
        assert_eq!(asked.shape, Shape::Full);
    }

    #[test]
    fn months_are_cut_at_the_borders() {
        let asked = read("start=2023-12-15&end=2024-02-10").expect("a request");
        let found: Vec<_> = months(asked.query.period)
            .map(|m| format!("{} {}", m.start, m.end))
            .collect();
        assert_eq!(
            found,
            [
                "2023-12-15 2023-12-31",
                "2024-01-01 2024-01-31",
                "2024-02-01 2024-02-10"
            ]
        );
    }
}
