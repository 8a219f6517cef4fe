//! The app as its users meet it: the real binary, a fresh database, Chromium.
//!
//! A journey is one async function over a [`Visit`]; [`journey()`] runs it on one database, and each test file
//! calls it once per database. Waiting is always for a condition. Whatever the journey itself asserts, it also
//! fails on an error in the browser's console and on any request to another host.

pub mod album;
pub mod axe;
pub mod browser;
pub mod database;
pub mod fuzz;
pub mod hands;
pub mod journey;
pub mod keyboard;
pub mod registry;
pub mod sender;
pub mod steps;
pub mod visit;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use album::Album;
pub use database::Backend;
pub use hands::Hands;
pub use journey::journey;
pub use keyboard::Keyboard;
pub use registry::{Registry, Sandbox};
pub use sender::Sender;
pub use visit::{Reply, Visit};

/// What a part of a journey comes to: anything that goes wrong ends it.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// How long a condition may take to come true before the journey fails.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How often a condition is looked at.
pub const GLANCE: Duration = Duration::from_millis(50);

/// The top of the checkout.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder for pictures: `$FLSDB_ARTEFACTS`, else `artefacts` in the checkout.
pub fn artefacts() -> Outcome<PathBuf> {
    let folder = std::env::var_os("FLSDB_ARTEFACTS").map_or_else(|| root().join("artefacts"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
