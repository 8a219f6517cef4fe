//! Direct care: contact details, contacts, courses of treatment, notes and letters of a patient, for the people who look after them.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Json, Query},
};
use chrono::{DateTime, Utc};
use flsdb_domain::{
    care::Checked,
    wire::{
        Page,
        care::{CareRecord, Contact, Note, Treatment},
        letters::Letter,
        page::Paging,
    },
};
use flsdb_store::{
    audit::{Action, ReadEvent},
    care::{self, Entry},
};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{patients::paging, shared::event};
use crate::{
    auth::Access,
    conditions::{Conditions, written},
    problem::{Answer, Failure},
    registry::Registry,
};

mod details;
mod letters;
mod lists;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .configure(details::configure)
        .configure(lists::contacts::configure)
        .configure(lists::treatments::configure)
        .configure(lists::notes::configure)
        .configure(letters::configure);
}

/// What entries are to a request: they travel between threads as JSON.
trait Sendable: Entry + Checked + Serialize + Send + 'static {
    /// The entry as it is kept when it is sent at this moment.
    fn sent_at(self, _now: DateTime<Utc>) -> Self {
        self
    }
}

impl Sendable for Contact {
    fn sent_at(self, now: DateTime<Utc>) -> Self {
        Contact {
            attempted_at: self.attempted_at.or(Some(now)),
            ..self
        }
    }
}

impl Sendable for Treatment {}
impl Sendable for Note {}
impl Sendable for Letter {}

/// Entry and patient, by their ids: `patients/{id}/contacts/{entry}`.
type Place = (String, String);

/// The entry as it is kept, unless it cannot be true today.
fn checked<E: Sendable>(registry: &Registry, entry: E) -> Answer<E> {
    let entry = entry.sent_at(registry.clock().now());
    let faults = entry.faults(registry.clock().today());
    if faults.is_empty() {
        Ok(entry)
    } else {
        Err(Failure::Invalid(faults))
    }
}

async fn list<E: Sendable>(
    registry: Data<Registry>,
    access: &Access,
    patient_id: String,
    query: Query<Paging>,
) -> Answer<Json<Page<CareRecord<E>>>> {
    let (scope, paging) = (access.scope.clone(), paging(query)?);
    let id = patient_id.clone();
    let work = registry.read(move |r| {
        let service = care::service_of(r, &scope, &id)?;
        Ok((service, care::list::<E>(r, &scope, &id, &paging)?))
    });
    let (service, page) = work.await?;
    registry.note_read(ReadEvent {
        service: Some(service),
        patient_id: Some(patient_id),
        ..event(access, Action::List, E::RESOURCE)
    });
    Ok(Json(page))
}

async fn create<E: Sendable>(
    registry: Data<Registry>,
    access: &Access,
    patient_id: String,
    entry: E,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let work = registry.write(registry.author(access), move |w| {
        care::create(w, &scope, &patient_id, &entry)
    });
    let record = work.await?;
    Ok(written(StatusCode::CREATED, record.stamp.version, &record))
}

async fn update<E: Sendable>(
    registry: Data<Registry>,
    access: &Access,
    (patient_id, id): Place,
    conditions: &Conditions,
    entry: E,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let work = registry.write(registry.author(access), move |w| {
        care::update(w, &scope, (&patient_id, &id), version, &entry)
    });
    let record = work.await?;
    Ok(written(StatusCode::OK, record.stamp.version, &record))
}

async fn delete<E: Sendable>(
    registry: Data<Registry>,
    access: &Access,
    (patient_id, id): Place,
    conditions: &Conditions,
) -> Answer<HttpResponse> {
    let (scope, version) = (access.scope.clone(), conditions.version()?);
    let work = registry.write(registry.author(access), move |w| {
        care::delete::<E>(w, &scope, (&patient_id, &id), version)
    });
    work.await?;
    Ok(HttpResponse::NoContent().finish())
}
