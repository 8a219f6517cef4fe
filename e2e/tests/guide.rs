//! The guide for users: its pictures show the app as it is, and its parts open from the pages that they tell of.

#![cfg(test)]

use flsdb_e2e::registry::{LEAD, PASSWORD, export};
use flsdb_e2e::steps::{arrive, import, inspect};
use flsdb_e2e::{Album, Backend, Outcome, Registry, Visit, axe, journey};
use serde_json::Value;
use thirtyfour::prelude::*;

/// A patient of the journey, who is not in the file.
const NHS_NUMBER: &str = "943 476 5919";

async fn take_pictures(visit: &Visit<'_>) -> Outcome {
    let album = Album::of(visit);
    visit.go("/").await?;
    visit.fill("E-mail address", "ann.example@nhs.example").await?;
    album.take("sign-in", "main").await?;
    visit.sign_in(LEAD.email, PASSWORD).await?;
    visit.press("Keyboard shortcuts").await?;
    album.take("keys", "dialog[open]").await?;
    visit.press("Close").await?;

    a_patient(visit, &album).await?;
    a_file(visit, &album).await?;
    figures(visit, &album).await?;
    what_is_to_be_done(visit, &album).await?;
    album.judge()
}

/// A new patient, an episode, a page of a patient with a letter.
async fn a_patient(visit: &Visit<'_>, album: &Album<'_, '_>) -> Outcome {
    visit.press("Patients").await?;
    visit.press("New patient").await?;
    visit.fill("NHS number", "943 476 5918").await?;
    visit.fill("Date of birth", "5/3/1948").await?;
    visit.see("The check digit does not match").await?;
    album.take("new-patient", "main").await?;
    visit.fill("NHS number", NHS_NUMBER).await?;
    visit.fill("Diagnosis of the index fracture", "5/11/2025").await?;
    visit.choose("Site of the index fracture", "Hip").await?;
    visit.press("Save").await?;
    visit.see("Hip fracture of 5 November 2025").await?;
    visit.press("Assessment and DXA").await?;
    visit.fill("FLS assessment", "20/11/25").await?;
    visit.see("as it would be after saving").await?;
    album.take("episode", ".fls-sections").await?;
    album.take("episode-kpis", ".fls-strip").await?;
    visit.press("Save and go on").await?;
    visit.see("Saved").await?;

    visit.press("Patients").await?;
    visit.fill("Search", NHS_NUMBER).await?;
    visit.see("1 patient found").await?;
    album.take("find-a-patient", "main").await?;
    visit.press(NHS_NUMBER).await?;
    visit.press("Record a contact").await?;
    visit.fill("On which day", "29/1/2026").await?;
    visit.fill("Call back on", "2/2/2026").await?;
    visit.press("No answer").await?;
    visit.see("02/02/2026").await?;
    visit.press("Add a treatment").await?;
    visit.choose("Drug", "Denosumab").await?;
    visit.fill("Last given on", "1/6/2025").await?;
    visit.press("Save").await?;
    visit.see("61 days late").await?;
    album
        .take(
            "patient",
            "section:has(#part-contacts), section:has(#part-treatments)",
        )
        .await?;
    visit.press("Write a letter").await?;
    visit.press("Fill from the record").await?;
    visit.see("Text of the letter").await?;
    album.take("letter", "section:has(textarea)").await
}

/// The dry run of a file, and its commit.
async fn a_file(visit: &Visit<'_>, album: &Album<'_, '_>) -> Outcome {
    visit.press("Import").await?;
    visit.hand_in(&export("BRD.csv")).await?;
    visit.see("This was a dry run: nothing is stored yet.").await?;
    album
        .take("import", ".fls-bar, .fls-decision, .fls-decision ~ *")
        .await?;
    visit.press("Commit 608 rows").await?;
    visit.see("See the benchmark table").await.map(|_| ())
}

/// Benchmark, charts, a difference, a report.
async fn figures(visit: &Visit<'_>, album: &Album<'_, '_>) -> Outcome {
    visit.press("Benchmark").await?;
    visit.choose("Year of diagnosis", "2024").await?;
    visit.see("67.4").await?;
    album.take("benchmark", "main").await?;
    for (name, link, title) in [
        (
            "charts-run",
            "chart=run&kpi=4&start=2023-01-01&end=2024-12-31&service=BRD",
            "Time to FLS assessment, Bradley Royal",
        ),
        (
            "charts-funnel",
            "chart=funnel&kpi=5&start=2024-01-01&end=2024-12-31",
            "Time to DXA, all services",
        ),
    ] {
        visit.go(&format!("/charts?{link}")).await?;
        visit.see(title).await?;
        album.take(name, "section:has(> .fls-chart__head)").await?;
    }
    visit
        .go("/charts?chart=run&kpi=4&start=2024-01-01&end=2024-12-31&service=BRD")
        .await?;
    visit.press("Why did my number move?").await?;
    visit.choose("From", "2023").await?;
    visit.press("Compare").await?;
    visit.see("moved from").await?;
    album.take("number-moved", ".fls-chart__moved").await?;
    visit.press("Reports").await?;
    visit.choose("Year of diagnosis", "2024").await?;
    album.take("reports", "form.fls-step").await
}

/// Worklist, data quality, years to lock.
async fn what_is_to_be_done(visit: &Visit<'_>, album: &Album<'_, '_>) -> Outcome {
    visit.press("Worklist").await?;
    visit.press_with_text("Overdue").await?;
    visit.see("days overdue").await?;
    album.take("worklist", "main").await?;
    visit.press("Data quality").await?;
    visit.choose("Year of diagnosis", "2024").await?;
    visit.see("Days from diagnosis to entry").await?;
    album.take("data-quality", "section:has(#blanks)").await?;
    visit.press("Administration").await?;
    visit.press("Users").await?;
    visit.see("Active").await?;
    album.take("administration", "main").await
}

/// Stores the records of the other services, beside which one's own are shown.
async fn with_neighbours(registry: &Registry) -> Outcome {
    for (service, file) in [("CDF", "CDF.csv"), ("STN", "STN.xlsx")] {
        let file = export(file);
        let file = file.to_str().ok_or("a path that is no text")?;
        let arguments = [
            "import",
            "--commit",
            "--accept-valid-rows",
            "--service",
            service,
            file,
        ];
        registry.call(&arguments, "").await?;
    }
    Ok(())
}

/// Pictures are the same on every database.
#[tokio::test(flavor = "multi_thread")]
async fn the_pictures_of_the_guide_show_the_app_as_it_is() {
    let registry = Registry::of_exports(Backend::Sqlite).await.unwrap();
    with_neighbours(&registry).await.unwrap();
    journey("guide-pictures", registry, &[], take_pictures)
        .await
        .unwrap();
}

/// What an answer of the server says, fetched by the page that is open.
async fn answer(visit: &Visit<'_>, path: &str) -> Outcome<Value> {
    let fetch = "const [path, done] = arguments;
        fetch(path).then(async answer => done({ status: answer.status, type: answer.headers.get('content-type'),
            policy: answer.headers.get('content-security-policy'), keeping: answer.headers.get('cache-control'),
            text: await answer.text() }), error => done(String(error)));";
    let driver = visit.browser().driver();
    Ok(driver
        .execute_async(fetch, vec![path.into()])
        .await?
        .json()
        .clone())
}

async fn read_the_guide(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    import(visit, "BRD.csv", "608 rows").await?;
    visit.press("Worklist").await?;
    visit.press("Help with this page").await?;
    let driver = visit.browser().driver();
    let windows = driver.windows().await?;
    let [app, guide] = windows.as_slice() else {
        return Err(format!("{} windows are open", windows.len()).into());
    };
    driver.switch_to_window(guide.clone()).await?;
    visit.see("The worklist shows what is to be done").await?;
    assert_eq!(visit.path().await?, "/guide/worklist");
    inspect(visit, "guide-worklist").await?;

    let page = answer(visit, "/").await?;
    let part = answer(visit, "/guide/worklist").await?;
    assert_eq!(part["status"], 200);
    assert_eq!(part["type"], "text/html; charset=utf-8");
    assert_eq!(part["keeping"], "no-cache");
    assert_eq!(part["policy"], page["policy"]);
    assert!(!part["text"].as_str().unwrap_or_default().contains("<script"));
    let picture = driver.query(By::Css(".fls-guide__picture")).first().await?;
    let picture = picture.attr("src").await?.unwrap_or_default();
    let picture = answer(visit, &picture).await?;
    assert_eq!(picture["type"], "image/png");
    assert_eq!(picture["keeping"], "public, max-age=31536000, immutable");

    visit.press("All parts of the guide").await?;
    inspect(visit, "guide").await?;
    let links = driver
        .query(By::Css("main a[href^='/guide/']"))
        .all_from_selector()
        .await?;
    let mut parts = Vec::new();
    for link in links {
        parts.extend(link.attr("href").await?);
    }
    assert!(parts.len() > 10, "the guide has the parts {parts:?}");
    for part in parts {
        visit.go(&part).await?;
        axe::check(visit)
            .await
            .map_err(|error| format!("{part}: {error}"))?;
    }

    visit.go("/guide/nothing").await?;
    visit.see("No such part").await?;
    inspect(visit, "guide-missing").await?;
    assert_eq!(answer(visit, "/guide/nothing").await?["status"], 404);
    driver.close_window().await?;
    driver.switch_to_window(app.clone()).await?;
    visit.see("Worklist").await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_opens_from_a_page_on_sqlite() {
    let registry = Registry::of_exports(Backend::Sqlite).await.unwrap();
    journey("guide", registry, &["/guide/nothing"], read_the_guide)
        .await
        .unwrap();
}
