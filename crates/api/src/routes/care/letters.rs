//! Letters about a patient: filled from the record, read and changed by a person, and sent.

use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::{
    letters::{Subject, fill},
    wire::{
        Page,
        care::CareRecord,
        letters::{Letter, NewLetter},
        page::Paging,
    },
};
use flsdb_store::{
    audit::{Action, ReadEvent, Resource},
    care,
};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Place, checked, event};
use crate::{
    auth::{Access, Require, permissions::DirectCare},
    body::{Sent, finding},
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(find)
        .service(update)
        .service(remove);
}

/// The letters about a patient, those written last first.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient"), Paging),
    responses((status = 200, body = Page<CareRecord<Letter>>))
)]
#[get("/patients/{id}/letters")]
async fn list(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Paging>,
) -> Answer<Json<Page<CareRecord<Letter>>>> {
    super::list(registry, &access, id.into_inner(), query).await
}

/// Fills a letter from an episode and the service's template, and keeps it to be read, changed and sent. The part of the episode
/// that it tells of has to be saved before.
#[utoipa::path(
    tag = "direct care",
    params(("id" = String, Path, description = "Id of the patient")),
    request_body = NewLetter,
    responses((status = 201, body = CareRecord<Letter>))
)]
#[post("/patients/{id}/letters")]
async fn create(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    id: Path<String>,
    body: Sent<NewLetter>,
) -> Answer<HttpResponse> {
    let id = id.into_inner();
    let letter = filled(&registry, &access, id.clone(), body.0).await?;
    super::create(registry, &access, id, letter).await
}

/// One letter about a patient.
///
/// Nobody but those who look after the patient sees it.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the letter"),
        IfNoneMatchHeader,
    ),
    responses((status = 200, body = CareRecord<Letter>))
)]
#[get("/patients/{id}/letters/{entry}")]
async fn find(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, (id, entry)) = (access.scope.clone(), place.into_inner());
    let work = registry.read(move |r| {
        let service = care::service_of(r, &scope, &id)?;
        Ok((service, care::find::<Letter>(r, &scope, (&id, &entry))?))
    });
    let (service, record) = work.await?;
    registry.note_read(ReadEvent {
        service: Some(service),
        resource_id: Some(record.id.clone()),
        patient_id: Some(record.patient_id.clone()),
        ..event(&access, Action::Read, Resource::Letter)
    });
    Ok(conditions.answer(Tag::version(record.stamp.version), &record))
}

/// Replaces a letter: its text before it is sent, and the day on which it was. The text of a letter that was sent stays: 409.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the letter"),
        IfMatchHeader,
    ),
    request_body = Letter,
    responses((status = 200, body = CareRecord<Letter>))
)]
#[put("/patients/{id}/letters/{entry}")]
async fn update(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
    body: Sent<Letter>,
) -> Answer<HttpResponse> {
    let letter = checked(&registry, body.0)?;
    super::update(registry, &access, place.into_inner(), &conditions, letter).await
}

/// Takes a letter away that was not sent; one that was stays: 409.
#[utoipa::path(
    tag = "direct care",
    params(
        ("id" = String, Path, description = "Id of the patient"),
        ("entry" = String, Path, description = "Id of the letter"),
        IfMatchHeader,
    ),
    responses((status = 204, description = "Taken away"))
)]
#[delete("/patients/{id}/letters/{entry}")]
async fn remove(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    place: Path<Place>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    super::delete::<Letter>(registry, &access, place.into_inner(), &conditions).await
}

/// The letter as the record fills it today.
async fn filled(registry: &Registry, access: &Access, patient_id: String, new: NewLetter) -> Answer<Letter> {
    let (scope, kind) = (access.scope.clone(), new.template);
    let work = registry.read(move |r| care::letters::sources(r, &scope, &patient_id, &new));
    let sources = work.await?;
    if !kind.can_tell_of(&sources.episode) {
        let message = "There is nothing to tell yet. Save that part of the episode first";
        return Err(Failure::Invalid(vec![finding(
            "/template",
            "letter.nothing_saved",
            message,
        )]));
    }
    let subject = Subject {
        episode: &sources.episode,
        details: sources.details.as_ref(),
        service_name: &sources.service_name,
        today: registry.clock().today(),
        kind,
    };
    Ok(Letter {
        template: kind,
        content: fill(&sources.template, |placeholder| subject.value(placeholder)),
        sent_on: None,
    })
}
