//! Key performance indicators: definitions, values, the benchmark table.

use std::ops::ControlFlow;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{ACCEPT, CONTENT_DISPOSITION, ContentType},
    web::{Data, Json, Query},
};
use chrono::{Datelike, NaiveDate};
use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, SetId, definitions},
    wire::kpis::{Benchmark, Dimension, KpiColumns, KpiResults, KpiSetDefinition},
};
use flsdb_kpi::disclosure::ControlFault;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi::schema::Object};
use utoipa_actix_web::service_config::ServiceConfig;

use super::asking::{Pairs, asked};
use crate::{
    auth::{Public, Require, permissions::ReadPooledFigures},
    conditions::{Conditions, IfNoneMatchHeader, Tag},
    documentation::one_of,
    figures::{AskedTable, Form, MeasureFault, Prepared, Viewer, find_benchmark_for, prepare_for},
    problem::{Answer, Failure},
    registry::Registry,
    streaming::streamed,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_definitions)
        .service(list_results)
        .service(benchmarks);
}

/// The KPI sets and their rules, readable.
///
/// Each set has a hash that changes with its rules.
#[utoipa::path(tag = "figures", security(()), responses((status = 200, body = [KpiSetDefinition])))]
#[get("/kpis")]
async fn list_definitions(_: Public) -> Json<Vec<KpiSetDefinition>> {
    Json(definitions())
}

/// Which values are wanted: `asked` reads them, this describes them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
struct ResultsQuery {
    /// The KPI set; `fls-db` if not given.
    set: Option<SetId>,
    /// First day of 1.09.
    start: NaiveDate,
    /// Last day of 1.09, included.
    end: NaiveDate,
    /// The day that decides maturity. If not given, today; for more than one's own services the closing date.
    as_of: Option<NaiveDate>,
    /// Services, joined by commas or repeated; all that the caller may see if not given.
    service: Option<Vec<ServiceCode>>,
    /// What to group by, two at most, joined by commas.
    by: Option<Vec<Dimension>>,
    /// KPIs by number, joined by commas; all if not given.
    kpi: Option<Vec<Kpi>>,
    /// Whether the pooled value stands beside the groups.
    total: Option<bool>,
    /// The data of services as they were at a version, like `BRD:12,CDF:7`; the present ones if not named.
    versions: Option<String>,
    /// `full` or `columns`.
    #[param(schema_with = shapes)]
    shape: Option<String>,
}

fn shapes() -> Object {
    one_of(["full", "columns"])
}

/// The values, laid out as asked: [`Prepared::write`] writes them; this describes them.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the answer")]
enum ResultsDocument {
    Full(KpiResults),
    Columns(KpiColumns),
}

/// Values of the KPIs, as JSON or, by `Accept`, as CSV. One's own services whole; others under disclosure control: whole
/// calendar years and quarters of closed years, as of the closing date, one break-down at a time.
#[utoipa::path(
    tag = "figures",
    params(ResultsQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((ResultsDocument = "application/json"), (String = "text/csv"))),
        (status = 304, description = "The caller has the present values (JSON)"),
        (status = 404, description = "A service that the caller may not see"),
        (status = 406, description = "Neither JSON nor CSV is accepted"),
    )
)]
#[get("/kpis/results")]
async fn list_results(
    access: Require<ReadPooledFigures>,
    request: HttpRequest,
    registry: Data<Registry>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let form = Form::of(&request)?;
    let asked = asked(&Pairs::of(&request)?.all(), registry.clock().today())?;
    let viewer = Viewer::of(&access.caller.rights, registry.control());
    let cohorts = registry.cohorts();
    let found = registry.read(move |r| prepare_for(&cohorts, r, &viewer, asked));
    answer(form, found.await??, &conditions).await
}

impl From<ControlFault> for Failure {
    fn from(fault: ControlFault) -> Self {
        Failure::Malformed(format!("{}: {fault}.", fault.parameter()))
    }
}

impl From<MeasureFault> for Failure {
    fn from(fault: MeasureFault) -> Self {
        match fault {
            MeasureFault::Control(fault) => fault.into(),
            MeasureFault::TooMany => Failure::Malformed(format!("{fault}.")),
        }
    }
}

/// Answers with the values, written while they are sent.
async fn answer(form: Form, found: Prepared, conditions: &Conditions) -> Answer<HttpResponse> {
    let mut response = match conditions.begin(found.tag(form)) {
        ControlFlow::Continue(response) => response,
        ControlFlow::Break(known) => return Ok(known),
    };
    match form {
        Form::Json => response.content_type(ContentType::json()),
        Form::Csv => response
            .content_type("text/csv; charset=utf-8")
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"kpi-results.csv\"")),
    };
    streamed(response, move |mut out| found.write(form, &mut out).map(|()| out)).await
}

/// Which benchmark table is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TableQuery {
    /// Calendar year of 1.09; the last full one before `as_of` if not given.
    year: Option<i32>,
    /// The KPI set; `fls-db` if not given.
    #[serde(default)]
    set: SetId,
    /// The day that decides maturity. If not given, today; beside rows of other services the closing date.
    as_of: Option<NaiveDate>,
}

impl TableQuery {
    fn at(&self, today: NaiveDate) -> AskedTable {
        AskedTable {
            year: self.year.unwrap_or(self.as_of.unwrap_or(today).year() - 1),
            set: self.set,
            as_of: self.as_of,
        }
    }
}

/// The benchmark table of a calendar year: the pooled national row, one's own services whole, and, once the year is closed,
/// the others under disclosure control.
#[utoipa::path(
    tag = "figures",
    params(TableQuery, IfNoneMatchHeader),
    responses((status = 200, body = Benchmark), (status = 304, description = "The caller has the present values"))
)]
#[get("/benchmarks")]
async fn benchmarks(
    access: Require<ReadPooledFigures>,
    registry: Data<Registry>,
    query: Query<TableQuery>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let wanted = query.at(registry.clock().today());
    let viewer = Viewer::of(&access.caller.rights, registry.control());
    let cohorts = registry.cohorts();
    let found = registry
        .read(move |r| find_benchmark_for(&cohorts, r, &viewer, wanted))
        .await??;
    let found =
        found.ok_or_else(|| Failure::Malformed("There is no such year. Give one like 2024.".to_owned()))?;
    let content = serde_json::to_vec(&found).map_err(Failure::internal)?;
    Ok(conditions.answer(Tag::hash(&content), &found))
}

impl Form {
    /// The first form in the header `Accept` that can be given; JSON without one.
    pub(super) fn of(request: &HttpRequest) -> Answer<Form> {
        let Some(accept) = request
            .headers()
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
        else {
            return Ok(Form::Json);
        };
        let kinds = accept
            .split(',')
            .map(|kind| kind.split(';').next().unwrap_or_default().trim());
        let form = |kind: &str| match kind {
            "application/json" | "application/*" | "*/*" => Some(Form::Json),
            "text/csv" | "text/*" => Some(Form::Csv),
            _ => None,
        };
        kinds.filter_map(form).next().ok_or(Failure::NotAcceptable)
    }
}
