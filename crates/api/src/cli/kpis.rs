//! `flsdb kpis`.

use clap::Args;

use super::Fault;
use crate::settings::Settings;

/// Options of `flsdb kpis`.
#[derive(Args)]
pub(super) struct Options {
    /// The same seed gives the same records.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) fn run(_settings: &Settings, _options: &Options) -> Result<(), Fault> {
    Ok(())
}
