//! `flsdb import`.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use flsdb_domain::{
    Level, ServiceCode,
    wire::{
        imports::{BlankCells, ImportPolicy, ImportRecord, ImportStatus, RowFinding},
        page::Paging,
    },
};
use flsdb_store::{
    Store, StoreError,
    imports::{FindingFilter, NewImport, for_each_rejected_piece, list_findings},
};
use serde_json::{Serializer, Value};

use super::{Fault, opening};
use crate::{
    imports::{self, Importer},
    settings::Settings,
};

/// Options of `flsdb import`.
#[derive(Args)]
pub(super) struct Options {
    /// The file: CSV, XLSX or NDJSON.
    file: PathBuf,
    /// The service whose file it is; without it each row names its own in a column `service`.
    #[arg(long, value_name = "CODE")]
    service: Option<ServiceCode>,
    /// Store the rows; without it they are only checked.
    #[arg(long)]
    commit: bool,
    /// With --commit: store the good rows even if others have errors.
    #[arg(long, requires = "commit")]
    accept_valid_rows: bool,
    /// What a blank cell does to a stored answer.
    #[arg(long, value_enum, default_value_t = Blank::Keep)]
    blank: Blank,
    /// Write the report to this file as JSON: the import, and every finding with row, column and value.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the rejected rows to this file, with a column of reasons, to be mended and sent again.
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
}

/// What a blank cell does.
#[derive(Clone, Copy, ValueEnum)]
enum Blank {
    /// Keeps the stored answer.
    Keep,
    /// Clears it, but for 1.01, 1.02, 1.09 and the date of death.
    Clear,
}

pub(super) fn run(settings: &Settings, options: &Options) -> Result<(), Fault> {
    let (store, _) = opening::open(settings)?;
    let importer = Importer::operator(opening::author(settings)).in_deployment(settings.deployment);
    let id = send(&store, &importer, options)?;
    let checked = imports::check(&store, &importer, &id)?;
    let outcome = go_on(&store, &importer, &checked, options);
    let record = store.read(|r| flsdb_store::imports::find(r, importer.viewer(), &id))?;
    print!("{}", told(&record));
    if let Some(file) = &options.report {
        write_file(file, |out| write_report(&store, &importer, &record, out))?;
    }
    if let Some(file) = options.rejected.as_ref().filter(|_| record.counts.rejected > 0) {
        write_file(file, |out| write_rejected(&store, &importer, &id, out))?;
    }
    outcome
}

fn send(store: &Store, importer: &Importer, options: &Options) -> Result<String, Fault> {
    let path = &options.file;
    let file = File::open(path).map_err(|cause| Fault::File {
        what: format!("{} cannot be read", path.display()),
        cause,
    })?;
    let new = NewImport {
        service: options.service,
        filename: imports::filename(&path.to_string_lossy()),
        blank: match options.blank {
            Blank::Keep => BlankCells::Keep,
            Blank::Clear => BlankCells::Clear,
        },
    };
    if let Some(code) = options.service {
        opening::check_service(store, code)?;
    }
    Ok(imports::send(store, importer, &new, file)?)
}

/// Commits if asked for; rows with errors are a fault unless the good ones alone were asked for.
fn go_on(store: &Store, importer: &Importer, checked: &ImportRecord, options: &Options) -> Result<(), Fault> {
    if checked.status == ImportStatus::Failed {
        return Err(Fault::Content(checked.failure.clone().unwrap_or_default()));
    }
    if options.commit {
        let policy = match options.accept_valid_rows {
            true => ImportPolicy::AcceptValidRows,
            false => ImportPolicy::RefuseFile,
        };
        imports::commit(store, importer, &checked.id, policy, |_| {})?;
    } else if checked.counts.rejected > 0 {
        return Err(Fault::Content(format!(
            "{} rows have errors",
            checked.counts.rejected
        )));
    }
    Ok(())
}

/// The import in a few lines.
fn told(import: &ImportRecord) -> String {
    let counts = &import.counts;
    let mut lines = vec![
        format!(
            "{} ({} bytes): {}",
            import.filename,
            import.bytes,
            status(import.status)
        ),
        format!(
            "rows: {} create, {} update, {} unchanged, {} rejected",
            counts.create, counts.update, counts.unchanged, counts.rejected
        ),
    ];
    if !import.columns.ignored.is_empty() {
        lines.push(format!("columns ignored: {}", import.columns.ignored.join(", ")));
    }
    lines.extend(import.findings.iter().map(|finding| {
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        format!("{:>8}  {level:<7}  {}", finding.count, finding.code)
    }));
    lines.join("\n") + "\n"
}

fn status(status: ImportStatus) -> &'static str {
    match status {
        ImportStatus::Checking => "being checked",
        ImportStatus::Checked => "checked, nothing stored",
        ImportStatus::Failed => "not readable",
        ImportStatus::Committing => "being stored",
        ImportStatus::Committed => "stored",
        ImportStatus::Undone => "undone",
    }
}

fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let fault = |cause| Fault::File {
        what: format!("{} cannot be written", path.display()),
        cause,
    };
    let mut out = BufWriter::new(File::create(path).map_err(fault)?);
    write(&mut out)?;
    out.flush().map_err(fault)
}

/// `{"import": …, "findings": [{"row", "column", "value", "code", "level", "message"}, …]}`.
fn write_report(
    store: &Store,
    importer: &Importer,
    import: &ImportRecord,
    out: &mut BufWriter<File>,
) -> Result<(), Fault> {
    let findings = all_findings(store, importer, &import.id)?;
    let report = Value::from_iter([
        ("import", serde_json::to_value(import)?),
        ("findings", serde_json::to_value(findings)?),
    ]);
    serde::Serialize::serialize(&report, &mut Serializer::pretty(out))?;
    Ok(())
}

fn all_findings(store: &Store, importer: &Importer, id: &str) -> Result<Vec<RowFinding>, StoreError> {
    let mut paging = Paging {
        limit: 500,
        ..Paging::default()
    };
    let mut found = Vec::new();
    loop {
        let all = FindingFilter::default();
        let page = store.read(|r| list_findings(r, importer.viewer(), id, &all, &paging))?;
        found.extend(page.items);
        match page.next {
            Some(next) => paging.cursor = Some(next),
            None => return Ok(found),
        }
    }
}

fn write_rejected(
    store: &Store,
    importer: &Importer,
    id: &str,
    out: &mut BufWriter<File>,
) -> Result<(), Fault> {
    let take = |piece: &[u8]| {
        out.write_all(piece)
            .map_err(|error: io::Error| StoreError::receiver(error))
    };
    Ok(store.read(|r| for_each_rejected_piece(r, importer.viewer(), id, take))?)
}
