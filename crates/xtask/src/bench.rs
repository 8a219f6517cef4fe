//! `cargo xtask bench`: figures measured here, beside their targets and beside other programs.

mod api_fuzz;
mod app;
mod figures;
mod import;
mod kpi;
mod measure;
mod records_file;
mod served;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::failure::Failure;
use crate::layout::Layout;

use measure::Measure;

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// The benches to run [default: all].
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(BENCHES.iter().map(|bench| bench.name)))]
    names: Vec<String>,
    /// How many records a bench works on [default: 50,000 for app and import, 1,000,000 for kpi]; for api-fuzz, how many
    /// requests are made up for each operation [default: 40].
    #[arg(long)]
    records: Option<u32>,
    /// Writes the figures to this file as JSON, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What a bench is given to work with.
pub struct Ground<'a> {
    /// The checkout and the cache.
    pub layout: &'a Layout,
    /// How many records to work on.
    pub records: u32,
}

/// One bench: a program that gives figures.
struct Bench {
    name: &'static str,
    /// Records unless told otherwise.
    records: u32,
    run: fn(&Ground) -> Result<Vec<Measure>, Failure>,
}

/// All benches.
const BENCHES: &[Bench] = &[
    Bench {
        name: "api-fuzz",
        records: 40,
        run: api_fuzz::measure,
    },
    Bench {
        name: "app",
        records: 50_000,
        run: app::measure,
    },
    Bench {
        name: "import",
        records: 50_000,
        run: import::measure,
    },
    Bench {
        name: "kpi",
        records: 1_000_000,
        run: kpi::measure,
    },
];

/// Runs the chosen benches and prints their figures; fails if a target is missed.
pub fn run(layout: &Layout, options: &Options) -> Result<ExitCode, Failure> {
    let mut measures = Vec::new();
    for bench in BENCHES {
        if options.names.is_empty() || options.names.iter().any(|name| name == bench.name) {
            println!("=== {}", bench.name);
            let records = options.records.unwrap_or(bench.records);
            measures.extend((bench.run)(&Ground { layout, records })?);
        }
    }
    println!("\n{}", measure::table(&measures));
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&measures)
            .map_err(|error| Failure::Other(format!("the figures are no JSON: {error}")))?;
        std::fs::write(file, text).map_err(Failure::file("write", file))?;
    }
    let missed = measures.iter().any(|measure| measure.met == Some(false));
    Ok(if missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
