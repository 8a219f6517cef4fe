//! What would still turn a number green.

use std::{collections::BTreeMap, ops::ControlFlow, str::FromStr};

use chrono::NaiveDate;
use flsdb_domain::{
    access::Scope,
    dates::{days_from, parse_iso},
    kpi::{Kpi, SetId},
    wire::{
        Page,
        kpis::{KpiOutlook, OutlookRecord, Period},
        page::Paging,
    },
};
use flsdb_kpi::{Chance, OutlookCounts, ServiceInfo};
use flsdb_store::{
    Outcome, Reader, StoreError,
    facts::{Listed, Span, data_version, walk},
    services,
};
use uuid::Uuid;

/// Which number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlookQuestion {
    /// The KPI.
    pub kpi: Kpi,
    /// The KPI set.
    pub set: SetId,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The services.
    pub scope: Scope,
}

/// A record's place in the list; as text it is a cursor. What has no day on which it breaches comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    breaches_on: NaiveDate,
    id: String,
}

const NEVER: &str = "never";

impl FromStr for Place {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |text: &str| {
            let (day, id) = text.split_once('_')?;
            let breaches_on = match day {
                NEVER => NaiveDate::MAX,
                day => parse_iso(day).ok()?,
            };
            Uuid::try_parse(id).ok()?;
            Some(Place {
                breaches_on,
                id: id.to_owned(),
            })
        };
        read(text).ok_or(StoreError::BadCursor)
    }
}

impl Place {
    fn cursor(&self) -> String {
        match self.breaches_on {
            NaiveDate::MAX => format!("{NEVER}_{}", self.id),
            day => format!("{day}_{}", self.id),
        }
    }
}

/// How far a number is from green, and one page of the records that can still count. None for KPI 1.
///
/// # Errors
/// `BadCursor`; those of the database.
pub fn find(r: &mut Reader<'_>, question: &OutlookQuestion, paging: &Paging) -> Outcome<Option<KpiOutlook>> {
    let OutlookQuestion { kpi, as_of, .. } = *question;
    let set = question.set.set();
    let Some(mut counts) = OutlookCounts::new(set, kpi, as_of) else {
        return Ok(None);
    };
    let mut chances = Chances::new(paging)?;
    for service in services::list(r, &question.scope)?.iter().map(ServiceInfo::from) {
        let span = Span {
            scope: Scope::Services([service.code].into()),
            period: question.period.start..=question.period.end,
        };
        let mut has_records = false;
        walk(r, &span, None, |listed| {
            has_records = true;
            if let Some(chance) = counts.add(&service, &listed.facts) {
                chances.list(listed, chance, as_of);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if has_records {
            counts.add_expectation(&service, question.period);
        }
    }
    let found = counts.finish();
    Ok(Some(KpiOutlook {
        set: question.set.into(),
        kpi,
        official_number: set.official_number(kpi).to_string(),
        period: question.period,
        as_of,
        data_version: data_version(r)?,
        green_percent: found.green_percent,
        numerator: found.numerator,
        denominator: found.denominator,
        display: found.value.display(),
        level: set.bands(kpi).level(found.value),
        needed_now: found.needed_now,
        pending: set.parameters.window(kpi).map(|_| found.pending),
        needed: found.needed,
        blank: found.blank,
        reachable: found
            .needed
            .filter(|_| !set.is_ratio(kpi))
            .map(|needed| needed <= found.pending.open + found.blank),
        by: found.by,
        page: chances.page(paging),
    }))
}

/// A page of the records that can still count; memory holds no more.
struct Chances {
    after: Option<Place>,
    limit: usize,
    page: BTreeMap<Place, OutlookRecord>,
    total: i64,
}

impl Chances {
    fn new(paging: &Paging) -> Outcome<Self> {
        Ok(Chances {
            after: paging.cursor.as_deref().map(str::parse).transpose()?,
            limit: usize::from(paging.limit.clamp(1, 500)),
            page: BTreeMap::new(),
            total: 0,
        })
    }

    fn list(&mut self, listed: Listed, chance: Chance, as_of: NaiveDate) {
        self.total += 1;
        let place = Place {
            breaches_on: chance.breaches_on.unwrap_or(NaiveDate::MAX),
            id: listed.id.clone(),
        };
        if self.after.as_ref().is_some_and(|after| place <= *after) {
            return;
        }
        let record = OutlookRecord {
            fracture_id: listed.id,
            patient_id: listed.patient_id,
            service: listed.service,
            diagnosed_on: listed.facts.diagnosed_on,
            blank: chance.blanks.fields().collect(),
            breaches_on: chance.breaches_on,
            days_left: chance.breaches_on.map(|day| days_from(as_of, day)),
        };
        self.page.insert(place, record);
        if self.page.len() > self.limit + 1 {
            self.page.pop_last();
        }
    }

    fn page(mut self, paging: &Paging) -> Page<OutlookRecord> {
        let follows = self.page.len() > self.limit;
        if follows {
            self.page.pop_last();
        }
        let last = self.page.last_key_value().filter(|_| follows);
        Page {
            next: last.map(|(place, _)| place.cursor()),
            total: paging.total.then_some(self.total),
            items: self.page.into_values().collect(),
        }
    }
}
