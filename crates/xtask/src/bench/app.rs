//! The page: what it weighs on the way to the browser, how soon one can sign in, and whether it stays at hand under load.

use super::figures::Figures;
use super::records_file::RecordsFile;
use crate::bench::Ground;
use crate::bench::measure::{Measure, Target};
use crate::call;
use crate::failure::Failure;
use crate::step::step;
use crate::{page, server, setup};

/// The day that counts as today in every journey: records of later days would be rejected.
const TODAY: &str = "2026-01-31";
/// Kilobytes that the first load may take, packed with brotli.
const FIRST_LOAD: f64 = 300.0;
/// Milliseconds until the page has answered a key.
const KEY_STROKE: f64 = 100.0;
/// Milliseconds for which the page may be busy at a time.
const LONG_TASK: f64 = 200.0;

/// Builds page and server, then has Chromium load, type and import.
pub fn measure(ground: &Ground) -> Result<Vec<Measure>, Failure> {
    page::build(ground.layout, &setup::page(ground.layout)?)?;
    setup::browser()?;
    let program = server::build(ground.layout)?;
    let folder = tempfile::tempdir().map_err(Failure::file("create a folder in", &std::env::temp_dir()))?;
    let flsdb = |database: &str| {
        let mut command = server::command(&program, folder.path(), database);
        command.env("FLSDB_TODAY", TODAY);
        command
    };
    let records = step("Making a file of records", || {
        RecordsFile::make(&flsdb, folder.path(), ground.records)
    })?;
    let figures = step("Loading, typing and importing in Chromium", || {
        let mut cargo = call::cargo(ground.layout);
        cargo.args([
            "run",
            "--quiet",
            "--package",
            "flsdb-e2e",
            "--example",
            "measure_app",
        ]);
        cargo.arg("--target-dir").arg(ground.layout.native_target());
        cargo.arg("--").arg(&records.file).arg(&records.services);
        cargo.env("FLSDB_BIN", &program);
        Ok(Figures::read(&call::quiet(&mut cargo)?))
    })?;
    let kilobytes = |name: &str| Ok::<_, Failure>(figures.get(name)? / 1e3);
    let mut measures = Vec::new();
    for kind in ["wasm", "js", "css", "other"] {
        let name = format!("first load, {kind}");
        measures.push(Measure::new(
            &format!("{name}, raw"),
            kilobytes(&format!("{name}, raw"))?,
            "kB",
        ));
        measures.push(Measure::new(
            &format!("{name}, brotli"),
            kilobytes(&format!("{name}, brotli"))?,
            "kB",
        ));
    }
    let at_most = |name: &str, figure: f64, unit: &str, bound: f64| {
        Measure::new(name, figure, unit).with_target(Target::AtMost(bound))
    };
    measures.push(at_most(
        "first load, brotli, in all",
        kilobytes("first load, brotli")?,
        "kB",
        FIRST_LOAD,
    ));
    measures.push(at_most(
        "load of the public pages, brotli",
        kilobytes("load of the public pages, brotli")?,
        "kB",
        FIRST_LOAD,
    ));
    // Once, after the sign-in; the browser keeps it.
    let registry = "load of the registry, brotli";
    measures.push(Measure::new(registry, kilobytes(registry)?, "kB"));
    for name in [
        "first contentful paint",
        "sign-in page can be used",
        "list of 10,000 patients open",
    ] {
        measures.push(Measure::new(name, figures.get(name)?, "ms"));
    }
    for (name, bound) in [
        ("slowest key stroke in the search", KEY_STROKE),
        ("longest task while rows are imported", LONG_TASK),
    ] {
        measures.push(at_most(name, figures.get(name)?, "ms", bound));
    }
    Ok(measures)
}
