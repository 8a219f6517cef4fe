//! Chromium under chromedriver, with a new profile and its logs kept.

use std::process::Stdio;
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{GLANCE, Outcome, PATIENCE};

/// Flags that make Chromium run without a screen, as any user, and keep it to itself.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
];

/// A browser of its own; closed by [`Browser::close`].
pub struct Browser {
    driver: WebDriver,
    _chromedriver: Child,
    _profile: TempDir,
}

/// What the browser saw during a journey.
#[derive(Debug, Default)]
pub struct Seen {
    /// Errors in the console, those of failed requests among them.
    pub errors: Vec<String>,
    /// The address of every request.
    pub requests: Vec<String>,
}

impl Browser {
    /// Starts chromedriver on a free port, and Chromium with an empty profile.
    pub async fn start() -> Outcome<Self> {
        let (chromedriver, port) = chromedriver().await?;
        let profile = tempfile::Builder::new().prefix("flsdb-chromium-").tempdir()?;
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wishes.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        wishes.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        let patience = Arc::new(ElementPollerWithTimeout::new(PATIENCE, GLANCE));
        let address = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::builder(address, wishes)
            .poller(patience)
            .connect()
            .await?;
        Ok(Self {
            driver,
            _chromedriver: chromedriver,
            _profile: profile,
        })
    }

    /// The driver, for everything a visit has no word for.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Gives the page a width in CSS pixels, as a phone or a desk has it.
    pub async fn resize(&self, width: u32) -> Outcome {
        let height = if width < 600 { 812 } else { 900 };
        self.driver
            .cdp()
            .emulation()
            .set_device_metrics_override(width, height, 1.0, false)
            .await?;
        Ok(())
    }

    /// What happened since the last time it was asked.
    pub async fn seen(&self) -> Outcome<Seen> {
        let console = self.driver.get_log("browser").await?;
        let errors = console
            .into_iter()
            .filter(|entry| entry.level == "SEVERE")
            .map(|entry| entry.message);
        let network = self.driver.get_log("performance").await?;
        let requests = network.iter().filter_map(|entry| request(&entry.message));
        Ok(Seen {
            errors: errors.collect(),
            requests: requests.collect(),
        })
    }

    /// Closes the browser, then its driver.
    pub async fn close(self) -> Outcome {
        let Self {
            driver,
            _chromedriver: mut chromedriver,
            _profile: profile,
        } = self;
        driver.quit().await?;
        chromedriver.kill().await?;
        profile.close()?;
        Ok(())
    }
}

/// The address in a log entry that tells of a request.
fn request(entry: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(entry).ok()?;
    let message = &entry["message"];
    let address = match message["method"].as_str()? {
        "Network.requestWillBeSent" => &message["params"]["request"]["url"],
        "Network.webSocketCreated" => &message["params"]["url"],
        _ => return None,
    };
    address.as_str().map(str::to_owned)
}

/// Starts chromedriver and reads from its greeting which port it took.
async fn chromedriver() -> Outcome<(Child, u16)> {
    let mut command = Command::new("chromedriver");
    command
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = command
        .spawn()
        .map_err(|error| format!("chromedriver does not start: {error}"))?;
    let output = child.stdout.take().ok_or("chromedriver has no output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        let port = line
            .split_once("successfully on port ")
            .and_then(|(_, rest)| rest.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            // The rest is read and dropped, so that the driver never waits for a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((child, port));
        }
    }
    Err("chromedriver ended without naming its port".into())
}
