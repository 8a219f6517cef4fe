//! Disclosure control: which cells of the published tables are hidden, so that no small count can be read or worked out.
//!
//! **What is published** of a closed year to those under control: for the year and each of its quarters the national
//! values, and the tables by one break-down (service, nation, region, sex, …), in every KPI set, with `as_of` at the closing
//! date. This set is finite, so it can be protected once and for all.
//!
//! **What is hidden.** A cell is a KPI in a group in the year or a quarter. Under [`Rule::FlsDb`] it is hidden when, in any
//! set, its denominator is below 5 or its numerator or complement is 1 to 4; KPI 2 and the spine ratio when the numerator is
//! 1 to 4, as what they divide by is public. A cell with 1 to 4 records is hidden in all KPIs. The mask of a KPI is the same
//! in every set, because the sets share counts.
//!
//! **What is protected** are the numerator, the denominator and the complement of every hidden cell, and the number of
//! records where that is hidden. (The denominator of a KPI that leaves nobody out *is* the number of records, and no secret
//! where the cell of another KPI shows it. Where none does, a KPI that may leave records out, but in some set counts all,
//! is hidden, too: it would tell at least how many there are, and by that how few another group has.) Further cells are
//! hidden until each hidden count has an alternative: four cells, two groups in two periods, between which a record could
//! be shifted so that every published total stays. Such a rectangle is the proof that the count does not follow; between
//! services of different regions or nations it needs their cells, too. A service knows its own counts, so a hidden count of
//! a service needs alternatives with two others.
//!
//! **What is left.** National values are always shown. Where they alone decide a hidden count (nobody in the country met the
//! target, a break-down with a single group) nothing can be hidden any more, and nothing need be: the count says no more
//! than the national value does. Missing, exclusions, bounds and the initial population stand beside national values only: each
//! reason for an exclusion is a count of persons of its own, and differences between KPIs would tell it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use flsdb_domain::{
    kpi::Kpi,
    vocabulary::Coded,
    wire::kpis::{Dimension, Disclosure, KpiResult},
};

use crate::{Query, source::ServiceInfo};

mod alternatives;
mod conceal;
mod counts;
mod primary;
mod request;
mod room;
mod rounding;

pub use conceal::conceal;
pub use request::{ControlFault, Controlled, closing_date, controlled};

use alternatives::Hierarchy;
use counts::Table;

/// The year and its quarters: slots 0 to 3 are the quarters, 4 is the year.
const SLOTS: usize = 5;
/// The slot of the year.
const YEAR: usize = 4;

/// A rule of disclosure control. A deployment chooses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rule {
    /// Denominators below 5, numerators and complements of 1 to 4, and what they would follow from.
    #[default]
    FlsDb,
    /// Sub-national counts 1 to 7 hidden, others rounded to 5.
    NhsSecondaryCare,
}

impl Rule {
    /// Its name in settings and results.
    pub fn token(self) -> &'static str {
        match self {
            Rule::FlsDb => "flsdb",
            Rule::NhsSecondaryCare => "nhs-secondary-care",
        }
    }

    /// The rule as results tell it.
    pub fn disclosure(self) -> Disclosure {
        let reason = match self {
            Rule::FlsDb => {
                "below the national value: denominators below 5, numerators and complements of 1 to 4, and what they would \
                 follow from, are hidden; one's own service is whole"
            }
            Rule::NhsSecondaryCare => {
                "below the national value: counts of 1 to 7 are hidden, others rounded to 5; one's own service is whole"
            }
        };
        Disclosure {
            rule: self.token().to_owned(),
            reason: reason.to_owned(),
        }
    }
}

/// The name is that of no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no such rule of disclosure control. Give flsdb or nhs-secondary-care")]
pub struct UnknownRule;

impl std::str::FromStr for Rule {
    type Err = UnknownRule;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Rule::FlsDb, Rule::NhsSecondaryCare]
            .into_iter()
            .find(|rule| rule.token() == text)
            .ok_or(UnknownRule)
    }
}

/// The hidden cells of a year's tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    rule: Rule,
    year: i32,
    tables: BTreeMap<Dimension, Vec<MaskRow>>,
}

/// One group: what is hidden of it in the quarters and the year.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MaskRow {
    group: Option<String>,
    slots: [Hidden; SLOTS],
}

/// The KPIs hidden in a cell of the table, and whether its number of records is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hidden(u16);

impl Hidden {
    /// Everything: for groups that the mask does not know.
    const ALL: Hidden = Hidden(u16::MAX);

    fn hide(&mut self, kpi: Kpi) {
        self.0 |= 1 << kpi.number();
    }

    fn hide_records(&mut self) {
        *self = Hidden::ALL;
    }

    fn contains(self, kpi: Kpi) -> bool {
        self.0 & (1 << kpi.number()) != 0
    }

    fn has_records(self) -> bool {
        self.0 & 1 != 0
    }
}

/// How far [`mask`] goes. Only tests stop early, to see what goes wrong then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The cells that the rule names.
    Primary,
    /// And those that they would follow from.
    Complete,
}

/// What results can be broken down by: all but the calendar.
pub fn break_downs() -> Vec<Dimension> {
    let all = Dimension::choices();
    let calendar = [Dimension::Month, Dimension::Quarter, Dimension::Year];
    let dimensions = all.iter().map(|choice| choice.value);
    dimensions
        .filter(|dimension| !calendar.contains(dimension))
        .collect()
}

/// The mask of a calendar year, from the results of all `services`: `ask` evaluates a query over all of them. None when
/// there is no such year.
pub fn mask(
    rule: Rule,
    extent: Extent,
    (year, as_of): (i32, NaiveDate),
    services: &[ServiceInfo],
    ask: impl Fn(&Query) -> Vec<KpiResult>,
) -> Option<Mask> {
    let collect = |dimension| Table::collect(dimension, (year, as_of), &ask);
    let tables: Vec<Table> = break_downs().into_iter().map(collect).collect::<Option<_>>()?;
    let mut found: BTreeMap<Dimension, Vec<MaskRow>> = BTreeMap::new();
    let is_place = |table: &Table| {
        matches!(
            table.dimension,
            Dimension::Service | Dimension::Nation | Dimension::Region
        )
    };
    let (places, others): (Vec<_>, Vec<_>) = tables.into_iter().partition(is_place);
    let places = Hierarchy::of_places(places, services);
    for hierarchy in [places]
        .into_iter()
        .chain(others.into_iter().map(Hierarchy::flat))
    {
        for (dimension, row) in primary::mask_rows(rule, extent, &hierarchy) {
            found.entry(dimension).or_default().push(row);
        }
    }
    Some(Mask {
        rule,
        year,
        tables: found,
    })
}

impl Mask {
    /// The rule that made it.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    fn hidden(&self, dimension: Dimension, group: Option<&str>, slot: usize) -> Hidden {
        let rows = self.tables.get(&dimension).into_iter().flatten();
        let row = rows.into_iter().find(|row| row.group.as_deref() == group);
        row.and_then(|row| row.slots.get(slot).copied())
            .unwrap_or(Hidden::ALL)
    }

    /// Whether the number of records of a group is hidden in the year.
    pub fn hides_records(&self, dimension: Dimension, group: Option<&str>) -> bool {
        self.hidden(dimension, group, YEAR).has_records()
    }

    /// Hidden cells and all cells, of KPIs 2 to 11: for tests and benches.
    pub fn share(&self) -> (usize, usize) {
        let cells = self.tables.values().flatten().flat_map(|row| row.slots);
        let kpis = || Kpi::ALL.into_iter().filter(|kpi| *kpi != Kpi::K1);
        cells.fold((0, 0), |(hidden, all), cell| {
            let here = kpis().filter(|kpi| cell.contains(*kpi)).count();
            (hidden + here, all + kpis().count())
        })
    }
}
