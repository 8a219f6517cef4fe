//! Python with packages, in the cache: nothing is installed into the machine's own Python.

use std::path::PathBuf;
use std::process::Command;

use crate::call;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::setup::system;
use crate::step::step;

/// A virtual environment.
pub struct Environment {
    /// Its name in the cache.
    pub name: &'static str,
    /// Grows when its packages change.
    pub version: &'static str,
    /// What is told while it is made.
    pub what: &'static str,
    /// Its packages, at these very versions.
    pub packages: &'static [&'static str],
    /// What it must be able to import.
    pub modules: &'static str,
}

/// What the examples of `docs/ANALYSTS.md` need.
pub const ANALYSTS: Environment = Environment {
    name: "analysts",
    version: "1",
    what: "Installing pandas, once for this machine",
    packages: &["pandas==3.1.1"],
    modules: "pandas",
};

/// What sends made-up requests to the API.
pub const FUZZ: Environment = Environment {
    name: "schemathesis",
    version: "4.32.5",
    what: "Installing schemathesis, once for this machine",
    packages: &["schemathesis==4.32.5"],
    modules: "schemathesis",
};

/// What makes a client from the description of the API, and what such a client needs.
pub const CLIENT: Environment = Environment {
    name: "openapi-client",
    version: "0.29.1",
    what: "Installing openapi-python-client, once for this machine",
    packages: &["openapi-python-client==0.29.1"],
    modules: "openapi_python_client, httpx, attrs, dateutil",
};

/// Makes the environment if it is not there; gives its program.
pub fn environment(layout: &Layout, wanted: &Environment) -> Result<PathBuf, Failure> {
    let home = layout.tool(wanted.name, wanted.version);
    let python = home.join("bin/python");
    let import = format!("import {}", wanted.modules);
    if !call::succeeds(Command::new(&python).args(["-c", &import])) {
        let there = || call::succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"]));
        system::install("Python", there, &["python3", "python3-venv"])?;
        step(wanted.what, || {
            call::quiet(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
            call::quiet(
                Command::new(&python)
                    .args(["-m", "pip", "install", "--quiet"])
                    .args(wanted.packages),
            )
        })?;
    }
    Ok(python)
}
