//! What the KPIs make of one episode.

use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use chrono::NaiveDate;
use flsdb_domain::{
    kpi::{Facts, SetId, outcomes},
    wire::kpis::RecordOutcome,
};
use flsdb_store::fractures;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{super::shared::episode_of, note};
use crate::{
    auth::{Require, permissions::ReadRecords},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Which rules, on which day.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Question {
    /// The KPI set; `fls-db` if not given.
    #[serde(default)]
    set: SetId,
    /// The day that decides maturity; today if not given.
    as_of: Option<NaiveDate>,
}

/// The outcome of the episode in each KPI, with its reason in plain words.
///
/// It is that of the rules which the figures of the service are counted by.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), Question),
    responses((status = 200, body = [RecordOutcome]))
)]
#[get("/fractures/{id}/kpis")]
async fn list(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    question: Query<Question>,
) -> Answer<Json<Vec<RecordOutcome>>> {
    let scope = access.scope.clone();
    let record = registry
        .read(move |r| fractures::find_episode(r, &scope, &id))
        .await?;
    note(&registry, &access, &record.id, &record.patient_id, record.service);
    let as_of = question.as_of.unwrap_or_else(|| registry.clock().today());
    let facts = Facts::of(&episode_of(record));
    Ok(Json(
        facts
            .map(|facts| outcomes(&facts, question.set, as_of))
            .unwrap_or_default(),
    ))
}
