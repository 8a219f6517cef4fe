//! The server's release binary, built for people and for measuring.

use std::path::PathBuf;

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
