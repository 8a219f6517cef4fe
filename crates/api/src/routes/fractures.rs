//! Episodes: index fractures with assessment and follow-ups.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::{
    Fracture, Section, validation,
    wire::{
        Page,
        page::Paging,
        records::{EpisodeRecord, FractureRecord},
    },
};
use flsdb_store::{audit::Resource, fractures};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    patients::paging,
    shared::{Read, check_read, episode_of, note_list, note_read, section},
};
use crate::{
    auth::{
        Require,
        permissions::{ChangeRecords, ReadRecords},
    },
    body::Document,
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, written},
    problem::{Answer, Failure},
    registry::Registry,
};

mod creation;
mod outcomes;
mod sections;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(find)
        .service(update)
        .configure(creation::configure)
        .configure(sections::configure)
        .configure(super::withdrawal::fractures::configure)
        .configure(outcomes::configure);
}

/// How much of the episode is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Expansion {
    /// `all`: the whole episode in one document, with its open findings.
    #[param(inline)]
    expand: Option<Expand>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Expand {
    All,
}

/// The fracture, or the whole episode if it is asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the two answers")]
enum FractureOrEpisode {
    Fracture(Box<FractureRecord>),
    Episode(Box<EpisodeRecord>),
}

/// Index fractures of the caller's services, newest first.
#[utoipa::path(tag = "fractures", params(Paging), responses((status = 200, body = Page<FractureRecord>)))]
#[get("/fractures")]
async fn list(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<Page<FractureRecord>>> {
    let (scope, paging) = (access.scope.clone(), paging(query)?);
    let page = registry
        .read(move |r| fractures::list(r, &scope, &paging))
        .await?;
    note_list(&registry, &access, Resource::Episode);
    Ok(Json(page))
}

/// One index fracture, or with `expand=all` the whole episode; a withdrawn one too, marked so.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), Expansion, IfNoneMatchHeader),
    responses((status = 200, body = FractureOrEpisode), (status = 304, description = "The caller has the present version"))
)]
#[get("/fractures/{id}")]
async fn find(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Expansion>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    if query.expand.is_some() {
        let record = registry
            .read(move |r| fractures::find_episode(r, &scope, &id))
            .await?;
        note(&registry, &access, &record.id, &record.patient_id, record.service);
        let content = serde_json::to_vec(&record).map_err(Failure::internal)?;
        let version = record.stamps.episode.version;
        return Ok(conditions.answer(Tag::version_of(version, &content), &record));
    }
    let record = registry.read(move |r| fractures::find(r, &scope, &id)).await?;
    note(&registry, &access, &record.id, &record.patient_id, record.service);
    Ok(conditions.answer(Tag::version(record.stamp.version), &record))
}

/// Replaces the answers about the fracture (1.05, 1.06, 1.08 to 1.13, section 2).
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), IfMatchHeader),
    request_body = Fracture,
    responses(
        (status = 200, body = FractureRecord),
        (status = 409, description = "Another episode of the patient has this day, or the episode is withdrawn"),
    )
)]
#[put("/fractures/{id}")]
async fn update(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Document,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let reading = section(Section::Fracture, &body.0);
    let work = registry.write(registry.author(&access), move |w| {
        let mut whole = episode_of(fractures::find_episode(&mut w.reader(), &scope, &id)?);
        whole.fracture = reading.episode.fracture.clone();
        check_read(
            &reading,
            validation::check(&whole, &reading.faulty, w.author().today),
        )?;
        fractures::update(w, &scope, &id, version, &reading.episode.fracture)
    });
    let record = work.await.map_err(|failure| failure.within(Section::Fracture))?;
    Ok(written(StatusCode::OK, record.stamp.version, &record))
}

fn note(
    registry: &Registry,
    access: &Require<ReadRecords>,
    id: &str,
    patient_id: &str,
    service: flsdb_domain::ServiceCode,
) {
    let read = Read {
        resource: Resource::Episode,
        service,
        id,
        patient_id,
    };
    note_read(registry, access, &read);
}
