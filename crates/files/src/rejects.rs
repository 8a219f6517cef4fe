//! The audit's list of the rows that it rejected: each by its number or its key, with the reason.

use std::io::Cursor;

use csv::StringRecord;
use flsdb_domain::{
    Episode, Field,
    submission::{Reject, RejectPlace},
};

use crate::{
    FileError, Limits, Sheet, WriteError,
    records::Records,
    rejected::unguarded,
    survey::{Nature, survey_by},
};

/// Longest reason that is kept, in characters.
const REASON_MAX: usize = 1000;

/// Why a list of rejected rows is not taken.
#[derive(Debug, thiserror::Error)]
pub enum RejectsFault {
    /// It is no table that can be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Nothing says which rows are meant, or why.
    #[error(
        "The list needs headings: a column reason, and a column row with the number of the row, or the columns that \
         tell records apart"
    )]
    Headings,
    /// A row of the list says nothing of use.
    #[error("Row {line} of the list {}", .what.words())]
    Row {
        /// The row of the list.
        line: u64,
        /// What is wrong.
        what: RowFault,
    },
    /// No room.
    #[error("the list could not be worked on")]
    Write(#[from] WriteError),
}

/// What is wrong with a row of a list of rejected rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    /// The number of the row is none.
    Number,
    /// The key cannot be read, or is blank.
    Key,
    /// It gives no reason.
    Reason,
}

impl RowFault {
    fn words(self) -> &'static str {
        match self {
            RowFault::Number => "has no number of a row of the file",
            RowFault::Key => "does not say which record it means",
            RowFault::Reason => "gives no reason",
        }
    }
}

/// Where a list says what.
struct Headings {
    reason: usize,
    row: Option<usize>,
    key: Vec<(Field, usize)>,
}

/// Reads a list of rejected rows of a file in this layout: CSV with a column `reason` and a column `row`, or those of a key under
/// their headings. Other columns do not matter, so that rejected rows may come back whole.
///
/// # Errors
/// The first fault. None tells what the list held.
pub fn read_rejects(list: &[u8], sheet: &Sheet) -> Result<Vec<Reject>, RejectsFault> {
    let limits = Limits::default();
    let mut source = Cursor::new(list);
    let understood = |headings: &StringRecord| headings.iter().filter(|h| is_known(h, sheet)).count();
    let Nature::Csv(dialect) = survey_by(&mut source, limits, understood)?.nature else {
        return Err(FileError::NotATable.into());
    };
    let mut records = Records::new(source, dialect, limits).map_err(FileError::from)?;
    let first = records.next_record()?;
    let headings = Headings::of(&first.map(|(_, cells)| cells).unwrap_or_default(), sheet)?;
    let mut rejects = Vec::new();
    while let Some((line, cells)) = records.next_record()? {
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rejects.push(headings.read(line, &cells, sheet)?);
        }
    }
    Ok(rejects)
}

fn is_known(heading: &str, sheet: &Sheet) -> bool {
    let heading = heading.trim();
    is_row(heading) || is_reason(heading) || sheet.layout().columns.iter().any(|c| c.heading == heading)
}

fn is_row(heading: &str) -> bool {
    ["row", "row number"].contains(&heading.to_lowercase().as_str())
}

fn is_reason(heading: &str) -> bool {
    ["reason", "reasons"].contains(&heading.to_lowercase().as_str())
}

impl Headings {
    fn of(cells: &StringRecord, sheet: &Sheet) -> Result<Self, RejectsFault> {
        let names: Vec<&str> = cells.iter().map(str::trim).collect();
        let key: Vec<(Field, usize)> = sheet.key_columns_in(&names).collect();
        let fields: Vec<Field> = key.iter().map(|(field, _)| *field).collect();
        let row = names.iter().position(|name| is_row(name));
        let reason = names.iter().position(|name| is_reason(name));
        match reason {
            Some(reason) if row.is_some() || sheet.has_key_of(&fields) => Ok(Headings { reason, row, key }),
            _ => Err(RejectsFault::Headings),
        }
    }

    fn read(&self, line: u64, cells: &StringRecord, sheet: &Sheet) -> Result<Reject, RejectsFault> {
        let fault = |what| RejectsFault::Row { line, what };
        let reason = tidy(cells.get(self.reason).unwrap_or_default());
        if reason.is_empty() {
            return Err(fault(RowFault::Reason));
        }
        let place = match self.row.and_then(|row| cells.get(row)).map(str::trim) {
            Some(number) if !number.is_empty() || self.key.is_empty() => {
                RejectPlace::Row(number.parse().map_err(|_| fault(RowFault::Number))?)
            }
            _ => RejectPlace::Key(self.key(cells, sheet)?.ok_or_else(|| fault(RowFault::Key))?),
        };
        Ok(Reject { line, place, reason })
    }

    /// The key, read as answers are, so that a spreadsheet's way of writing a date does not matter.
    fn key(&self, cells: &StringRecord, sheet: &Sheet) -> Result<Option<String>, WriteError> {
        let mut episode = Episode::default();
        let mut filled = Vec::new();
        for (field, place) in &self.key {
            let cell = unguarded(cells.get(*place).unwrap_or_default());
            let Some(question) = field.question() else {
                continue;
            };
            let answer = (question.answer_mut)(&mut episode);
            if answer.read_text(cell).is_ok() && !answer.is_blank() {
                filled.push(*field);
            }
        }
        match sheet.has_key_of(&filled) {
            true => sheet.key(&episode).map(Some),
            false => Ok(None),
        }
    }
}

/// One line without control characters, of bounded length.
fn tidy(reason: &str) -> String {
    let words: Vec<&str> = reason
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(REASON_MAX).collect()
}
