//! The server's release binary, built for people and for measuring.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::call;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::step::step;

/// Builds the release binary `flsdb` and gives its path.
pub fn build(layout: &Layout) -> Result<PathBuf, Failure> {
    step("Building the server", || {
        let mut cargo = call::cargo(layout);
        cargo.args([
            "build",
            "--release",
            "--package",
            "flsdb-api",
            "--bin",
            "flsdb",
            "--target-dir",
        ]);
        call::run(cargo.arg(layout.native_target()))?;
        Ok(layout.native_target().join("release/flsdb"))
    })
}

/// The program on an SQLite database of this name in a folder, which has its keys, too.
pub fn command(program: &Path, folder: &Path, database: &str) -> Command {
    let mut command = Command::new(program);
    let url = format!("sqlite:{}", folder.join(database).display());
    command
        .env("FLSDB_DATABASE", url)
        .env("FLSDB_KEYS", folder.join("keys"));
    command
}
