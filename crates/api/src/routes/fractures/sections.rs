//! Assessment and follow-ups: each read, written and taken away by itself.

use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    put,
    web::{Data, Path},
};
use flsdb_domain::{
    Assessment, Episode, FollowUp16, FollowUp52, Section, validation, wire::records::SectionRecord,
};
use flsdb_store::{
    Outcome, Reader, fractures,
    sections::{self, Answers, Expected},
};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    super::shared::{check_read, episode_of, section},
    note,
};
use crate::{
    auth::{
        Require,
        permissions::{ChangeRecords, ReadRecords},
    },
    body::Document,
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, WriteHeaders, written},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(find_assessment)
        .service(save_assessment)
        .service(delete_assessment)
        .service(find_follow_up_16)
        .service(save_follow_up_16)
        .service(delete_follow_up_16)
        .service(find_follow_up_52)
        .service(save_follow_up_52)
        .service(delete_follow_up_52);
}

/// A section that has a route of its own.
trait Part: Answers + Serialize + Send + 'static {
    const SECTION: Section;
    fn part_of(episode: &mut Episode) -> &mut Self;
}

impl Part for Assessment {
    const SECTION: Section = Section::Assessment;
    fn part_of(episode: &mut Episode) -> &mut Self {
        &mut episode.assessment
    }
}

impl Part for FollowUp16 {
    const SECTION: Section = Section::FollowUp16;
    fn part_of(episode: &mut Episode) -> &mut Self {
        &mut episode.follow_up_16
    }
}

impl Part for FollowUp52 {
    const SECTION: Section = Section::FollowUp52;
    fn part_of(episode: &mut Episode) -> &mut Self {
        &mut episode.follow_up_52
    }
}

async fn find<S: Part>(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let work = move |r: &mut Reader<'_>| -> Outcome<_> {
        let fracture = fractures::find(r, &scope, &id)?;
        Ok((fracture, sections::find::<S>(r, &scope, &id)?))
    };
    let (fracture, record) = registry.read(work).await?;
    note(
        &registry,
        &access,
        &fracture.id,
        &fracture.patient_id,
        fracture.service,
    );
    Ok(conditions.answer(Tag::version(record.stamp.version), &record))
}

async fn save<S: Part>(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Document,
) -> Answer<HttpResponse> {
    let (scope, expected) = (access.scope.clone(), conditions.expected()?);
    let mut reading = section(S::SECTION, &body.0);
    let work = registry.write(registry.author(&access), move |w| {
        let answers = S::part_of(&mut reading.episode).clone();
        let mut whole = episode_of(fractures::find_episode(&mut w.reader(), &scope, &id)?);
        S::part_of(&mut whole).clone_from(&answers);
        check_read(
            &reading,
            validation::check(&whole, &reading.faulty, w.author().today),
        )?;
        sections::save(w, &scope, &id, expected, &answers)
    });
    let record = work.await.map_err(|failure| failure.within(S::SECTION))?;
    let status = if expected == Expected::Nothing {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(written(status, record.stamp.version, &record))
}

async fn remove<S: Part>(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    registry
        .write(registry.author(&access), move |w| {
            sections::delete::<S>(w, &scope, &id, version)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The assessment (1.07, sections 3, 4 and 5).
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), IfNoneMatchHeader),
    responses(
        (status = 200, body = SectionRecord<Assessment>),
        (status = 304, description = "The caller has the present version"),
    )
)]
#[get("/fractures/{id}/assessment")]
async fn find_assessment(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    find::<Assessment>(access, registry, id, conditions).await
}

/// Writes the assessment whole: an absent answer is cleared.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), WriteHeaders),
    request_body = Assessment,
    responses(
        (status = 200, body = SectionRecord<Assessment>),
        (status = 201, body = SectionRecord<Assessment>),
        (status = 409, description = "The episode is withdrawn"),
    )
)]
#[put("/fractures/{id}/assessment")]
async fn save_assessment(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Document,
) -> Answer<HttpResponse> {
    save::<Assessment>(access, registry, id, conditions, body).await
}

/// Takes the assessment away.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), IfMatchHeader),
    responses((status = 204, description = "Taken away"), (status = 409, description = "The episode is withdrawn"))
)]
#[delete("/fractures/{id}/assessment")]
async fn delete_assessment(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    remove::<Assessment>(access, registry, id, conditions).await
}

/// The follow-up at 12 to 16 weeks (section 6).
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), IfNoneMatchHeader),
    responses(
        (status = 200, body = SectionRecord<FollowUp16>),
        (status = 304, description = "The caller has the present version"),
    )
)]
#[get("/fractures/{id}/follow-ups/16")]
async fn find_follow_up_16(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    find::<FollowUp16>(access, registry, id, conditions).await
}

/// Writes the follow-up at 12 to 16 weeks whole: an absent answer is cleared.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), WriteHeaders),
    request_body = FollowUp16,
    responses(
        (status = 200, body = SectionRecord<FollowUp16>),
        (status = 201, body = SectionRecord<FollowUp16>),
        (status = 409, description = "The episode is withdrawn"),
    )
)]
#[put("/fractures/{id}/follow-ups/16")]
async fn save_follow_up_16(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Document,
) -> Answer<HttpResponse> {
    save::<FollowUp16>(access, registry, id, conditions, body).await
}

/// Takes the follow-up at 12 to 16 weeks away.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), IfMatchHeader),
    responses((status = 204, description = "Taken away"), (status = 409, description = "The episode is withdrawn"))
)]
#[delete("/fractures/{id}/follow-ups/16")]
async fn delete_follow_up_16(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    remove::<FollowUp16>(access, registry, id, conditions).await
}

/// The follow-up at 48 to 56 weeks (section 7).
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), IfNoneMatchHeader),
    responses(
        (status = 200, body = SectionRecord<FollowUp52>),
        (status = 304, description = "The caller has the present version"),
    )
)]
#[get("/fractures/{id}/follow-ups/52")]
async fn find_follow_up_52(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    find::<FollowUp52>(access, registry, id, conditions).await
}

/// Writes the follow-up at 48 to 56 weeks whole: an absent answer is cleared.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), WriteHeaders),
    request_body = FollowUp52,
    responses(
        (status = 200, body = SectionRecord<FollowUp52>),
        (status = 201, body = SectionRecord<FollowUp52>),
        (status = 409, description = "The episode is withdrawn"),
    )
)]
#[put("/fractures/{id}/follow-ups/52")]
async fn save_follow_up_52(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Document,
) -> Answer<HttpResponse> {
    save::<FollowUp52>(access, registry, id, conditions, body).await
}

/// Takes the follow-up at 48 to 56 weeks away.
#[utoipa::path(
    tag = "fractures",
    params(("id" = String, Path, description = "Id of the episode"), IfMatchHeader),
    responses((status = 204, description = "Taken away"), (status = 409, description = "The episode is withdrawn"))
)]
#[delete("/fractures/{id}/follow-ups/52")]
async fn delete_follow_up_52(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    remove::<FollowUp52>(access, registry, id, conditions).await
}
