//! Gives the rows that were not stored back to their sender, to be mended and sent again.
//!
//! A row of a CSV file or worksheet goes back as CSV: first a column `Reasons`, then the original columns in
//! their original order and spelling. A line of NDJSON goes back as NDJSON with a member `reasons`; a line that is no JSON
//! goes back as the text in a member `line`. The reader ignores column and member, so the mended file can be sent as it is.
//!
//! **Formulas.** A rejected cell may hold what a spreadsheet would run. Each cell that begins with `=`, `+`, `-`, `@`,
//! tab or return and is no number gets an apostrophe before it, and so does one that already begins with apostrophes
//! before such a character. In a file with a column `Reasons` the reader takes that one apostrophe away again.

use std::{borrow::Cow, io::Write};

use flsdb_domain::Finding;
use serde_json::{Map, Value};

use crate::{
    Format, Reader, Row, WriteError,
    row::{Original, REASONS},
};

/// The heading of the column of reasons.
const HEADING: &str = "Reasons";

/// Writes rejected rows, in the format that [`RejectedWriter::format`] tells.
pub struct RejectedWriter<W: Write> {
    out: Out<W>,
    /// The place of an earlier column of reasons, which is left out.
    earlier_reasons: Option<usize>,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Ndjson(W),
}

impl<W: Write> RejectedWriter<W> {
    /// Begins a file for rejected rows of what `reader` reads.
    ///
    /// # Errors
    /// When the headings cannot be written.
    pub fn new<R: std::io::Read>(reader: &Reader<R>, out: W) -> Result<Self, WriteError> {
        let Some(columns) = reader.columns() else {
            return Ok(RejectedWriter {
                out: Out::Ndjson(out),
                earlier_reasons: None,
            });
        };
        let csv = csv::WriterBuilder::new().flexible(true).from_writer(out);
        let mut writer = RejectedWriter {
            out: Out::Csv(Box::new(csv)),
            earlier_reasons: columns.reasons,
        };
        writer.write_cells(HEADING, columns.headings.iter().map(String::as_str))?;
        Ok(writer)
    }

    /// What the file is: CSV for rows of cells, NDJSON for NDJSON.
    pub fn format(&self) -> Format {
        match self.out {
            Out::Csv(_) => Format::Csv,
            Out::Ndjson(_) => Format::Ndjson,
        }
    }

    /// Writes one row with its errors as the reasons; warnings reject nothing and are left out.
    ///
    /// # Errors
    /// When the row cannot be written.
    pub fn write(&mut self, row: &Row, findings: &[Finding]) -> Result<(), WriteError> {
        let errors = findings.iter().filter(|f| f.is_error());
        let reasons: Vec<String> = errors
            .map(|f| format!("{}: {}", f.field.heading(), f.message))
            .collect();
        match &row.original {
            Original::Cells(cells, _) => self.write_cells(&reasons.join("; "), cells.iter()),
            Original::Document(members) => self.write_document(members.clone(), reasons),
            Original::Line(line) => {
                let members = [("line".to_owned(), Value::from(line.as_str()))];
                self.write_document(members.into_iter().collect(), reasons)
            }
        }
    }

    /// Ends the file and gives its receiver back.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn finish(self) -> Result<W, WriteError> {
        match self.out {
            Out::Csv(csv) => csv.into_inner().map_err(|error| error.into_error().into()),
            Out::Ndjson(mut out) => {
                out.flush()?;
                Ok(out)
            }
        }
    }

    fn write_cells<'a>(
        &mut self,
        reasons: &str,
        cells: impl Iterator<Item = &'a str>,
    ) -> Result<(), WriteError> {
        if let Out::Csv(csv) = &mut self.out {
            csv.write_field(reasons)?;
            for (_, cell) in cells
                .enumerate()
                .filter(|(at, _)| Some(*at) != self.earlier_reasons)
            {
                csv.write_field(guarded(cell).as_ref())?;
            }
            csv.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    fn write_document(
        &mut self,
        mut members: Map<String, Value>,
        reasons: Vec<String>,
    ) -> Result<(), WriteError> {
        if let Out::Ndjson(out) = &mut self.out {
            members.insert(REASONS.to_owned(), reasons.into());
            serde_json::to_writer(&mut *out, &members)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// Whether a spreadsheet might run the cell, set apart the apostrophes before it.
fn could_run(cell: &str) -> bool {
    let bare = cell.trim_start_matches('\'');
    let number = bare.len() == cell.len() && cell.parse::<f64>().is_ok_and(f64::is_finite);
    bare.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number
}

/// A cell that no spreadsheet runs.
fn guarded(cell: &str) -> Cow<'_, str> {
    if could_run(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell that was guarded.
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(original) if could_run(cell) => original,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+44 1234", "'+44 1234"),
            ("-1.4", "-1.4"),
            ("-", "'-"),
            ("'=1", "''=1"),
            ("'hello", "'hello"),
            ("-inf", "'-inf"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), safe);
        }
    }

    proptest! {
        #[test]
        fn a_guarded_cell_is_safe_and_comes_back(cell in "[-'=+@\t\ra1. ]{0,6}") {
            let safe = guarded(&cell);
            prop_assert!(safe.parse::<f64>().is_ok() || !safe.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unguarded(&safe), cell.as_str());
        }
    }
}
