//! Taking out of results what a mask hides.

use std::collections::BTreeSet;

use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, SetId},
    wire::kpis::{Completeness, Dimension, Figures, Group, KpiResult, KpiResults, Proportion, Rate},
};

use super::{Hidden, Mask, Rule, YEAR, counts::quarter_slot, request::slot_of, rounding::rounded};
use crate::Query;

/// Takes out of results what the mask hides, but for the services that the caller sees whole. Below the national value what
/// is shown has a numerator and a denominator, and what follows from these. A group of the year that has no record in a
/// quarter has hidden cells there: that it has none may be what a hidden count follows from.
pub fn conceal(found: &mut KpiResults, query: &Query, mask: &Mask, sees: impl Fn(ServiceCode) -> bool) {
    let slot = slot_of(query.period).filter(|(year, _)| *year == mask.year);
    let dimension = query.by.iter().copied().find(|by| !is_calendar(*by));
    if let Some(dimension) = dimension {
        let present: BTreeSet<Group> = found.results.iter().map(|result| result.group.clone()).collect();
        let absent = mask.absent(query, dimension, &present);
        found.results.extend(absent);
        found
            .results
            .sort_by_key(|result| mask.place(query, &result.group));
    }
    for result in &mut found.results {
        let Some(dimension) = dimension.filter(|dimension| result.group.contains_key(dimension)) else {
            continue;
        };
        let group = result.group.get(&dimension).and_then(Option::as_deref);
        let service = group.filter(|_| dimension == Dimension::Service);
        if service.and_then(|code| code.parse().ok()).is_some_and(&sees) {
            continue;
        }
        let slot = match result.group.get(&Dimension::Quarter) {
            Some(quarter) => slot.and(quarter_slot(quarter.as_deref())),
            None => slot.map(|(_, slot)| slot),
        };
        let hidden = slot.map_or(Hidden::ALL, |slot| mask.hidden(dimension, group, slot));
        hide(result, hidden, mask.rule, query.set);
    }
    found.disclosure = mask.rule.disclosure();
}

fn is_calendar(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Month | Dimension::Quarter | Dimension::Year)
}

impl Mask {
    /// Hidden cells for the groups of the year that do not occur in a quarter.
    fn absent(&self, query: &Query, dimension: Dimension, present: &BTreeSet<Group>) -> Vec<KpiResult> {
        let times: BTreeSet<Group> = present
            .iter()
            .filter(|group| group.contains_key(&dimension))
            .map(|group| {
                let calendar = group.iter().filter(|(by, _)| is_calendar(**by));
                calendar.map(|(by, value)| (*by, value.clone())).collect()
            })
            .collect();
        let rows = self.tables.get(&dimension).into_iter().flatten();
        let groups = rows.flat_map(|row| {
            times.iter().map(move |time| {
                let mut group = time.clone();
                group.insert(dimension, row.group.clone());
                group
            })
        });
        groups
            .filter(|group| !present.contains(group))
            .flat_map(|group| nothing(query, dimension, &group))
            .collect()
    }

    /// Where a group stands among others: by the calendar in order, by the break-down as in the year; the total last.
    fn place(&self, query: &Query, group: &Group) -> Vec<(usize, Option<String>)> {
        if group.is_empty() {
            return vec![(usize::MAX, None)];
        }
        let place = |by: &Dimension| {
            let value = group.get(by).cloned().flatten();
            let rows = self.tables.get(by).map(Vec::as_slice).unwrap_or_default();
            match rows.iter().position(|row| row.group == value) {
                Some(at) => (at, None),
                None => (0, value),
            }
        };
        query.by.iter().map(place).collect()
    }
}

/// Hidden results for a group that does not occur.
fn nothing(query: &Query, dimension: Dimension, group: &Group) -> Vec<KpiResult> {
    let set = query.set.set();
    let is_place = matches!(
        dimension,
        Dimension::Service | Dimension::Nation | Dimension::Region
    );
    let wanted = query.kpis.iter().filter(|kpi| is_place || !set.is_ratio(**kpi));
    let figures = |kpi: Kpi| match kpi {
        Kpi::K1 if dimension == Dimension::Service => completeness(),
        Kpi::K1 => rate(),
        kpi if set.is_ratio(kpi) => rate(),
        _ => proportion(),
    };
    wanted
        .map(|kpi| KpiResult {
            group: group.clone(),
            kpi: *kpi,
            official_number: set.official_number(*kpi).to_string(),
            figures: figures(*kpi),
            suppressed: true,
        })
        .collect()
}

fn hide(result: &mut KpiResult, hidden: Hidden, rule: Rule, set: SetId) {
    if hidden.contains(result.kpi) {
        result.suppressed = true;
        result.figures = match result.figures {
            Figures::Proportion(_) => proportion(),
            Figures::Rate(_) => rate(),
            Figures::Completeness(_) => completeness(),
        };
        return;
    }
    match &mut result.figures {
        Figures::Proportion(shown) => {
            shown.initial_population = None;
            shown.excluded = None;
            shown.missing = None;
            shown.bounds = None;
        }
        Figures::Completeness(shown) => shown.fields = None,
        Figures::Rate(_) => {}
    }
    if rule == Rule::NhsSecondaryCare {
        rounded(result, set);
    }
}

fn proportion() -> Figures {
    Figures::Proportion(Proportion {
        initial_population: None,
        excluded: None,
        denominator: None,
        numerator: None,
        missing: None,
        value: None,
        display: None,
        level: None,
        interval: None,
        bounds: None,
    })
}

fn rate() -> Figures {
    Figures::Rate(Rate {
        denominator: None,
        numerator: None,
        value: None,
        display: None,
        level: None,
        interval: None,
    })
}

fn completeness() -> Figures {
    Figures::Completeness(Completeness {
        bad_fields: None,
        good: None,
        fields: None,
    })
}

impl Mask {
    /// Hides what [`conceal`] hides of the results of a service in the year.
    pub fn conceal_row(&self, set: SetId, service: ServiceCode, results: &mut [KpiResult]) {
        for result in results {
            let hidden = self.hidden(Dimension::Service, Some(service.as_str()), YEAR);
            hide(result, hidden, self.rule, set);
        }
    }
}
