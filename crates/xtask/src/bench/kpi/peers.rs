//! The same grid in other programs, in a virtual environment of the cache and in a PostgreSQL of its own.

use std::process::Command;

use super::{AS_OF_DAY, Files};
use crate::bench::Ground;
use crate::bench::figures::Figures;
use crate::call;
use crate::failure::Failure;
use crate::postgres::Cluster;
use crate::setup::{self, Environment, environment};
use crate::step::step;

/// The program that asks the peers.
const PROGRAM: &str = include_str!("peers.py");
/// What it needs, at these very versions, so that figures can be compared over time.
const PEERS: Environment = Environment {
    name: "peers",
    version: "1",
    what: "Installing DuckDB, Polars and psycopg, once for this machine",
    packages: &[
        "duckdb==2.0.0",
        "polars==2.1.0",
        "psycopg[binary]==3.3.9",
        "pyarrow==26.0.1",
    ],
    modules: "duckdb, polars, psycopg, pyarrow",
};

/// Asks DuckDB, Polars and PostgreSQL; fails when one of their counts is another.
pub fn measure(ground: &Ground, files: &Files) -> Result<Figures, Failure> {
    let python = environment(ground.layout, &PEERS)?;
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
