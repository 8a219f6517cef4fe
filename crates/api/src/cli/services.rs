//! `flsdb services`.

use std::{collections::BTreeMap, path::PathBuf};

use clap::Subcommand;
use flsdb_domain::{
    Nation, ServiceCode,
    vocabulary::Coded,
    wire::services::{HipFractures, Service},
};
use flsdb_store::services;
use serde::Deserialize;

use super::{Fault, opening};
use crate::settings::Settings;

/// The year under which a count without a year is stored, so that it holds for all.
const EVERY_YEAR: i32 = 2016;

/// Commands about services.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Store services from a CSV file: code,name,nation,hip_fractures and optionally ods_code,region,year.
    ///
    /// Known services take the new name, nation and so on; hip counts are added or replaced year by year. Without a year
    /// a count holds for all years.
    Load {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: ServiceCode,
    name: String,
    nation: String,
    hip_fractures: Option<u32>,
    ods_code: Option<String>,
    region: Option<String>,
    year: Option<i32>,
}

pub(super) fn run(settings: &Settings, command: &Command) -> Result<(), Fault> {
    let Command::Load { file } = command;
    let what = || format!("{} cannot be read", file.display());
    let bytes = std::fs::read(file).map_err(|cause| Fault::File { what: what(), cause })?;
    let found = read(&bytes).map_err(|message| Fault::Content(format!("{}: {message}", what())))?;
    let (store, _) = opening::open(settings)?;
    let count = found.len();
    store.write(&opening::author(settings), |w| services::load(w, &found))?;
    println!("{count} services stored.");
    Ok(())
}

/// Reads the file; several rows of one service give its counts by year.
fn read(bytes: &[u8]) -> Result<Vec<Service>, String> {
    let mut found: BTreeMap<ServiceCode, Service> = BTreeMap::new();
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    for (number, row) in (2..).zip(rows.deserialize()) {
        let row: Row = row.map_err(|error| error.to_string())?;
        let nation = Nation::from_text(&row.nation)
            .ok_or_else(|| format!("row {number}: give England, Wales or Northern Ireland as nation"))?;
        let service = found.entry(row.code).or_insert_with(|| Service {
            code: row.code,
            name: row.name,
            ods_code: row.ods_code,
            nation,
            region: row.region,
            hip_fractures: Vec::new(),
        });
        let year = row.year.unwrap_or(EVERY_YEAR);
        service
            .hip_fractures
            .extend(row.hip_fractures.map(|count| HipFractures { year, count }));
    }
    Ok(found.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files() {
        let text = "code,name,nation,hip_fractures,year\nBRD,Bradford,England,300,2023\nBRD,Bradford,England,310,2024\n";
        let found = read(text.as_bytes()).expect("good");
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0]
                .hip_fractures
                .iter()
                .map(|h| (h.year, h.count))
                .collect::<Vec<_>>(),
            [(2023, 300), (2024, 310)]
        );
        let text = "code,name,nation,hip_fractures\nCDF,Cardiff,wales,380\n";
        assert_eq!(
            read(text.as_bytes()).expect("good")[0].hip_fractures[0].year,
            EVERY_YEAR
        );
        for bad in [
            "code,name,nation,hip_fractures\nbrd,x,England,1\n",
            "code,name,nation,hip_fractures\nBRD,x,France,1\n",
            "code,name,nation,hips\nBRD,x,England,1\n",
        ] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
