//! A whole new episode, and its patient if need be.

use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use flsdb_domain::{
    Episode, Field, Finding, FindingCode, Patient, Reading, ServiceCode,
    access::Scope,
    question::{QUESTIONS, Section},
    reading::{Blank, overlay},
    validation,
    wire::records::EpisodeRecord,
};
use flsdb_store::{
    Outcome, StoreError, Writer,
    episodes::{self, Key, StoredPatient},
    fractures, patients,
    sections::{self, Answers, Expected},
};
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::shared::{admit, check_read, service_of};
use crate::{
    auth::{Access, Require, permissions::ChangeRecords},
    body::Document,
    conditions::written,
    once::{Once, OnceHeader},
    problem::Answer,
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(create);
}

/// A whole new episode. The patient is found by NHS number, else by local record number, and is made if the service does
/// not know them. A patient field that contradicts what is stored is the error `patient.conflict`.
#[utoipa::path(
    tag = "fractures",
    params(OnceHeader),
    request_body = Episode,
    responses(
        (status = 201, body = EpisodeRecord),
        (status = 409, description = "The patient has an episode of this day, or is withdrawn"),
    )
)]
#[post("/fractures")]
async fn create(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    once: Once,
    body: Document,
) -> Answer<HttpResponse> {
    once.answer(
        &registry,
        &access,
        &body,
        read_and_store(&registry, &access, &body),
    )
    .await
}

async fn read_and_store(registry: &Registry, access: &Access, body: &Document) -> Answer<HttpResponse> {
    let (mut reading, scope) = (Reading::from_json(&body.0), access.scope.clone());
    let service = service_of(reading.episode.service, &scope)?;
    reading.episode.service = Some(service);
    admit(registry, access, service, reading.episode.clone()).await?;
    let work = registry.write(registry.author(access), move |w| {
        store(w, &scope, service, &reading)
    });
    let record = work.await?;
    Ok(written(
        StatusCode::CREATED,
        record.stamps.episode.version,
        &record,
    ))
}

fn store(
    w: &mut Writer<'_>,
    scope: &Scope,
    service: ServiceCode,
    reading: &Reading,
) -> Outcome<EpisodeRecord> {
    w.lock(service)?;
    let key = key_of(service, &reading.episode);
    let matches = episodes::find_by_keys(&mut w.reader(), scope, &[key])?;
    let known = matches.into_iter().next().and_then(|found| found.patient);
    let whole = over_stored(&reading.episode, known.as_ref());
    let mut found = validation::check(&whole, &reading.faulty, w.author().today);
    found.extend(
        known
            .iter()
            .flat_map(|known| conflicts(&known.patient, &reading.episode.patient)),
    );
    check_read(reading, found.clone())?;
    if found.iter().any(Finding::is_error) {
        return Err(StoreError::Refused {
            findings: found,
            episode: None,
        });
    }
    match known {
        Some(patient) => add_to(w, scope, &patient, &whole),
        None => fractures::create_episode(w, scope, &whole),
    }
}

fn key_of(service: ServiceCode, episode: &Episode) -> Key {
    Key {
        service,
        nhs_number: episode.patient.nhs_number,
        local_record_number: episode.patient.local_record_number.clone(),
        diagnosed_on: episode.fracture.diagnosed_on,
        source: None,
    }
}

fn patient_fields() -> impl Iterator<Item = Field> {
    QUESTIONS
        .iter()
        .filter(|q| q.section == Section::Patient)
        .map(|q| q.field)
}

fn with_patient(patient: &Patient) -> Episode {
    Episode {
        patient: patient.clone(),
        ..Episode::default()
    }
}

/// The episode with what is stored of its patient and was left blank.
fn over_stored(episode: &Episode, known: Option<&StoredPatient>) -> Episode {
    let mut whole = episode.clone();
    if let Some(known) = known {
        whole.patient = overlay(
            &with_patient(&known.patient),
            episode,
            patient_fields(),
            Blank::Keep,
        )
        .patient;
    }
    whole
}

/// Fields in which a patient contradicts what is stored. A blank never does.
fn conflicts(stored: &Patient, sent: &Patient) -> Vec<Finding> {
    let (stored, sent) = (with_patient(stored), with_patient(sent));
    let contradicts = |field: &Field| {
        field.question().is_some_and(|question| {
            let (before, now) = ((question.answer)(&stored), (question.answer)(&sent));
            !before.is_blank() && !now.is_blank() && before.text() != now.text()
        })
    };
    let conflict = |field| {
        let message =
            "The patient is stored with another answer here. Change the patient first, or mend this one";
        Finding::new(field, FindingCode::PatientConflict, message)
    };
    patient_fields().filter(contradicts).map(conflict).collect()
}

/// Adds an episode to a stored patient, of whom it may tell something new.
fn add_to(
    w: &mut Writer<'_>,
    scope: &Scope,
    known: &StoredPatient,
    whole: &Episode,
) -> Outcome<EpisodeRecord> {
    if known.patient != whole.patient {
        patients::update(w, scope, &known.id, known.version, &whole.patient)?;
    }
    let id = fractures::create(w, scope, &known.id, &whole.fracture)?.id;
    save(w, scope, &id, &whole.assessment)?;
    save(w, scope, &id, &whole.follow_up_16)?;
    save(w, scope, &id, &whole.follow_up_52)?;
    fractures::find_episode(&mut w.reader(), scope, &id)
}

fn save<S: Answers>(w: &mut Writer<'_>, scope: &Scope, id: &str, answers: &S) -> Outcome<()> {
    if *answers != S::default() {
        sections::save(w, scope, id, Expected::Nothing, answers)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patient(cells: &[(Field, &str)]) -> Patient {
        Reading::from_cells(cells.iter().copied()).episode.patient
    }

    #[test]
    fn only_other_answers_conflict() {
        let stored = patient(&[(Field::Sex, "Female"), (Field::DateOfBirth, "1950-01-01")]);
        for (sent, expected) in [
            (&[(Field::Sex, "Female")][..], 0),
            (&[(Field::Sex, "Male")], 1),
            (&[(Field::Sex, "Male"), (Field::DateOfBirth, "1950-01-02")], 2),
            (&[(Field::Postcode, "NE19 2BX")], 0),
            (&[], 0),
        ] {
            assert_eq!(conflicts(&stored, &patient(sent)).len(), expected, "{sent:?}");
        }
    }
}
