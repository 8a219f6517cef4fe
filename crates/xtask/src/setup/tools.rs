//! Trunk, wasm-bindgen and the npm packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::call;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::step::{step, there};

/// The Trunk that is built if there is none. Its next version needs a newer compiler than this workspace.
const TRUNK: &str = "0.21.14";

/// Finds or builds Trunk; gives its folder unless it is on `PATH`.
pub fn trunk(layout: &Layout) -> Result<Option<PathBuf>, Failure> {
    let is_good = |version: &str| version.starts_with("trunk 0.21.");
    tool(layout, "trunk", "trunk", TRUNK, is_good, |install| {
        // The tool runs for seconds: optimising it would take longer than it saves.
        install
            .arg("--locked")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    })
}

/// Finds or builds the wasm-bindgen program, which must be of the very version of the crate in `Cargo.lock`.
pub fn wasm_bindgen(layout: &Layout) -> Result<Option<PathBuf>, Failure> {
    let version = locked_version(layout, "wasm-bindgen")?;
    let is_good = |answer: &str| answer == format!("wasm-bindgen {version}");
    tool(
        layout,
        "wasm-bindgen",
        "wasm-bindgen-cli",
        &version,
        is_good,
        |install| {
            install.arg("--debug");
        },
    )
}

/// Installs the packages of `frontend/package-lock.json` unless these very ones are there.
pub fn npm_packages(layout: &Layout) -> Result<(), Failure> {
    install_packages(&layout.frontend(), "npm packages")
}

/// Installs what the tests check FHIR resources with; gives its folder, which is in the cache.
pub fn fhir_packages(layout: &Layout) -> Result<PathBuf, Failure> {
    let home = layout.tool("fhir", "1");
    fs::create_dir_all(&home).map_err(Failure::file("create", &home))?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        let source = layout.root().join("crates/api/tests/fhir").join(name);
        fs::copy(&source, home.join(name)).map_err(Failure::file("copy", &source))?;
    }
    install_packages(&home, "npm packages that check FHIR")?;
    Ok(home)
}

/// Installs the packages of the lock file in a folder unless these very ones are there.
fn install_packages(folder: &Path, what: &str) -> Result<(), Failure> {
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.installed.json");
    let wanted = fs::read(&lock).map_err(Failure::file("read", &lock))?;
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        there(what);
        return Ok(());
    }
    step(&format!("Installing {what}"), || {
        let mut npm = Command::new("npm");
        npm.current_dir(folder)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        call::quiet(&mut npm)?;
        fs::write(&installed, &wanted).map_err(Failure::file("write", &installed))
    })
}

/// A program on `PATH` or in the cache, else built from the package registry into the cache.
fn tool(
    layout: &Layout,
    program: &str,
    package: &str,
    version: &str,
    is_good: impl Fn(&str) -> bool,
    prepare: impl FnOnce(&mut Command),
) -> Result<Option<PathBuf>, Failure> {
    let runs = |path: &Path| call::answer(path, &["--version"]).is_some_and(|answer| is_good(&answer));
    let name = format!("{package} {version}");
    if runs(Path::new(program)) {
        there(package);
        return Ok(None);
    }
    let home = layout.tool(package, version);
    let folder = home.join("bin");
    if runs(&folder.join(program)) {
        there(&name);
        return Ok(Some(folder));
    }
    step(&format!("Building {name}, once for this machine"), || {
        let scratch = tempfile::tempdir_in(home.ancestors().nth(2).unwrap_or(layout.root()))
            .map_err(Failure::file("create a folder in", &home))?;
        let mut install = call::cargo(layout);
        // Away from the checkout, so that its settings do not touch the tool.
        install.current_dir(scratch.path());
        install
            .args(["install", "--quiet", package, "--version", version, "--root"])
            .arg(&home);
        install.arg("--target-dir").arg(scratch.path());
        prepare(&mut install);
        call::run(&mut install)
    })?;
    Ok(Some(folder))
}

/// The version of a crate in `Cargo.lock`.
fn locked_version(layout: &Layout, name: &str) -> Result<String, Failure> {
    let lock = layout.root().join("Cargo.lock");
    let text = fs::read_to_string(&lock).map_err(Failure::file("read", &lock))?;
    version_in(&text, name).ok_or_else(|| Failure::Other(format!("{name} is not in Cargo.lock")))
}

fn version_in(lock: &str, name: &str) -> Option<String> {
    let mut lines = lock
        .lines()
        .skip_while(|line| *line != format!("name = \"{name}\""));
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_crate_is_found_in_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.5\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "yew"), None);
    }
}
