//! A file of demo records, to be imported.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::call;
use crate::failure::Failure;

/// Records of the demo registry per service and year at scale 1, on the safe side.
const RECORDS_A_SERVICE_YEAR: u32 = 400;

/// Records as CSV, and the services that they name.
pub struct RecordsFile {
    /// The records.
    pub file: PathBuf,
    /// The services, as `flsdb services load` takes them.
    pub services: PathBuf,
    /// How many records.
    pub rows: usize,
}

impl RecordsFile {
    /// Makes both files in a folder; `flsdb` gives the program's command on a database of this name.
    pub fn make(flsdb: &impl Fn(&str) -> Command, folder: &Path, records: u32) -> Result<Self, Failure> {
        let file = folder.join("records.csv");
        make_file(flsdb, &file, records)?;
        let rows = keep_rows(&file, records as usize)?;
        let services = folder.join("services.csv");
        write_services(&file, &services)?;
        Ok(RecordsFile { file, services, rows })
    }
}

/// Fills a demo registry that is large enough, and exports it.
fn make_file(flsdb: &impl Fn(&str) -> Command, file: &Path, records: u32) -> Result<(), Failure> {
    let services = records.div_ceil(3 * RECORDS_A_SERVICE_YEAR).max(2).to_string();
    call::quiet(flsdb("demo.sqlite").arg("migrate"))?;
    call::quiet(flsdb("demo.sqlite").args(["demo", "--services", &services, "--years", "3"]))?;
    call::quiet(
        flsdb("demo.sqlite")
            .args(["export", "--format", "csv", "--output"])
            .arg(file),
    )?;
    Ok(())
}

/// Cuts a CSV file to its heading and so many rows; gives how many it has. No field of a record holds a line break.
fn keep_rows(file: &Path, rows: usize) -> Result<usize, Failure> {
    let text = fs::read_to_string(file).map_err(Failure::file("read", file))?;
    let kept: Vec<_> = text.lines().take(rows + 1).collect();
    fs::write(file, kept.join("\r\n") + "\r\n").map_err(Failure::file("write", file))?;
    Ok(kept.len().saturating_sub(1))
}

/// Names the services that the records name.
fn write_services(file: &Path, services: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(file).map_err(Failure::file("read", file))?;
    let codes: BTreeSet<&str> = text
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').next())
        .collect();
    let rows: String = codes
        .iter()
        .map(|code| format!("{code},Service {code},England,380\n"))
        .collect();
    let content = format!("code,name,nation,hip_fractures\n{rows}");
    fs::write(services, content).map_err(Failure::file("write", services))
}
