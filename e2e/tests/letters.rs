//! From a saved assessment and follow-ups to letters in the service's own words; and each fracture since the index fracture.

#![cfg(test)]

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Visit, journey};

async fn a_year_of_follow_up(visit: &Visit<'_>) -> Outcome {
    visit.press("Patients").await?;
    visit.press("New patient").await?;
    visit.fill("NHS number", "943 476 5919").await?;
    visit.fill("Date of birth", "5/3/1948").await?;
    visit.fill("Diagnosis of the index fracture", "5/1/2025").await?;
    visit.choose("Site of the index fracture", "Hip").await?;
    visit.press("Save").await?;
    visit.see("Hip fracture of 5 January 2025").await?;
    visit.press("Assessment and DXA").await?;
    visit.fill("FLS assessment", "20/1/25").await?;
    visit.press("Save and go on").await?;
    visit.see("Saved").await?;

    visit.press("Follow-up at 48–56 weeks").await?;
    visit.choose("Followed up at 48–56 weeks", "Yes").await?;
    visit.fill("Date of the 52-week follow-up", "15/12/25").await?;
    visit.fill("Fractures since the index fracture", "2").await?;
    visit.press("Add a fracture").await?;
    visit.fill("Day of fracture 1", "3 june 25").await?;
    visit.choose("Site of fracture 1", "Wrist").await?;
    visit.press("Add a fracture").await?;
    visit.fill("Day of fracture 2", "4/7/25").await?;
    inspect(visit, "episode-fractures").await?;
    visit.press("Save").await?;
    visit.see("Saved").await?;
    visit.see_value("Day of fracture 1", "03/06/2025").await
}

async fn write_and_send(visit: &Visit<'_>) -> Outcome {
    visit.press("Patients").await?;
    visit.press("943 476 5919").await?;
    visit.press("Enter details").await?;
    visit.fill("Family name", "Nowak").await?;
    visit.press("Save").await?;
    visit.see("Saved").await?;

    visit.press("Write a letter").await?;
    visit.choose("Which letter", "Assessment, to the GP").await?;
    inspect(visit, "letter-choosing").await?;
    visit.press("Fill from the record").await?;
    visit.see("Text of the letter").await?;
    inspect(visit, "letter").await?;
    visit
        .fill("Text of the letter", "Dear Dr Patel, she is well.")
        .await?;
    visit
        .see("Save what you changed before you print, copy or send it.")
        .await?;
    visit.press("Save").await?;
    visit.press("Mark as sent today").await?;
    visit.see("Sent on 31 January 2026").await?;
    visit.press("Close").await?;
    visit.see("31/01/2026").await?;
    inspect(visit, "letters").await
}

async fn in_own_words(visit: &Visit<'_>) -> Outcome {
    visit.press("Administration").await?;
    visit.press("Letter templates").await?;
    visit.see("Standard text").await?;
    inspect(visit, "letter-templates").await?;
    visit
        .fill("Text of the template", "Dear {{salutation}}, come {{nowhere}}.")
        .await?;
    visit.press("Save").await?;
    visit.see("nowhere").await?;
    inspect(visit, "letter-template-error").await?;
    visit
        .fill("Text of the template", "Dear {{salutation}}, well met.")
        .await?;
    visit.press("Save").await?;
    visit.see("Own text of the service").await?;
    visit.press("Go back to the standard text").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("Standard text").await.map(|_| ())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("letters", registry, &["422"], async |visit: &Visit<'_>| {
        arrive(visit, &LEAD).await?;
        a_year_of_follow_up(visit).await?;
        write_and_send(visit).await?;
        in_own_words(visit).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
