//! When things do not go well: a slow network, a server that is away, nobody at the page; and the page on paper.

#![cfg(test)]

use flsdb_e2e::registry::{LEAD, PASSWORD};
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Visit, journey};
use thirtyfour::cdp::domains::network::NetworkConditions;

/// Lets the clock of the page go on by so many minutes at once.
async fn pass(visit: &Visit<'_>, minutes: u32) -> Outcome {
    let script = format!("const now = Date.now; Date.now = () => now() + {minutes} * 60000");
    visit.browser().driver().execute(script, vec![]).await?;
    Ok(())
}

async fn network(visit: &Visit<'_>, conditions: NetworkConditions) -> Outcome {
    let cdp = visit.browser().driver().cdp();
    Ok(cdp.network().emulate_network_conditions(conditions).await?)
}

async fn slow(visit: &Visit<'_>) -> Outcome {
    let late = NetworkConditions {
        latency: 3_000,
        ..NetworkConditions::default()
    };
    network(visit, late).await?;
    visit.press("Benchmark").await?;
    visit.see("Loading").await?;
    network(visit, NetworkConditions::default()).await?;
    visit.see_gone("Loading").await
}

async fn away(visit: &Visit<'_>) -> Outcome {
    let gone = NetworkConditions {
        offline: true,
        ..NetworkConditions::default()
    };
    visit.press("Patients").await?;
    visit.press("New patient").await?;
    visit.fill("NHS number", "943 476 5919").await?;
    visit.fill("Date of birth", "5/3/1948").await?;
    visit.fill("Diagnosis of the index fracture", "5/1/2026").await?;
    visit.choose("Site of the index fracture", "Hip").await?;
    network(visit, gone).await?;
    visit.press("Save").await?;
    visit.see("The server is away.").await?;
    inspect(visit, "server-away").await?;
    network(visit, NetworkConditions::default()).await?;
    visit.see_gone("The server is away.").await?;
    visit.see_value("NHS number", "943 476 5919").await?;
    visit.press("Save").await?;
    visit.see("Hip fracture of 5 January 2026").await.map(|_| ())
}

async fn nobody_there(visit: &Visit<'_>) -> Outcome {
    visit.press("History and risk factors").await?;
    visit.fill("Height in cm", "161").await?;
    visit.see("Not saved").await?;
    pass(visit, 19).await?;
    visit.see("Are you still there?").await?;
    inspect(visit, "still-there").await?;
    visit.press("Stay signed in").await?;
    visit.see_gone("Are you still there?").await?;
    pass(visit, 30).await?;
    visit
        .see("You were signed out because nothing was touched for 20 minutes.")
        .await?;
    visit.sign_in(LEAD.email, PASSWORD).await?;
    visit.see("Your entries from before are back").await?;
    visit.see_value("Height in cm", "161").await?;
    visit.press("Save and go on").await?;
    visit.see("Saved").await.map(|_| ())
}

/// Paper has no use for the ways through the app.
async fn on_paper(visit: &Visit<'_>) -> Outcome {
    visit.press("Worklist").await?;
    visit.press_with_text("About to breach").await?;
    let driver = visit.browser().driver();
    let media = serde_json::json!({ "media": "print" });
    driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
    visit.see_gone("Sign out").await?;
    visit.see("About to breach").await?;
    visit.picture("worklist-on-paper").await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    let expected = ["ERR_INTERNET_DISCONNECTED"];
    journey("feel", registry, &expected, async |visit: &Visit<'_>| {
        arrive(visit, &LEAD).await?;
        slow(visit).await?;
        away(visit).await?;
        nobody_there(visit).await?;
        on_paper(visit).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn when_things_do_not_go_well_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn when_things_do_not_go_well_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
