//! Patients.

use std::collections::BTreeSet;

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path, Query},
};
use chrono::NaiveDate;
use flsdb_domain::{
    Patient, Reading, Section,
    access::{Permission, Scope},
    validation,
    wire::{
        Page,
        page::Paging,
        records::{NewPatient, PatientPage, PatientRecord, PatientSearch, PatientSummary},
    },
};
use flsdb_store::{Outcome, audit::Resource, patients, patients::Sight};
use serde_json::Value;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    asking::checked,
    shared::{Read, admit, check_read, note_list, note_read, section, service_of},
};
use crate::{
    auth::{
        Access, Require,
        permissions::{ChangeRecords, ReadRecords},
    },
    body::{Document, Sent, finding},
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, written},
    once::{Once, OnceHeader},
    problem::{Answer, Failure},
    registry::Registry,
};

mod fractures;
mod history;
mod identity;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(search)
        // Before the patients' ids, which would take its name for one.
        .configure(identity::configure)
        .service(find)
        .service(update)
        .configure(fractures::configure)
        .configure(history::configure)
        .configure(super::withdrawal::patients::configure);
}

/// Checks which page is asked for.
pub(super) fn paging(query: Query<Paging>) -> Answer<Paging> {
    checked(query.into_inner())
}

/// Whose names the caller may see, too.
fn sight(access: &Access) -> Sight {
    let names = match access.caller.rights.own_scope(Permission::DirectCare) {
        Scope::Services(services) => services,
        Scope::All => BTreeSet::new(),
    };
    Sight {
        records: access.scope.clone(),
        names,
    }
}

/// Patients of the caller's services, newest first.
#[utoipa::path(tag = "patients", params(Paging), responses((status = 200, body = Page<PatientSummary>)))]
#[get("/patients")]
async fn list(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<PatientPage>> {
    let (sight, paging) = (sight(&access), paging(query)?);
    let page = registry.read(move |r| patients::list(r, &sight, &paging)).await?;
    note_list(&registry, &access, Resource::Patient);
    Ok(Json(page))
}

/// Patients found by NHS number, local record number or date of birth. What is looked for travels in the body.
#[utoipa::path(tag = "patients", request_body = PatientSearch, responses((status = 200, body = Page<PatientSummary>)))]
#[post("/patients/search")]
async fn search(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    body: Sent<PatientSearch>,
) -> Answer<Json<PatientPage>> {
    let sight = sight(&access);
    let page = registry
        .read(move |r| patients::search(r, &sight, &body.0))
        .await?;
    note_list(&registry, &access, Resource::Patient);
    Ok(Json(page))
}

/// A new patient.
#[utoipa::path(
    tag = "patients",
    params(OnceHeader),
    request_body = NewPatient,
    responses((status = 201, body = PatientRecord), (status = 409, description = "The service has a patient with this key"))
)]
#[post("/patients")]
async fn create(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    once: Once,
    body: Document,
) -> Answer<HttpResponse> {
    once.answer(&registry, &access, &body, store(&registry, &access, &body))
        .await
}

async fn store(registry: &Registry, access: &Access, body: &Document) -> Answer<HttpResponse> {
    let (reading, scope) = (read_new(&body.0)?, access.scope.clone());
    let service = service_of(reading.episode.service, &scope)?;
    admit(registry, access, service, reading.episode.clone()).await?;
    let work = registry.write(registry.author(access), move |w| {
        check_patient(&reading, w.author().today)?;
        patients::create(w, &scope, service, &reading.episode.patient)
    });
    let record = work.await?;
    Ok(written(StatusCode::CREATED, record.stamp.version, &record))
}

/// One patient; a withdrawn one too, marked so.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the patient"), IfNoneMatchHeader),
    responses((status = 200, body = PatientRecord), (status = 304, description = "The caller has the present version"))
)]
#[get("/patients/{id}")]
async fn find(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let record = registry.read(move |r| patients::find(r, &scope, &id)).await?;
    let read = Read {
        resource: Resource::Patient,
        service: record.service,
        id: &record.id,
        patient_id: &record.id,
    };
    note_read(&registry, &access, &read);
    Ok(conditions.answer(Tag::version(record.stamp.version), &record))
}

/// Replaces what is known of a patient. All their episodes are checked again.
#[utoipa::path(
    tag = "patients",
    params(("id" = String, Path, description = "Id of the patient"), IfMatchHeader),
    request_body = Patient,
    responses((status = 200, body = PatientRecord), (status = 409, description = "Another patient has this key, or the patient is withdrawn"))
)]
#[put("/patients/{id}")]
async fn update(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Document,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let reading = section(Section::Patient, &body.0);
    let saved = registry.write(registry.author(&access), move |w| {
        patients::find(&mut w.reader(), &scope, &id)?;
        check_patient(&reading, w.author().today)?;
        patients::update(w, &scope, &id, version, &reading.episode.patient)
    });
    let record = saved.await.map_err(|failure| failure.within(Section::Patient))?;
    Ok(written(StatusCode::OK, record.stamp.version, &record))
}

/// Refuses a patient of whom something could not be read, with all else that is wrong.
fn check_patient(reading: &Reading, today: NaiveDate) -> Outcome<()> {
    let found = validation::check_patient(&reading.episode.patient, &reading.faulty, today);
    check_read(reading, found)
}

/// Reads `{"service": …, "patient": …}`.
fn read_new(body: &Value) -> Answer<Reading> {
    let known = |name: &str| matches!(name, "service" | "patient");
    let unknown = body
        .as_object()
        .and_then(|members| members.keys().find(|name| !known(name)));
    match unknown {
        Some(name) => {
            let message = format!("A new patient has no member {name:?}. Leave it out");
            Err(Failure::Invalid(vec![finding(
                format!("/{name}"),
                "field.unknown",
                message,
            )]))
        }
        None => Ok(Reading::from_json(body)),
    }
}
