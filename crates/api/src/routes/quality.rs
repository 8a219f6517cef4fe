//! `GET data-quality`: completeness, entry lag, open findings; missed opportunities.

use actix_web::{
    HttpRequest, get,
    web::{Data, Json, Query},
};
use chrono::{Datelike, NaiveDate};
use flsdb_domain::{
    ServiceCode,
    wire::quality::{DataQuality, MissedOpportunities},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::asking::Pairs;
use crate::{
    auth::{Require, permissions::ReadFigures},
    problem::{Answer, Failure},
    quality::{self, QualityQuestion},
    registry::Registry,
};

mod findings;
mod messages;
mod rejects;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(find)
        .service(find_missed)
        .configure(findings::configure)
        .configure(messages::configure)
        .configure(rejects::configure);
}

/// Which records are wanted; `Pairs` reads them, this describes them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
struct QualityQuery {
    /// First day of 1.09.
    start: NaiveDate,
    /// Last day of 1.09, included.
    end: NaiveDate,
    /// The day that decides which fields of a record count; today if not given.
    as_of: Option<NaiveDate>,
    /// Services, joined by commas or repeated; all that the caller may see whole, together, if not given.
    service: Option<Vec<ServiceCode>>,
}

/// Nothing else may be asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NothingElse {}

/// How complete the records of one's own services are, field by month, how soon they were entered, and which findings are
/// open. Who may see all figures whole sees any service, or all together.
#[utoipa::path(
    tag = "figures",
    params(QualityQuery),
    responses((status = 200, body = DataQuality), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/data-quality")]
async fn find(
    access: Require<ReadFigures>,
    request: HttpRequest,
    registry: Data<Registry>,
) -> Answer<Json<DataQuality>> {
    let mut pairs = Pairs::of(&request)?;
    let today = registry.clock().today();
    let asked = pairs.records(&["start", "end", "as_of", "service"], &access.scope, today)?;
    let NothingElse {} = pairs.rest()?;
    let question = QualityQuestion {
        period: asked.period,
        as_of: asked.as_of,
        scope: asked.scope,
    };
    let found = registry.read(move |r| quality::find(r, &question));
    Ok(Json(found.await?))
}

/// Which year is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct YearQuery {
    /// Calendar year of 1.09; the last full one if not given.
    year: Option<i32>,
}

/// Missed opportunities of a calendar year: hips × 5 × 0.8 × 0.5 × 0.8 less the records whose 6.05 is a drug, for each of
/// one's own services, or every service for those who may see all figures whole.
///
/// A service without a hip count has none.
#[utoipa::path(tag = "figures", params(YearQuery), responses((status = 200, body = MissedOpportunities)))]
#[get("/data-quality/missed-opportunities")]
async fn find_missed(
    access: Require<ReadFigures>,
    registry: Data<Registry>,
    query: Query<YearQuery>,
) -> Answer<Json<MissedOpportunities>> {
    let year = query.year.unwrap_or_else(|| registry.clock().today().year() - 1);
    let scope = access.scope.clone();
    let found = registry
        .read(move |r| quality::missed_opportunities(r, &scope, year))
        .await?;
    found
        .map(Json)
        .ok_or_else(|| Failure::Malformed("There is no such year. Give one like 2024.".to_owned()))
}
