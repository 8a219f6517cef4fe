//! The episodes of one patient.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::{Episode, Fracture, Section, validation, wire::records::FractureRecord};
use flsdb_store::{audit::Resource, fractures, patients};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::shared::{admit, check_read, note_list, section};
use crate::{
    auth::{
        Access, Require,
        permissions::{ChangeRecords, ReadRecords},
    },
    body::Document,
    conditions::written,
    once::{Once, OnceHeader},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create);
}

/// Which of a patient's fractures are wanted.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct Wanted {
    /// Whether withdrawn ones are listed, too, marked so.
    withdrawn: bool,
}

/// The index fractures of a patient, latest first.
///
/// Withdrawn ones are left out unless they are asked for.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the patient"), Wanted),
    responses((status = 200, body = [FractureRecord]))
)]
#[get("/patients/{id}/fractures")]
async fn list(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Wanted>,
) -> Answer<Json<Vec<FractureRecord>>> {
    let scope = access.scope.clone();
    let found = registry
        .read(move |r| fractures::list_of_patient(r, &scope, &id, query.withdrawn))
        .await?;
    note_list(&registry, &access, Resource::Episode);
    Ok(Json(found))
}

/// A new index fracture of a patient who is known.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the patient"), OnceHeader),
    request_body = Fracture,
    responses(
        (status = 201, body = FractureRecord),
        (status = 409, description = "The patient has an episode of this day, or is withdrawn"),
    )
)]
#[post("/patients/{id}/fractures")]
async fn create(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    once: Once,
    body: Document,
) -> Answer<HttpResponse> {
    let work = store(&registry, &access, id.into_inner(), &body);
    once.answer(&registry, &access, &body, work).await
}

async fn store(registry: &Registry, access: &Access, id: String, body: &Document) -> Answer<HttpResponse> {
    let (scope, reading) = (access.scope.clone(), section(Section::Fracture, &body.0));
    let known = registry.read({
        let (scope, id) = (scope.clone(), id.clone());
        move |r| patients::find(r, &scope, &id)
    });
    let known = known.await?;
    admit(registry, access, known.service, known.patient.into()).await?;
    let work = registry.write(registry.author(access), move |w| {
        let patient = patients::find(&mut w.reader(), &scope, &id)?.patient;
        let whole = Episode {
            patient,
            ..reading.episode.clone()
        };
        check_read(
            &reading,
            validation::check(&whole, &reading.faulty, w.author().today),
        )?;
        fractures::create(w, &scope, &id, &reading.episode.fracture)
    });
    let record = work.await.map_err(|failure| failure.within(Section::Fracture))?;
    Ok(written(StatusCode::CREATED, record.stamp.version, &record))
}
