//! Where things are: the checkout, and the cache folder for tools and compiler output.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The folders that the commands work in.
pub struct Layout {
    root: PathBuf,
    cache: PathBuf,
}

impl Layout {
    /// The checkout that this command runs in, and the cache: `$FLSDB_CACHE`, else `$XDG_CACHE_HOME/flsdb`,
    /// else `~/.cache/flsdb`.
    pub fn find() -> Result<Self, Failure> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.ancestors().nth(2).unwrap_or(&manifest).to_owned();
        let cache = env::var_os("FLSDB_CACHE")
            .map(PathBuf::from)
            .or_else(|| env::var_os("XDG_CACHE_HOME").map(|folder| PathBuf::from(folder).join("flsdb")))
            .or_else(|| env::home_dir().map(|home| home.join(".cache/flsdb")))
            .ok_or_else(|| Failure::Other("no home folder: set FLSDB_CACHE to a folder for tools".into()))?;
        std::fs::create_dir_all(&cache).map_err(Failure::file("create", &cache))?;
        let cache = cache.canonicalize().map_err(Failure::file("find", &cache))?;
        Ok(Self { root, cache })
    }

    /// The top of the checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The front end's folder.
    pub fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    /// The built page, which the server embeds.
    pub fn dist(&self) -> PathBuf {
        self.root.join("frontend/dist")
    }

    /// Files of this checkout that are not worth keeping: stamps, the demo's database.
    pub fn scratch(&self) -> PathBuf {
        self.root.join("target")
    }

    /// A tool built by these commands, keyed by its version.
    pub fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join("tools").join(format!("{name}-{version}"))
    }

    /// Compiler output of the server and of all tests on this machine.
    pub fn native_target(&self) -> PathBuf {
        self.cache.join("native")
    }

    /// Compiler output for the browser. It has a folder of its own because it may come from another compiler.
    pub fn wasm_target(&self) -> PathBuf {
        self.cache.join("wasm")
    }
}
