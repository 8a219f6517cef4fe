//! What belongs to one service does not exist for the users of another.

#![cfg(test)]

use flsdb_e2e::registry::{LEAD, NEIGHBOUR, PASSWORD};
use flsdb_e2e::steps::{arrive, import, open_episode};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};

async fn nothing_for_the_neighbour(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    let report = import(visit, "BRD.csv", "608 rows").await?;
    open_episode(visit, "967 727 6484", "22/07/2024 Wrist").await?;
    visit.see("Wrist fracture of 22 July 2024").await?;
    let episode = visit.path().await?;
    visit.press("Sign out").await?;

    visit.sign_in(NEIGHBOUR.email, PASSWORD).await?;
    visit.press("Patients").await?;
    visit.see("No patients yet").await?;
    visit.fill("Search", "967 727 6484").await?;
    visit.see("Nobody found").await?;
    visit.press("Import").await?;
    visit.see("No imports yet").await?;
    visit.go(&episode).await?;
    visit.see("Episode not found").await?;
    visit.go(&report).await?;
    visit.see("Not found").await?;
    visit.see_gone("608").await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    let refused = ["/api/v1/fractures/", "/api/v1/imports/"];
    journey("scope", registry, &refused, nothing_for_the_neighbour).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_for_the_neighbour_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_for_the_neighbour_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
