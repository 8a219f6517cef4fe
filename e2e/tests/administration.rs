//! A clinical lead accepts a finding, signs a year off, and finds its episodes locked.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, import, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};

async fn accept_and_lock(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    import(visit, "BRD.csv", "608 rows").await?;

    visit.press("Data quality").await?;
    visit.see("Possible duplicates").await?;
    visit.choose("Year of diagnosis", "2024").await?;
    visit.see("Days from diagnosis to entry").await?;
    inspect(visit, "data-quality").await?;
    visit.press_with_text("Follow-up outside weeks 12–16").await?;
    visit.see("What to do").await?;
    visit.press_with_text("Accept").await?;
    visit.press_with_text("Accept").await?;
    visit.see("Say why, in 3 to 500 characters").await?;
    visit
        .fill("Why is it as it should be?", "on holiday until then")
        .await?;
    visit.press_with_text("Accept").await?;
    visit.see_gone("Why is it as it should be?").await?;
    inspect(visit, "data-quality-accepted").await?;

    visit.press("Administration").await?;
    visit.see("Lock a year of diagnosis").await?;
    inspect(visit, "periods").await?;
    visit.press("Lock 2024").await?;
    visit.see("Locked").await?;
    visit.press("Unlock 2024").await?;
    visit.press("Unlock 2024").await?;
    visit.see("Say why the year is unlocked").await?;
    visit.fill("Why?", "a late letter").await?;
    visit.press("Unlock 2024").await?;
    visit.see("a late letter").await?;

    visit.press("Users").await?;
    visit.see("Active").await?;
    inspect(visit, "users").await?;
    visit.press("Audit events").await?;
    visit.see("Unlock").await?;
    inspect(visit, "audit-events").await?;
    Ok(())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("administration", registry, &["422"], accept_and_lock).await
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_and_lock_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_and_lock_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
