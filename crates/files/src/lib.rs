//! Files of the data set: CSV, XLSX and NDJSON to and from the records of `flsdb-domain`.
//!
//! [`Reader`] turns a file into a stream of [`Row`]s: it finds out what the file is by its content, maps its headings
//! to [`Columns`] and reads each row. [`Writer`] writes records back in the same headings and labels, so that the import of
//! an export changes nothing. [`RejectedWriter`] gives the rows that were not stored back to their sender, with the reasons.
//! A [`Sheet`] writes records in the layout of a submission, which is data of its own, and [`read_rejects`] reads the audit's answer.
//!
//! Nothing here knows a database or today's date: whether a record may be stored is `flsdb-domain`'s to say.

mod columns;
mod error;
mod heading;
mod layouts;
mod limits;
mod lines;
mod pseudonyms;
mod reader;
mod records;
mod rejected;
mod rejects;
mod row;
mod strict_json;
mod survey;
mod workbook;
mod writer;

pub use columns::{Column, Columns};
pub use error::{FileError, WriteError};
pub use layouts::{LayoutFault, Layouts, Sheet};
pub use limits::Limits;
pub use pseudonyms::PseudonymWriter;
pub use reader::{Documents, Progress, Reader};
pub use rejected::RejectedWriter;
pub use rejects::{RejectsFault, RowFault, read_rejects};
pub use row::{Row, VALUE_MAX};
pub use writer::{ServiceColumn, Writer};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-, semicolon- or tab-separated text; written with commas, UTF-8, LF.
    Csv,
    /// An Excel workbook with one worksheet.
    Xlsx,
    /// One JSON document a line, each a whole episode.
    Ndjson,
}

impl Format {
    /// The usual ending of a file's name, without the dot; also its name on the command line.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Ndjson => "ndjson",
        }
    }

    /// The media type for HTTP.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Ndjson => "application/x-ndjson",
        }
    }
}
