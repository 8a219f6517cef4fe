//! A visitor reads resources and asks to take part; a national administrator accepts, makes the service, adds a resource, and
//! publishes a report that the visitor finds.

#![cfg(test)]

use flsdb_e2e::registry::{PASSWORD, Person, export};
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Outcome, Registry, Reply, Visit, journey};
use thirtyfour::prelude::*;

const ADMINISTRATOR: Person = Person {
    email: "admin@registry.example",
    role: "national-administrator",
    service: "",
};

/// The least that is taken for a PDF.
const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

async fn visit_and_administer(visit: &Visit<'_>) -> Outcome {
    visit.go("/public/resources").await?;
    visit.see("No resources yet").await?;
    inspect(visit, "public-resources-empty").await?;
    ask(visit).await?;

    arrive(visit, &ADMINISTRATOR).await?;
    visit.press("Administration").await?;
    accept(visit).await?;
    make_the_service(visit).await?;
    add_a_resource(visit).await?;
    publish(visit).await?;

    visit.go("/public/resources").await?;
    visit.see("For patients").await?;
    visit.see("For carers").await?;
    visit.see("Download PDF").await?;
    inspect(visit, "public-resources").await?;
    visit.press("Published results").await?;
    visit.press("National figures of 2024").await?;
    visit.see("The services in order").await?;
    visit
        .choose("Indicator", "KPI 7: Bone therapy recommended")
        .await?;
    inspect(visit, "public-report").await?;
    // The highest stands on top, and a point is read out when it is reached.
    let driver = visit.browser().driver();
    let point = driver
        .query(By::Css("#picture-0"))
        .and_displayed()
        .first()
        .await?;
    point.scroll_into_view().await?;
    point.send_keys(Key::Right + "").await?;
    visit.see("Cardington: 33.8 per cent, 134 of 396").await?;
    inspect(visit, "public-report-chart").await
}

/// Sends the form after having it refused.
async fn ask(visit: &Visit<'_>) -> Outcome {
    visit.press("Take part").await?;
    visit.see("How a service takes part").await?;
    inspect(visit, "public-take-part").await?;
    visit.press("Send").await?;
    visit.see("There is a problem").await?;
    inspect(visit, "public-take-part-faults").await?;
    visit.fill("Hospital or service", "Elsewhere General").await?;
    visit.choose("Nation", "Wales").await?;
    visit.fill("Your name", "Ann Nurse").await?;
    visit
        .fill("Your e-mail address at work", "ann@elsewhere.example")
        .await?;
    visit
        .fill("Anything else we should know", "We see 400 patients a year.")
        .await?;
    visit.press("Send").await?;
    visit.see("Thank you. Your request has been sent").await?;
    inspect(visit, "public-take-part-sent").await
}

async fn accept(visit: &Visit<'_>) -> Outcome {
    visit.press("Asking to take part").await?;
    visit.see("ann@elsewhere.example").await?;
    inspect(visit, "registrations").await?;
    visit.press("Refuse: Elsewhere General").await?;
    visit.fill("Why is it refused?", "No clinic yet").await?;
    inspect(visit, "registrations-refusing").await?;
    visit.press("Refuse: Elsewhere General").await?;
    visit.see("No clinic yet").await?;
    visit.press("Take back: Elsewhere General").await?;
    visit.press("Accept: Elsewhere General").await?;
    visit.see("Accepted").await?;
    visit.press("Make the service: Elsewhere General").await
}

async fn make_the_service(visit: &Visit<'_>) -> Outcome {
    visit.see_value("Name", "Elsewhere General").await?;
    visit.see_value("Nation", "wales").await?;
    visit.press("Create service").await?;
    visit
        .see("Give a code of three letters or digits, like BRD")
        .await?;
    inspect(visit, "service-form-faults").await?;
    visit.fill("Code", "elg").await?;
    visit.press("Create service").await?;
    visit.see("ELG").await?;
    visit.press("Edit Elsewhere General").await?;
    visit.fill("Region", "Powys").await?;
    inspect(visit, "service-form").await?;
    visit.press("Save service").await?;
    visit.see("Powys").await?;
    inspect(visit, "services").await
}

async fn add_a_resource(visit: &Visit<'_>) -> Outcome {
    visit.press("Resources").await?;
    visit.see("No resources yet").await?;
    inspect(visit, "resources-empty").await?;
    visit.press("New resource").await?;
    visit.press("Add resource").await?;
    visit.see("Say for whom it is").await?;
    inspect(visit, "resource-form-faults").await?;
    visit.fill("Title", "Falls: how to keep steady").await?;
    visit
        .fill("What it is about", "Ten exercises for the kitchen.")
        .await?;
    visit.tick("Patients").await?;
    visit.tick("Carers").await?;
    visit.fill("Link", "javascript:alert(1)").await?;
    visit.fill("Date", "1/6/2025").await?;
    visit.press("Add resource").await?;
    visit.see("Give an address that begins with https://").await?;
    visit.fill("Link", "https://www.example.nhs.uk/falls").await?;
    let leaflet = visit.registry()?.folder().join("leaflet.pdf");
    std::fs::write(&leaflet, PDF)?;
    visit.hand_in(&leaflet).await?;
    visit.press("Add resource").await?;
    visit.see("PDF, 15 bytes").await?;
    inspect(visit, "resources").await
}

async fn publish(visit: &Visit<'_>) -> Outcome {
    visit.press("Reports").await?;
    visit.choose("Year of diagnosis", "2024").await?;
    visit.see("National figures of 2024").await?;
    visit.press("Freeze").await?;
    visit.see("The report is frozen.").await?;
    visit.press("Publish").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("Withdraw from the public").await.map(|_| ())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    registry
        .add_user(ADMINISTRATOR.email, ADMINISTRATOR.role, &[], PASSWORD)
        .await?;
    for (service, file) in [("BRD", "BRD.csv"), ("CDF", "CDF.csv"), ("STN", "STN.xlsx")] {
        let file = export(file);
        let file = file.to_str().ok_or("a path that is no text")?;
        let arguments = [
            "import",
            file,
            "--service",
            service,
            "--commit",
            "--accept-valid-rows",
        ];
        registry.call(&arguments, "").await?;
    }
    journey("public", registry, &[], visit_and_administer).await
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_and_administer_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_and_administer_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
