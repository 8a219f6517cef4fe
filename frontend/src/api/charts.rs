//! The calls for charts.

use chrono::NaiveDate;
use flsdb_domain::wire::{
    charts::{Baseline, NewBaseline, Removal},
    services::Service,
};
use serde::de::DeserializeOwned;

use super::{Api, ApiError, Call};

/// Which chart: the resource under `/api/v1/` and its parameters, as one text each, so that one question asks for any.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartQuestion {
    /// For instance `charts/run`.
    pub path: String,
    /// Names and values.
    pub query: Vec<(&'static str, String)>,
}

impl ChartQuestion {
    /// A question without parameters.
    pub fn new(path: impl Into<String>) -> Self {
        ChartQuestion {
            path: path.into(),
            query: vec![],
        }
    }

    /// With one parameter more.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// With a parameter, if there is a value.
    pub fn with_day(self, name: &'static str, day: Option<NaiveDate>) -> Self {
        match day {
            Some(day) => self.with(name, day),
            None => self,
        }
    }

    fn call(&self) -> Call<'_> {
        Call {
            query: self.query.clone(),
            ..Call::get(&self.path)
        }
    }
}

impl Api {
    /// All services, by code.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn services(&self) -> Result<Vec<Service>, ApiError> {
        self.get("services").await
    }

    /// A chart of any kind.
    ///
    /// # Errors
    /// 400 when there is no such chart, and why; 404 for a service out of sight.
    pub async fn chart<T: DeserializeOwned>(&self, question: &ChartQuestion) -> Result<T, ApiError> {
        self.call(question.call()).await
    }

    /// The numbers of a chart as CSV.
    ///
    /// # Errors
    /// As for the chart itself.
    pub async fn chart_csv(&self, question: &ChartQuestion) -> Result<Vec<u8>, ApiError> {
        let call = question.call().header("Accept", "text/csv");
        Ok(self.send(call).await?.binary().await?)
    }

    /// Re-bases a run chart.
    ///
    /// # Errors
    /// 409 when it is re-based at this month already; 422 without a reason.
    pub async fn rebase(&self, new: &NewBaseline) -> Result<(), ApiError> {
        let call = Call::post("charts/run/baselines").json(new)?;
        self.call::<Baseline>(call).await.map(|_| ())
    }

    /// Undoes a re-basing, which has but one version.
    ///
    /// # Errors
    /// 404 when somebody else has undone it; 422 without a reason.
    pub async fn undo_rebasing(&self, id: &str, reason: String) -> Result<(), ApiError> {
        let path = format!("charts/run/baselines/{id}");
        let call = Call::delete(&path)
            .header("If-Match", "\"1\"")
            .json(&Removal { reason })?;
        self.send(call).await.map(|_| ())
    }
}
