//! Years of diagnosis of a service: locked and signed off by a clinical lead, unlocked with a reason.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path, Query},
};
use chrono::{Datelike, NaiveDate};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    dates::AUDIT_START,
    wire::periods::{NewYearState, ServiceYear, YearState},
};
use flsdb_store::periods;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::shared::service_of;
use crate::{
    auth::{
        Require,
        permissions::{LockPeriods, ReadFigures},
    },
    body::{Sent, finding},
    conditions::{Conditions, WriteHeaders, written},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(find).service(save);
}

/// Whose years, or other things of a service.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    /// The service; who has a single one may leave it out.
    service: Option<ServiceCode>,
}

impl Whose {
    /// A service that the caller may not see is not there.
    pub(super) fn service(&self, scope: &Scope) -> Answer<ServiceCode> {
        match self.service {
            Some(service) if !scope.contains(service) => Err(Failure::NotFound),
            named => service_of(named, scope),
        }
    }
}

/// Years of diagnosis of a service, newest first, with their episodes and open findings, and who locked them.
///
/// The years are those from the start of the audit to this one.
#[utoipa::path(tag = "administration", params(Whose), responses((status = 200, body = [ServiceYear]),
    (status = 404, description = "A service that the caller may not see"), (status = 422, description = "No service is named")))]
#[get("/periods")]
async fn list(
    access: Require<ReadFigures>,
    registry: Data<Registry>,
    query: Query<Whose>,
) -> Answer<Json<Vec<ServiceYear>>> {
    let (scope, today) = (access.scope.clone(), registry.clock().today());
    let service = query.service(&scope)?;
    let found = registry.read(move |r| periods::list(r, &scope, service, today));
    Ok(Json(found.await?))
}

/// One year of a service. Its ETag names the state, which is what one changes, not the counts; that of a year that was never
/// locked is `"0"`.
#[utoipa::path(
    tag = "administration",
    params(("year" = i32, Path, description = "Calendar year of 1.09"), Whose),
    responses((status = 200, body = ServiceYear))
)]
#[get("/periods/{year}")]
async fn find(
    access: Require<ReadFigures>,
    registry: Data<Registry>,
    year: Path<i32>,
    query: Query<Whose>,
) -> Answer<HttpResponse> {
    let (scope, year) = (access.scope.clone(), year.into_inner());
    check_year(year, registry.clock().today())?;
    let service = query.service(&scope)?;
    let found = registry.read(move |r| periods::find(r, &scope, service, year));
    let (version, found) = found.await?;
    Ok(written(StatusCode::OK, version, &found))
}

/// Locks a year of a service, or unlocks it with a reason. While a year is locked, every change of one of its episodes is
/// refused with 409: by whom it was locked, when, and how it is unlocked.
#[utoipa::path(
    tag = "administration",
    params(("year" = i32, Path, description = "Calendar year of 1.09"), Whose, WriteHeaders),
    request_body = NewYearState,
    responses((status = 200, body = ServiceYear))
)]
#[put("/periods/{year}")]
async fn save(
    access: Require<LockPeriods>,
    registry: Data<Registry>,
    year: Path<i32>,
    query: Query<Whose>,
    conditions: Conditions,
    body: Sent<NewYearState>,
) -> Answer<HttpResponse> {
    let (scope, year, expected) = (access.scope.clone(), year.into_inner(), conditions.expected()?);
    let service = query.service(&scope)?;
    let today = registry.clock().today();
    check_year(year, today)?;
    check_state(&body.0, year, today)?;
    let saved = registry.write(registry.author(&access), move |w| {
        periods::save(w, &scope, (service, year), expected, &body.0)
    });
    let (version, saved) = saved.await?;
    Ok(written(StatusCode::OK, version, &saved))
}

/// There are the years from the start of the audit to this one.
fn check_year(year: i32, today: NaiveDate) -> Answer<()> {
    let there = AUDIT_START.year()..=today.year();
    there.contains(&year).then_some(()).ok_or(Failure::NotFound)
}

/// A year that goes on cannot be signed off, and nothing is unlocked without a reason.
fn check_state(new: &NewYearState, year: i32, today: NaiveDate) -> Answer<()> {
    let refuse = |pointer, code, message| Err(Failure::Invalid(vec![finding(pointer, code, message)]));
    match new.state {
        YearState::Locked if year >= today.year() => refuse(
            "/state",
            "period.not_over",
            "This year is not over. Lock it when it is",
        ),
        YearState::Open if new.reason.is_none() => refuse(
            "/reason",
            "field.required",
            "Say why the year is unlocked, in 3 to 500 characters",
        ),
        _ => Ok(()),
    }
}
