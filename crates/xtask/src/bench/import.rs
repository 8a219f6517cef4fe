//! Importing a file of many records over HTTP: how long, what progress shows, and how much memory at its peak.

use std::collections::BTreeSet;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bench::Ground;
use crate::bench::measure::{Measure, Target};
use crate::call;
use crate::failure::Failure;
use crate::server;

use super::records_file::RecordsFile;
use super::served::{Person, Served, add_user};

/// Megabytes that the server may take at its peak.
const MEMORY: f64 = 300.0;

/// Who imports, and with which password.
const SENDER: (&str, &str) = ("bench@example.org", "a password for one bench");

/// Makes a file of demo records, sends it to a server over an empty database, and watches.
pub fn measure(ground: &Ground) -> Result<Vec<Measure>, Failure> {
    let program = server::build(ground.layout)?;
    let folder = tempfile::tempdir().map_err(Failure::file("create a folder in", &std::env::temp_dir()))?;
    let flsdb = |database: &str| server::command(&program, folder.path(), database);
    let RecordsFile { file, services, rows } = RecordsFile::make(&flsdb, folder.path(), ground.records)?;

    call::quiet(flsdb("empty.sqlite").arg("migrate"))?;
    call::quiet(flsdb("empty.sqlite").args(["services", "load"]).arg(&services))?;
    add_user(
        &mut flsdb("empty.sqlite"),
        SENDER,
        &["--role", "national-administrator"],
    )?;
    let server = Served::start(&mut flsdb("empty.sqlite"), SENDER)?;
    let sender = &server.person;
    let text = fs::read(&file).map_err(Failure::file("read", &file))?;

    let start = Instant::now();
    let sent = sender.post("imports", &text)?;
    let id = sent["id"].as_str().unwrap_or_default().to_owned();
    let (checked, mut progress) = watch(sender, &id)?;
    let checking = start.elapsed().as_secs_f64();
    expect(&checked, "checked")?;

    let start = Instant::now();
    let (committed, seen) = thread::scope(|scope| {
        let asked = scope.spawn(|| sender.post(&format!("imports/{id}/commit"), b"{}"));
        let watched = watch_until(sender, &id, |import| {
            import["status"] == "committed" || asked.is_finished()
        });
        asked
            .join()
            .map_err(|_| Failure::Other("the commit broke off".to_owned()))??;
        let (_, mut seen) = watched?;
        let (committed, more) = watch(sender, &id)?;
        seen.extend(more);
        Ok::<_, Failure>((committed, seen))
    })?;
    let committing = start.elapsed().as_secs_f64();
    expect(&committed, "committed")?;
    progress.extend(seen);

    let rate = |seconds: f64| rows as f64 / seconds;
    Ok(vec![
        Measure::new(&format!("check of {rows} rows"), checking, "s"),
        Measure::new("rate of the check", rate(checking), "rows/s"),
        Measure::new(&format!("commit of {rows} rows"), committing, "s"),
        Measure::new("rate of the commit", rate(committing), "rows/s"),
        Measure::new("progress: different values seen", progress.len() as f64, "")
            .with_target(Target::AtLeast(3.0)),
        Measure::new("peak memory of the server", server.peak_memory()?, "MB")
            .with_target(Target::AtMost(MEMORY)),
    ])
}

/// Waits until nothing works on the import; gives it with the progress that was seen.
fn watch(sender: &Person, id: &str) -> Result<(Value, BTreeSet<String>), Failure> {
    watch_until(sender, id, |import| {
        !matches!(import["status"].as_str(), Some("checking" | "committing"))
    })
}

fn watch_until(
    sender: &Person,
    id: &str,
    is_over: impl Fn(&Value) -> bool,
) -> Result<(Value, BTreeSet<String>), Failure> {
    let mut seen = BTreeSet::new();
    loop {
        let import = sender.get(&format!("imports/{id}"))?;
        seen.insert(format!("{} {}", import["status"], import["progress"]));
        if is_over(&import) {
            return Ok((import, seen));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn expect(import: &Value, status: &str) -> Result<(), Failure> {
    if import["status"] == status && import["counts"]["rejected"] == 0 {
        Ok(())
    } else {
        Err(Failure::Other(format!(
            "the import is not {status} whole: {import}"
        )))
    }
}
