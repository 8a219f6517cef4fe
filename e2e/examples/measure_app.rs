//! What the page costs, measured in Chromium: a figure a line, as JSON. Arguments: a file of records, and one of the
//! services that they name. `cargo xtask bench app` builds everything it needs and reads its figures.

use std::env;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flsdb_e2e::browser::Browser;
use flsdb_e2e::registry::PASSWORD;
use flsdb_e2e::{Backend, GLANCE, Outcome, Registry, Visit};
use serde_json::{Value, json};

/// How often the first load is measured, each time with an empty cache; the median counts.
const LOADS: usize = 5;

/// How long an import may take.
const IMPORT: Duration = Duration::from_secs(180);

/// Who imports.
const ADMINISTRATOR: &str = "bench@example.org";

/// A user of the demo, and the password of all of them.
const NURSE: (&str, &str) = ("data-entry@demo.example", "only-for-demonstration");

/// Notes, from the first moment of each document, when the sign-in page can be used, how long the page was busy at a time, and
/// how long it took to answer each key.
const WATCH: &str = "
    window.watched = { usable: null, busy: 0, key: 0 };
    const watched = window.watched;
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) watched.busy = Math.max(watched.busy, task.duration);
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver(list => {
        for (const event of list.getEntries()) {
            if (/^(key|input|beforeinput)/.test(event.name)) watched.key = Math.max(watched.key, event.duration);
        }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
    new MutationObserver((_, observer) => {
        if (document.querySelector('input[type=password]')) {
            watched.usable = performance.now();
            observer.disconnect();
        }
    }).observe(document, { childList: true, subtree: true });
";

#[tokio::main(flavor = "multi_thread")]
async fn main() -> Outcome {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (records, services) = arguments
        .next()
        .zip(arguments.next())
        .ok_or("a file of records and one of services are wanted")?;
    first_load().await?;
    patients().await?;
    import(&records, &services).await
}

fn tell(name: &str, figure: f64) {
    println!("{}", json!({"name": name, "figure": figure}));
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A browser that watches the page.
async fn watcher() -> Outcome<Browser> {
    let browser = Browser::start().await?;
    let page = browser.driver().cdp();
    page.page().enable().await?;
    page.page().add_script_to_evaluate_on_new_document(WATCH).await?;
    Ok(browser)
}

/// What a script gives.
async fn ask(browser: &Browser, script: &str) -> Outcome<Value> {
    Ok(browser.driver().execute(script, Vec::new()).await?.json().clone())
}

async fn number(browser: &Browser, script: &str) -> Outcome<f64> {
    let answer = ask(browser, script).await?;
    answer
        .as_f64()
        .ok_or_else(|| format!("{script} gives {answer}").into())
}

/// What the browser fetches before somebody can sign in, and how long it takes.
async fn first_load() -> Outcome {
    let registry = Registry::empty(Backend::Sqlite).await?;
    let server = registry.serve().await?;
    let (mut painted, mut usable) = (Vec::new(), Vec::new());
    for load in 0..LOADS {
        let browser = watcher().await?;
        let visit = Visit::new(&browser, Some(&registry), &server.origin(), "load");
        visit.go("/").await?;
        visit.field("Password").await?;
        painted.push(
            number(
                &browser,
                "return performance.getEntriesByName('first-contentful-paint')[0].startTime",
            )
            .await?,
        );
        usable.push(number(&browser, "return watched.usable").await?);
        if load == 0 {
            tell_sizes(&browser).await?;
        }
        browser.close().await?;
    }
    tell("first contentful paint", median(painted));
    tell("sign-in page can be used", median(usable));
    let browser = watcher().await?;
    let visit = Visit::new(&browser, Some(&registry), &server.origin(), "load");
    visit.go("/public/kpis").await?;
    visit.see("KPI 11").await?;
    tell("load of the public pages, brotli", sent(&browser).await?);
    browser.close().await
}

/// Bytes on the way of the document that is open and its files.
async fn sent(browser: &Browser) -> Outcome<f64> {
    number(
        browser,
        "return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
             .filter(file => !file.name.includes('/api/')).reduce((sum, file) => sum + file.encodedBodySize, 0)",
    )
    .await
}

/// The files of the first load, as they are and as they travel.
async fn tell_sizes(browser: &Browser) -> Outcome {
    let files = ask(
        browser,
        "return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
             .map(file => [file.name, file.decodedBodySize, file.encodedBodySize])",
    )
    .await?;
    let mut all = 0.0;
    for kind in ["wasm", "js", "css", "other"] {
        let (mut raw, mut sent) = (0.0, 0.0);
        for file in files.as_array().into_iter().flatten() {
            let ending = file[0].as_str().and_then(|name| name.rsplit('.').next());
            let is_kind = match kind {
                "other" => !matches!(ending, Some("wasm" | "js" | "css")),
                _ => ending == Some(kind),
            };
            if is_kind {
                raw += file[1].as_f64().unwrap_or_default();
                sent += file[2].as_f64().unwrap_or_default();
            }
        }
        all += sent;
        tell(&format!("first load, {kind}, raw"), raw);
        tell(&format!("first load, {kind}, brotli"), sent);
    }
    tell("first load, brotli", all);
    Ok(())
}

/// Opening a long list, and typing in its search.
async fn patients() -> Outcome {
    let registry = Registry::empty(Backend::Sqlite).await?;
    registry
        .call(&["demo", "--services", "1", "--years", "3", "--scale", "5"], "")
        .await?;
    let server = registry.serve().await?;
    let browser = watcher().await?;
    let visit = Visit::new(&browser, Some(&registry), &server.origin(), "patients");
    visit.go("/").await?;
    visit.sign_in(NURSE.0, NURSE.1).await?;
    visit.field("To be met").await?;
    tell("load of the registry, brotli", sent(&browser).await?);
    let opened = browser
        .driver()
        .execute_async(
            "const done = arguments[0];
             const link = [...document.querySelectorAll('nav a')].find(link => link.textContent.trim() === 'Patients');
             const start = performance.now();
             new MutationObserver((_, observer) => {
                 if (document.querySelectorAll('main tbody tr').length < 25 || !document.querySelector('input#search')) return;
                 observer.disconnect();
                 requestAnimationFrame(() => done(performance.now() - start));
             }).observe(document, { childList: true, subtree: true });
             link.click();",
            Vec::new(),
        )
        .await?;
    let opened = opened.json().as_f64().ok_or("the list does not open")?;
    tell("list of 10,000 patients open", opened);
    ask(&browser, "watched.key = 0").await?;
    let search = visit.field("Search").await?;
    for key in "12/03/1948".chars() {
        search.send_keys(key.to_string()).await?;
    }
    // One, several, or nobody.
    visit.see("found").await?;
    tell(
        "slowest key stroke in the search",
        number(&browser, "return watched.key").await?,
    );
    browser.close().await
}

/// How long the page is busy at a time while it shows an import.
async fn import(records: &Path, services: &Path) -> Outcome {
    let registry = Registry::empty(Backend::Sqlite).await?;
    let services = services.to_str().ok_or("a path that is no text")?;
    registry.call(&["services", "load", services], "").await?;
    registry
        .add_user(ADMINISTRATOR, "national-administrator", &[], PASSWORD)
        .await?;
    let server = registry.serve().await?;
    let browser = watcher().await?;
    let visit = Visit::new(&browser, Some(&registry), &server.origin(), "import");
    visit.go("/").await?;
    visit.sign_in(ADMINISTRATOR, PASSWORD).await?;
    visit.press("Import").await?;
    ask(&browser, "watched.busy = 0").await?;
    visit.hand_in(records).await?;
    until_shown(&browser, "This was a dry run").await?;
    visit.press_with_text("Commit").await?;
    until_shown(&browser, "See the benchmark table").await?;
    tell(
        "longest task while rows are imported",
        number(&browser, "return watched.busy").await?,
    );
    browser.close().await
}

/// Waits, longer than a visit would, until a text stands on the page.
async fn until_shown(browser: &Browser, text: &str) -> Outcome {
    let start = Instant::now();
    let script = format!("return document.body.innerText.includes({})", json!(text));
    while ask(browser, &script).await? != Value::Bool(true) {
        if start.elapsed() > IMPORT {
            return Err(format!("{text:?} does not come").into());
        }
        tokio::time::sleep(GLANCE).await;
    }
    Ok(())
}
