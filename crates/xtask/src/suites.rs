//! The test programs of the workspace: built once, run package by package.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::call;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::tally::Tally;

/// The page's package, which is built apart from the server.
pub const PAGE: &str = "flsdb-frontend";

/// One test program.
pub struct Suite {
    /// The package it belongs to.
    pub package: String,
    program: PathBuf,
    folder: PathBuf,
}

/// What one build gave: the test programs, and the server's binary.
pub struct Suites {
    /// All test programs.
    pub all: Vec<Suite>,
    /// The `flsdb` that was built along.
    pub server: Option<PathBuf>,
    /// Whether something did not compile; what did is there all the same.
    pub is_partial: bool,
}

/// A line of cargo's build messages, as far as it matters here.
#[derive(Deserialize)]
struct Message {
    package_id: Option<String>,
    manifest_path: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

impl Suites {
    /// Builds every test of the native workspace in one go, so that all share one set of dependencies.
    pub fn build(layout: &Layout) -> Result<Self, Failure> {
        let mut cargo = call::cargo(layout);
        cargo.args([
            "test",
            "--no-run",
            "--no-fail-fast",
            "--workspace",
            "--exclude",
            PAGE,
            "--quiet",
        ]);
        cargo
            .args(["--message-format", "json-render-diagnostics", "--target-dir"])
            .arg(layout.native_target());
        let mut child = cargo
            .stdout(Stdio::piped())
            .spawn()
            .map_err(call::start(&cargo))?;
        let mut suites = Self {
            all: Vec::new(),
            server: None,
            is_partial: false,
        };
        for line in child
            .stdout
            .take()
            .into_iter()
            .flat_map(|pipe| BufReader::new(pipe).lines())
        {
            suites.note(&line.unwrap_or_default());
        }
        suites.is_partial = !child.wait().map_err(call::start(&cargo))?.success();
        Ok(suites)
    }

    fn note(&mut self, line: &str) {
        let Ok(message) = serde_json::from_str::<Message>(line) else {
            return;
        };
        let (Some(id), Some(manifest), Some(target), Some(profile), Some(program)) = (
            message.package_id,
            message.manifest_path,
            message.target,
            message.profile,
            message.executable,
        ) else {
            return;
        };
        if profile.test {
            let folder = manifest.parent().unwrap_or(Path::new(".")).to_owned();
            self.all.push(Suite {
                package: package_name(&id),
                program,
                folder,
            });
        } else if target.name == "flsdb" {
            self.server = Some(program);
        }
    }
}

impl Suite {
    /// The test program as cargo would call it.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--quiet")
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder);
        command
    }
}

/// Runs a program of tests, shows what it prints and counts its results.
///
/// A program that fails without telling a failed test (it crashed, or did not build) counts as one failure.
pub fn count(command: &mut Command) -> Result<Tally, Failure> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(call::start(command))?;
    let mut tally = Tally::default();
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|pipe| BufReader::new(pipe).lines())
    {
        let line = line.unwrap_or_default();
        if !line.trim().is_empty() && line != "running 0 tests" {
            println!("    {line}");
        }
        if let Some(more) = Tally::of_line(&line) {
            tally += more;
        }
    }
    let status = child.wait().map_err(call::start(command))?;
    if !status.success() && tally.failed == 0 {
        println!(
            "    {} ended with {status}",
            command.get_program().to_string_lossy()
        );
        tally += Tally::FAILED;
    }
    Ok(tally)
}

/// The name in a package id: `path+file:///…/crates/api#flsdb-api@0.1.0`, or `…/crates/xtask#0.1.0`.
fn package_name(id: &str) -> String {
    let (path, fragment) = id.rsplit_once('#').unwrap_or(("", id));
    match fragment.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => path.rsplit('/').next().unwrap_or(path).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named() {
        for (id, name) in [
            ("path+file:///src/crates/api#flsdb-api@0.1.0", "flsdb-api"),
            ("path+file:///src/crates/xtask#0.1.0", "xtask"),
        ] {
            assert_eq!(package_name(id), name);
        }
    }

    #[test]
    fn a_crash_is_a_failure_and_a_quiet_success_is_nothing() {
        assert_eq!(count(&mut Command::new("false")).unwrap(), Tally::FAILED);
        assert_eq!(count(&mut Command::new("true")).unwrap(), Tally::default());
    }
}
