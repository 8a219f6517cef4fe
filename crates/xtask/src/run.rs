//! `cargo xtask run`: from a clone to the app in a browser.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

use crate::call;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::step::step;
use crate::{page, server, setup};

/// Options of `cargo xtask run`.
#[derive(Args)]
pub struct Options {
    /// The database's URL, `sqlite:…` or `postgres://…` [default: an SQLite file in the data folder].
    #[arg(long, env = "FLSDB_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The address to serve on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// The folder for the demo's database and keys [default: target/demo].
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Installs, builds, loads demo data if the database has none, and becomes the server.
pub fn run(layout: &Layout, options: &Options) -> Result<ExitCode, Failure> {
    let tools = setup::page(layout)?;
    page::build(layout, &tools)?;
    let data = options
        .data
        .clone()
        .unwrap_or_else(|| layout.scratch().join("demo"));
    fs::create_dir_all(&data).map_err(Failure::file("create", &data))?;
    let data = data.canonicalize().map_err(Failure::file("find", &data))?;
    let program = copy(&server::build(layout)?, &data)?;
    let database = match &options.database {
        Some(url) => url.clone(),
        None => format!("sqlite:{}", data.join("flsdb.sqlite").display()),
    };
    let flsdb = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command
            .current_dir(&data)
            .env("FLSDB_DATABASE", &database)
            .env("FLSDB_KEYS", data.join("keys"));
        command.args(arguments);
        command
    };
    step("Bringing the database up to date", || {
        call::run(&mut flsdb(&["migrate"]))
    })?;
    step("Loading demo data, if the database is empty", || {
        call::run(&mut flsdb(&["demo", "--if-empty"]))
    })?;
    println!("==> Starting the server; Ctrl-C ends it");
    let mut serve = flsdb(&["serve", "--listen", &options.listen]);
    // The server takes this process's place, so that Ctrl-C and signals reach it and nothing else.
    Err(call::start(&serve)(serve.exec()))
}

/// Sets the binary beside the data, so that another build does not touch it as it runs.
fn copy(built: &Path, data: &Path) -> Result<PathBuf, Failure> {
    let program = data.join("flsdb");
    let _ = fs::remove_file(&program);
    fs::copy(built, &program).map_err(Failure::file("copy", built))?;
    Ok(program)
}
