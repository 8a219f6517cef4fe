//! `flsdb export`.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use flsdb_domain::{ServiceCode, access::Scope};

use super::{Fault, opening};
use crate::{exports, settings::Settings};

/// Options of `flsdb export`.
#[derive(Args)]
pub(super) struct Options {
    /// Only this service; may be given several times [default: all]. With several the first column is `service`.
    #[arg(long, value_name = "CODE")]
    service: Vec<ServiceCode>,
    /// How the records are written.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The file to write [default: standard output].
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How records are written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Comma-separated, UTF-8, LF.
    Csv,
    /// Excel workbook.
    Xlsx,
    /// One JSON document a line, with what has no column.
    Ndjson,
}

impl From<Format> for flsdb_files::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => flsdb_files::Format::Csv,
            Format::Xlsx => flsdb_files::Format::Xlsx,
            Format::Ndjson => flsdb_files::Format::Ndjson,
        }
    }
}

pub(super) fn run(settings: &Settings, options: &Options) -> Result<(), Fault> {
    let (store, _) = opening::open(settings)?;
    for code in &options.service {
        opening::check_service(&store, *code)?;
    }
    let scope = match options.service.is_empty() {
        true => Scope::All,
        false => Scope::Services(options.service.iter().copied().collect()),
    };
    let what = options
        .output
        .as_ref()
        .map_or("standard output".into(), |path| path.to_string_lossy());
    let fault = |cause| Fault::File {
        what: format!("{what} cannot be written"),
        cause,
    };
    let out: Box<dyn Write + Send> = match &options.output {
        Some(path) => Box::new(File::create(path).map_err(fault)?),
        None => Box::new(io::stdout()),
    };
    let mut out = exports::write(&store, &scope, options.format.into(), BufWriter::new(out))?;
    out.flush().map_err(fault)
}
