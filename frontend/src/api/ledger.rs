//! The calls for what stands behind a figure.

use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, SetId},
    wire::kpis::{KpiDifference, Ledger},
};

use super::{Api, ApiError, Call, ChartQuestion};

/// Which records of a KPI.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerQuery {
    /// The KPI.
    pub kpi: Kpi,
    /// The KPI set.
    pub set: SetId,
    /// First and last day of 1.09.
    pub days: [NaiveDate; 2],
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// Whose records.
    pub service: ServiceCode,
    /// Only this outcome, a token; all if empty.
    pub outcome: String,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

impl Api {
    /// A page of the records behind a figure.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn ledger(&self, query: &LedgerQuery) -> Result<Ledger, ApiError> {
        let path = format!("kpis/{}/records", query.kpi);
        let [start, end] = query.days;
        let mut call = Call::get(&path)
            .query("set", query.set)
            .query("start", start)
            .query("end", end)
            .query("as_of", query.as_of)
            .query("service", query.service)
            .query("limit", 25);
        if !query.outcome.is_empty() {
            call = call.query("outcome", &query.outcome);
        }
        if let Some(cursor) = &query.cursor {
            call = call.query("cursor", cursor);
        }
        self.call(call).await
    }

    /// Why a number moved.
    ///
    /// # Errors
    /// 400 for days that are none; 404 for a service out of sight.
    pub async fn difference(&self, question: &ChartQuestion) -> Result<KpiDifference, ApiError> {
        self.chart(question).await
    }
}
