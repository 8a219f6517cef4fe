//! Entering a record: by keyboard alone, and what becomes of entries when something comes between.

#![cfg(test)]

use flsdb_e2e::registry::{LEAD, PASSWORD, Person};
use flsdb_e2e::steps::{arrive, inspect};
use flsdb_e2e::{Backend, Keyboard, Outcome, Registry, Reply, Visit, journey};
use thirtyfour::Key;

/// Another nurse of the same service.
const COLLEAGUE: Person = Person {
    email: "colleague@bradley.example",
    role: "data-entry",
    service: "BRD",
};

/// Keys that a practised typist presses in three minutes, 0.28 seconds each (the keystroke-level model's average).
const THREE_MINUTES: usize = 640;

async fn registry(backend: Backend) -> Outcome<Registry> {
    let registry = Registry::of_exports(backend).await?;
    registry
        .add_user(COLLEAGUE.email, COLLEAGUE.role, &[COLLEAGUE.service], PASSWORD)
        .await?;
    Ok(registry)
}

async fn enter(keyboard: &Keyboard<'_, '_>) -> Outcome {
    keyboard.keys(Key::Enter + "").await
}

async fn a_whole_record_by_keyboard(visit: &Visit<'_>) -> Outcome {
    let keyboard = Keyboard::of(visit);
    visit.go("/").await?;
    visit.see("E-mail address").await?;
    keyboard.answer("email", LEAD.email).await?;
    keyboard.answer("password", PASSWORD).await?;
    enter(&keyboard).await?;
    visit.see("Sign out").await?;
    keyboard.keys("gn").await?;
    visit.see("Which fracture").await?;

    keyboard.answer("nhs_number", "9434765919").await?;
    visit.see_value("NHS number", "943 476 5919").await?;
    keyboard.answer("date_of_birth", "050348").await?;
    keyboard.take_first("sex").await?;
    visit.see_value("Date of birth", "05/03/1948").await?;
    keyboard.answer("diagnosed_on", "6/1/25").await?;
    keyboard.answer("site", "Hip").await?;
    keyboard.take_first("found_by").await?;
    keyboard.take_second("admitted").await?;
    keyboard.answer("first_contact_on", "8 Jan 25").await?;
    keyboard.take_second("care_home").await?;
    enter(&keyboard).await?;
    visit.see("Hip fracture of 6 January 2025").await?;

    keyboard.see_focus("height_cm").await?;
    inspect(visit, "episode-history").await?;
    keyboard.answer("height_cm", "161").await?;
    keyboard.answer("weight_kg", "58").await?;
    keyboard.take_second("previous_fracture").await?;
    keyboard.take_second("parent_hip_fracture").await?;
    keyboard.take_second("smoker").await?;
    keyboard.answer("therapy_at_fracture", "None").await?;
    keyboard.control('s').await?;

    keyboard.see_focus("assessed_on").await?;
    visit.see("Saved").await?;
    keyboard.answer("assessed_on", "20/1/25").await?;
    keyboard.take_first("dxa").await?;
    keyboard.answer("dxa_on", "030225").await?;
    keyboard.answer("t_score", "-2.6").await?;
    keyboard.take_first("fracture_risk").await?;
    keyboard.keys("s").await?;

    keyboard.see_focus("bone_therapy").await?;
    inspect(visit, "episode-treatment").await?;
    keyboard.take_first("bone_therapy").await?;
    keyboard.take_first("calcium_vitamin_d").await?;
    keyboard.keys("s").await?;

    keyboard.see_focus("falls_assessment").await?;
    keyboard.answer("falls_assessment", "Yes").await?;
    for key in ["two_falls", "fear_of_falling", "medication_risk"] {
        keyboard.take_second(key).await?;
    }
    keyboard.answer("mobility", "Freely").await?;
    for key in ["vision", "toileting", "cardiac", "cognitive_impairment"] {
        keyboard.take_second(key).await?;
    }
    keyboard.take_first("falls_referrals").await?;
    keyboard.keys("s").await?;

    visit.see("Followed up at 12–16 weeks").await?;
    keyboard.see_focus("followed_up").await?;
    keyboard.answer("followed_up", "Yes").await?;
    keyboard.answer("followed_up_on", "7/4/25").await?;
    keyboard.answer("method", "Tele").await?;
    keyboard.take_first("calcium_vitamin_d_started").await?;
    keyboard.answer("therapy", "Alen").await?;
    keyboard.take_first("exercise_started").await?;
    keyboard.keys("s").await?;

    visit.see("Followed up at 48–56 weeks").await?;
    keyboard.see_focus("followed_up").await?;
    keyboard.answer("followed_up", "Yes").await?;
    keyboard.answer("followed_up_on", "151225").await?;
    keyboard.answer("method", "Tele").await?;
    keyboard.take_first("calcium_vitamin_d_taken").await?;
    keyboard.answer("therapy", "Alen").await?;
    keyboard.answer("refracture_count", "0").await?;
    enter(&keyboard).await?;
    visit.see("7 of 7 sections done").await?;
    visit.see("Saved").await?;
    let pressed = keyboard.pressed();
    assert!(pressed <= THREE_MINUTES, "{pressed} keys for one record");
    inspect(visit, "episode-complete").await?;
    keyboard.tab_to("to-all").await?;
    enter(&keyboard).await?;
    visit.see("03/02/2025").await?;
    inspect(visit, "episode-whole").await
}

/// A new episode, with its history on screen.
async fn new_episode(visit: &Visit<'_>) -> Outcome {
    arrive(visit, &LEAD).await?;
    visit.press("Patients").await?;
    visit.press("New patient").await?;
    visit.fill("NHS number", "943 476 5919").await?;
    visit.fill("Date of birth", "5/3/1948").await?;
    visit.fill("Diagnosis of the index fracture", "5/1/2026").await?;
    visit.choose("Site of the index fracture", "Hip").await?;
    visit.press("Save").await?;
    visit.see("Hip fracture of 5 January 2026").await?;
    visit.press("History and risk factors").await?;
    visit.see("Height in cm").await?;
    Ok(())
}

/// What the browser's session storage holds of entries.
async fn stored_entries(visit: &Visit<'_>) -> Outcome<String> {
    let script = "return Object.entries(sessionStorage).filter(([k]) => k.startsWith('flsdb.draft.'))\
                  .map(([, v]) => v).join(' ')";
    Ok(visit
        .browser()
        .driver()
        .execute(script, vec![])
        .await?
        .convert()?)
}

/// Waits until the session storage holds entries, or none.
async fn see_stored(visit: &Visit<'_>, wanted: bool) -> Outcome<String> {
    let start = std::time::Instant::now();
    loop {
        let entries = stored_entries(visit).await?;
        if entries.is_empty() != wanted {
            return Ok(entries);
        }
        if start.elapsed() > flsdb_e2e::PATIENCE {
            return Err(format!("the session holds {entries:?}").into());
        }
        tokio::time::sleep(flsdb_e2e::GLANCE).await;
    }
}

const BACK: &str = "Your entries from before are back";

async fn a_reload_keeps_a_draft(visit: &Visit<'_>) -> Outcome {
    new_episode(visit).await?;
    visit.fill("Height in cm", "161").await?;
    visit.see("Not saved").await?;
    let entries = see_stored(visit, true).await?;
    assert!(
        entries.chars().all(|c| c.is_ascii_hexdigit()),
        "not encrypted: {entries}"
    );

    visit.browser().driver().refresh().await?;
    visit.see(BACK).await?;
    visit.see_value("Height in cm", "161").await?;
    inspect(visit, "episode-restored").await?;

    visit.browser().driver().back().await?;
    visit.reply(Reply::Stay).await?;
    visit.see_value("Height in cm", "161").await?;

    visit.press("Save and go on").await?;
    visit.see("Saved").await?;
    see_stored(visit, false).await?;

    visit.fill("FLS assessment", "10/1/26").await?;
    see_stored(visit, true).await?;
    visit.press("Sign out").await?;
    visit.reply(Reply::Agree).await?;
    visit.see("E-mail address").await?;
    assert_eq!(stored_entries(visit).await?, "");
    Ok(())
}

async fn an_expired_sign_in_keeps_a_draft(visit: &Visit<'_>) -> Outcome {
    new_episode(visit).await?;
    visit.fill("Height in cm", "161").await?;
    see_stored(visit, true).await?;
    // Also those that the page does not see.
    visit
        .browser()
        .driver()
        .cdp()
        .network()
        .clear_browser_cookies()
        .await?;
    visit.browser().driver().refresh().await?;
    visit.sign_in(LEAD.email, PASSWORD).await?;
    visit.see(BACK).await?;
    visit.see_value("Height in cm", "161").await?;
    visit.press("Save and go on").await?;
    visit.see("Saved").await.map(|_| ())
}

async fn two_people_change_one_section(visit: &Visit<'_>) -> Outcome {
    new_episode(visit).await?;
    let episode = visit.path().await?;
    visit.fill("Height in cm", "161").await?;
    let registry = visit.registry()?;
    flsdb_e2e::journey::visit(
        "colleague",
        Some(registry),
        visit.origin(),
        &[],
        async |other: &Visit<'_>| {
            arrive(other, &COLLEAGUE).await?;
            other.go(&format!("{episode}?section=history")).await?;
            other.fill("Height in cm", "170").await?;
            other.fill("Weight in kg", "58").await?;
            other.press("Save and go on").await?;
            other.see("Saved").await.map(|_| ())
        },
    )
    .await?;

    visit.press("Save and go on").await?;
    visit.see("Somebody else has changed this record").await?;
    visit
        .see(COLLEAGUE.email.split('@').next().unwrap_or_default())
        .await?;
    visit.see_value("Height in cm", "161").await?;
    visit.see_value("Weight in kg", "58").await?;
    inspect(visit, "episode-overtaken").await?;
    visit.press("Save mine").await?;
    visit.see("Saved").await?;
    visit.press("Whole record").await?;
    visit.see("161 cm").await?;
    visit.see("58 kg").await.map(|_| ())
}

async fn whole_record(backend: Backend) -> Outcome {
    journey(
        "capture",
        registry(backend).await?,
        &[],
        a_whole_record_by_keyboard,
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_record_by_keyboard_on_sqlite() {
    whole_record(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_record_by_keyboard_on_postgres() {
    whole_record(Backend::Postgres).await.unwrap();
}

async fn reload(backend: Backend) -> Outcome {
    journey("reload", registry(backend).await?, &[], a_reload_keeps_a_draft).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_keeps_a_draft_on_sqlite() {
    reload(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_keeps_a_draft_on_postgres() {
    reload(Backend::Postgres).await.unwrap();
}

async fn expired(backend: Backend) -> Outcome {
    let refused = ["/api/v1/auth/refresh"];
    journey(
        "expired",
        registry(backend).await?,
        &refused,
        an_expired_sign_in_keeps_a_draft,
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_sign_in_keeps_a_draft_on_sqlite() {
    expired(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_sign_in_keeps_a_draft_on_postgres() {
    expired(Backend::Postgres).await.unwrap();
}

async fn conflict(backend: Backend) -> Outcome {
    let refused = ["/api/v1/fractures/"];
    journey(
        "conflict",
        registry(backend).await?,
        &refused,
        two_people_change_one_section,
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_change_one_section_on_sqlite() {
    conflict(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_change_one_section_on_postgres() {
    conflict(Backend::Postgres).await.unwrap();
}
