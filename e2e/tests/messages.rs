//! A nurse finds what a system of the hospital sent and was refused: mends one record, settles another.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Sender, Visit, journey};
use serde_json::{Value, json};

/// A record of a fracture of this day at this site.
fn record(day: &str, site: &str) -> Value {
    json!({
        "patient": {
            "nhs_number": "9434765919", "date_of_birth": "1948-03-05", "sex": "female", "postcode": "BD9 6RJ"
        },
        "fracture": {"diagnosed_on": day, "site": site, "source_system": "radiology", "source_id": day}
    })
}

async fn put_right(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.press("Data quality").await?;
    visit.see("No refused message waits").await?;
    visit.press("Look at refused messages").await?;
    visit.see("Every record that a system sent is stored.").await?;
    inspect(visit, "messages-none").await?;

    let system = Sender::of(visit, &LEAD).await?;
    assert_eq!(system.record(&record("2024-03-04", "wrist")).await?, 201);
    let mut wrong = record("2024-03-04", "elbow");
    wrong["patient"]["postcode"] = json!("BD9 6R");
    wrong["fracture"]["admitted"] = json!("yes");
    for faulty in [
        &wrong,
        &wrong,
        &record("2025-11-05", "elbow"),
        &record("2025-12-24", "knee"),
    ] {
        assert_eq!(system.record(faulty).await?, 422);
    }
    visit.press("Data quality").await?;
    visit.see("3 refused messages wait").await?;
    inspect(visit, "data-quality-messages").await?;
    visit.press("Look at refused messages").await?;
    mend_a_stored_one(visit).await?;
    mend_a_new_one(visit).await?;
    settle(visit).await?;
    let addresses = visit.requests().await?;
    let named = addresses.iter().find(|address| address.contains("9434765919"));
    assert_eq!(named, None, "an identifier stands in an address");
    Ok(())
}

/// The record of an episode that is stored: only what differs is changed, after a question.
async fn mend_a_stored_one(visit: &Visit<'_>) -> Outcome {
    visit
        .press_with_text("943 476 5919, diagnosed 04/03/2024")
        .await?;
    visit.see("2 times, first").await?;
    visit.see("Not in the list of options").await?;
    visit.see("BD9 6R").await?;
    visit.see("born 5 March 1948").await?;
    inspect(visit, "message").await?;
    visit
        .press("Mend and store: 943 476 5919, diagnosed 04/03/2024")
        .await?;
    visit.see("Wrong or missing").await?;
    inspect(visit, "message-mend").await?;
    visit.see("Was sent: elbow").await?;
    visit.choose("Site of the index fracture", "Hip").await?;
    visit.press("Store the record").await?;
    visit.see("There is a problem").await?;
    inspect(visit, "message-mend-faults").await?;
    visit.fill("Postcode", "BD9 6RJ").await?;
    visit.press("Store the record").await?;
    visit.reply(Reply::Stay).await?;
    visit.press("Store the record").await?;
    visit.reply(Reply::Agree).await?;
    visit
        .see("The record is stored, and the message is settled.")
        .await?;
    visit.see_gone("diagnosed 04/03/2024").await?;
    inspect(visit, "messages").await?;
    visit.press("Open the episode").await?;
    visit.see("Hip fracture of 4 March 2024").await?;
    visit.press("Data quality").await?;
    visit.press("Look at refused messages").await
}

/// The record of an episode that is not stored yet.
async fn mend_a_new_one(visit: &Visit<'_>) -> Outcome {
    visit
        .press_with_text("943 476 5919, diagnosed 05/11/2025")
        .await?;
    visit
        .press("Mend and store: 943 476 5919, diagnosed 05/11/2025")
        .await?;
    visit.choose("Site of the index fracture", "Wrist").await?;
    visit.press("Store the record").await?;
    visit
        .see("The record is stored, and the message is settled.")
        .await?;
    visit.see_gone("diagnosed 05/11/2025").await
}

/// A message that asks for nothing more.
async fn settle(visit: &Visit<'_>) -> Outcome {
    let message = "943 476 5919, diagnosed 24/12/2025";
    visit.press_with_text(message).await?;
    visit.press(&format!("Settle: {message}")).await?;
    visit.press_with_text("Settle").await?;
    visit.see("Say why, in 3 to 500 characters").await?;
    inspect(visit, "message-settle").await?;
    visit.fill("What has become of it?", "No patient of ours").await?;
    visit.press_with_text("Settle").await?;
    visit.see("No refused message waits").await?;
    visit.choose("Show", "Those that are settled").await?;
    visit.press_with_text(message).await?;
    visit.see("No patient of ours").await?;
    inspect(visit, "messages-settled").await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("messages", registry, &["422"], put_right).await
}

#[tokio::test(flavor = "multi_thread")]
async fn put_right_what_was_refused_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn put_right_what_was_refused_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
