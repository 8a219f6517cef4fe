//! The same grid in other programs, in a virtual environment of the cache and in a PostgreSQL of its own.

use std::path::PathBuf;
use std::process::Command;

use super::{AS_OF_DAY, Figures, Files};
use crate::bench::Ground;
use crate::call;
use crate::failure::Failure;
use crate::postgres::Cluster;
use crate::setup;
use crate::step::step;

/// The program that asks the peers.
const PROGRAM: &str = include_str!("peers.py");
/// What it needs, at these very versions, so that figures can be compared over time.
const PACKAGES: [&str; 4] = [
    "duckdb==2.0.0",
    "polars==2.1.0",
    "psycopg[binary]==3.3.9",
    "pyarrow==26.0.1",
];

/// Asks DuckDB, Polars and PostgreSQL; fails when one of their counts is another.
pub fn measure(ground: &Ground, files: &Files) -> Result<Figures, Failure> {
    let python = environment(ground)?;
    let cluster = Cluster::start(&setup::postgres()?)?;
    step("Asking DuckDB, Polars and PostgreSQL", || {
        let mut peers = Command::new(&python);
        peers.args(["-c", PROGRAM]);
        peers
            .arg(&files.columns)
            .arg(&files.grid)
            .args([AS_OF_DAY, cluster.url()]);
        Ok(Figures::read(&call::quiet(&mut peers)?))
    })
}

/// Python with the packages, in the cache; gives its program.
fn environment(ground: &Ground) -> Result<PathBuf, Failure> {
    let home = ground.layout.tool("peers", "1");
    let python = home.join("bin/python");
    let is_there =
        call::succeeds(Command::new(&python).args(["-c", "import duckdb, polars, psycopg, pyarrow"]));
    if !is_there {
        step(
            "Installing DuckDB, Polars and psycopg, once for this machine",
            || {
                call::quiet(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
                call::quiet(
                    Command::new(&python)
                        .args(["-m", "pip", "install", "--quiet"])
                        .args(PACKAGES),
                )
            },
        )?;
    }
    Ok(python)
}
