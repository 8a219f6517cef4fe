//! `$evaluate-measure`: the figures of `kpis/results`, by FHIR's arithmetic.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path},
};
use flsdb_domain::{
    ServiceCode,
    access::Permission,
    wire::fhir::{Measure, MeasureReport, Parameters},
};
use flsdb_store::audit::Action;
use utoipa::{IntoParams, openapi::schema::Object};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    super::ledger::note,
    Fhir,
    asking::{Asking, in_our_terms},
};
use crate::{
    auth::{Require, permissions::ReadPooledFigures},
    body::Sent,
    conditions::IfNoneMatchHeader,
    documentation::one_of,
    figures::{Viewer, measure},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(by_query).service(by_body);
}

/// What is asked; [`Asking`] reads it, this describes it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters")]
struct EvaluateQuery {
    /// First day of 1.09, the diagnosis. A month or a year means its first day.
    #[param(example = "2024-01-01")]
    period_start: String,
    /// Last day of 1.09, included. A month or a year means its last day.
    #[param(example = "2024-12-31")]
    period_end: String,
    /// `population` (if not given) or `subject-list`: the episodes of each population, too, of one's own services.
    #[param(schema_with = report_types)]
    report_type: Option<String>,
    /// Code of a service. If not given: all services that the caller may see, pooled.
    #[param(value_type = Option<ServiceCode>, example = "BRD")]
    service: Option<String>,
    /// The day that decides maturity. If not given, today; for other services than one's own the day on which the year closed.
    as_of: Option<String>,
    /// `json`, if anything.
    #[param(rename = "_format", schema_with = super::forms)]
    format: Option<String>,
}

fn report_types() -> Object {
    one_of(["population", "subject-list"])
}

/// The result of a KPI by FHIR's arithmetic, from the same evaluation, for the same callers and under the same disclosure
/// control as `/api/v1/kpis/results`: what is hidden is `masked`.
#[utoipa::path(
    tag = "FHIR",
    params(("id" = String, Path, description = "Set and number of the KPI in FLS-DB", example = "fls-db-4"), EvaluateQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((MeasureReport = "application/fhir+json"))),
        (status = 304, description = "The caller has the present values"),
    )
)]
#[get("/Measure/{id}/$evaluate-measure")]
async fn by_query(
    access: Require<ReadPooledFigures>,
    id: Path<String>,
    fhir: Fhir,
    registry: Data<Registry>,
) -> Answer<HttpResponse> {
    let asking = Asking::of_query(&fhir.query);
    evaluate(&access, &registry, &fhir, (&id, asking)).await
}

/// The same, asked by a Parameters resource.
///
/// Each parameter of the address is a parameter of the resource, under the same name.
#[utoipa::path(
    tag = "FHIR",
    params(("id" = String, Path, description = "Set and number of the KPI in FLS-DB", example = "fls-db-4")),
    request_body(content((Parameters = "application/fhir+json"), (Parameters = "application/json"))),
    responses((status = 200, content((MeasureReport = "application/fhir+json"))))
)]
#[post("/Measure/{id}/$evaluate-measure")]
async fn by_body(
    access: Require<ReadPooledFigures>,
    id: Path<String>,
    fhir: Fhir,
    registry: Data<Registry>,
    body: Sent<Parameters>,
) -> Answer<HttpResponse> {
    fhir.without_query()?;
    evaluate(&access, &registry, &fhir, (&id, Asking::of_body(&body.0))).await
}

async fn evaluate(
    access: &Require<ReadPooledFigures>,
    registry: &Registry,
    fhir: &Fhir,
    (id, asking): (&str, Answer<Asking>),
) -> Answer<HttpResponse> {
    let rights = &access.caller.rights;
    let measured = Measure::find(id).ok_or(Failure::NotFound)?;
    let records = rights.scope(Permission::ReadRecords);
    let question = asking?.question(measured, &records, registry.clock().today())?;
    if let Some(scope) = &question.listed {
        note(registry, access, scope, Action::List);
    }
    let viewer = Viewer::of(rights, registry.control());
    let (cohorts, base) = (registry.cohorts(), fhir.base.clone());
    let report = registry.read(move |r| measure(&cohorts, r, &viewer, &base, question));
    let report = report.await?.map_err(|fault| in_our_terms(fault.into()))?;
    fhir.answer(&report)
}
