//! The commands of `flsdb`.

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{
    auth::{KeyFault, PasswordFault},
    imports::ImportError,
    settings::{Flags, SettingFaults, Settings},
};

mod client;
mod demo;
mod deprivation;
mod export;
mod import;
mod kpis;
mod logging;
mod opening;
mod sandbox;
mod serve;
pub use serve::Options as ServeOptions;
mod services;
mod user;

/// FLSDB: an open registry for fracture liaison services.
///
/// Every setting may be given as a flag, in the environment, or in a TOML file named by --config, in this order.
#[derive(Parser)]
#[command(name = "flsdb", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the database up to date, making it if need be.
    Migrate,
    /// Serve the API and the app over HTTP until told to stop.
    Serve(serve::Options),
    /// Fill an empty database with invented records, and make a user of each role.
    Demo(demo::Options),
    /// Print the description of the API (OpenAPI 3.1, JSON).
    Openapi,
    /// Services and their yearly hip counts.
    #[command(subcommand)]
    Services(services::Command),
    /// Deprivation of the places where patients live.
    #[command(subcommand)]
    Deprivation(deprivation::Command),
    /// Check a file of records, and store it if asked to.
    Import(import::Options),
    /// Write records to a file, in the headings and labels of the data set.
    Export(export::Options),
    /// Accounts of people.
    #[command(subcommand)]
    User(user::Command),
    /// Clients: the systems of hospitals.
    #[command(subcommand)]
    Client(client::Command),
    /// Print the values of the KPIs, of all services, nothing hidden.
    Kpis(kpis::Options),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    Settings(#[from] SettingFaults),
    #[error(transparent)]
    Keys(#[from] KeyFault),
    #[error(transparent)]
    Store(#[from] flsdb_store::StoreError),
    #[error("The database is older than this program. Run first: flsdb migrate")]
    NotMigrated,
    #[error("{what}")]
    File {
        what: String,
        #[source]
        cause: io::Error,
    },
    #[error("{0}")]
    Content(String),
    #[error(transparent)]
    Password(#[from] PasswordFault),
    #[error("the answer cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Layout(#[from] flsdb_files::LayoutFault),
    #[error("the system gives no random numbers")]
    NoDice,
    #[error("the server stopped")]
    Server(#[source] io::Error),
    #[error("the figures cannot be computed")]
    Figures(#[source] Box<dyn Error + Send + Sync>),
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let Cli { flags, command } = Cli::parse();
    match carry_out(&flags, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("flsdb: {}", chain(&fault));
            ExitCode::FAILURE
        }
    }
}

fn carry_out(flags: &Flags, command: Command) -> Result<(), Fault> {
    if let Command::Openapi = command {
        print(&format!("{}\n", crate::documentation::as_committed()?));
        return Ok(());
    }
    let serve = match &command {
        Command::Serve(options) => options.clone(),
        _ => serve::Options::default(),
    };
    let settings = Settings::collect(flags, &serve)?;
    logging::start(&settings);
    match command {
        Command::Openapi => Ok(()),
        Command::Migrate => opening::migrate(&settings),
        Command::Serve(options) => serve::run(settings, &options),
        Command::Demo(options) => demo::run(&settings, &options),
        Command::Services(command) => services::run(&settings, &command),
        Command::Deprivation(command) => deprivation::run(&settings, &command),
        Command::Import(options) => import::run(&settings, &options),
        Command::Export(options) => export::run(&settings, &options),
        Command::User(command) => user::run(&settings, &command),
        Command::Client(command) => client::run(&settings, &command),
        Command::Kpis(options) => kpis::run(&settings, &options),
    }
}

/// Prints to standard output. Whoever stops reading, as `head` does, has enough.
pub(crate) fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

/// The fault and its causes, in one line.
fn chain(fault: &Fault) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_well_defined() {
        Cli::command().debug_assert();
    }
}
