//! The commands of this repository: `cargo xtask setup | run | test | e2e | wasm | guide | bench`.
//!
//! Everything a developer or a build machine does is one of these, so that the set-up is written down
//! once and is itself run every day. Nothing here belongs to the product.

mod bench;
mod call;
mod failure;
mod guide;
mod layout;
mod page;
mod postgres;
mod run;
mod server;
mod setup;
mod step;
mod suites;
mod tally;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::layout::Layout;

/// Builds, runs, tests and measures FLSDB.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing to build, run and test.
    Setup,
    /// Builds the app, loads demo data on the first start, and serves it.
    Run(run::Options),
    /// Runs every check and every test, and ends with `N passed, N failed`.
    Test(test::Options),
    /// Runs the browser tests only.
    E2e(test::Filter),
    /// Checks only that the shared crates and the page build for the browser.
    Wasm,
    /// Writes the guide for users anew into the page that was built.
    Guide,
    /// Measures, and compares with the targets.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let result = Layout::find().and_then(|layout| obey(Arguments::parse().command, &layout));
    match result {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\n{}", failure.explain());
            ExitCode::FAILURE
        }
    }
}

fn obey(command: Command, layout: &Layout) -> Result<ExitCode, Failure> {
    match command {
        Command::Setup => setup::everything(layout).map(|()| ExitCode::SUCCESS),
        Command::Run(options) => run::run(layout, &options),
        Command::Test(options) => test::run(layout, &options),
        Command::E2e(filter) => test::run(layout, &test::Options::layer("e2e", filter)),
        Command::Wasm => test::run(layout, &test::Options::layer("wasm", test::Filter::default())),
        Command::Guide => guide::build(layout).map(|()| ExitCode::SUCCESS),
        Command::Bench(options) => bench::run(layout, &options),
    }
}
