//! The day begins with the worklist: what can still be done in time, by keyboard.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, import, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};
use thirtyfour::prelude::*;

async fn work_through_the_list(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.see("No task stands so").await?;
    inspect(visit, "worklist-empty").await?;
    import(visit, "BRD.csv", "608 rows").await?;
    visit.press("Worklist").await?;
    visit.see("No task stands so").await?;
    visit.press_with_text("Overdue").await?;
    visit.see("days overdue").await?;
    inspect(visit, "worklist").await?;
    visit.choose("To be met", "KPI 4: Time to FLS assessment").await?;
    visit.see("KPI 4").await?;
    let address = visit.browser().driver().current_url().await?;
    assert_eq!(address.query(), Some("show=overdue&kpi=4"));

    visit.see("days overdue").await?;
    visit.tab_to(By::Css("[role=group][aria-label=Worklist]")).await?;
    let driver = visit.browser().driver();
    driver.action_chain().send_keys(Key::Down + "").perform().await?;
    driver.action_chain().send_keys(Key::Down + "").perform().await?;
    let second = driver.active_element().await?;
    assert_eq!(second.id().await?.as_deref(), Some("task-1"));
    driver.action_chain().send_keys(Key::Enter + "").perform().await?;
    visit.see("What the KPIs make of it").await?;
    assert!(visit.path().await?.starts_with("/episodes/"));
    Ok(())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("worklist", registry, &[], work_through_the_list).await
}

#[tokio::test(flavor = "multi_thread")]
async fn work_through_the_list_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn work_through_the_list_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
