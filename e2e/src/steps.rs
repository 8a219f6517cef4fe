//! Parts that several journeys have in common.

use serde_json::json;

use crate::registry::{PASSWORD, Person, export};
use crate::{Outcome, Sender, Visit, axe};

/// Checks a page for barriers and keeps its picture.
pub async fn inspect(visit: &Visit<'_>, page: &str) -> Outcome {
    axe::check(visit)
        .await
        .map_err(|error| format!("{page}: {error}"))?;
    visit.picture(page).await
}

/// Opens the site and signs in.
pub async fn arrive(visit: &Visit<'_>, person: &Person) -> Outcome {
    visit.go("/").await?;
    visit.sign_in(person.email, PASSWORD).await
}

/// Imports one of the reference exports and commits it; gives the path of its report.
pub async fn import(visit: &Visit<'_>, file: &str, rows: &str) -> Outcome<String> {
    visit.press("Import").await?;
    visit.hand_in(&export(file)).await?;
    visit.see("This was a dry run: nothing is stored yet.").await?;
    let report = visit.path().await?;
    visit.press(&format!("Commit {rows}")).await?;
    visit.see("See the benchmark table").await?;
    Ok(report)
}

/// Finds a patient by NHS number and opens the episode of this name.
pub async fn open_episode(visit: &Visit<'_>, nhs_number: &str, episode: &str) -> Outcome {
    visit.press("Patients").await?;
    visit.fill("Search", nhs_number).await?;
    visit.see("1 patient found").await?;
    visit.press(episode).await
}

/// Stores a patient with a broken hip for each NHS number.
pub async fn send_patients(visit: &Visit<'_>, person: &Person, nhs_numbers: &[&str]) -> Outcome {
    let sender = Sender::of(visit, person).await?;
    for number in nhs_numbers {
        let record = json!({
            "patient": {"nhs_number": number, "date_of_birth": "1948-03-05"},
            "fracture": {"diagnosed_on": "2025-11-05", "site": "hip"}
        });
        assert_eq!(sender.record(&record).await?, 201);
    }
    Ok(())
}

/// No address that was asked for may name a patient.
pub async fn refuse_named(visit: &Visit<'_>, nhs_numbers: &[&str]) -> Outcome {
    let addresses = visit.requests().await?;
    let is_named = |address: &&String| nhs_numbers.iter().any(|number| address.contains(number));
    let named = addresses.iter().find(is_named);
    assert_eq!(named, None, "an identifier stands in an address");
    Ok(())
}
