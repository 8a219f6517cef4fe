//! From a hospital's file to the benchmark table, to a patient, to the reason why a KPI was not met, and back; and a file with
//! faults, mended in the page.

#![cfg(test)]

use std::path::PathBuf;

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, import, inspect, open_episode};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Visit, journey, root};
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

/// A file of the reference data: a clean row, then a fault a row.
const FAULTS: &str = "testdata/faults.csv";

/// The clean row's sites and height, before and after somebody has looked at the patient again.
const LOOKED_AGAIN: [&str; 2] = ["Clinical,Wrist,,,145,", "Clinical,Wrist,Hip,,150,"];

/// What the page says when all rows are mended.
const ALL_GOOD: &str = "No row is rejected any more. Nothing is stored before you commit.";

/// The headings, the clean row as it is now, and the row with a wrong digit in its NHS number.
fn looked_again(visit: &Visit<'_>) -> Outcome<PathBuf> {
    let all = std::fs::read_to_string(root().join(FAULTS))?;
    let [before, now] = LOOKED_AGAIN;
    let rows: Vec<String> = all.lines().take(3).map(str::to_owned).collect();
    let rows = rows.join("\n").replacen(before, now, 1);
    let file = visit.registry()?.folder().join("looked-again.csv");
    std::fs::write(&file, rows)?;
    Ok(file)
}

async fn rejected_rows_are_mended(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.press("Import").await?;
    visit.hand_in(&root().join(FAULTS)).await?;
    visit.see("Mend rejected rows").await?;
    visit.see("Count them again").await?;
    inspect(visit, "import-rejected").await?;
    visit.press("Other cells of row 3 48").await?;
    visit.see_value("1.04 Postcode", "NE19 2BX").await?;
    visit.tick("Store the 7 good rows, mend the others later").await?;
    visit.press("Commit 7 rows").await?;
    visit.see("See the benchmark table").await?;

    visit.press("Import").await?;
    visit.hand_in(&looked_again(visit)?).await?;
    visit.see("Difference to what is stored").await?;
    visit.press("2.01 Height in cm 1 overwritten").await?;
    visit.see("145 cm").await?;
    visit.see("150 cm").await?;
    inspect(visit, "import-difference").await?;

    // One digit, and Enter: by keyboard alone.
    visit.fill("1.01 NHS number", "943 476 5918").await?;
    visit
        .field("1.01 NHS number")
        .await?
        .send_keys(Key::Enter + "")
        .await?;
    visit.see("No row fewer is rejected.").await?;
    visit.fill("1.01 NHS number", "943 476 5919").await?;
    visit.see("1 cell changed").await?;
    visit.press("Check again").await?;
    visit.see("No row is rejected any more.").await?;
    assert_eq!(
        visit.browser().driver().active_element().await?.text().await?,
        ALL_GOOD
    );
    inspect(visit, "import-mended").await?;

    let report = visit.path().await?;
    visit.press("Commit 2 rows").await?;
    visit.see("See the benchmark table").await?;
    inspect(visit, "import-stored").await?;
    visit.press("2.01 Height in cm 1 overwritten").await?;
    visit.press("Episode of row 2").await?;
    visit.see("Wrist fracture of 17 June 2024").await?;
    visit.press("History and risk factors").await?;
    visit.see_value("Height in cm", "150").await?;
    visit.go(&report).await?;
    visit.press("Undo this import").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("This import was undone").await?;
    inspect(visit, "import-undone").await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("import", registry, &[], from_file_to_figure).await
}

async fn run_mending(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("import-mending", registry, &[], rejected_rows_are_mended).await
}

#[tokio::test(flavor = "multi_thread")]
async fn from_file_to_figure_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn from_file_to_figure_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_rows_are_mended_on_sqlite() {
    run_mending(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_rows_are_mended_on_postgres() {
    run_mending(Backend::Postgres).await.unwrap();
}
