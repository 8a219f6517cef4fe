//! From a file to its rows.

use std::{
    io::{Read, Seek},
    sync::Arc,
};

use csv::StringRecord;
use encoding_rs::UTF_8;
use tempfile::SpooledTempFile;

use crate::{
    Columns, FileError, Format, Limits, Row,
    lines::Lines,
    records::{Dialect, Records},
    survey::{Nature, survey},
    workbook::unpack,
};

/// Reads a file row by row: an iterator of rows that ends at the end of the file or at the first [`FileError`].
///
/// What the file is, is found by its content. A CSV or NDJSON file is read twice, once whole to know its encoding and its
/// length, then row by row in constant memory; a workbook is unpacked into a temporary file first.
///
/// ```
/// use flsdb_files::Reader;
/// use std::io::Cursor;
///
/// let file = "1.01 NHSNumber;1.02 DateOfBirth;1.09 Date Index Frac Diagnosed;Age\n9434765919;17/06/1950;45460;74\n";
/// let mut reader = Reader::open(Cursor::new(file))?;
/// assert_eq!(reader.columns().map(|c| c.ignored.join(",")), Some("Age".to_owned()));
/// for row in &mut reader {
///     let row = row?;
///     assert_eq!(row.number, 2);
///     assert!(row.reading.findings.is_empty());
/// }
/// # Ok::<(), flsdb_files::FileError>(())
/// ```
pub struct Reader<R> {
    source: Source<R>,
    format: Format,
    columns: Option<Arc<Columns>>,
    bytes: u64,
    /// Number of the row of headings; 0 in NDJSON.
    heading_row: u64,
    /// Number of the last row, as far as is known.
    last_row: u64,
    /// Number of the row read last.
    row: u64,
    ended: bool,
}

enum Source<R> {
    Csv(Records<R>),
    Workbook(Records<SpooledTempFile>),
    Ndjson(Lines<R>),
}

/// How far a reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows read, blank ones and the reader's own findings included.
    pub rows_read: u64,
    /// Rows of the file. Counted in line ends, so somewhat too high in a CSV file with cells of several lines, until the end
    /// is reached.
    pub rows: u64,
    /// Bytes read.
    pub bytes_read: u64,
    /// Bytes of the file; of the unpacked worksheet in a workbook.
    pub bytes: u64,
}

impl<R: Read + Seek> Reader<R> {
    /// Finds out what the file is and reads its headings.
    ///
    /// # Errors
    /// When the file is none that can be read, or lacks a required column.
    pub fn open(source: R) -> Result<Self, FileError> {
        Reader::with_limits(source, Limits::default())
    }

    /// As [`Reader::open`], with other bounds.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn with_limits(mut source: R, limits: Limits) -> Result<Self, FileError> {
        let survey = survey(&mut source, limits)?;
        let (source, format, bytes, last_row) = match survey.nature {
            Nature::Csv(dialect) => {
                let records = Records::new(source, dialect, limits)?;
                (Source::Csv(records), Format::Csv, survey.bytes, survey.lines)
            }
            Nature::Ndjson => {
                let lines = Lines::new(source, limits)?;
                (Source::Ndjson(lines), Format::Ndjson, survey.bytes, survey.lines)
            }
            Nature::Xlsx => {
                let unpacked = unpack(source, limits)?;
                let records = Records::new(unpacked.rows, UNPACKED, with_room_for_number(limits))?;
                (
                    Source::Workbook(records),
                    Format::Xlsx,
                    unpacked.bytes,
                    unpacked.last_row,
                )
            }
        };
        let mut reader = Reader {
            source,
            format,
            columns: None,
            bytes,
            heading_row: 0,
            last_row,
            row: 0,
            ended: false,
        };
        if format != Format::Ndjson {
            reader.read_headings()?;
        }
        Ok(reader)
    }

    fn read_headings(&mut self) -> Result<(), FileError> {
        let (row, headings) = self.next_cells()?.ok_or(FileError::Empty)?;
        self.columns = Some(Arc::new(Columns::read(&headings)?));
        self.heading_row = row;
        self.row = row;
        Ok(())
    }

    fn next_row(&mut self) -> Result<Option<Row>, FileError> {
        let row = match (&mut self.source, self.columns.clone()) {
            (Source::Ndjson(lines), _) => lines
                .next_line()?
                .map(|(number, line)| Row::from_line(number, line)),
            (_, Some(columns)) => self
                .next_cells()?
                .map(|(number, cells)| Row::from_cells(number, cells, &columns)),
            (_, None) => None,
        };
        Ok(row)
    }
}

impl<R: Read> Reader<R> {
    /// What the file is.
    pub fn format(&self) -> Format {
        self.format
    }

    /// What the headings say; none in NDJSON.
    pub fn columns(&self) -> Option<&Columns> {
        self.columns.as_deref()
    }

    /// How far the reader has come.
    pub fn progress(&self) -> Progress {
        let rows_read = self.row - self.heading_row;
        Progress {
            rows_read,
            rows: if self.ended {
                rows_read
            } else {
                self.last_row.saturating_sub(self.heading_row).max(rows_read)
            },
            bytes_read: match &self.source {
                Source::Csv(records) => records.consumed(),
                Source::Workbook(records) => records.consumed(),
                Source::Ndjson(lines) => lines.consumed(),
            },
            bytes: self.bytes,
        }
    }

    /// The next row of cells that is not blank, with its number.
    fn next_cells(&mut self) -> Result<Option<(u64, StringRecord)>, FileError> {
        loop {
            let next = match &mut self.source {
                Source::Csv(records) => records.next_record()?,
                Source::Workbook(records) => records.next_record()?.and_then(without_number),
                Source::Ndjson(_) => None,
            };
            match next {
                Some((_, cells)) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
                next => return Ok(next),
            }
        }
    }
}

/// Documents of one episode each, a JSON object a line, read in constant memory.
pub struct Documents<R>(Lines<R>);

impl<R: Read> Documents<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// When nothing can be read.
    pub fn open(source: R) -> Result<Self, FileError> {
        Ok(Documents(Lines::new(source, Limits::default())?))
    }
}

impl<R: Read> Iterator for Documents<R> {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.0.next_line().transpose()?;
        Some(line.map(|(number, line)| Row::from_line(number, line)))
    }
}

impl<R: Read + Seek> Iterator for Reader<R> {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next_row().transpose();
        match &next {
            Some(Ok(row)) => self.row = row.number,
            Some(Err(_)) | None => self.ended = true,
        }
        next
    }
}

/// How the rows of a workbook are unpacked.
const UNPACKED: Dialect = Dialect {
    delimiter: b',',
    encoding: UTF_8,
};

/// An unpacked row has one cell more than the worksheet: its number.
fn with_room_for_number(limits: Limits) -> Limits {
    Limits {
        row_bytes: limits.row_bytes.saturating_add(32),
        cells: limits.cells.saturating_add(1),
        ..limits
    }
}

fn without_number((_, cells): (u64, StringRecord)) -> Option<(u64, StringRecord)> {
    let number = cells.get(0)?.parse().ok()?;
    Some((number, cells.iter().skip(1).collect()))
}
