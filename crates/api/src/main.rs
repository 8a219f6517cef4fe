//! The one binary, `flsdb`: see `flsdb --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    flsdb_api::cli::run()
}
