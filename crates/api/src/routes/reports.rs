//! Reports: freeze a result, fetch it again byte for byte.

use std::fmt::Display;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::{
    access::{Permission, Scope},
    wire::{
        Page, WireFinding,
        page::Paging,
        reports::{NewReport, Report, ReportDocument, ReportKind},
    },
};
use flsdb_store::reports::{self, NationalReports, Readership};
use utoipa_actix_web::service_config::ServiceConfig;

use super::patients::paging;
use crate::{
    auth::{Access, Require, permissions::Reports},
    body::{Sent, finding},
    conditions::{Conditions, IfNoneMatchHeader, Tag, written},
    figures::{Form, Sight, Viewer},
    problem::{Answer, Failure},
    registry::Registry,
    reports::{Freezing, FreezingFault},
};

mod flags;
mod print;
mod public;
mod sending;
mod states;

pub use print::configure_style;
use sending::send;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(freeze)
        .service(find)
        .service(document)
        .configure(states::configure)
        .configure(flags::configure)
        .configure(print::configure)
        .configure(public::configure);
}

/// What a caller sees of reports.
fn readership(access: &Access) -> Readership {
    let rights = &access.caller.rights;
    let national = match (&access.scope, Sight::of(rights)) {
        (Scope::Services(_), _) => NationalReports::Shared,
        (Scope::All, Sight::All) => NationalReports::Whole,
        (Scope::All, _) => NationalReports::Controlled,
    };
    Readership {
        own: rights.own_scope(Permission::Reports),
        national,
    }
}

/// Freezes a result: of one's own services, or, national roles, of the registry as the caller may see it. The document
/// has the very bytes of `GET kpis/results`, and, for a calendar year, the benchmark table.
#[utoipa::path(
    tag = "reports",
    request_body = NewReport,
    responses(
        (status = 201, description = "Frozen", body = Report),
        (status = 404, description = "A service that the caller may not see"),
        (status = 409, description = "The records changed again and again while they were read"),
    )
)]
#[post("/reports")]
async fn freeze(
    access: Require<Reports>,
    registry: Data<Registry>,
    body: Sent<NewReport>,
) -> Answer<HttpResponse> {
    let freezing = freezing(&access, &registry, body.0)?;
    let cohorts = registry.cohorts();
    let report = registry.read(move |r| Ok(freezing.freeze(&cohorts, r))).await??;
    let (author, reader) = (registry.author(&access), readership(&access));
    let keep = move |w: &mut flsdb_store::Writer<'_>| {
        let id = reports::create(w, &report)?;
        reports::find(&mut w.reader(), &reader, &id)
    };
    let (version, report) = registry.write(author, keep).await?;
    Ok(written(StatusCode::CREATED, version, &report))
}

/// Checks that the caller may freeze it, and what is wrong with its question.
fn freezing(access: &Access, registry: &Registry, wanted: NewReport) -> Answer<Freezing> {
    let rights = &access.caller.rights;
    let own = rights.own_scope(Permission::Reports);
    let viewer = match (wanted.kind, &access.scope) {
        (ReportKind::Service, _) if !own.is_empty() => Viewer::seeing(Sight::Own(own), registry.control()),
        (ReportKind::National, Scope::All) => Viewer::of(rights, registry.control()),
        _ => return Err(Failure::Forbidden),
    };
    Freezing::new(wanted, viewer, registry.clock().today()).map_err(|faults| {
        let findings = faults.iter().map(|fault| of_query(fault.parameter(), fault));
        Failure::Invalid(findings.collect())
    })
}

/// What is wrong with a parameter of the question.
fn of_query(parameter: &str, fault: &impl Display) -> WireFinding {
    finding(
        format!("/query/{parameter}"),
        "query.invalid",
        format!("{fault}."),
    )
}

impl From<FreezingFault> for Failure {
    fn from(fault: FreezingFault) -> Self {
        match fault {
            FreezingFault::TooLong => {
                Failure::Invalid(vec![finding("/query", "report.too_long", format!("{fault}."))])
            }
            FreezingFault::Control(fault) => Failure::Invalid(vec![of_query(fault.parameter(), &fault)]),
            FreezingFault::Store(error) => error.into(),
            FreezingFault::Document(error) => Failure::internal(error),
        }
    }
}

/// Reports that the caller may see, newest first; national ones that are shared with one's services among them.
#[utoipa::path(tag = "reports", params(Paging), responses((status = 200, body = Page<Report>)))]
#[get("/reports")]
async fn list(
    access: Require<Reports>,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<Page<Report>>> {
    let (reader, paging) = (readership(&access), paging(query)?);
    let found = registry.read(move |r| reports::list(r, &reader, &paging));
    Ok(Json(found.await?))
}

/// One report, without its document: question, state, digest.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id of the report"), IfNoneMatchHeader),
    responses((status = 200, body = Report), (status = 304, description = "The caller has the present state"))
)]
#[get("/reports/{id}")]
async fn find(
    access: Require<Reports>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let reader = readership(&access);
    let found = registry.read(move |r| reports::find(r, &reader, &id));
    let (version, report) = found.await?;
    Ok(conditions.answer(Tag::version(version), &report))
}

/// The frozen document, byte for byte, for ever: its `ETag` is its digest. By `Accept` its results as CSV.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id of the report"), IfNoneMatchHeader),
    responses(
        (status = 200, content((ReportDocument = "application/json"), (String = "text/csv")),
            headers(("Content-Digest" = String, description = "RFC 9530: SHA-256 of these bytes"))),
        (status = 304, description = "The caller has it"),
        (status = 406, description = "Neither JSON nor CSV is accepted"),
    )
)]
#[get("/reports/{id}/document")]
async fn document(
    access: Require<Reports>,
    request: HttpRequest,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (form, reader) = (Form::of(&request)?, readership(&access));
    let found = registry.read(move |r| {
        let (_, report) = reports::find(r, &reader, &id)?;
        Ok((report.query.by, reports::find_document(r, &reader, &id)?))
    });
    let (by, frozen) = found.await?;
    send(frozen, form, &by, &conditions)
}
