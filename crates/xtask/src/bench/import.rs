//! Importing a file of many records: how long, and how much memory at its peak.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::Ground;
use crate::bench::measure::{Measure, Target};
use crate::call;
use crate::failure::Failure;
use crate::server;

/// Megabytes that an import may take at its peak.
const MEMORY: f64 = 300.0;

/// Records of the demo registry per service and year at scale 1, on the safe side.
const RECORDS_A_SERVICE_YEAR: u32 = 400;

/// Makes a file of demo records, imports it into an empty database, and watches the process.
pub fn measure(ground: &Ground) -> Result<Vec<Measure>, Failure> {
    let program = server::build(ground.layout)?;
    let folder = tempfile::tempdir().map_err(Failure::file("create a folder in", &std::env::temp_dir()))?;
    let file = folder.path().join("records.csv");
    let flsdb = |database: &str| {
        let mut command = Command::new(&program);
        let url = format!("sqlite:{}", folder.path().join(database).display());
        command
            .env("FLSDB_DATABASE", url)
            .env("FLSDB_KEYS", folder.path().join("keys"));
        command
    };
    let services = ground.records.div_ceil(3 * RECORDS_A_SERVICE_YEAR).to_string();
    call::quiet(flsdb("demo.sqlite").arg("migrate"))?;
    call::quiet(flsdb("demo.sqlite").args(["demo", "--services", &services, "--years", "3"]))?;
    call::quiet(
        flsdb("demo.sqlite")
            .args(["export", "--format", "csv", "--output"])
            .arg(&file),
    )?;
    let rows = keep_rows(&file, ground.records as usize)?;

    call::quiet(flsdb("empty.sqlite").arg("migrate"))?;
    let mut import = flsdb("empty.sqlite");
    import
        .arg("import")
        .arg(&file)
        .arg("--commit")
        .stdout(Stdio::null());
    let start = Instant::now();
    let mut child = import.spawn().map_err(call::start(&import))?;
    let peak = watch(&mut child)?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(vec![
        Measure::new(&format!("import of {rows} rows"), seconds, "s"),
        Measure::new("rate", rows as f64 / seconds, "rows/s"),
        Measure::new("peak memory of an import", peak, "MB").with_target(Target::AtMost(MEMORY)),
    ])
}

/// Cuts a CSV file to its heading and so many rows; gives how many it has. No field of a record holds a line break.
fn keep_rows(file: &Path, rows: usize) -> Result<usize, Failure> {
    let text = fs::read_to_string(file).map_err(Failure::file("read", file))?;
    let kept: Vec<_> = text.lines().take(rows + 1).collect();
    fs::write(file, kept.join("\r\n") + "\r\n").map_err(Failure::file("write", file))?;
    Ok(kept.len().saturating_sub(1))
}

/// Waits for a process and gives the most memory that it held, in megabytes.
fn watch(child: &mut Child) -> Result<f64, Failure> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    loop {
        if let Some(held) = fs::read_to_string(&status).ok().as_deref().and_then(peak_memory) {
            peak = held;
        }
        match child.try_wait() {
            Ok(None) => thread::sleep(Duration::from_millis(20)),
            Ok(Some(status)) if status.success() => return Ok(peak),
            Ok(Some(status)) => return Err(Failure::Other(format!("the process ended with {status}"))),
            Err(error) => return Err(Failure::Other(format!("the process cannot be watched: {error}"))),
        }
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
