//! Requests made up from the description of the API, sent to the real server by schemathesis; every answer is held against
//! the description, and searched for what belongs to another service. What is checked, and why what is not is not, stands
//! in `e2e/fuzz/schemathesis.toml`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::registry::{LEAD, NEIGHBOUR, PASSWORD, Person, Server};
use crate::{Backend, Outcome, Registry, root};

/// The variable that names a Python with schemathesis.
const PYTHON: &str = "FLSDB_FUZZ_PYTHON";

/// Lines of what schemathesis says that are told when something is found.
const TOLD: usize = 200;

/// A nurse of the service whose records may be seen.
const NURSE: Person = Person {
    email: "nurse@bradley.example",
    role: "data-entry",
    service: "BRD",
};

/// Whose requests are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Without a token.
    Nobody,
    /// A data-entry user.
    DataEntry,
    /// The system of a hospital, with every scope.
    Client,
}

impl Caller {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nobody, Self::DataEntry, Self::Client];

    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::DataEntry => "data entry",
            Self::Client => "integration client",
        }
    }
}

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The same seed makes the same requests.
    pub seed: u32,
    /// Requests made up at random, for each operation.
    pub examples: u32,
    /// The kinds of requests, as schemathesis names its phases.
    pub phases: &'static str,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Requests sent.
    pub requests: u64,
    /// Answers that break the description, or tell of another service.
    pub findings: u64,
    /// The findings in words.
    pub text: String,
}

/// A server with two services: one that the callers belong to, and a neighbour with marked records.
pub struct Ground {
    registry: Registry,
    server: Server,
}

impl Ground {
    /// Starts it.
    pub async fn prepare(backend: Backend) -> Outcome<Self> {
        let registry = Registry::of_exports(backend).await?;
        registry.store_export("BRD.csv", "BRD").await?;
        registry.store_export("CDF.csv", "CDF").await?;
        registry
            .add_user(NURSE.email, NURSE.role, &[NURSE.service], PASSWORD)
            .await?;
        // Made-up sign-ins must not keep the callers from signing in, nor requests a client from sending more.
        let options = [
            "--sign-ins-per-minute",
            "100000",
            "--client-requests-per-minute",
            "1000000",
        ];
        let server = registry.serve_with(&options).await?;
        let ground = Self { registry, server };
        let folder = ground.folder().as_os_str();
        let mut python = Command::new(python()?);
        python
            .arg(part("prepare.py"))
            .args([&ground.server.origin(), LEAD.email, NEIGHBOUR.email, PASSWORD])
            .arg(folder);
        said(&mut python).await?;
        Ok(ground)
    }

    /// Sends requests as this caller.
    ///
    /// # Errors
    ///
    /// When schemathesis cannot do its work; that it found something is no error.
    pub async fn fuzz(&self, caller: Caller, effort: Effort) -> Outcome<Report> {
        std::fs::copy(part("schemathesis.toml"), self.folder().join("schemathesis.toml"))?;
        let report = self.folder().join("report.json");
        let mut command = Command::new(python()?.with_file_name("schemathesis"));
        command
            .current_dir(self.folder())
            .arg("run")
            .arg(format!("{}/api/openapi.json", self.server.origin()))
            .args(["--no-color", "--report", "json", "--report-json-path"])
            .arg(&report)
            .args(["--phases", effort.phases])
            .args(["--seed", &effort.seed.to_string()])
            .args(["--max-examples", &effort.examples.to_string()])
            .env("FLSDB_ORIGIN", self.server.origin())
            .env("FLSDB_HOOKS", part("hooks.py"))
            .env("FLSDB_FOREIGN", self.folder().join("foreign.json"))
            .stdin(Stdio::null());
        if let Some(request) = self.token_request(caller)? {
            command.env("FLSDB_TOKEN_REQUEST", request);
        }
        let output = command.output().await?;
        let text = String::from_utf8_lossy(&output.stdout);
        let told = std::fs::read_to_string(&report).map_err(|error| {
            format!(
                "no report ({error}):\n{text}{}",
                String::from_utf8_lossy(&output.stderr)
            )
        })?;
        read(&serde_json::from_str(&told)?, &text)
    }

    /// The most memory that the server has held, in megabytes.
    pub fn peak_memory(&self) -> Outcome<f64> {
        self.server.peak_memory()
    }

    /// The request that gives the caller a token.
    fn token_request(&self, caller: Caller) -> Outcome<Option<String>> {
        let login = json!({"email": NURSE.email, "password": PASSWORD});
        Ok(match caller {
            Caller::Nobody => None,
            Caller::DataEntry => Some(json!({"path": "/api/v1/auth/login", "json": login}).to_string()),
            Caller::Client => Some(std::fs::read_to_string(self.folder().join("client.json"))?),
        })
    }

    fn folder(&self) -> &Path {
        self.registry.folder()
    }
}

/// The figures of a run, with what was printed about its findings.
fn read(report: &Value, text: &str) -> Outcome<Report> {
    let cases = &report["test_cases"];
    let requests = cases["generated"]
        .as_u64()
        .ok_or("the report tells no requests")?;
    let failures = cases["unique_failures"]
        .as_u64()
        .ok_or("the report tells no failures")?;
    let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
    let found = text.find("= ERRORS =").or_else(|| text.find("= FAILURES ="));
    let lines = text
        .get(found.unwrap_or(text.len())..)
        .unwrap_or_default()
        .lines();
    Ok(Report {
        requests,
        findings: failures + errors,
        text: lines.take(TOLD).collect::<Vec<_>>().join("\n"),
    })
}

fn part(name: &str) -> PathBuf {
    root().join("e2e/fuzz").join(name)
}

fn python() -> Outcome<PathBuf> {
    let python = env::var_os(PYTHON);
    let named = python.ok_or_else(|| {
        format!("{PYTHON} is not set: run `cargo xtask e2e`, or name a Python that has schemathesis")
    })?;
    Ok(PathBuf::from(named))
}

/// What a program prints, if it ends well.
async fn said(command: &mut Command) -> Outcome<String> {
    let output = command.stdin(Stdio::null()).output().await?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    Err(format!(
        "{}\n{said}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    )
    .into())
}
