//! `flsdb demo`.

use clap::Args;

use super::Fault;
use crate::settings::Settings;

/// Options of `flsdb demo`.
#[derive(Args)]
pub(super) struct Options {
    /// The same seed gives the same records.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Load nothing if the database holds services already. Either way, print who can sign in to a demo
    /// (`cargo xtask run` calls this at every start).
    #[arg(long)]
    if_empty: bool,
}

pub(super) fn run(_settings: &Settings, _options: &Options) -> Result<(), Fault> {
    Ok(())
}
