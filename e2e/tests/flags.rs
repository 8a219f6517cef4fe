//! A service that lies far below the others is flagged in a national report, and answers.

#![cfg(test)]

use std::fmt::Write;

use flsdb_e2e::registry::{LEAD, PASSWORD, Person};
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Visit, journey};

const ADMINISTRATOR: Person = Person {
    email: "admin@registry.example",
    role: "national-administrator",
    service: "",
};

/// Services beside Bradley Royal, and the records of each.
const OTHERS: u32 = 11;
const RECORDS: u32 = 20;

/// The n-th NHS number that is none of a person: those of 999 are for tests. Of 11 numbers one has no check digit.
fn nhs_number(n: u32) -> String {
    let numbers = (999_000_000u32..).filter_map(|first| {
        let digits = first.to_string();
        let sum: u32 = (2..=10)
            .rev()
            .zip(digits.bytes())
            .map(|(weight, digit)| weight * u32::from(digit - b'0'))
            .sum();
        let check = (11 - sum % 11) % 11;
        (check < 10).then(|| format!("{digits}{check}"))
    });
    numbers.skip(n as usize).take(1).collect()
}

/// A service as `Z07`, or Bradley Royal.
fn code(at: u32) -> String {
    if at == 0 {
        LEAD.service.to_owned()
    } else {
        format!("Z{at:02}")
    }
}

/// Twelve services: nearly all of their patients are assessed in time, but not those of Bradley Royal.
async fn outlier(registry: &Registry) -> Outcome {
    let (mut services, mut records) = (
        String::from("code,name,nation,hip_fractures\n"),
        String::from("service,1.01,1.02,1.09,1.07\n"),
    );
    for at in 0..=OTHERS {
        let code = code(at);
        writeln!(services, "{code},Service {code},England,100")?;
        for n in 0..RECORDS {
            let is_late = n >= if at == 0 { 6 } else { 18 };
            let assessed = if is_late { "2024-12-01" } else { "2024-07-01" };
            let number = nhs_number(at * RECORDS + n);
            writeln!(records, "{code},{number},1945-05-08,2024-06-17,{assessed}")?;
        }
    }
    for (name, text, command) in [
        ("services.csv", services, ["services", "load"].as_slice()),
        (
            "records.csv",
            records,
            &["import", "--commit", "--accept-valid-rows"],
        ),
    ] {
        let file = registry.folder().join(name);
        std::fs::write(&file, text)?;
        let file = file.to_str().ok_or("a path that is no text")?;
        registry.call(&[command, &[file]].concat(), "").await?;
    }
    Ok(())
}

async fn share(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &ADMINISTRATOR).await?;
    visit.press("Reports").await?;
    visit.choose("Year of diagnosis", "2024").await?;
    visit.see("National figures of 2024").await?;
    visit.press("Freeze").await?;
    visit.see("The report is frozen.").await?;
    visit.press("Share with services").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("Shared with services").await?;
    visit.press("Outlier flags: National figures of 2024").await?;
    visit.see("Alarm").await?;
    visit.see("Not answered yet.").await?;
    inspect(visit, "report-flags").await?;
    visit.press("Sign out").await
}

async fn answer(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.press("Reports").await?;
    visit.see("Shared with services").await?;
    visit.press("Outlier flags: National figures of 2024").await?;
    visit.see("6 of 20").await?;
    visit.press("Save the answer").await?;
    visit.see("Say something: a text, or one for a KPI").await?;
    visit
        .fill("Answer of the service", "A nurse was away from June to August.")
        .await?;
    visit.press("Save the answer").await?;
    visit.see("Saved").await?;
    inspect(visit, "report-flags-answer").await?;
    visit.press("Close").await?;
    visit.press("Outlier flags: National figures of 2024").await?;
    visit
        .see_value("Answer of the service", "A nurse was away from June to August.")
        .await
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::empty(backend).await?;
    outlier(&registry).await?;
    for (person, services) in [(&LEAD, [LEAD.service].as_slice()), (&ADMINISTRATOR, &[])] {
        registry
            .add_user(person.email, person.role, services, PASSWORD)
            .await?;
    }
    journey("flags", registry, &["422"], async |visit: &Visit<'_>| {
        share(visit).await?;
        answer(visit).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outlier_answers_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outlier_answers_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
