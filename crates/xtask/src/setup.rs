//! Installing what is missing. Each part asks first whether it is there.

mod python;
mod system;
mod tools;
mod wasm;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use crate::call;
use crate::failure::Failure;
use crate::layout::Layout;

pub use python::{ANALYSTS, CLIENT, Environment, FUZZ, environment};
pub use wasm::Toolchain;

/// What it takes to build the page: a compiler for the browser, and the tools round it.
pub struct PageTools {
    /// The compiler.
    pub toolchain: Toolchain,
    /// Folders that go before `PATH`.
    folders: Vec<PathBuf>,
}

impl PageTools {
    /// A program of the tools, with the environment that they need and its output kept apart from the server's.
    pub fn command(&self, layout: &Layout, program: &str) -> Command {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&path));
        let path = env::join_paths(folders).unwrap_or_else(|_| OsString::from(&path));
        let mut command = Command::new(self.find(program));
        command
            .current_dir(layout.root())
            .env("PATH", path)
            .env("CARGO_TARGET_DIR", layout.wasm_target())
            .envs(self.toolchain.environment());
        command
    }

    fn find(&self, program: &str) -> PathBuf {
        let found = self
            .folders
            .iter()
            .map(|folder| folder.join(program))
            .find(|path| path.is_file());
        found.unwrap_or_else(|| PathBuf::from(program))
    }
}

/// Installs what building, running and testing need.
pub fn everything(layout: &Layout) -> Result<(), Failure> {
    page(layout)?;
    postgres()?;
    environment(layout, &ANALYSTS)?;
    environment(layout, &FUZZ)?;
    environment(layout, &CLIENT)?;
    fhir(layout)?;
    browser()
}

/// Installs what the tests check FHIR resources with; gives its folder.
pub fn fhir(layout: &Layout) -> Result<PathBuf, Failure> {
    node()?;
    tools::fhir_packages(layout)
}

fn node() -> Result<(), Failure> {
    system::programs("Node.js and npm", &["node", "npm"], &["nodejs", "npm"])
}

/// Installs what building the page needs.
pub fn page(layout: &Layout) -> Result<PageTools, Failure> {
    node()?;
    let toolchain = wasm::toolchain(layout)?;
    let mut folders = Vec::new();
    if toolchain == Toolchain::Debian {
        folders.push(wasm::debian_links(layout)?);
    }
    folders.extend(tools::trunk(layout)?);
    folders.extend(tools::wasm_bindgen(layout)?);
    tools::npm_packages(layout)?;
    folders.push(layout.frontend().join("node_modules/.bin"));
    Ok(PageTools { toolchain, folders })
}

/// Installs PostgreSQL's server programs and gives their folder.
pub fn postgres() -> Result<PathBuf, Failure> {
    let found = || postgres_folder().ok_or("initdb");
    system::install("PostgreSQL", || found().is_ok(), &["postgresql"])?;
    found()
        .map_err(|program| Failure::Other(format!("PostgreSQL is installed, but `{program}` is not found")))
}

/// Installs a browser and its driver.
pub fn browser() -> Result<(), Failure> {
    let there = || {
        let browser = ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .any(call::on_path);
        browser && call::on_path("chromedriver")
    };
    system::install("Chromium and its driver", there, &["chromium", "chromium-driver"])
}

/// The folder of `initdb`: on `PATH`, or the newest of Debian's.
fn postgres_folder() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let newest = || {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        let numbered = versions.flatten().filter_map(|entry| {
            let number: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((number, entry.path().join("bin")))
        });
        numbered
            .filter(|(_, folder)| folder.join("initdb").is_file())
            .max()
            .map(|(_, folder)| folder)
    };
    env::split_paths(&path)
        .find(|folder| folder.join("initdb").is_file())
        .or_else(newest)
}
