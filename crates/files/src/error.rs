//! Why a whole file cannot be read or written. What is wrong in one row is a finding of that row.

use std::{error::Error, io};

use flsdb_domain::Field;

/// Why a file cannot be read; the messages say what to do.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file could not be read from the disk or the network.
    #[error("The file could not be read. Try again")]
    Io(#[from] io::Error),
    /// No byte, or nothing but blanks.
    #[error("The file is empty. Send a file with a row of headings and at least one row of data")]
    Empty,
    /// Neither text nor a workbook.
    #[error(
        "This is neither a CSV file, an Excel workbook (.xlsx) nor NDJSON. Save the table as CSV or .xlsx"
    )]
    NotATable,
    /// Text with NUL bytes, for instance UTF-16.
    #[error("The text is in an encoding that is not read (UTF-16, or damaged). Save the file as “CSV UTF-8”")]
    Encoding,
    /// A workbook of the time before 2007, or one with a password.
    #[error("This workbook is in the old .xls format or has a password. Save it as .xlsx without a password")]
    OldWorkbook,
    /// Not the XLSX that it seems to be: damaged, cut short, or another kind of zip file.
    #[error("The workbook is damaged or was cut short. Open it in Excel, save it as .xlsx and send it again")]
    Workbook(#[source] Box<dyn Error + Send + Sync>),
    /// A workbook that unpacks to far more than any data set: a mistake or an attack.
    #[error("The workbook unpacks to more than {limit} bytes. Split it into several files")]
    TooLarge {
        /// The bound that was passed, in bytes.
        limit: u64,
    },
    /// JSON, but one list of everything.
    #[error(
        "The file is one JSON list. Send NDJSON: one episode a line, without brackets and commas between"
    )]
    JsonList,
    /// A column without which no row can be stored.
    #[error("The file has no column {}. Add it to the headings", headings(.0))]
    MissingColumns(Vec<Field>),
    /// A quoted cell that never ends.
    #[error("Row {row}: a cell begins with a quotation mark that is never closed. Close or remove it")]
    UnclosedQuote {
        /// The row in which the cell begins.
        row: u64,
    },
    /// A row of more bytes than allowed.
    #[error("Row {row} is longer than {limit} bytes. Look for a quotation mark that is never closed")]
    RowTooLong {
        /// The row.
        row: u64,
        /// The bound that was passed, in bytes.
        limit: usize,
    },
    /// A row of more cells than allowed.
    #[error("Row {row} has more than {limit} cells. Remove the columns that are not of the data set")]
    TooManyCells {
        /// The row.
        row: u64,
        /// The bound that was passed.
        limit: usize,
    },
}

impl FileError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            FileError::Io(_) => "file.unreadable",
            FileError::Empty => "file.empty",
            FileError::NotATable => "file.not_a_table",
            FileError::Encoding => "file.encoding",
            FileError::OldWorkbook => "file.old_workbook",
            FileError::Workbook(_) => "file.workbook_damaged",
            FileError::TooLarge { .. } => "file.too_large",
            FileError::JsonList => "file.json_list",
            FileError::MissingColumns(_) => "file.missing_column",
            FileError::UnclosedQuote { .. } => "file.unclosed_quote",
            FileError::RowTooLong { .. } => "file.row_too_long",
            FileError::TooManyCells { .. } => "file.too_many_cells",
        }
    }

    pub(crate) fn workbook(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        FileError::Workbook(source.into())
    }
}

fn headings(fields: &[Field]) -> String {
    fields.iter().map(|f| f.heading()).collect::<Vec<_>>().join(", ")
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The receiver took no more, or the disk is full.
    #[error("The file could not be written")]
    Io(#[from] io::Error),
    /// A row could not be written as CSV.
    #[error("The row could not be written as CSV")]
    Csv(#[from] csv::Error),
    /// A row could not be written as JSON.
    #[error("The row could not be written as JSON")]
    Json(#[from] serde_json::Error),
    /// A workbook holds a million rows at most, and needs room for a temporary file.
    #[error("The workbook could not be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}
