//! `GET kpis/differences`: why a number moved.

use actix_web::{
    HttpRequest, get,
    web::{Data, Json},
};
use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    kpi::{Kpi, SetId},
    wire::kpis::KpiDifference,
};
use flsdb_kpi::DifferenceQuery;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::asking::{Pairs, question};
use crate::{
    auth::{Require, permissions::ReadFigures},
    differences::{self, SideQuestion},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(find);
}

/// Which two results. Each parameter but `kpi` holds for both; with `from.` or `to.` before its name, as in `to.as_of`, it
/// holds for one of them, and goes before the common one. `Sides` reads them, this describes them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
struct DifferencesQuery {
    /// Number of the KPI.
    kpi: Kpi,
    /// The KPI set; `fls-db` if not given. Also `from.set`, `to.set`.
    set: Option<SetId>,
    /// First day of 1.09; required for both. Also `from.start`, `to.start`.
    start: Option<NaiveDate>,
    /// Last day of 1.09, included; required for both. Also `from.end`, `to.end`.
    end: Option<NaiveDate>,
    /// The day that decides maturity; today if not given. Also `from.as_of`, `to.as_of`.
    as_of: Option<NaiveDate>,
    /// Services, joined by commas or repeated; all that the caller may see whole if not given. Also `from.service`,
    /// `to.service`.
    service: Option<Vec<ServiceCode>>,
    /// The data of a service as they were at a version of it, like `BRD:12,CDF:7`; the present ones if not named. Also
    /// `from.versions`, `to.versions`.
    #[param(example = "BRD:12,CDF:7")]
    versions: Option<String>,
    /// The first result's own parameters.
    #[param(rename = "from.as_of")]
    from_as_of: Option<NaiveDate>,
    /// The second result's own parameters.
    #[param(rename = "to.as_of")]
    to_as_of: Option<NaiveDate>,
    /// The first result's versions.
    #[param(rename = "from.versions")]
    from_versions: Option<String>,
    /// The second result's versions.
    #[param(rename = "to.versions")]
    to_versions: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    kpi: Kpi,
}

/// The difference between two results of one's own services, split into new, matured, changed and withdrawn records, deaths,
/// another definition, and records that only one of the two questions asks for. For KPI 1 it is that of blank and audited
/// answers.
#[utoipa::path(
    tag = "figures",
    params(DifferencesQuery),
    responses((status = 200, body = KpiDifference), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/kpis/differences")]
async fn find(
    access: Require<ReadFigures>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<KpiDifference>> {
    let mut pairs = Pairs::of(&request)?;
    let today = registry.clock().today();
    let common = pairs.take(&COMMON);
    let from = side(&mut pairs, "from.", &common, &access.scope, today)?;
    let to = side(&mut pairs, "to.", &common, &access.scope, today)?;
    let Which { kpi } = pairs.rest()?;
    let found = registry.read(move |r| differences::find(r, kpi, from, to));
    Ok(Json(found.await?))
}

const COMMON: [&str; 6] = ["set", "start", "end", "as_of", "service", "versions"];

/// One of the two results: its own parameters, and those in common that it has not itself.
fn side(
    pairs: &mut Pairs,
    prefix: &str,
    common: &[(String, String)],
    scope: &Scope,
    today: NaiveDate,
) -> Answer<SideQuestion> {
    let names = COMMON.map(|name| format!("{prefix}{name}"));
    let own = pairs.take(&names.each_ref().map(String::as_str));
    let mut all: Vec<(String, String)> = own
        .into_iter()
        .map(|(name, value)| (name[prefix.len()..].to_owned(), value))
        .collect();
    let others = common
        .iter()
        .filter(|(name, _)| all.iter().all(|(own, _)| own != name));
    let others: Vec<_> = others.cloned().collect();
    all.extend(others);
    let asked = question(&all, scope, today)?;
    Ok(SideQuestion {
        query: DifferenceQuery {
            set: asked.set,
            period: asked.period,
            as_of: asked.as_of,
            versions: asked.versions,
        },
        scope: asked.scope,
    })
}
