//! KPIs of a large registry: over HTTP, inside the engine, and the same grid in DuckDB, Polars and PostgreSQL.

mod peers;
mod timing;

use std::path::{Path, PathBuf};

use super::figures::Figures;
use super::served::{Served, add_user};
use crate::bench::Ground;
use crate::bench::measure::{Measure, Target};
use crate::call;
use crate::failure::Failure;
use crate::server;
use crate::step::step;

/// Services of the registry, and its months: three whole years.
const SERVICES: u32 = 77;
const PERIOD: (&str, &str) = ("2023-01-01", "2025-12-31");
const AS_OF: &str = "2025-12-31";
/// The same day counted from 1970.
const AS_OF_DAY: &str = "20453";

/// Records that the demo makes of 77 services and three years at scale 1.
const RECORDS_AT_SCALE_1: f64 = 186_000.0;

/// The file of the registry.
const DATABASE: &str = "registry.sqlite";

/// Who asks, and with which password.
const ASKER: (&str, &str) = ("bench@example.org", "a password for one bench");

/// Who adds records, likewise.
const WRITER: (&str, &str) = ("writer@example.org", "another password for one bench");

/// What is asked over HTTP: 77 services × 36 months × 11 KPIs.
const GRID: &str = "kpis/results?start=2023-01-01&end=2025-12-31&as_of=2025-12-31&by=service,month";

/// Fills a registry of demo records, asks it, and holds the answers against other programs'.
pub fn measure(ground: &Ground) -> Result<Vec<Measure>, Failure> {
    let program = server::build(ground.layout)?;
    let folder = tempfile::tempdir().map_err(Failure::file("create a folder in", &std::env::temp_dir()))?;
    let flsdb = || {
        let mut command = server::command(&program, folder.path(), DATABASE);
        command.env("FLSDB_TODAY", AS_OF);
        command
    };
    step("Filling a registry", || {
        let scale = format!("{:.4}", f64::from(ground.records) / RECORDS_AT_SCALE_1);
        let services = SERVICES.to_string();
        call::quiet(flsdb().arg("migrate"))?;
        call::quiet(flsdb().args(["demo", "--years", "3", "--services", &services, "--scale", &scale]))
    })?;
    add_user(&mut flsdb(), ASKER, &["--role", "national-administrator"])?;

    let mut measures = Vec::new();
    let files = Files {
        columns: folder.path().join("columns.csv"),
        grid: folder.path().join("grid.csv"),
    };
    let engine = engine(ground, folder.path(), &files)?;
    let server = Served::start(&mut flsdb(), ASKER)?;
    let code = timing::first_service(&server)?;
    add_user(
        &mut flsdb(),
        WRITER,
        &["--role", "data-entry", "--service", &code],
    )?;
    let http = timing::over_http(&server, &server.sign_in(WRITER)?)?;
    drop(server);
    let peers = peers::measure(ground, &files)?;

    let records = engine.get("records")?;
    println!("{records} records of {} services", engine.get("services")?);
    let grid = http.get("grid as columns")?;
    let cold = engine.get("cold grid")?;
    for (peer, times) in [
        ("duckdb", Some(30.0)),
        ("polars", None),
        ("postgresql", Some(150.0)),
    ] {
        let figure = peers.get(&format!("{peer} grid"))?;
        measures.push(against(
            "whole grid over HTTP, warm, as columns",
            grid,
            peer,
            figure,
            times,
        ));
    }
    measures.push(at_most(
        "the same, server time",
        http.get("columns ready")?,
        "ms",
        3.0,
    ));
    measures.push(at_most(
        "whole grid over HTTP, full shape",
        http.get("grid in full")?,
        "ms",
        60.0,
    ));
    measures.push(Measure::new(
        "results in the full shape",
        http.get("results")?,
        "",
    ));
    measures.push(Measure::new(
        "size of the full shape",
        http.get("megabytes")?,
        "MB",
    ));
    measures.push(at_most("cold pass over all columns, one core", cold, "ms", 25.0));
    measures.push(against(
        "cold pass over all columns, one core",
        cold,
        "duckdb",
        peers.get("duckdb grid")?,
        Some(4.0),
    ));
    measures.push(at_most(
        "by age, sex and site, one core",
        engine.get("age, sex and site")?,
        "ms",
        25.0,
    ));
    measures.push(at_most(
        "reload from the database",
        engine.get("reload")? / 1e3,
        "s",
        4.0,
    ));
    measures.push(at_most("memory of the cohort", engine.get("memory")?, "MB", 60.0));
    measures.push(at_most(
        "after a change, beyond a warm read",
        http.get("after a change")? - grid,
        "ms",
        2.0,
    ));
    let tenfold = engine.get("tenfold warm grid, written")?;
    let warm = engine.get("warm grid, written")?;
    measures.push(Measure::new("warm grid written, in the process", warm, "ms"));
    measures.push(at_most(
        "the same with ten times the records",
        tenfold,
        "ms",
        2.0 * warm,
    ));
    measures.push(Measure::new(
        "cold pass with ten times the records",
        engine.get("tenfold cold grid")?,
        "ms",
    ));
    Ok(measures)
}

fn at_most(name: &str, figure: f64, unit: &str, bound: f64) -> Measure {
    Measure::new(name, figure, unit).with_target(Target::AtMost(bound))
}

/// A figure beside a peer's, which should be so many times as long.
fn against(name: &str, figure: f64, peer: &str, peers: f64, times: Option<f64>) -> Measure {
    let measure = Measure {
        peer: Some(peer.to_owned()),
        peer_measured: Some(peers),
        ratio: Some(figure / peers),
        ..Measure::new(name, figure, "ms")
    };
    match times {
        // To the hundredth, as the table shows figures.
        Some(times) => measure.with_target(Target::AtMost((peers / times * 100.0).round() / 100.0)),
        None => measure,
    }
}

/// Files that the engine writes for its peers.
pub struct Files {
    columns: PathBuf,
    grid: PathBuf,
}

fn engine(ground: &Ground, folder: &Path, files: &Files) -> Result<Figures, Failure> {
    step("Measuring the engine", || {
        let mut cargo = call::cargo(ground.layout);
        cargo.args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "flsdb-api",
            "--example",
            "measure_kpis",
        ]);
        cargo.arg("--target-dir").arg(ground.layout.native_target());
        let database = format!("sqlite:{}", folder.join(DATABASE).display());
        cargo.args(["--", "--database", &database]);
        cargo.args(["--start", PERIOD.0, "--end", PERIOD.1, "--as-of", AS_OF]);
        cargo
            .arg("--columns")
            .arg(&files.columns)
            .arg("--grid")
            .arg(&files.grid);
        Ok(Figures::read(&call::quiet(&mut cargo)?))
    })
}
