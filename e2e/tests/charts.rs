//! From a link to a chart, by keyboard to a point, to the records behind it, and to a file.

#![cfg(test)]

use flsdb_e2e::registry::{LEAD, PASSWORD, Person};
use flsdb_e2e::steps::{arrive, import, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};
use thirtyfour::prelude::*;

/// A run chart of two years of KPI 4 of Bradley Royal, as a link shows it.
const LINK: &str = "/charts?chart=run&kpi=4&start=2023-01-01&end=2024-12-31&service=BRD&as_of=2026-01-31";

/// Presses a key wherever the focus is.
async fn key(visit: &Visit<'_>, key: Key) -> Outcome {
    let focused = visit.browser().driver().active_element().await?;
    Ok(focused.send_keys(key + "").await?)
}

/// The accessible name of what has the focus.
async fn name(visit: &Visit<'_>) -> Outcome<String> {
    let focused = visit.browser().driver().active_element().await?;
    Ok(focused.attr("aria-label").await?.unwrap_or_default())
}

/// Tabs on until the focus is on a point of the chart.
async fn tab_to_a_point(visit: &Visit<'_>) -> Outcome {
    for _ in 0..60 {
        key(visit, Key::Tab).await?;
        let focused = visit.browser().driver().active_element().await?;
        if focused.attr("data-point").await?.is_some() {
            return Ok(());
        }
    }
    Err("no point of the chart is reached by Tab".into())
}

async fn rebase_and_undo(visit: &Visit<'_>) -> Outcome {
    visit.press("Re-base: begin mean and limits afresh").await?;
    visit.press("Re-base").await?;
    visit.see("Give a reason of 1 to 500 characters").await?;
    visit.choose("From the month", "January 2024").await?;
    visit.fill("What was changed?", "A second nurse").await?;
    visit.press("Re-base").await?;
    visit.see("Re-based from January 2024: A second nurse").await?;
    inspect(visit, "charts-rebased").await?;
    visit.press("Undo the re-basing from January 2024").await?;
    visit.fill("Why is it undone?", "She did not come").await?;
    visit.press("Undo the re-basing from January 2024").await?;
    visit.see_gone("Re-based from January 2024: A second nurse").await
}

/// The manager of two hospitals.
const BOTH: Person = Person {
    email: "both@bradley.example",
    role: "service-manager",
    service: "BRD",
};

async fn two_services_side_by_side(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &BOTH).await?;
    visit.go(LINK).await?;
    visit.choose("Beside it", "Cardington").await?;
    visit
        .see("Run chart: KPI 4, Time to FLS assessment, Cardington")
        .await?;
    visit
        .see("Run chart: KPI 4, Time to FLS assessment, Bradley Royal")
        .await?;
    inspect(visit, "charts-beside").await?;
    let address = visit.browser().driver().current_url().await?;
    assert!(
        address.query().is_some_and(|query| query.contains("beside=CDF")),
        "{address}"
    );
    visit.choose("Beside it", "Nothing").await?;
    visit.see_gone("Cardington, ").await
}

async fn compare(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    for service in ["BRD", "CDF"] {
        registry.store_export(&format!("{service}.csv"), service).await?;
    }
    registry
        .add_user(BOTH.email, BOTH.role, &["BRD", "CDF"], PASSWORD)
        .await?;
    journey("compare", registry, &[], two_services_side_by_side).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_services_side_by_side_on_sqlite() {
    compare(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_services_side_by_side_on_postgres() {
    compare(Backend::Postgres).await.unwrap();
}

async fn from_link_to_records(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    import(visit, "BRD.csv", "608 rows").await?;

    visit.go(LINK).await?;
    visit
        .see("Run chart: KPI 4, Time to FLS assessment, Bradley Royal")
        .await?;
    inspect(visit, "charts-run").await?;

    tab_to_a_point(visit).await?;
    let first = name(visit).await?;
    assert!(
        first.starts_with("January 2023: ") && first.contains(" of "),
        "the first point reads {first:?}"
    );
    key(visit, Key::End).await?;
    let last = name(visit).await?;
    assert!(
        last.starts_with("December 2024: "),
        "the last point reads {last:?}"
    );
    key(visit, Key::Left).await?;
    let before = name(visit).await?;
    assert!(
        before.starts_with("November 2024: "),
        "the point before reads {before:?}"
    );

    key(visit, Key::Enter).await?;
    visit.see("All records").await?;
    visit.choose("Show", "Not met").await?;
    visit.see("Not met: the assessment").await?;
    inspect(visit, "charts-records").await?;
    visit.press("Close").await?;
    assert_eq!(name(visit).await?, before, "the focus is back on the point");

    rebase_and_undo(visit).await?;
    visit.press("Table").await?;
    visit.see("December 2024").await?;
    inspect(visit, "charts-table").await?;
    visit.press("Download CSV").await?;
    let csv = |address: &String| address.contains("/api/v1/charts/run?");
    let asked = visit
        .requests()
        .await?
        .iter()
        .filter(|address| csv(address))
        .count();
    assert!(
        asked >= 2,
        "the chart and its CSV were asked for, in all {asked} times"
    );

    for (chart, text) in [
        ("cascade", "Cascade, Bradley Royal"),
        ("groups", "Break-down by age band"),
        ("completeness", "Completeness, Bradley Royal"),
        ("caterpillar", "Caterpillar plot: KPI 4"),
        ("funnel", "Funnel plot: KPI 4"),
    ] {
        visit
            .go(&format!("/charts?chart={chart}&start=2024-01-01&end=2024-12-31"))
            .await?;
        visit.see(text).await?;
        inspect(visit, &format!("charts-{chart}")).await?;
    }
    Ok(())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("charts", registry, &["422"], from_link_to_records).await
}

#[tokio::test(flavor = "multi_thread")]
async fn from_link_to_records_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn from_link_to_records_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
