//! Reaching a patient: who it is, a contact, a course of treatment and a note, on one page.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};

async fn reach_a_patient(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.press("Patients").await?;
    visit.press("New patient").await?;
    visit.fill("NHS number", "943 476 5919").await?;
    visit.fill("Date of birth", "5/3/1948").await?;
    visit.fill("Diagnosis of the index fracture", "5/11/2025").await?;
    visit.choose("Site of the index fracture", "Hip").await?;
    visit.press("Save").await?;
    visit.see("Hip fracture of 5 November 2025").await?;

    visit.press("Patients").await?;
    visit.press("943 476 5919").await?;
    visit.see("No contact recorded yet.").await?;
    inspect(visit, "patient-new").await?;

    visit.press("Enter details").await?;
    visit.fill("Family name", "Nowak").await?;
    visit.fill("Given names", "Anna").await?;
    visit.fill("Telephone", "0113 496 0000").await?;
    inspect(visit, "patient-details").await?;
    visit.press("Save").await?;
    visit.see("Anna Nowak").await?;
    visit.see("0113 496 0000").await?;

    visit.press("Record a contact").await?;
    visit.fill("Call back on", "30/1/2026").await?;
    visit.press("No answer").await?;
    visit.see("This is before the contact").await?;
    inspect(visit, "patient-contact-error").await?;
    visit.fill("Call back on", "2/2/2026").await?;
    visit.press("No answer").await?;
    visit.see("02/02/2026").await?;

    visit.press("Add a treatment").await?;
    visit.choose("Drug", "Denosumab").await?;
    visit.fill("Last given on", "1/6/2025").await?;
    visit.press("Save").await?;
    visit.see("61 days late").await?;

    visit.press("Write a note").await?;
    visit.fill("Note", "Speak to the daughter.").await?;
    visit.press("Save").await?;
    visit.see("Speak to the daughter.").await?;
    visit.see_gone("No notes yet.").await?;
    inspect(visit, "patient").await?;
    withdraw(visit).await?;
    let addresses = visit.requests().await?;
    assert!(
        !addresses
            .iter()
            .any(|address| address.contains("Nowak") || address.contains("9434765919")),
        "an identifier stands in an address: {addresses:?}"
    );
    Ok(())
}

/// The episode and then the patient, each withdrawn and back again.
async fn withdraw(visit: &Visit<'_>) -> Outcome {
    visit.press("Open episode").await?;
    visit.press("Withdraw this episode").await?;
    visit.press("Withdraw").await?;
    visit.see("Say why, in 3 to 500 characters").await?;
    inspect(visit, "withdraw-error").await?;
    visit.press("Cancel").await?;
    visit.press("Withdraw this episode").await?;
    visit.fill("Reason", "Entered twice").await?;
    visit.press("Withdraw").await?;
    visit.see("This episode is withdrawn: Entered twice").await?;
    visit.see_gone("What the KPIs make of it").await?;
    inspect(visit, "withdrawn-episode").await?;

    visit.press("Patient").await?;
    visit.see("Withdrawn").await?;
    visit.press("Withdraw this patient").await?;
    visit.fill("Reason", "The wrong hospital").await?;
    visit.press("Withdraw").await?;
    visit.see("This patient is withdrawn: The wrong hospital").await?;
    visit.see_gone("Speak to the daughter.").await?;
    inspect(visit, "withdrawn-patient").await?;
    visit.press("Undo the withdrawal").await?;
    visit.see("Speak to the daughter.").await?;
    visit.see_gone("This patient is withdrawn").await?;

    visit.press("Hip, 05/11/2025").await?;
    visit.press("Undo the withdrawal").await?;
    visit.see("What the KPIs make of it").await?;
    visit.see_gone("This episode is withdrawn").await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("patient", registry, &[], reach_a_patient).await
}

#[tokio::test(flavor = "multi_thread")]
async fn reach_a_patient_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn reach_a_patient_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
