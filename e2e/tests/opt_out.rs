//! A clinical lead has the patients of a service checked against the national data opt-out; in a national deployment an
//! administrator has all of them checked.

#![cfg(test)]

use std::path::PathBuf;

use flsdb_e2e::journey::visit;
use flsdb_e2e::registry::{LEAD, Person};
use flsdb_e2e::steps::{arrive, inspect, refuse_named, send_patients};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Visit, journey};

/// Patients of Bradley Royal, of whom the first has opted out.
const PATIENTS: [&str; 3] = ["9434765919", "9434765870", "9876543210"];

/// Who runs checks where the registry belongs to the audit.
const ADMINISTRATOR: Person = Person {
    email: "admin@audit.example",
    role: "national-administrator",
    service: "",
};

/// A list of these lines as a file.
fn list(visit: &Visit<'_>, name: &str, lines: &[&str]) -> Outcome<PathBuf> {
    let file = visit.registry()?.folder().join(name);
    std::fs::write(&file, lines.join(",\r\n") + ",\r\n")?;
    Ok(file)
}

async fn check_a_service(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    send_patients(visit, &LEAD, &PATIENTS).await?;
    visit.press("Administration").await?;
    visit.press("Opt-out checks").await?;
    visit.see("No check is valid").await?;
    inspect(visit, "opt-out-none").await?;
    visit.press("Start a check").await?;
    visit.see("3 NHS numbers to be checked").await?;
    visit.see("Hand the cleaned list in by 21 February 2026").await?;
    inspect(visit, "opt-out-waiting").await?;
    visit.press("Download the list").await?;
    wrong_lists(visit).await?;

    let cleaned = list(visit, "cleaned.csv", &PATIENTS[1..])?;
    visit.hand_in(&cleaned).await?;
    visit.press("Hand in the cleaned list").await?;
    visit.reply(Reply::Stay).await?;
    visit.see("3 NHS numbers to be checked").await?;
    visit.press("Hand in the cleaned list").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("A check is valid until 21 February 2026").await?;
    visit.see("Valid until 21/02/2026").await?;
    visit.see_gone("Hand in the cleaned list").await?;
    inspect(visit, "opt-out-valid").await?;
    refuse_named(visit, &PATIENTS).await
}

/// Lists that are not taken, and why.
async fn wrong_lists(visit: &Visit<'_>) -> Outcome {
    visit.press("Hand in the cleaned list").await?;
    visit.see("Choose the file that came back").await?;
    inspect(visit, "opt-out-fault").await?;
    let unreadable = list(visit, "unreadable.csv", &[PATIENTS[1], "Nowak"])?;
    visit.hand_in(&unreadable).await?;
    visit.press("Hand in the cleaned list").await?;
    visit
        .see("Line 2 is not an NHS number followed by a comma")
        .await?;
    let strange = list(visit, "strange.csv", &[PATIENTS[1], PATIENTS[2], "4505577104"])?;
    visit.hand_in(&strange).await?;
    visit.press("Hand in the cleaned list").await?;
    visit.reply(Reply::Agree).await?;
    visit
        .see("Line 3 holds an NHS number that was not sent with this check")
        .await?;
    inspect(visit, "opt-out-line").await
}

async fn check_all(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.press("Administration").await?;
    visit.see("Years to lock").await?;
    visit.see_gone("Opt-out checks").await?;
    visit.press("Sign out").await?;
    arrive(visit, &ADMINISTRATOR).await?;
    visit.press("Administration").await?;
    visit.press("Opt-out checks").await?;
    visit.press("Start a check").await?;
    visit.see("All of England").await?;
    inspect(visit, "opt-out-national").await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("opt-out", registry, &["422"], check_a_service).await
}

async fn run_nationally(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    let Person { email, role, .. } = ADMINISTRATOR;
    registry
        .add_user(email, role, &[], flsdb_e2e::registry::PASSWORD)
        .await?;
    let server = registry.serve_with(&["--deployment", "national"]).await?;
    let name = format!("opt-out-national-{backend}");
    visit(&name, Some(&registry), &server.origin(), &[], check_all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn check_a_service_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn check_a_service_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn check_all_on_sqlite() {
    run_nationally(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn check_all_on_postgres() {
    run_nationally(Backend::Postgres).await.unwrap();
}
