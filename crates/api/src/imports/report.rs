//! The report of a check: what was found at rows and columns, counted and put aside.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufWriter, Read, Seek, SeekFrom},
};

use flsdb_domain::{
    Finding, FindingCode, Level, NhsNumber,
    vocabulary::Coded,
    wire::imports::{FindingCount, ImportCounts, RowFinding},
};
use flsdb_files::{Reader, RejectedWriter, Row};
use flsdb_store::{
    Store, Writer,
    imports::{self, KeptRow},
    opt_out,
};

use super::{ImportError, Importer, PIECE, changes::Changes, spill::Spill};

/// Findings stored by one statement.
const CHUNK: usize = 1000;

/// What a check says of the rows.
pub(super) struct Report {
    pub(super) counts: ImportCounts,
    pub(super) changes: Changes,
    /// Whom the next check against the national data opt-out has to ask for.
    pub(super) unchecked: BTreeSet<NhsNumber>,
    by_code: BTreeMap<(Level, FindingCode), u64>,
    findings: Spill<RowFinding>,
    rejected_rows: Spill<KeptRow>,
    rejected: RejectedWriter<BufWriter<File>>,
}

/// What a row does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Create,
    Update,
    Unchanged,
    Rejected,
}

impl Report {
    /// An empty report on what `reader` reads.
    pub(super) fn new<R: Read>(reader: &Reader<R>) -> Result<Self, ImportError> {
        let rejected = BufWriter::new(tempfile::tempfile()?);
        Ok(Report {
            counts: ImportCounts::default(),
            changes: Changes::new()?,
            unchecked: BTreeSet::new(),
            by_code: BTreeMap::new(),
            findings: Spill::new()?,
            rejected_rows: Spill::new()?,
            rejected: RejectedWriter::new(reader, rejected)?,
        })
    }

    /// Notes what a row does and what was found at it.
    pub(super) fn note(
        &mut self,
        row: &Row,
        effect: Effect,
        findings: &[Finding],
    ) -> Result<(), ImportError> {
        let count = match effect {
            Effect::Create => &mut self.counts.create,
            Effect::Update => &mut self.counts.update,
            Effect::Unchanged => &mut self.counts.unchanged,
            Effect::Rejected => &mut self.counts.rejected,
        };
        *count += 1;
        if effect == Effect::Rejected {
            self.rejected.write(row, findings)?;
            self.keep_cells(row, findings)?;
        }
        let codes: BTreeSet<_> = findings.iter().map(|f| (f.level, f.code)).collect();
        for code in codes {
            *self.by_code.entry(code).or_default() += 1;
        }
        for finding in findings {
            self.findings.append(&at_row(row, finding))?;
        }
        Ok(())
    }

    /// Keeps a rejected row to be mended, unless it has no cells.
    fn keep_cells(&mut self, row: &Row, findings: &[Finding]) -> Result<(), ImportError> {
        let cells = row.cells();
        if !cells.is_empty() {
            self.rejected_rows.append(&KeptRow {
                row: row.number,
                cells,
                findings: findings.iter().map(|finding| at_row(row, finding)).collect(),
            })?;
        }
        Ok(())
    }

    /// Notes something at an earlier row.
    pub(super) fn note_earlier(
        &mut self,
        row: u64,
        value: &str,
        finding: &Finding,
    ) -> Result<(), ImportError> {
        *self.by_code.entry((finding.level, finding.code)).or_default() += 1;
        self.findings.append(&at(row, value, finding))?;
        Ok(())
    }

    /// Findings by code, errors first.
    pub(super) fn finding_counts(&self) -> Vec<FindingCount> {
        let counted = self.by_code.iter();
        counted
            .map(|((level, code), count)| FindingCount {
                code: code.token().to_owned(),
                level: *level,
                count: *count,
            })
            .collect()
    }

    /// Stores findings, differences and rejected rows in the place of those of an earlier check, in steps that each hold the
    /// database's lock for a moment.
    pub(super) fn store(mut self, store: &Store, importer: &Importer, id: &str) -> Result<(), ImportError> {
        let write = |write: &dyn Fn(&mut Writer<'_>) -> flsdb_store::Outcome<()>| {
            store
                .write(&importer.author, |w| write(w))
                .map_err(ImportError::from)
        };
        write(&|w| imports::clear_report(w, id))?;
        let people: Vec<NhsNumber> = self.unchecked.into_iter().collect();
        for people in people.chunks(CHUNK) {
            write(&|w| opt_out::await_check(w, &people.iter().copied().collect()))?;
        }
        self.findings
            .for_each_chunk(CHUNK, |chunk| write(&|w| imports::append_findings(w, id, &chunk)))?;
        self.rejected_rows
            .for_each_chunk(CHUNK, |chunk| write(&|w| imports::append_rows(w, id, &chunk)))?;
        self.changes.store(store, importer, id)?;
        if self.counts.rejected == 0 {
            return Ok(());
        }
        let mut file = self
            .rejected
            .finish()?
            .into_inner()
            .map_err(|error| error.into_error())?;
        file.seek(SeekFrom::Start(0))?;
        loop {
            let mut piece = Vec::new();
            if file.by_ref().take(PIECE as u64).read_to_end(&mut piece)? == 0 {
                return Ok(());
            }
            write(&|w| imports::append_rejected(w, id, &piece))?;
        }
    }
}

fn at_row(row: &Row, finding: &Finding) -> RowFinding {
    at(row.number, &row.value(finding.field), finding)
}

fn at(row: u64, value: &str, finding: &Finding) -> RowFinding {
    RowFinding {
        row,
        column: finding.field.heading().into_owned(),
        value: value.to_owned(),
        code: finding.code.token().to_owned(),
        level: finding.level,
        message: finding.message.clone(),
    }
}
