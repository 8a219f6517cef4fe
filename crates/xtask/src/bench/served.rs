//! A running server and people who are signed in.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use ureq::{Agent, http::HeaderMap};

use crate::call;
use crate::failure::Failure;

/// E-mail address and password.
pub type Credentials<'a> = (&'a str, &'a str);

/// A running server; stopped when dropped.
pub struct Served {
    process: Child,
    /// The person that it was started for.
    pub person: Person,
}

/// Somebody who is signed in.
pub struct Person {
    address: String,
    agent: Agent,
    token: String,
}

impl Served {
    /// Starts a server on a free port and signs in.
    pub fn start(flsdb: &mut Command, credentials: Credentials<'_>) -> Result<Self, Failure> {
        flsdb.args(["serve", "--listen", "127.0.0.1:0", "--log", "error"]);
        let mut process = flsdb.stdout(Stdio::piped()).spawn().map_err(call::start(flsdb))?;
        let mut line = String::new();
        let told = process
            .stdout
            .take()
            .map(|out| BufReader::new(out).read_line(&mut line));
        let address = line
            .trim()
            .strip_prefix("Serving ")
            .unwrap_or_default()
            .to_owned();
        let mut served = Served {
            process,
            person: Person::new(address),
        };
        if !matches!(told, Some(Ok(_))) || served.person.address.is_empty() {
            return Err(Failure::Other(format!("the server did not start: {line}")));
        }
        served.person = served.sign_in(credentials)?;
        Ok(served)
    }

    /// Signs somebody in.
    pub fn sign_in(&self, (email, password): Credentials<'_>) -> Result<Person, Failure> {
        let mut person = Person::new(self.person.address.clone());
        let login = json!({"email": email, "password": password}).to_string();
        let token = person.post("auth/login", login.as_bytes())?;
        token["access_token"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut person.token);
        Ok(person)
    }

    /// The most memory that the server has held, in megabytes.
    pub fn peak_memory(&self) -> Result<f64, Failure> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(&path).map_err(Failure::file("read", path.as_ref()))?;
        peak_memory(&status).ok_or_else(|| Failure::Other(format!("{path} does not tell the peak of memory")))
    }
}

impl Person {
    fn new(address: String) -> Self {
        Person {
            address,
            agent: Agent::new_with_defaults(),
            token: String::new(),
        }
    }

    /// Asks for a document.
    pub fn get(&self, path: &str) -> Result<Value, Failure> {
        let text = self.drain(path)?;
        serde_json::from_slice(&text)
            .map_err(|error| Failure::Other(format!("{path} gives no JSON: {error}")))
    }

    /// Asks for a document and takes its bytes as they come.
    pub fn drain(&self, path: &str) -> Result<Vec<u8>, Failure> {
        self.follow(path, |_| ())
    }

    /// The milliseconds that the server says it took for an answer, which is then drained.
    pub fn server_time(&self, path: &str) -> Result<f64, Failure> {
        let mut told = None;
        self.follow(path, |headers| {
            let value = headers.get("server-timing").and_then(|value| value.to_str().ok());
            told = value.and_then(|value| value.strip_prefix("total;dur=")?.parse().ok());
        })?;
        told.ok_or_else(|| Failure::Other(format!("{path} does not tell how long the server took")))
    }

    fn follow(&self, path: &str, begins: impl FnOnce(&HeaderMap)) -> Result<Vec<u8>, Failure> {
        let request = self
            .agent
            .get(self.url(path))
            .header("Authorization", format!("Bearer {}", self.token));
        let answer = request.call().and_then(|mut answer| {
            begins(answer.headers());
            answer.body_mut().with_config().limit(1 << 30).read_to_vec()
        });
        answer.map_err(|error| Failure::Other(format!("{path}: {error}")))
    }

    /// Sends a body.
    pub fn post(&self, path: &str, body: &[u8]) -> Result<Value, Failure> {
        let request = self
            .agent
            .post(self.url(path))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Content-Type", "application/json");
        let answer = request
            .send(body)
            .and_then(|mut answer| answer.body_mut().read_to_string());
        let text = answer.map_err(|error| Failure::Other(format!("{path}: {error}")))?;
        serde_json::from_str(&text).map_err(|error| Failure::Other(format!("{path} gives no JSON: {error}")))
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.address)
    }
}

/// Makes an account; `grant` are the options that say its role and services.
pub fn add_user(
    flsdb: &mut Command,
    (email, password): Credentials<'_>,
    grant: &[&str],
) -> Result<(), Failure> {
    flsdb
        .args(["user", "add", "--email", email])
        .args(grant)
        .arg("--password-stdin");
    flsdb.stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = flsdb.spawn().map_err(call::start(flsdb))?;
    let told = child.stdin.take().map(|mut input| writeln!(input, "{password}"));
    match (told, child.wait()) {
        (Some(Ok(())), Ok(status)) if status.success() => Ok(()),
        _ => Err(Failure::Other(format!(
            "the account of {email} could not be made"
        ))),
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Its database goes with it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The high-water mark in a Linux process's status file, in megabytes.
fn peak_memory(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_read() {
        assert_eq!(
            peak_memory("Name:\tflsdb\nVmHWM:\t  307200 kB\nVmRSS:\t 1 kB\n"),
            Some(300.0)
        );
        assert_eq!(peak_memory("Name:\tflsdb\n"), None);
    }
}
