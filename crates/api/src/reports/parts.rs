//! What a report is made of: the answer to its question, and what its print needs.

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};
use flsdb_domain::{
    kpi::Kpi,
    wire::{
        charts::Cascade,
        kpis::{Benchmark, Dimension, KpiResult, KpiResults, Period},
        reports::{ReportDocument, ReportFlag, ReportKind, ReportService},
    },
};
use flsdb_kpi::{Query, Shape};
use flsdb_store::{Reader, StoreError};
use serde::Serialize;

use super::{Freezing, FreezingFault, TRIES, flags::flags, publication::concealed};
use crate::figures::{
    AskedTable, Cohorts, Form, Viewer, charts::find_cascade, find_benchmark_for, prepare_for,
};

/// Bytes of a document at most: some 80,000 results.
pub const DOCUMENT_MAX: usize = 32 << 20;
/// Months of the trend at most.
const MONTHS_MAX: i32 = 120;

/// A document in memory, up to [`DOCUMENT_MAX`].
#[derive(Default)]
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > DOCUMENT_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// [`ReportDocument`] after its results.
#[derive(Serialize)]
struct Rest<'a> {
    services: &'a [ReportService],
    headline: &'a [KpiResult],
    months: &'a [KpiResult],
    #[serde(skip_serializing_if = "Option::is_none")]
    cascade: Option<&'a Cascade>,
    #[serde(skip_serializing_if = "Option::is_none")]
    benchmark: Option<&'a Benchmark>,
    flags: &'a [ReportFlag],
}

impl Freezing {
    /// The document, as bytes and as read. Each part is computed from the newest data, so they are computed again when one
    /// tells another version.
    pub(super) fn parts_of_one_state(
        &self,
        cohorts: &Cohorts,
        r: &mut Reader<'_>,
    ) -> Result<(Vec<u8>, ReportDocument), FreezingFault> {
        for _ in 0..TRIES {
            if let Some(parts) = self.parts(cohorts, r)? {
                return Ok(parts);
            }
        }
        Err(StoreError::PlanOutdated.into())
    }

    fn parts(
        &self,
        cohorts: &Cohorts,
        r: &mut Reader<'_>,
    ) -> Result<Option<(Vec<u8>, ReportDocument)>, FreezingFault> {
        let mut out = Bounded(b"{\"results\":".into());
        let start = out.0.len();
        prepare_for(cohorts, r, &self.viewer, self.asked.clone())??.write(Form::Json, &mut out)?;
        let results: KpiResults = serde_json::from_slice(&out.0[start..])?;
        let headline = self.find(cohorts, r, &[])?;
        let is_whole = results.disclosure.rule == "none";
        let months = match is_whole && months(results.period) <= MONTHS_MAX {
            true => Some(self.find(cohorts, r, &[Dimension::Month])?),
            false => None,
        };
        let benchmark = self.benchmark(cohorts, r, &self.viewer, results.as_of)?;
        let cascade = match is_whole {
            true => find_cascade(cohorts, r, &self.viewer, self.asked.clone())?.ok(),
            false => None,
        };
        let versions = [
            Some(headline.data_version),
            months.as_ref().map(|months| months.data_version),
            benchmark.as_ref().map(|table| table.data_version),
            cascade.as_ref().map(|cascade| cascade.head.data_version),
        ];
        if versions
            .into_iter()
            .flatten()
            .any(|version| version != results.data_version)
        {
            return Ok(None);
        }
        let names = flsdb_store::services::list(r, &flsdb_domain::access::Scope::All)?;
        let services = names
            .into_iter()
            .filter(|info| results.services.contains(&info.code));
        let document = ReportDocument {
            services: services
                .map(|info| ReportService {
                    code: info.code,
                    name: info.name,
                })
                .collect(),
            headline: headline.results,
            months: months.map(|months| months.results).unwrap_or_default(),
            cascade,
            flags: self.flags(&results, benchmark.as_ref()),
            benchmark,
            results,
        };
        let rest = Rest {
            services: &document.services,
            headline: &document.headline,
            months: &document.months,
            cascade: document.cascade.as_ref(),
            benchmark: document.benchmark.as_ref(),
            flags: &document.flags,
        };
        let rest = serde_json::to_vec(&rest)?;
        out.write_all(b",")?;
        out.write_all(rest.strip_prefix(b"{").unwrap_or(&rest))?;
        Ok(Some((out.0, document)))
    }

    /// The document that the public will see, from the same state of the data; none if its question is of no published
    /// table.
    pub(super) fn public(
        &self,
        cohorts: &Cohorts,
        r: &mut Reader<'_>,
        document: &ReportDocument,
    ) -> Result<Option<Vec<u8>>, FreezingFault> {
        let viewer = self.viewer.as_public();
        let Ok(found) = prepare_for(cohorts, r, &viewer, self.asked.clone())? else {
            return Ok(None);
        };
        let results = found.results();
        let benchmark = self.benchmark(cohorts, r, &viewer, results.as_of)?;
        let versions = [
            Some(results.data_version),
            benchmark.as_ref().map(|table| table.data_version),
        ];
        let is_of_state = |version: i64| version == document.results.data_version;
        if !versions.into_iter().flatten().all(is_of_state) {
            return Err(StoreError::PlanOutdated.into());
        }
        Ok(Some(serde_json::to_vec(&concealed(
            document, results, benchmark,
        ))?))
    }

    /// Every KPI of the report's services in its period; where others are under control, of all services together.
    fn find(
        &self,
        cohorts: &Cohorts,
        r: &mut Reader<'_>,
        by: &[Dimension],
    ) -> Result<KpiResults, FreezingFault> {
        let mut asked = self.asked.clone();
        if !self.viewer.sees_whole(&asked) {
            asked.services.clear();
        }
        asked.shape = Shape::Full;
        asked.query = Query {
            by: by.into(),
            total: false,
            kpis: Kpi::ALL.into(),
            ..asked.query
        };
        Ok(prepare_for(cohorts, r, &self.viewer, asked)??.results())
    }

    /// The benchmark table of a calendar year, as this viewer sees it.
    fn benchmark(
        &self,
        cohorts: &Cohorts,
        r: &mut Reader<'_>,
        viewer: &Viewer,
        as_of: NaiveDate,
    ) -> Result<Option<Benchmark>, FreezingFault> {
        let Query { set, period, .. } = self.asked.query;
        let Some(year) = calendar_year(period) else {
            return Ok(None);
        };
        let as_of = Some(as_of);
        Ok(find_benchmark_for(
            cohorts,
            r,
            viewer,
            AskedTable { year, set, as_of },
        )??)
    }

    /// The outlier flags: of a whole national report of a calendar year by service.
    fn flags(&self, results: &KpiResults, benchmark: Option<&Benchmark>) -> Vec<ReportFlag> {
        let query = &self.asked.query;
        let is_by_service = query.by == [Dimension::Service] && self.asked.services.is_empty();
        let is_national = self.wanted.kind == ReportKind::National && results.disclosure.rule == "none";
        match benchmark.filter(|_| is_national && is_by_service) {
            Some(table) => flags(table, &query.kpis),
            None => Vec::new(),
        }
    }
}

/// The calendar year that a period is.
pub(super) fn calendar_year(period: Period) -> Option<i32> {
    let year = period.start.year();
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let last = NaiveDate::from_ymd_opt(year, 12, 31)?;
    (period.start == first && period.end == last).then_some(year)
}

/// The calendar months that a period touches.
fn months(period: Period) -> i32 {
    let month = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
    month(period.end) - month(period.start) + 1
}
