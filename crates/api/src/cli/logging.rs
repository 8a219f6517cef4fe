//! The log: lines for people on a terminal, JSON for machines elsewhere.

use std::io::{self, IsTerminal};

use tracing_subscriber::{EnvFilter, fmt};

use crate::settings::Settings;

/// Starts the log on standard error. A filter that cannot be read logs what the default does.
pub(super) fn start(settings: &Settings) {
    let filter = settings.log.as_deref().unwrap_or("warn,flsdb_api=info");
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("warn,flsdb_api=info"));
    let lines = fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_target(false);
    // A second start, as in tests, leaves the first one in place.
    let _ = if io::stderr().is_terminal() {
        lines.compact().try_init()
    } else {
        lines.json().with_span_list(false).try_init()
    };
}
