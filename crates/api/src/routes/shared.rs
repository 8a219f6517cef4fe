//! What patients and fractures share: reading a body of the data set, and noting who read what.

use std::collections::BTreeSet;

use chrono::Utc;
use flsdb_domain::{
    Episode, Finding, Reading, Section, ServiceCode, access::Scope, opt_out::Deployment,
    wire::records::EpisodeRecord,
};
use flsdb_store::{
    Outcome, StoreError,
    audit::{Action, ReadEvent, Resource},
};
use serde_json::Value;

use crate::{
    auth::Access,
    body::finding,
    matching::refuse_new,
    problem::{Answer, Failure},
    registry::Registry,
};

/// Reads a body that is one section of the data set.
pub(super) fn section(section: Section, body: &Value) -> Reading {
    let mut reading = Reading::default();
    reading.take_section(section, body);
    reading
}

/// Refuses a body of which something could not be read, with all that was `found` wrong with the record that it makes.
pub(super) fn check_read(reading: &Reading, found: Vec<Finding>) -> Outcome<()> {
    if reading.findings.is_empty() {
        return Ok(());
    }
    let findings: BTreeSet<_> = reading.findings.iter().cloned().chain(found).collect();
    Err(StoreError::Refused {
        findings: findings.into_iter().collect(),
        episode: None,
    })
}

/// Refuses a new record of a patient who may not be in a national deployment.
pub(super) async fn admit(
    registry: &Registry,
    access: &Access,
    service: ServiceCode,
    episode: Episode,
) -> Answer<()> {
    if registry.deployment() == Deployment::Local {
        return Ok(());
    }
    let scope = access.scope.clone();
    let work = registry.write(registry.author(access), move |w| {
        refuse_new(w, &scope, service, &episode)
    });
    match work.await? {
        Some(finding) => Err(Failure::Invalid(vec![(&finding).into()])),
        None => Ok(()),
    }
}

/// The record without ids and versions.
pub(super) fn episode_of(record: EpisodeRecord) -> Episode {
    Episode {
        service: Some(record.service),
        patient: record.patient,
        fracture: record.fracture,
        assessment: record.assessment,
        follow_up_16: record.follow_up_16,
        follow_up_52: record.follow_up_52,
    }
}

/// The service that a new record belongs to: the one named, or the caller's only one.
pub(super) fn service_of(named: Option<ServiceCode>, scope: &Scope) -> Answer<ServiceCode> {
    let refuse = |code, message| Err(Failure::Invalid(vec![finding("/service", code, message)]));
    match (named, scope) {
        (Some(service), scope) if scope.contains(service) => Ok(service),
        (Some(_), _) => refuse("service.unknown", "No service of yours has this code"),
        (None, Scope::Services(services)) if services.len() == 1 => {
            services.first().copied().ok_or(Failure::Forbidden)
        }
        (None, _) => refuse(
            "field.required",
            "You have several services: name the one that it belongs to",
        ),
    }
}

/// What was read.
pub(super) struct Read<'a> {
    /// Kind of record.
    pub resource: Resource,
    /// Its service.
    pub service: ServiceCode,
    /// Its id.
    pub id: &'a str,
    /// Its patient.
    pub patient_id: &'a str,
}

/// Notes that the caller has read one record.
pub(super) fn note_read(registry: &Registry, access: &Access, read: &Read<'_>) {
    registry.note_read(ReadEvent {
        service: Some(read.service),
        resource_id: Some(read.id.to_owned()),
        patient_id: Some(read.patient_id.to_owned()),
        ..event(access, Action::Read, read.resource)
    });
}

/// Notes that the caller has listed or searched records.
pub(super) fn note_list(registry: &Registry, access: &Access, resource: Resource) {
    let service = match &access.scope {
        Scope::Services(services) if services.len() == 1 => services.first().copied(),
        _ => None,
    };
    registry.note_read(ReadEvent {
        service,
        ..event(access, Action::List, resource)
    });
}

/// The read of something, by the caller.
pub(super) fn event(access: &Access, action: Action, resource: Resource) -> ReadEvent {
    ReadEvent {
        at: Utc::now(),
        author_id: access.caller.id.clone(),
        author_kind: access.caller.kind,
        request_id: access.request_id.clone(),
        service: None,
        action,
        resource,
        resource_id: None,
        patient_id: None,
    }
}
