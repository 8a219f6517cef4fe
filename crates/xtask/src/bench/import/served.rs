//! A running server and one person who is signed in.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use ureq::Agent;

use crate::call;
use crate::failure::Failure;

/// A running server; stopped when dropped.
pub(super) struct Served {
    process: Child,
    address: String,
    agent: Agent,
    token: String,
}

impl Served {
    /// Starts a server on a free port and signs in.
    pub(super) fn start(flsdb: &mut Command, (email, password): (&str, &str)) -> Result<Self, Failure> {
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
            address,
            agent: Agent::new_with_defaults(),
            token: String::new(),
        };
        if !matches!(told, Some(Ok(_))) || served.address.is_empty() {
            return Err(Failure::Other(format!("the server did not start: {line}")));
        }
        let login = json!({"email": email, "password": password}).to_string();
        let token = served.post("auth/login", login.as_bytes())?;
        token["access_token"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut served.token);
        Ok(served)
    }

    /// Asks for a document.
    pub(super) fn get(&self, path: &str) -> Result<Value, Failure> {
        let request = self
            .agent
            .get(self.url(path))
            .header("Authorization", format!("Bearer {}", self.token));
        let answer = request
            .call()
            .and_then(|mut answer| answer.body_mut().read_to_string());
        read(path, answer)
    }

    /// Sends a body.
    pub(super) fn post(&self, path: &str, body: &[u8]) -> Result<Value, Failure> {
        let request = self
            .agent
            .post(self.url(path))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Content-Type", "application/json");
        let answer = request
            .send(body)
            .and_then(|mut answer| answer.body_mut().read_to_string());
        read(path, answer)
    }

    /// The most memory that the server has held, in megabytes.
    pub(super) fn peak_memory(&self) -> Result<f64, Failure> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(&path).map_err(Failure::file("read", path.as_ref()))?;
        peak_memory(&status).ok_or_else(|| Failure::Other(format!("{path} does not tell the peak of memory")))
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Its database goes with it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn read(path: &str, answer: Result<String, ureq::Error>) -> Result<Value, Failure> {
    let text = answer.map_err(|error| Failure::Other(format!("{path}: {error}")))?;
    serde_json::from_str(&text).map_err(|error| Failure::Other(format!("{path} gives no JSON: {error}")))
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
