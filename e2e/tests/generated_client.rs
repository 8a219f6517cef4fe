//! A client made from the description of the API by a tool that knows nothing else of it, and a tour with it.

#![cfg(test)]

use std::env;
use std::path::PathBuf;
use std::process::Stdio;

use flsdb_e2e::{Outcome, Sandbox, root};
use tokio::process::Command;

/// The variable that names a Python with openapi-python-client.
const PYTHON: &str = "FLSDB_CLIENT_PYTHON";

fn python() -> Outcome<PathBuf> {
    let named = env::var_os(PYTHON).map(PathBuf::from);
    Ok(named.ok_or_else(|| {
        format!("{PYTHON} is not set: run `cargo xtask e2e`, or name a Python that has openapi-python-client")
    })?)
}

/// Runs a command in the sandbox's folder; gives what it says, which is told if it fails.
async fn run(sandbox: &Sandbox, command: &mut Command) -> Outcome<String> {
    let output = command
        .current_dir(sandbox.folder())
        .env("FLSDB_SERVER", sandbox.server.origin())
        .stdin(Stdio::null())
        .output()
        .await?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{said}");
    Ok(said)
}

#[tokio::test]
async fn a_client_made_from_the_description_does_the_tour() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let python = python()?;
    let parts = root().join("e2e/client");
    let description = format!("{}/api/openapi.json", sandbox.server.origin());
    let mut generate = Command::new(python.with_file_name("openapi-python-client"));
    generate
        .args([
            "generate",
            "--meta",
            "none",
            "--output-path",
            "flsdb_client",
            "--fail-on-warning",
        ])
        .args(["--url", &description])
        .arg("--config")
        .arg(parts.join("config.yml"));
    run(&sandbox, &mut generate).await?;
    let mut tour = Command::new(&python);
    tour.arg(parts.join("tour.py"))
        .env("PYTHONPATH", sandbox.folder());
    let said = run(&sandbox, &mut tour).await?;
    assert!(said.ends_with("the tour is done\n"), "{said}");
    Ok(())
}
