//! Data quality: completeness by month, entry lag, open findings, missed opportunities.

use std::ops::ControlFlow;

use chrono::{DateTime, NaiveDate, Utc};
use flsdb_domain::{
    access::Scope,
    kpi::{Course, expectation::HipFractures},
    wire::{
        kpis::{Amount, Period},
        quality::{DataQuality, MissedOpportunities, ServiceOpportunities},
    },
};
use flsdb_kpi::{QualityCounts, ServiceInfo};
use flsdb_store::{
    Outcome, Reader, StoreError,
    facts::{Listed, Span, data_version, walk},
    findings, services,
};

/// Which records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityQuestion {
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides which fields of a record count.
    pub as_of: NaiveDate,
    /// The services.
    pub scope: Scope,
}

/// Completeness, entry lag and open findings of the services, together.
///
/// # Errors
/// `NotFound` when a service does not exist; those of the database.
pub fn find(r: &mut Reader<'_>, question: &QualityQuestion) -> Outcome<DataQuality> {
    let services = services_of(r, &question.scope)?;
    let mut counts = QualityCounts::new(question.period, question.as_of);
    for service in &services {
        each(r, service, question.period, |listed| {
            let entered_on = listed.entered_at().map(day);
            counts.add(&listed.facts, entered_on.unwrap_or(listed.facts.diagnosed_on));
        })?;
    }
    Ok(DataQuality {
        period: question.period,
        as_of: question.as_of,
        services: services.iter().map(|service| service.code).collect(),
        data_version: data_version(r)?,
        completeness: counts.completeness(),
        entry_lag: counts.entry_lag(),
        findings: findings::open_by_kind(r, &question.scope)?,
    })
}

/// Missed opportunities of a calendar year, service by service. None when there is no such year.
///
/// # Errors
/// `NotFound` when a service does not exist; those of the database.
pub fn missed_opportunities(
    r: &mut Reader<'_>,
    scope: &Scope,
    year: i32,
) -> Outcome<Option<MissedOpportunities>> {
    let Some(period) = calendar_year(year) else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    let mut total_in_tenths = 0;
    for service in services_of(r, scope)? {
        let mut started = 0;
        each(r, &service, period, |listed| {
            started += u64::from(listed.facts.therapy_16 == Some(Course::OnDrug));
        })?;
        let hips: &HipFractures = &service.hip_fractures;
        let missed = hips.missed_opportunities_in_tenths(year, started);
        total_in_tenths += missed.unwrap_or_default();
        rows.push(ServiceOpportunities {
            service: service.code,
            hip_fractures: hips.of_year(year),
            started,
            missed: missed.map(tenths),
            name: service.name,
        });
    }
    Ok(Some(MissedOpportunities {
        year,
        data_version: data_version(r)?,
        services: rows,
        total: tenths(total_in_tenths),
    }))
}

fn tenths(count: u64) -> Amount {
    Amount::of_parts(count.into(), 10)
}

fn calendar_year(year: i32) -> Option<Period> {
    let start = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let end = NaiveDate::from_ymd_opt(year, 12, 31)?;
    (1900..2200).contains(&year).then_some(Period { start, end })
}

fn day(at: DateTime<Utc>) -> NaiveDate {
    at.date_naive()
}

/// The services of the scope; one that is named must exist.
fn services_of(r: &mut Reader<'_>, scope: &Scope) -> Outcome<Vec<ServiceInfo>> {
    let found: Vec<_> = services::list(r, scope)?.iter().map(ServiceInfo::from).collect();
    match scope {
        Scope::Services(named) if named.len() > found.len() => Err(StoreError::NotFound),
        _ => Ok(found),
    }
}

/// Service by service: an index gives each in order.
fn each(
    r: &mut Reader<'_>,
    service: &ServiceInfo,
    period: Period,
    mut take: impl FnMut(&Listed),
) -> Outcome<()> {
    let span = Span {
        scope: Scope::Services([service.code].into()),
        period: period.start..=period.end,
    };
    walk(r, &span, None, |listed| {
        take(&listed);
        Ok(ControlFlow::Continue(()))
    })
}
