//! `GET kpis/{kpi}/outlook`: what would still turn a number green.

use actix_web::{
    HttpRequest, get,
    web::{Data, Json, Path},
};
use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    kpi::{Kpi, SetId},
    wire::{kpis::KpiOutlook, page::Paging},
};
use flsdb_store::audit::Action;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{asking::Pairs, ledger::note};
use crate::{
    auth::{Require, permissions::ReadRecords},
    outlook::{self, OutlookQuestion},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(find);
}

/// Which number; `Pairs` reads it, this describes it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
struct OutlookQuery {
    /// The KPI set; `fls-db` if not given.
    set: Option<SetId>,
    /// First day of 1.09.
    start: NaiveDate,
    /// Last day of 1.09, included.
    end: NaiveDate,
    /// The day that decides maturity; today if not given.
    as_of: Option<NaiveDate>,
    /// Services of the caller, joined by commas or repeated; all of them, together, if not given.
    service: Option<Vec<ServiceCode>>,
}

/// Nothing else may be asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NothingElse {}

/// What would still turn a number of one's own service green: how many more records must be met, by when, and which records
/// can still count. Not for KPI 1.
#[utoipa::path(
    tag = "figures",
    params(("kpi" = Kpi, Path, description = "Number of the KPI"), OutlookQuery, Paging),
    responses((status = 200, body = KpiOutlook))
)]
#[get("/kpis/{kpi}/outlook")]
async fn find(
    access: Require<ReadRecords>,
    request: HttpRequest,
    registry: Data<Registry>,
    kpi: Path<String>,
) -> Answer<Json<KpiOutlook>> {
    let (question, paging) = read(&request, &kpi, &access.scope, registry.clock().today())?;
    note(&registry, &access, &question.scope, Action::List);
    let found = registry
        .read(move |r| outlook::find(r, &question, &paging))
        .await?;
    found
        .map(Json)
        .ok_or_else(|| Failure::Malformed("KPI 1 counts fields, not records: see data-quality.".to_owned()))
}

fn read(
    request: &HttpRequest,
    kpi: &str,
    scope: &Scope,
    today: NaiveDate,
) -> Answer<(OutlookQuestion, Paging)> {
    let kpi = kpi.parse().map_err(|_| Failure::NotFound)?;
    let mut pairs = Pairs::of(request)?;
    let asked = pairs.question(scope, today)?;
    let paging = pairs.paging()?;
    let NothingElse {} = pairs.rest()?;
    let question = OutlookQuestion {
        kpi,
        set: asked.set,
        period: asked.period,
        as_of: asked.as_of,
        scope: asked.scope,
    };
    Ok((question, paging))
}
