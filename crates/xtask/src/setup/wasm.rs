//! A compiler for the browser: the target is there, or rustup adds it, or Debian's own toolchain has it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::call;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::setup::system;
use crate::step::{step, there};

/// The target triple of the page.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Seconds after which rustup's server counts as out of reach.
const PATIENCE: &str = "180";

/// Which compiler builds the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The compiler that builds everything else.
    Usual,
    /// Debian's, which brings the standard library's source instead of the built target.
    Debian,
}

impl Toolchain {
    /// The environment that its cargo needs.
    pub fn environment(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Usual => Vec::new(),
            // Debian's compiler builds the standard library along, which is an unstable option.
            Self::Debian => {
                vec![
                    ("RUSTC_BOOTSTRAP", "1"),
                    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
                ]
            }
        }
    }

    /// What identifies the compiler: its version, or nothing if it cannot be asked.
    pub fn version(self) -> String {
        let program = match self {
            Self::Usual => Path::new("rustc"),
            Self::Debian => Path::new("/usr/bin/rustc"),
        };
        call::answer(program, &["--version"]).unwrap_or_default()
    }
}

/// Finds or installs the compiler.
pub fn toolchain(layout: &Layout) -> Result<Toolchain, Failure> {
    if target_is_there() {
        there(TARGET);
        return Ok(Toolchain::Usual);
    }
    // Where Debian's served before, rustup's server is not asked again: it may take minutes not to answer.
    let served_before = links_folder(layout).exists();
    if !served_before && call::on_path("rustup") && step("Adding the target with rustup", add_target).is_ok()
    {
        return Ok(Toolchain::Usual);
    }
    debian()?;
    Ok(Toolchain::Debian)
}

/// A folder whose cargo and rustc are Debian's, to stand before rustup's on `PATH`.
pub fn debian_links(layout: &Layout) -> Result<PathBuf, Failure> {
    let folder = links_folder(layout);
    fs::create_dir_all(&folder).map_err(Failure::file("create", &folder))?;
    for program in ["cargo", "rustc", "rustdoc"] {
        let link = folder.join(program);
        if fs::symlink_metadata(&link).is_err() {
            symlink(Path::new("/usr/bin").join(program), &link).map_err(Failure::file("create", &link))?;
        }
    }
    Ok(folder)
}

fn links_folder(layout: &Layout) -> PathBuf {
    layout.tool("rust", "debian")
}

fn target_is_there() -> bool {
    call::answer("rustc", &["--print", "target-libdir", "--target", TARGET])
        .and_then(|folder| fs::read_dir(folder).ok())
        .is_some_and(|mut entries| {
            entries.any(|entry| {
                entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
            })
        })
}

fn add_target() -> Result<(), Failure> {
    let mut command = if call::on_path("timeout") {
        let mut command = Command::new("timeout");
        command.args([PATIENCE, "rustup"]);
        command
    } else {
        Command::new("rustup")
    };
    call::quiet(
        command
            .env("RUSTUP_MAX_RETRIES", "0")
            .args(["target", "add", TARGET]),
    )
    .map(|_| ())
}

fn debian() -> Result<(), Failure> {
    let what = "Debian's Rust toolchain for the browser";
    let packages = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
    // An older `rustc` package may have put programs of the same names there: ask for the packages.
    let is_there = || call::succeeds(Command::new("dpkg").arg("--status").args(packages));
    system::install(what, is_there, &packages)?;
    // rust-lld is a link to the lld of one version: that version's package brings it.
    let linker = Path::new("/usr/bin/rust-lld");
    let package = fs::read_link(linker).ok().and_then(|target| {
        let name = target.file_name()?.to_str()?.to_owned();
        name.starts_with("lld-").then_some(name)
    });
    match package {
        Some(package) => system::install("its linker", || linker.exists(), &[&package]),
        None => Ok(()),
    }
}
