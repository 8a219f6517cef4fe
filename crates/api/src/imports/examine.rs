//! Reads a file through and says what its rows would do, without storing anything of them.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
};

use flsdb_domain::{
    Field, ServiceCode,
    access::Scope,
    reading::Blank,
    wire::imports::{BlankCells, FoundColumn, ImportColumns, ImportRecord, Progress},
};
use flsdb_files::{Columns, FileError, Reader, Row};
use flsdb_store::{Store, imports, services};

use super::{
    ImportError, Importer,
    batch::{self, Target},
    destination::Destination,
    judge::{Terms, judge},
    ledger::{Ledger, Services},
    mend::mended,
    report::{Effect, Report},
};

/// Rows looked up at once.
const CHUNK: usize = 500;

/// What a check found.
pub(super) struct Examined {
    pub(super) report: Report,
    pub(super) ledger: Ledger,
    pub(super) columns: ImportColumns,
    pub(super) progress: Progress,
}

/// Reads the file of an import through.
pub(super) fn examine(
    store: &Store,
    importer: &Importer,
    import: &ImportRecord,
) -> Result<Examined, ImportError> {
    let file = fetch(store, &import.id)?;
    let mut reader = Reader::open(file)?;
    let columns = reader.columns().cloned();
    check_service_column(import.service, columns.as_ref())?;
    let known = store.read(|r| services::list(r, &Scope::All))?;
    let destination = Destination {
        service: import.service,
        known: known.iter().map(|service| service.code).collect(),
    };
    let mut examination = Examination {
        store,
        reach: importer.reach(import.service),
        terms: Terms {
            blank: blank(import.blank),
            deployment: importer.deployment,
            today: importer.author.today,
        },
        report: Report::new(&reader)?,
        ledger: Ledger::new(import.service.map_or(Services::Several, |_| Services::One))?,
        destination,
    };
    loop {
        let rows = reader
            .by_ref()
            .take(CHUNK)
            .collect::<Result<Vec<Row>, FileError>>()?;
        if rows.is_empty() {
            break;
        }
        let rows = store.read(|r| mended(r, &import.id, rows))?;
        examination.take(rows)?;
        save_progress(store, importer, &import.id, &reader)?;
    }
    let rows = reader.progress().rows_read;
    Ok(Examined {
        report: examination.report,
        ledger: examination.ledger,
        columns: columns.map(|columns| told(&columns)).unwrap_or_default(),
        progress: Progress {
            rows_read: rows,
            rows_total: Some(rows),
        },
    })
}

/// What a file is examined with.
struct Examination<'a> {
    store: &'a Store,
    reach: Scope,
    destination: Destination,
    terms: Terms,
    ledger: Ledger,
    report: Report,
}

impl Examination<'_> {
    fn take(&mut self, rows: Vec<Row>) -> Result<(), ImportError> {
        let (found, around) = self
            .store
            .read(|r| batch::load(r, &self.reach, &self.destination, &self.ledger, self.terms, rows))?;
        for found in found {
            match found.target {
                Target::Key(target) => {
                    judge(
                        self.terms,
                        &found.row,
                        &target,
                        &around,
                        &mut self.ledger,
                        &mut self.report,
                    )?;
                }
                Target::Nowhere(mut findings) => {
                    findings.extend(found.row.reading.findings.iter().cloned());
                    findings.sort();
                    self.report.note(&found.row, Effect::Rejected, &findings)?;
                }
            }
        }
        Ok(())
    }
}

/// Brings the file from the database into a temporary file without a name.
fn fetch(store: &Store, id: &str) -> Result<File, ImportError> {
    let mut file = tempfile::tempfile()?;
    store.read(|r| {
        imports::for_each_piece(r, id, |piece| {
            file.write_all(piece).map_err(flsdb_store::StoreError::receiver)
        })
    })?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// A table that goes to no service of its own must name one a row.
fn check_service_column(service: Option<ServiceCode>, columns: Option<&Columns>) -> Result<(), FileError> {
    let is_missing = service.is_none() && columns.is_some_and(|columns| columns.service.is_none());
    if is_missing {
        Err(FileError::MissingColumns(vec![Field::Service]))
    } else {
        Ok(())
    }
}

fn save_progress(
    store: &Store,
    importer: &Importer,
    id: &str,
    reader: &Reader<File>,
) -> Result<(), ImportError> {
    let progress = reader.progress();
    store.write(&importer.author, |w| {
        imports::save_progress(w, id, progress.rows_read, Some(progress.rows))
    })?;
    Ok(())
}

fn blank(blank: BlankCells) -> Blank {
    match blank {
        BlankCells::Keep => Blank::Keep,
        BlankCells::Clear => Blank::Clear,
    }
}

fn told(columns: &Columns) -> ImportColumns {
    let found = columns.found.iter();
    let found = found.map(|column| FoundColumn {
        heading: column.heading.clone(),
        field: column.field.heading().into_owned(),
    });
    ImportColumns {
        found: found.collect(),
        ignored: columns.ignored.clone(),
        missing: columns
            .missing
            .iter()
            .map(|field| field.heading().into_owned())
            .collect(),
    }
}
