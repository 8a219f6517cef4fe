//! Charts: numbers ready to draw, as JSON or, by `Accept`, as CSV with a row a point.

use actix_web::{HttpRequest, HttpResponse, get, http::header::CONTENT_DISPOSITION, web::Data};
use flsdb_domain::wire::charts::{Cascade, Caterpillar, Funnel, RunChart};
use flsdb_kpi::charts::{cascade_table, caterpillar_table, funnel_table, run_table};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::{Require, permissions::ReadPooledFigures},
    conditions::{Conditions, IfNoneMatchHeader, Tag},
    figures::{
        Form,
        charts::{find_cascade, find_caterpillar, find_funnel, find_run},
    },
    problem::{Answer, Failure},
    registry::Registry,
};

mod baselines;
mod query;

use query::{CascadeQuery, ChartQuery, RunQuery, Wanted};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(run)
        .service(funnel)
        .service(caterpillar)
        .service(cascade)
        .configure(baselines::configure);
}

/// A KPI month by month, with median, limits and special causes. Months whose records are not complete are provisional.
#[utoipa::path(
    tag = "charts",
    params(RunQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((RunChart = "application/json"), (String = "text/csv"))),
        (status = 304, description = "The caller has the present values"),
        (status = 404, description = "A service that the caller may not see"),
        (status = 406, description = "Neither JSON nor CSV is accepted"),
    )
)]
#[get("/charts/run")]
async fn run(
    access: Require<ReadPooledFigures>,
    request: HttpRequest,
    registry: Data<Registry>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let form = Form::of(&request)?;
    let wanted = Wanted::read(
        &request,
        registry.clock().today(),
        &["method", "preset", "fix_after"],
    )?;
    let (viewer, plan, asked) = (
        wanted.viewer(&access, &registry),
        wanted.plan()?,
        wanted.of_one_kpi()?,
    );
    let cohorts = registry.cohorts();
    let work = registry.read(move |r| find_run(&cohorts, r, &viewer, asked, plan));
    answer(form, &work.await??, run_table, &conditions)
}

/// The services against the pooled value, with limits. Nobody is flagged here: that is for frozen reports.
#[utoipa::path(
    tag = "charts",
    params(ChartQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((Funnel = "application/json"), (String = "text/csv"))),
        (status = 304, description = "The caller has the present values"),
        (status = 404, description = "A service that the caller may not see"),
        (status = 406, description = "Neither JSON nor CSV is accepted"),
    )
)]
#[get("/charts/funnel")]
async fn funnel(
    access: Require<ReadPooledFigures>,
    request: HttpRequest,
    registry: Data<Registry>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let form = Form::of(&request)?;
    let wanted = Wanted::read(&request, registry.clock().today(), &[])?;
    let (viewer, asked) = (wanted.viewer(&access, &registry), wanted.of_one_kpi()?);
    let cohorts = registry.cohorts();
    let work = registry.read(move |r| find_funnel(&cohorts, r, &viewer, asked));
    answer(form, &work.await??, funnel_table, &conditions)
}

/// The services in order of their values, with intervals.
#[utoipa::path(
    tag = "charts",
    params(ChartQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((Caterpillar = "application/json"), (String = "text/csv"))),
        (status = 304, description = "The caller has the present values"),
        (status = 404, description = "A service that the caller may not see"),
        (status = 406, description = "Neither JSON nor CSV is accepted"),
    )
)]
#[get("/charts/caterpillar")]
async fn caterpillar(
    access: Require<ReadPooledFigures>,
    request: HttpRequest,
    registry: Data<Registry>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let form = Form::of(&request)?;
    let wanted = Wanted::read(&request, registry.clock().today(), &[])?;
    let (viewer, asked) = (wanted.viewer(&access, &registry), wanted.of_one_kpi()?);
    let cohorts = registry.cohorts();
    let work = registry.read(move |r| find_caterpillar(&cohorts, r, &viewer, asked));
    answer(form, &work.await??, caterpillar_table, &conditions)
}

/// How far the patients came: identified, assessed, recommended, started, adherent, with the losses between.
#[utoipa::path(
    tag = "charts",
    params(CascadeQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((Cascade = "application/json"), (String = "text/csv"))),
        (status = 304, description = "The caller has the present values"),
        (status = 404, description = "A service that the caller may not see"),
        (status = 406, description = "Neither JSON nor CSV is accepted"),
    )
)]
#[get("/charts/cascade")]
async fn cascade(
    access: Require<ReadPooledFigures>,
    request: HttpRequest,
    registry: Data<Registry>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let form = Form::of(&request)?;
    let wanted = Wanted::read(&request, registry.clock().today(), &[])?;
    let (viewer, asked) = (wanted.viewer(&access, &registry), wanted.of_no_kpi()?);
    let cohorts = registry.cohorts();
    let work = registry.read(move |r| find_cascade(&cohorts, r, &viewer, asked));
    answer(form, &work.await??, cascade_table, &conditions)
}

fn answer<T: Serialize>(
    form: Form,
    chart: &T,
    table: fn(&T) -> Vec<Vec<String>>,
    conditions: &Conditions,
) -> Answer<HttpResponse> {
    if form == Form::Json {
        let content = serde_json::to_vec(chart).map_err(Failure::internal)?;
        return Ok(conditions.answer(Tag::hash(&content), chart));
    }
    let text = csv(&table(chart)).map_err(Failure::internal)?;
    let tag = Tag::hash(&text);
    Ok(conditions.answer_with(tag, |mut response| {
        response
            .content_type("text/csv; charset=utf-8")
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"chart.csv\""))
            .body(text)
    }))
}

fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
