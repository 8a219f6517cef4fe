//! Which chart: what stands in the address, and what it means for a user. Nothing here draws.

use std::borrow::Cow;

use chrono::{Datelike, Days, Months, NaiveDate};
use flsdb_domain::{
    ServiceCode,
    access::Permission,
    kpi::{Kpi, SetId},
    vocabulary::{Choice, Coded, choice},
    wire::{
        auth::Me,
        charts::{Method, Preset},
        kpis::{Dimension, Period},
    },
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{session::may, texts::charts as words};

/// A kind of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Month by month.
    Run,
    /// Services by size.
    Funnel,
    /// Services in order.
    Caterpillar,
    /// How far the patients came.
    Cascade,
    /// A KPI by group.
    Groups,
    /// Blanks by field and month.
    Completeness,
}

impl Coded for Kind {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Kind>] = &[
            choice(Kind::Run, "run", words::run::NAME),
            choice(Kind::Funnel, "funnel", words::funnel::NAME),
            choice(Kind::Caterpillar, "caterpillar", words::rows::CATERPILLAR),
            choice(Kind::Cascade, "cascade", words::cascade::NAME),
            choice(Kind::Groups, "groups", words::rows::GROUPS),
            choice(Kind::Completeness, "completeness", words::completeness::NAME),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// Whose records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// One service's.
    One(ServiceCode),
    /// Those of all services.
    All,
}

impl Whose {
    /// The service, if it is one.
    pub fn one(self) -> Option<ServiceCode> {
        match self {
            Whose::One(code) => Some(code),
            Whose::All => None,
        }
    }

    /// As it stands in the address.
    pub fn token(&self) -> &str {
        match self {
            Whose::One(code) => code.as_str(),
            Whose::All => ALL,
        }
    }

    /// What a token means.
    pub fn read(token: &str) -> Option<Self> {
        match token {
            ALL => Some(Whose::All),
            code => code.parse().ok().map(Whose::One),
        }
    }
}

const ALL: &str = "all";

impl Serialize for Whose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.token())
    }
}

impl<'de> Deserialize<'de> for Whose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Whose::read(&text).ok_or_else(|| D::Error::custom("no service"))
    }
}

/// The choices in the address. What is absent is the user's usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChartsQuery {
    /// Kind of chart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart: Option<Kind>,
    /// KPI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kpi: Option<Kpi>,
    /// First day of 1.09.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<NaiveDate>,
    /// Last day of 1.09.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<NaiveDate>,
    /// Whose records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Whose>,
    /// The service whose chart stands beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<ServiceCode>,
    /// Break-down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Dimension>,
    /// KPI set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<SetId>,
    /// The day of the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
    /// How the limits of a run chart are computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Rules of special causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
}

/// What a user may see of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Every service, live.
    All,
    /// These services, live; others in published tables.
    Own(Vec<ServiceCode>),
    /// Published tables.
    Published,
}

impl Sight {
    /// What this user may see.
    pub fn of(me: &Me) -> Self {
        if may(me, Permission::ReadAllFigures) {
            Sight::All
        } else if may(me, Permission::ReadFigures) && !me.services.is_empty() {
            Sight::Own(me.services.iter().map(|service| service.code).collect())
        } else {
            Sight::Published
        }
    }

    /// Whether a service is one of the user's own.
    pub fn owns(&self, code: ServiceCode) -> bool {
        matches!(self, Sight::Own(own) if own.contains(&code))
    }

    /// Whether the user sees the figures of a service whole, on any day.
    pub fn sees_live(&self, code: ServiceCode) -> bool {
        *self == Sight::All || self.owns(code)
    }

    /// The charts that there are for the user.
    pub fn kinds(&self) -> &'static [Kind] {
        match self {
            Sight::All | Sight::Own(_) => &[
                Kind::Run,
                Kind::Funnel,
                Kind::Caterpillar,
                Kind::Cascade,
                Kind::Groups,
                Kind::Completeness,
            ],
            // Months are no published table.
            Sight::Published => &[Kind::Caterpillar, Kind::Funnel, Kind::Cascade, Kind::Groups],
        }
    }
}

/// A chart, with every choice made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// Kind of chart.
    pub kind: Kind,
    /// KPI.
    pub kpi: Kpi,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// Whose records.
    pub whose: Whose,
    /// The service whose chart stands beside it.
    pub beside: Option<ServiceCode>,
    /// Break-down.
    pub by: Dimension,
    /// KPI set.
    pub set: SetId,
    /// The day of the question; the server's if none.
    pub as_of: Option<NaiveDate>,
    /// How the limits of a run chart are computed.
    pub method: Method,
    /// Rules of special causes.
    pub preset: Preset,
}

impl ChartsQuery {
    /// The chart that is meant. `current` is the service for which the user works.
    pub fn asked(&self, today: NaiveDate, sight: &Sight, current: Option<ServiceCode>) -> Asked {
        let kind = self.chart.or(sight.kinds().first().copied()).unwrap_or(Kind::Run);
        let whose = self.service.unwrap_or(match current {
            Some(code) if kind.is_of_one() => Whose::One(code),
            _ => Whose::All,
        });
        let usual = if kind.is_by_month() {
            last_months(today, 24)
        } else {
            let is_published = match sight {
                Sight::All => false,
                Sight::Own(_) => !kind.is_of_one(),
                Sight::Published => true,
            };
            year(if is_published {
                closed_year(today)
            } else {
                today.year() - 1
            })
        };
        let period = match (self.start, self.end) {
            (Some(start), Some(end)) if start <= end => Period { start, end },
            _ => usual,
        };
        Asked {
            kind,
            kpi: self.kpi.unwrap_or(Kpi::K4),
            period,
            whose,
            beside: self
                .beside
                .filter(|code| kind.is_of_one() && whose != Whose::One(*code)),
            by: self.by.unwrap_or(Dimension::AgeBand),
            set: self.set.unwrap_or_default(),
            as_of: self.as_of,
            method: self.method.unwrap_or_default(),
            preset: self.preset.unwrap_or_default(),
        }
    }
}

impl Kind {
    /// Whether the chart is of one service (or of all as one), not of several side by side.
    pub fn is_of_one(self) -> bool {
        !matches!(self, Kind::Funnel | Kind::Caterpillar)
    }

    /// Whether it shows a KPI.
    pub fn has_kpi(self) -> bool {
        !matches!(self, Kind::Cascade | Kind::Completeness)
    }

    /// Whether a KPI set decides what it shows.
    pub fn has_set(self) -> bool {
        self != Kind::Completeness
    }

    /// Whether its records follow each other by month.
    fn is_by_month(self) -> bool {
        matches!(self, Kind::Run | Kind::Completeness)
    }
}

impl Asked {
    /// Whether the server draws a KPI so: KPI 1 of one service is no share, and limits of proportions hold for no ratio.
    pub fn draws(&self, kpi: Kpi) -> bool {
        let is_of_all = self.kind.is_of_one() && self.whose == Whose::All;
        let needs_proportion =
            self.kind == Kind::Funnel || (self.kind == Kind::Run && self.method == Method::P);
        (kpi != Kpi::K1 || is_of_all) && !(needs_proportion && self.set.set().is_ratio(kpi))
    }

    /// The chart that stands beside this one.
    pub fn neighbour(&self) -> Option<Asked> {
        self.beside.map(|code| Asked {
            whose: Whose::One(code),
            ..*self
        })
    }

    /// The same as an address says it: every choice that the chart has.
    pub fn query(&self) -> ChartsQuery {
        let is_run = self.kind == Kind::Run;
        ChartsQuery {
            chart: Some(self.kind),
            kpi: self.kind.has_kpi().then_some(self.kpi),
            start: Some(self.period.start),
            end: Some(self.period.end),
            service: Some(self.whose),
            beside: self.beside,
            by: (self.kind == Kind::Groups).then_some(self.by),
            set: self.kind.has_set().then_some(self.set),
            as_of: self.as_of,
            method: is_run.then_some(self.method),
            preset: is_run.then_some(self.preset),
        }
    }
}

/// The last full months before today.
pub fn last_months(today: NaiveDate, count: u32) -> Period {
    let first = today.with_day(1).unwrap_or(today);
    Period {
        start: first.checked_sub_months(Months::new(count)).unwrap_or(first),
        end: first.pred_opt().unwrap_or(today),
    }
}

/// A calendar year.
pub fn year(year: i32) -> Period {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    Period {
        start: day(1, 1),
        end: day(12, 31),
    }
}

/// The latest year whose figures are published: it ended 13 months ago or earlier.
fn closed_year(today: NaiveDate) -> i32 {
    let ended = today.checked_sub_months(Months::new(13)).unwrap_or(today);
    ended.checked_add_days(Days::new(1)).unwrap_or(ended).year() - 1
}

#[cfg(test)]
mod tests;
