//! A clinical lead lets a system of the hospital in, changes its secret, and locks it out.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Visit, journey};

async fn let_a_system_in(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.press("Administration").await?;
    visit.press("Clients").await?;
    visit.see("No clients yet").await?;
    visit.press("New client").await?;
    visit.see_value("Service code", "BRD").await?;
    visit.press("Create client").await?;
    visit.see("Say what it may do").await?;
    inspect(visit, "client-faults").await?;
    visit.fill("Name", "Radiology system").await?;
    visit.tick("Write records").await?;
    visit.press("Create client").await?;
    visit.see("The secret is shown only now").await?;
    visit.press("Copy Client secret").await?;
    visit.see("Copied.").await?;
    inspect(visit, "client-secret").await?;

    let first = visit.see("Client secret:").await?.text().await?;
    visit.press("New secret: Radiology system").await?;
    visit.see_gone(&first).await?;
    visit.see_gone("New secret").await?;
    inspect(visit, "clients").await?;
    visit.press_with_text("Revoke").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("New secret").await?;

    visit.press("Edit: Radiology system").await?;
    visit.see("Edit Radiology system").await?;
    visit.tick("Read figures").await?;
    visit.press("Save client").await?;
    visit.see_gone("What it may do").await?;
    visit.see("Read figures").await?;
    visit.press("Lock: Radiology system").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("Locked").await?;
    Ok(())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("clients", registry, &[], let_a_system_in).await
}

#[tokio::test(flavor = "multi_thread")]
async fn let_a_system_in_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn let_a_system_in_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
