//! A year is frozen and looked at as it is printed; and what anybody may see.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, import, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};
use thirtyfour::prelude::*;

async fn freeze_and_print(visit: &Visit<'_>) -> Outcome {
    visit.go("/public/kpis").await?;
    visit.see("KPI 11: Adherence at 12 months").await?;
    inspect(visit, "public-kpis").await?;
    visit.press("Published results").await?;
    visit.see("Nothing is published yet").await?;
    inspect(visit, "public-reports-empty").await?;

    arrive(visit, &LEAD).await?;
    import(visit, "BRD.csv", "608 rows").await?;
    visit.press("Reports").await?;
    visit.see("No reports yet").await?;
    visit.choose("Year of diagnosis", "2024").await?;
    visit.see("If left blank: Figures of Bradley Royal, 2024").await?;
    visit.press("Freeze").await?;
    visit.see("The report is frozen.").await?;
    visit.see("Draft").await?;
    inspect(visit, "reports").await?;

    visit.press("For the board").await?;
    let driver = visit.browser().driver();
    let frame = driver
        .query(By::Css("iframe.fls-sheet"))
        .and_displayed()
        .first()
        .await?;
    frame.enter_frame().await?;
    visit.see("1 January to 31 December 2024").await?;
    driver.enter_default_frame().await?;
    visit.picture("report-sheet").await?;
    visit.press("Close").await?;
    visit.see("Freeze a year").await.map(|_| ())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("reports", registry, &[], freeze_and_print).await
}

#[tokio::test(flavor = "multi_thread")]
async fn freeze_and_print_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn freeze_and_print_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
