//! Making and changing services, by national administrators.

use std::collections::BTreeSet;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    post, put,
    web::{Data, Path},
};
use chrono::Datelike;
use flsdb_domain::{
    ServiceCode,
    wire::services::{HipCounts, NewService, Service, ServiceDetails},
};
use flsdb_store::services;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::{Require, permissions::AdministerServices},
    body::{Sent, finding},
    conditions::{Conditions, IfMatchHeader, written},
    problem::{Answer, Failure},
    registry::Registry,
};

/// The first year for which the National Hip Fracture Database has counts.
const FIRST_YEAR: i32 = 2007;
/// More hip fractures than any service sees in a year.
const MOST_HIPS: u32 = 20_000;

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(create).service(update).service(save_hips);
}

/// Makes a service. Its code never changes.
#[utoipa::path(
    tag = "services",
    request_body = NewService,
    responses((status = 201, body = Service), (status = 409, description = "A service has this code already"))
)]
#[post("/services")]
async fn create(
    access: Require<AdministerServices>,
    registry: Data<Registry>,
    body: Sent<NewService>,
) -> Answer<HttpResponse> {
    let NewService { code, details } = body.0;
    let made = registry.write(registry.author(&access), move |w| {
        services::create(w, code, &details)
    });
    let (version, service) = made.await?;
    Ok(written(StatusCode::CREATED, version, &service))
}

/// Changes what is said of a service.
#[utoipa::path(
    tag = "services",
    params(("code" = ServiceCode, Path, description = "Code of the service"), IfMatchHeader),
    request_body = ServiceDetails,
    responses((status = 200, body = Service))
)]
#[put("/services/{code}")]
async fn update(
    access: Require<AdministerServices>,
    registry: Data<Registry>,
    code: Path<ServiceCode>,
    conditions: Conditions,
    body: Sent<ServiceDetails>,
) -> Answer<HttpResponse> {
    let version = conditions.version()?;
    let saved = registry.write(registry.author(&access), move |w| {
        services::update(w, *code, version, &body.0)
    });
    let (version, service) = saved.await?;
    Ok(written(StatusCode::OK, version, &service))
}

/// Replaces the hip counts of a service, year by year.
#[utoipa::path(
    tag = "services",
    params(("code" = ServiceCode, Path, description = "Code of the service"), IfMatchHeader),
    request_body = HipCounts,
    responses((status = 200, body = Service))
)]
#[put("/services/{code}/hip-fractures")]
async fn save_hips(
    access: Require<AdministerServices>,
    registry: Data<Registry>,
    code: Path<ServiceCode>,
    conditions: Conditions,
    body: Sent<HipCounts>,
) -> Answer<HttpResponse> {
    let version = conditions.version()?;
    check(&body.0, registry.clock().today().year())?;
    let saved = registry.write(registry.author(&access), move |w| {
        services::save_hip_counts(w, *code, version, &body.0.hip_fractures)
    });
    let (version, service) = saved.await?;
    Ok(written(StatusCode::OK, version, &service))
}

/// Each year once, none in the future, no count that is a slip of the key.
fn check(counts: &HipCounts, this_year: i32) -> Answer<()> {
    let mut years = BTreeSet::new();
    let fault = |(place, hips): (usize, &flsdb_domain::wire::services::HipFractures)| {
        let at = |part: &str| format!("/hip_fractures/{place}/{part}");
        if !(FIRST_YEAR..=this_year).contains(&hips.year) {
            let message = format!("Give a year from {FIRST_YEAR} to {this_year}");
            Some(finding(at("year"), "number.out_of_range", message))
        } else if !years.insert(hips.year) {
            Some(finding(at("year"), "year.twice", "Give each year once"))
        } else if hips.count > MOST_HIPS {
            let message = format!("Give a count of at most {MOST_HIPS}");
            Some(finding(at("count"), "number.out_of_range", message))
        } else {
            None
        }
    };
    let faults: Vec<_> = counts
        .hip_fractures
        .iter()
        .enumerate()
        .filter_map(fault)
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(faults))
    }
}
