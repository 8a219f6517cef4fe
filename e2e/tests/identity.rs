//! A nurse is told by the hospital's patient index who a patient is: two are one, a number is replaced, somebody has died.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Sender, Visit, journey};
use serde_json::json;
use thirtyfour::By;

/// A patient, another one who is the same person, somebody else; the first two as they are shown, and
/// a number that is free.
const NUMBERS: [&str; 6] = [
    "9434765919",
    "9434765870",
    "9876543210",
    "943 476 5919",
    "943 476 5870",
    "4505577104",
];

async fn tell_who_they_are(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    let sender = Sender::of(visit, &LEAD).await?;
    for (number, day, postcode) in [
        (NUMBERS[0], "2025-11-05", "BD9 6RJ"),
        (NUMBERS[1], "2025-11-12", "BD9 6DA"),
        (NUMBERS[2], "2025-06-04", "BD9 6RJ"),
    ] {
        let record = json!({
            "patient": {"nhs_number": number, "date_of_birth": "1948-03-05", "postcode": postcode},
            "fracture": {"diagnosed_on": day, "site": "hip"}
        });
        assert_eq!(sender.record(&record).await?, 201);
    }
    visit.press("Patients").await?;
    visit.press(NUMBERS[3]).await?;
    visit.see("Who the patient is").await?;
    merge(visit).await?;
    replace_the_number(visit).await?;
    record_a_death(visit, &sender).await?;
    let addresses = visit.requests().await?;
    let named = addresses
        .iter()
        .find(|address| NUMBERS.iter().any(|number| address.contains(number)));
    assert_eq!(named, None, "an identifier stands in an address");
    Ok(())
}

/// Looks for the other patient, and sets the two side by side.
async fn compare(visit: &Visit<'_>) -> Outcome {
    visit.fill("Who is the same person?", NUMBERS[4]).await?;
    visit
        .press_at(By::Css("section form button[type=submit]"))
        .await?;
    visit.press(&format!("Compare: {}", NUMBERS[4])).await?;
    visit.see("BD9 6DA").await?;
    visit.see("1 episode").await.map(|_| ())
}

/// Two patients become one, and two again; then the other one stays.
async fn merge(visit: &Visit<'_>) -> Outcome {
    visit.press("Merge with another patient").await?;
    visit
        .press_at(By::Css("section form button[type=submit]"))
        .await?;
    visit.see("Type a number, a name or a date of birth").await?;
    inspect(visit, "identity-search").await?;
    compare(visit).await?;
    inspect(visit, "identity-merge").await?;
    visit.press("Merge the two").await?;
    visit.see("Took over what was kept of another patient").await?;
    visit
        .see("Done. The episodes were checked again: this was found.")
        .await?;
    visit.see("Hip, 12/11/2025").await?;
    inspect(visit, "identity-merged").await?;
    visit.press("the other patient").await?;
    visit.see("Merged into another patient").await?;
    inspect(visit, "identity-gone").await?;
    visit.press("the other patient").await?;
    visit.see("Took over what was kept of another patient").await?;
    visit.press_with_text("Undo").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("Undone. The episodes were checked again").await?;
    visit.see_gone("Hip, 12/11/2025").await?;

    visit.press("Merge with another patient").await?;
    compare(visit).await?;
    let other = format!("The other patient, {}", NUMBERS[4]);
    visit.choose("Who stays", &other).await?;
    visit.press("Merge the two").await?;
    visit.see(&format!("{} · ", NUMBERS[4])).await?;
    visit.see("Hip, 05/11/2025").await.map(|_| ())
}

/// A number that another patient has is refused, a free one is taken.
async fn replace_the_number(visit: &Visit<'_>) -> Outcome {
    visit.press("Replace the NHS number").await?;
    visit.press("Replace the number").await?;
    visit.see("Give the new NHS number").await?;
    inspect(visit, "identity-number").await?;
    visit.fill("New NHS number", NUMBERS[2]).await?;
    visit.press("Replace the number").await?;
    visit
        .see("Another patient of the service has this number")
        .await?;
    inspect(visit, "identity-number-taken").await?;
    visit.fill("New NHS number", NUMBERS[5]).await?;
    visit.press("Replace the number").await?;
    visit.see("NHS number replaced").await?;
    visit.see("450 557 7104").await.map(|_| ())
}

/// A death, which cannot be undone any more once a system has sent something else.
async fn record_a_death(visit: &Visit<'_>, sender: &Sender) -> Outcome {
    visit.press("Record a death").await?;
    visit.fill("Date of death", "24/12/2025").await?;
    visit.press("Record the death").await?;
    visit.see("died 24 December 2025").await?;
    visit.see("Death recorded").await?;
    inspect(visit, "identity").await?;
    visit.press_with_text("Undo").await?;
    visit.reply(Reply::Agree).await?;
    visit.see_gone("died 24 December 2025").await?;

    visit.press("Record a death").await?;
    visit.fill("Date of death", "26/12/2025").await?;
    visit.press("Record the death").await?;
    visit.see("died 26 December 2025").await?;
    let moved = json!({
        "patient": {
            "nhs_number": NUMBERS[5], "date_of_birth": "1948-03-05", "postcode": "LS1 3EX", "date_of_death": "2025-12-26"
        },
        "fracture": {"diagnosed_on": "2025-11-05", "site": "hip"}
    });
    assert_eq!(sender.record(&moved).await?, 200);
    visit.press_with_text("Undo").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("have been changed since").await?;
    inspect(visit, "identity-undo-refused").await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("identity", registry, &["409"], tell_who_they_are).await
}

#[tokio::test(flavor = "multi_thread")]
async fn tell_who_they_are_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn tell_who_they_are_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
