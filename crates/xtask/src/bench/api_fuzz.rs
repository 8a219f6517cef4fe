//! Thousands of requests made up from the description of the API, as each caller on each database: nothing may be found.

use super::figures::Figures;
use super::measure::{Measure, Target};
use crate::bench::Ground;
use crate::call;
use crate::failure::Failure;
use crate::postgres::Cluster;
use crate::step::step;
use crate::{server, setup};

/// Requests of a caller on a database.
const REQUESTS: f64 = 5000.0;
/// Megabytes that the server may take at its peak.
const MEMORY: f64 = 300.0;

/// Starts servers over both databases, and has schemathesis send its requests.
pub fn measure(ground: &Ground) -> Result<Vec<Measure>, Failure> {
    let python = setup::environment(ground.layout, &setup::FUZZ)?;
    let program = server::build(ground.layout)?;
    let cluster = Cluster::start(&setup::postgres()?)?;
    let figures = step("Sending made-up requests", || {
        let mut cargo = call::cargo(ground.layout);
        cargo.args([
            "run",
            "--quiet",
            "--package",
            "flsdb-e2e",
            "--example",
            "fuzz_api",
        ]);
        cargo.arg("--target-dir").arg(ground.layout.native_target());
        cargo.arg("--").arg(ground.records.to_string());
        cargo.env("FLSDB_BIN", &program).env("FLSDB_FUZZ_PYTHON", &python);
        cargo.env("TEST_DATABASE_URL", cluster.url());
        Ok(Figures::read(&call::heard(&mut cargo)?))
    })?;
    Ok(figures
        .0
        .into_iter()
        .map(|(name, figure)| measured(&name, figure))
        .collect())
}

/// A figure with its target, which follows from its name.
fn measured(name: &str, figure: f64) -> Measure {
    let (unit, target) = match name.split_whitespace().next() {
        Some("requests") => ("", Target::AtLeast(REQUESTS)),
        Some("findings") => ("", Target::AtMost(0.0)),
        _ => ("MB", Target::AtMost(MEMORY)),
    };
    Measure::new(name, figure, unit).with_target(target)
}
