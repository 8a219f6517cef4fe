//! `GET worklist`: what is due, about to breach, or overdue.

use actix_web::{
    HttpRequest, get,
    web::{Data, Json},
};
use flsdb_domain::{
    ServiceCode,
    access::Permission,
    kpi::{Kpi, SetId, worklist::Timing},
    wire::{page::Paging, worklist::Worklist},
};
use flsdb_store::audit::Action;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{asking::Pairs, ledger::note};
use crate::{
    auth::{Access, Require, permissions::ReadRecords},
    problem::{Answer, Failure},
    registry::Registry,
    worklist::{self, WorklistQuestion},
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Which tasks are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WorklistQuery {
    /// The KPI set; `fls-db` if not given.
    #[serde(default)]
    set: SetId,
    /// Only tasks that can meet this KPI: 4, 5, 8, 9, 10 or 11.
    kpi: Option<Kpi>,
    /// Only tasks that stand so in time; those that can be done, if not given.
    timing: Option<Timing>,
}

/// The tasks of open episodes of one's own services, by the day on which they breach: which KPIs each would meet, how many
/// days are left, and which section to open. Callers who look after patients see who they are, who is to be called back, and
/// which injections are due.
#[utoipa::path(
    tag = "figures",
    params(
        WorklistQuery, Paging,
        ("service" = Option<Vec<ServiceCode>>, Query, description = "Services of the caller, joined by commas or repeated; all of them if not given"),
    ),
    responses((status = 200, body = Worklist), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/worklist")]
async fn list(
    access: Require<ReadRecords>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<Worklist>> {
    let (question, paging) = read(&request, &access, &registry)?;
    note(&registry, &access, &question.scope, Action::List);
    let found = registry.read(move |r| worklist::find(r, &question, &paging));
    Ok(Json(found.await?))
}

fn read(request: &HttpRequest, access: &Access, registry: &Registry) -> Answer<(WorklistQuestion, Paging)> {
    let mut pairs = Pairs::of(request)?;
    let (scope, paging) = (pairs.scope(&access.scope)?, pairs.paging()?);
    let WorklistQuery { set, kpi, timing } = pairs.rest()?;
    if kpi.is_some_and(|kpi| set.set().parameters.window(kpi).is_none()) {
        return Err(Failure::Malformed(
            "This KPI has no window. Give 4, 5, 8, 9, 10 or 11.".to_owned(),
        ));
    }
    let question = WorklistQuestion {
        set,
        today: registry.clock().today(),
        care: access.caller.rights.scope(Permission::DirectCare).and(&scope),
        scope,
        kpi,
        timing,
    };
    Ok((question, paging))
}
