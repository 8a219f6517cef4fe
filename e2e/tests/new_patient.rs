//! A new patient with a fracture: what is wrong is told while one types, before anything is sent.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, inspect, open_episode};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};

/// What the domain says of a wrong check digit.
const WRONG: &str = "The check digit does not match";

async fn enter_a_patient(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.press("Patients").await?;
    visit.see("No patients yet").await?;
    inspect(visit, "patients-empty").await?;
    visit.press("New patient").await?;
    inspect(visit, "new-patient").await?;

    visit.fill("NHS number", "943 476 5918").await?;
    visit.fill("Date of birth", "5/3/1948").await?;
    visit.see(WRONG).await?;
    visit.press("Save").await?;
    visit.see("There is a problem").await?;
    inspect(visit, "new-patient-errors").await?;
    let sent = visit.requests().await?;
    assert!(
        !sent.iter().any(|address| address.ends_with("/fractures")),
        "sent in spite of the error: {sent:?}"
    );

    visit.fill("NHS number", "943 476 5919").await?;
    visit.see_gone(WRONG).await?;
    visit.fill("Diagnosis of the index fracture", "5/1/2026").await?;
    visit.choose("Site of the index fracture", "Hip").await?;
    visit.press("Save").await?;
    visit.see("Hip fracture of 5 January 2026").await?;
    visit.see("Saved").await?;
    inspect(visit, "episode-new").await?;
    let sent = visit.requests().await?;
    assert!(
        sent.iter().any(|address| address.ends_with("/fractures")),
        "nothing was sent: {sent:?}"
    );

    open_episode(visit, "943 476 5919", "05/01/2026 Hip").await?;
    visit
        .see("943 476 5919 · born 5 March 1948, 77 years")
        .await
        .map(|_| ())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("new-patient", registry, &[], enter_a_patient).await
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_a_patient_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_a_patient_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
