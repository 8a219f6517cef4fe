//! Parts that several journeys have in common.

use crate::registry::{PASSWORD, Person, export};
use crate::{Outcome, Visit, axe};

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
