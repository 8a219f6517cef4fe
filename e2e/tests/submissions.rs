//! A clinical lead submits records to the national audit: refused without an opt-out check, sent, partly rejected, taken.

#![cfg(test)]

use std::path::PathBuf;

use flsdb_e2e::registry::LEAD;
use flsdb_e2e::steps::{arrive, inspect, refuse_named, send_patients};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Visit, journey};

/// Patients of Bradley Royal, of whom the first has opted out.
const PATIENTS: [&str; 3] = ["9434765919", "9434765870", "9876543210"];

/// A file of these lines.
fn file(visit: &Visit<'_>, name: &str, lines: &[&str]) -> Outcome<PathBuf> {
    let file = visit.registry()?.folder().join(name);
    std::fs::write(&file, lines.join("\n") + "\n")?;
    Ok(file)
}

async fn submit(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    send_patients(visit, &LEAD, &PATIENTS).await?;
    visit.press("Administration").await?;
    visit.press("Submissions").await?;
    visit.see("No submissions yet").await?;
    inspect(visit, "submissions-none").await?;
    visit.press_with_text("Start a submission").await?;
    visit.see("Give the name, of 100 characters at most").await?;
    visit.fill("Name", "January 2026").await?;
    visit.press_with_text("Start a submission").await?;
    visit.see("Check opt-outs first").await?;
    inspect(visit, "submissions-unchecked").await?;
    visit.press("Go to opt-out checks").await?;
    visit.reply(Reply::Agree).await?;
    check_opt_outs(visit).await?;

    visit.press("Submissions").await?;
    visit.fill("Name", "January 2026").await?;
    visit.press_with_text("Start a submission").await?;
    visit
        .see("2 records to send: 2 new, 0 changed since the audit had them")
        .await?;
    visit.see("1 record withheld: 1 opted out").await?;
    visit.see("Send it by 21 February 2026").await?;
    inspect(visit, "submissions-open").await?;
    visit.press("Download 2 records: January 2026").await?;
    reject(visit).await?;
    take(visit).await?;
    refuse_named(visit, &PATIENTS).await
}

async fn check_opt_outs(visit: &Visit<'_>) -> Outcome {
    visit.press("Start a check").await?;
    visit.see("3 NHS numbers to be checked").await?;
    let cleaned = [PATIENTS[1], PATIENTS[2]].map(|number| format!("{number},"));
    let cleaned = file(visit, "cleaned.csv", &cleaned.each_ref().map(String::as_str))?;
    visit.hand_in(&cleaned).await?;
    visit.press("Hand in the cleaned list").await?;
    visit.reply(Reply::Agree).await?;
    visit
        .see("A check is valid until 21 February 2026")
        .await
        .map(drop)
}

/// Lists of rejected rows: none, one that means a row that was not sent, and a good one.
async fn reject(visit: &Visit<'_>) -> Outcome {
    visit.press("Hand in the list").await?;
    visit.see("Choose the list that the audit gave you").await?;
    let strange = file(visit, "strange.csv", &["row,reason", "9,Date of birth"])?;
    visit.hand_in(&strange).await?;
    visit.press("Hand in the list").await?;
    visit
        .see("Row 2 of the list means no row of this submission")
        .await?;
    inspect(visit, "submissions-fault").await?;
    let rejects = file(visit, "rejects.csv", &["row,reason", "2,Sex is not given"])?;
    visit.hand_in(&rejects).await?;
    visit.press("Hand in the list").await?;
    visit.see("1 rejected row").await?;
    visit.press_with_text("Rejected by the audit").await?;
    visit.see("Sex is not given").await?;
    inspect(visit, "submissions-rejected").await
}

/// The audit takes the rest; the nurse sees what it rejected; the next submission has it again, and is given up.
async fn take(visit: &Visit<'_>) -> Outcome {
    visit.press("The audit has taken it").await?;
    visit.reply(Reply::Stay).await?;
    visit.press("The audit has taken it").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("Taken by the audit").await?;
    inspect(visit, "submissions-taken").await?;
    visit.press("Data quality").await?;
    visit.see("Rejected by the audit").await?;
    visit.see("Sex is not given").await?;
    inspect(visit, "submissions-data-quality").await?;
    visit.press("Administration").await?;
    visit.press("Submissions").await?;
    visit.fill("Name", "February 2026").await?;
    visit.press_with_text("Start a submission").await?;
    visit.see("1 record to send: 1 new").await?;
    visit.press("Abandon February 2026").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("Abandoned").await?;
    inspect(visit, "submissions-abandoned").await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    journey("submissions", registry, &["409", "422"], submit).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    run(Backend::Postgres).await.unwrap();
}
