//! From a hospital's file to the benchmark table, to a patient, to the reason why a KPI was not met, and back.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, import, inspect, open_episode};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};
use thirtyfour::prelude::*;

/// What the table shows for Bradley Royal and KPI 4 once the file is stored: the per cent and n.
const FIGURE: [&str; 2] = ["67.4", "304"];

/// A patient of the file who was assessed on the 95th day, and how the list names the fracture.
const LATE: [&str; 2] = ["967 727 6484", "22/07/2024 Wrist"];

async fn benchmark_of_2024(visit: &Visit<'_>) -> Outcome {
    visit.press("Benchmark").await?;
    visit.choose("Year of diagnosis", "2024").await
}

async fn from_file_to_figure(visit: &Visit<'_>) -> Outcome {
    visit.go("/").await?;
    visit.see("What is this?").await?;
    inspect(visit, "sign-in").await?;
    arrive(visit, &LEAD).await?;

    benchmark_of_2024(visit).await?;
    visit.see("No records in 2024").await?;
    inspect(visit, "benchmark-empty").await?;
    visit.press("Import").await?;
    visit.see("No imports yet").await?;
    inspect(visit, "imports-empty").await?;

    let report = import(visit, "BRD.csv", "608 rows").await?;
    inspect(visit, "import-report").await?;

    benchmark_of_2024(visit).await?;
    let cell = By::XPath("//button[contains(., 'Bradley Royal, KPI 4:')]");
    let figure = visit.browser().driver().query(cell).first().await?.text().await?;
    assert!(
        FIGURE.iter().all(|part| figure.contains(part)),
        "KPI 4 of Bradley Royal reads {figure:?}"
    );
    inspect(visit, "benchmark").await?;

    visit.press("Patients").await?;
    inspect(visit, "patients").await?;
    let [number, episode] = LATE;
    open_episode(visit, number, episode).await?;
    visit.see("Wrist fracture of 22 July 2024").await?;
    visit.press_at(By::Id("kpi-4")).await?;
    visit
        .see("Not met: the assessment (1.07) was more than 90 days after the diagnosis (1.09).")
        .await?;
    inspect(visit, "episode").await?;

    visit.go(&report).await?;
    visit.press("Undo this import").await?;
    visit.browser().driver().accept_alert().await?;
    visit.see("This import was undone").await?;
    benchmark_of_2024(visit).await?;
    visit.see("No records in 2024").await.map(|_| ())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("import", registry, &[], from_file_to_figure).await
}

#[tokio::test(flavor = "multi_thread")]
async fn from_file_to_figure_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn from_file_to_figure_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
