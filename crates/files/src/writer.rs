//! Records as files: the headings and labels of the data set, in the order of its table.

use std::io::Write;

use flsdb_domain::{Episode, Question, question::QUESTIONS};

use crate::{Format, WriteError};

mod workbook;

use workbook::WorkbookWriter;

/// Whether rows begin with the code of their service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceColumn {
    /// The first column is `service`: for files of several services.
    First,
    /// No such column. NDJSON names the service nevertheless.
    Absent,
}

/// Writes records one by one, in memory that does not grow with their number.
///
/// Records are written as they come: their order is the caller's matter. The import of what is written changes nothing,
/// and its export has the same bytes (CSV, NDJSON) or cells (XLSX).
///
/// ```
/// use flsdb_files::{Format, ServiceColumn, Writer};
/// use flsdb_domain::Episode;
///
/// let mut writer = Writer::new(Format::Csv, ServiceColumn::Absent, Vec::new())?;
/// writer.write(&Episode::default())?;
/// let file = writer.finish()?;
/// assert!(file.starts_with(b"1.01 NHSNumber,1.02 DateOfBirth,"));
/// # Ok::<(), flsdb_files::WriteError>(())
/// ```
pub struct Writer<W: Write> {
    out: Out<W>,
    service: ServiceColumn,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Xlsx(Box<WorkbookWriter>, W),
    Ndjson(W),
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file with its headings.
    ///
    /// # Errors
    /// When the headings cannot be written, or there is no room for the temporary file of a workbook.
    pub fn new(format: Format, service: ServiceColumn, out: W) -> Result<Self, WriteError> {
        let out = match format {
            Format::Csv => Out::Csv(Box::new(csv::Writer::from_writer(out))),
            Format::Xlsx => Out::Xlsx(Box::new(WorkbookWriter::new(service)?), out),
            Format::Ndjson => Out::Ndjson(out),
        };
        let mut writer = Writer { out, service };
        writer.write_headings()?;
        Ok(writer)
    }

    /// Writes one record.
    ///
    /// # Errors
    /// When it cannot be written; a workbook holds 1,048,575 records at most.
    pub fn write(&mut self, episode: &Episode) -> Result<(), WriteError> {
        match &mut self.out {
            Out::Csv(csv) => {
                if self.service == ServiceColumn::First {
                    csv.write_field(service_code(episode))?;
                }
                for question in columns() {
                    csv.write_field((question.answer)(episode).text())?;
                }
                csv.write_record(None::<&[u8]>)?;
            }
            Out::Xlsx(workbook, _) => workbook.write(episode)?,
            Out::Ndjson(out) => {
                serde_json::to_writer(&mut *out, episode)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    /// Ends the file and gives its receiver back. A workbook is packed only now.
    ///
    /// # Errors
    /// When the rest of the file cannot be written.
    pub fn finish(self) -> Result<W, WriteError> {
        match self.out {
            Out::Csv(csv) => csv.into_inner().map_err(|error| error.into_error().into()),
            Out::Xlsx(workbook, mut out) => {
                workbook.finish(&mut out)?;
                out.flush()?;
                Ok(out)
            }
            Out::Ndjson(mut out) => {
                out.flush()?;
                Ok(out)
            }
        }
    }

    fn write_headings(&mut self) -> Result<(), WriteError> {
        if let Out::Csv(csv) = &mut self.out {
            if self.service == ServiceColumn::First {
                csv.write_field(SERVICE)?;
            }
            for question in columns() {
                csv.write_field(question.heading().as_ref())?;
            }
            csv.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }
}

/// Heading of the column of the service.
const SERVICE: &str = "service";

/// The questions that have a column, in order.
fn columns() -> impl Iterator<Item = &'static Question> {
    QUESTIONS.iter().filter(|q| q.has_column())
}

/// The code of the record's service, or nothing.
fn service_code(episode: &Episode) -> &str {
    episode.service.as_ref().map_or("", |code| code.as_str())
}
