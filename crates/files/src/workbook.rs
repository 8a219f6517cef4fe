//! The rows of an Excel workbook, as texts.
//!
//! The cells of the worksheet are unpacked once into a temporary CSV file (in memory while it is small), in which the
//! first cell of each row is the row's number. So a workbook of any length is read in constant memory and by the
//! same code as CSV.

use std::{
    io::{self, Read, Seek},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use flsdb_domain::{Episode, Field, answer::Kind};
use tempfile::SpooledTempFile;
use zip::ZipArchive;

use crate::{Columns, FileError, Limits};

/// Bytes that are held in memory before the rows go to a temporary file.
const IN_MEMORY: usize = 16 << 20;
/// Days between Excel's epochs of 1900 and 1904.
const DAYS_TO_1904: f64 = 1462.0;

/// The unpacked rows of a worksheet.
pub(crate) struct Unpacked {
    /// CSV with commas; each row begins with its number in the worksheet. The first one holds the headings.
    pub(crate) rows: SpooledTempFile,
    /// Size of `rows`.
    pub(crate) bytes: u64,
    /// Number of the last row in the worksheet.
    pub(crate) last_row: u64,
}

/// Unpacks the first worksheet that has the headings of the data set.
pub(crate) fn unpack<R: Read + Seek>(mut source: R, limits: Limits) -> Result<Unpacked, FileError> {
    check_sizes(&mut source, limits)?;
    source.rewind()?;
    // The archive and the XML are checked, yet a crafted workbook may still run into an assertion of the parser.
    let unpacked = catch_unwind(AssertUnwindSafe(|| unpack_checked(source, limits)));
    unpacked.unwrap_or_else(|_| {
        Err(FileError::workbook(
            "the workbook's XML breaks the parser's assumptions",
        ))
    })
}

fn unpack_checked<R: Read + Seek>(source: R, limits: Limits) -> Result<Unpacked, FileError> {
    let mut workbook: Xlsx<R> = Xlsx::new(source).map_err(FileError::workbook)?;
    let sheet = choose_sheet(&mut workbook, limits)?;
    let shifted = workbook.has_1904_epoch();
    let mut rows = SheetRows::open(&mut workbook, &sheet, limits)?;
    let mut csv = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(SpooledTempFile::new(IN_MEMORY));
    let mut dates = Vec::new();
    let mut last_row = 0;
    while let Some(number) = rows.next_row()? {
        if last_row == 0 && shifted {
            dates = date_positions(&Columns::find(rows.texts.iter().map(String::as_str)));
        }
        rows.shift_plain_serials(&dates);
        last_row = number;
        let cells = rows.texts.iter().map(String::as_str);
        csv.write_record([number.to_string().as_str()].into_iter().chain(cells))
            .map_err(io::Error::other)?;
    }
    let mut rows = csv.into_inner().map_err(|error| error.into_error())?;
    let bytes = rows.stream_position()?;
    rows.rewind()?;
    Ok(Unpacked {
        rows,
        bytes,
        last_row,
    })
}

/// Unpacks every part once, keeping nothing: what an archive says of its sizes need not be true.
fn check_sizes(source: &mut (impl Read + Seek), limits: Limits) -> Result<(), FileError> {
    let mut archive = ZipArchive::new(source).map_err(FileError::workbook)?;
    let (mut sheets, mut parts) = (0, 0);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(FileError::workbook)?;
        let (total, limit) = if part
            .name()
            .map_err(FileError::workbook)?
            .starts_with("xl/worksheets/")
        {
            (&mut sheets, limits.sheet_bytes)
        } else {
            (&mut parts, limits.part_bytes)
        };
        let bound = limit.saturating_sub(*total).saturating_add(1);
        *total += io::copy(&mut part.take(bound), &mut io::sink()).map_err(FileError::workbook)?;
        if *total > limit {
            return Err(FileError::TooLarge { limit });
        }
    }
    Ok(())
}

/// The first visible worksheet with all required headings; a workbook may begin with a sheet of notes.
fn choose_sheet<R: Read + Seek>(workbook: &mut Xlsx<R>, limits: Limits) -> Result<String, FileError> {
    let visible = |s: &&calamine::Sheet| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(visible)
        .map(|s| s.name.clone())
        .collect();
    let mut first_fault = None;
    for name in names {
        let mut rows = SheetRows::open(workbook, &name, limits)?;
        if rows.next_row()?.is_some() {
            match Columns::read(rows.texts.iter().map(String::as_str)) {
                Ok(_) => return Ok(name),
                Err(fault) => first_fault = first_fault.or(Some(fault)),
            }
        }
    }
    Err(first_fault.unwrap_or(FileError::Empty))
}

/// The rows of a worksheet that hold anything, one after the other.
struct SheetRows<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    limits: Limits,
    /// The first cell of the row after this one.
    ahead: Option<TextCell>,
    /// The cells of the row read last.
    texts: Vec<String>,
    /// Which of them are plain numbers, with their values.
    numbers: Vec<(usize, f64)>,
}

/// A cell that is not blank: its row and column from 0, its text, and its value if it is a plain number.
struct TextCell {
    row: u32,
    column: usize,
    text: String,
    number: Option<f64>,
}

impl<'a, R: Read + Seek> SheetRows<'a, R> {
    fn open(workbook: &'a mut Xlsx<R>, sheet: &str, limits: Limits) -> Result<Self, FileError> {
        let mut cells = workbook
            .worksheet_cells_reader(sheet)
            .map_err(FileError::workbook)?;
        Ok(SheetRows {
            ahead: next_cell(&mut cells)?,
            cells,
            limits,
            texts: Vec::new(),
            numbers: Vec::new(),
        })
    }

    /// Reads the next row into `texts` and gives its number from 1; none at the end.
    fn next_row(&mut self) -> Result<Option<u64>, FileError> {
        self.texts.clear();
        self.numbers.clear();
        let Some(row) = self.ahead.as_ref().map(|cell| cell.row) else {
            return Ok(None);
        };
        let number = u64::from(row) + 1;
        let mut bytes = 0;
        while let Some(cell) = self.ahead.take_if(|cell| cell.row == row) {
            bytes += cell.text.len();
            if cell.column >= self.limits.cells {
                return Err(FileError::TooManyCells {
                    row: number,
                    limit: self.limits.cells,
                });
            }
            if bytes > self.limits.row_bytes {
                return Err(FileError::RowTooLong {
                    row: number,
                    limit: self.limits.row_bytes,
                });
            }
            self.place(cell);
            self.ahead = next_cell(&mut self.cells)?;
        }
        if self.ahead.as_ref().is_some_and(|next| next.row < row) {
            return Err(FileError::workbook("the rows of the worksheet are out of order"));
        }
        Ok(Some(number))
    }

    fn place(&mut self, cell: TextCell) {
        if self.texts.len() <= cell.column {
            self.texts.resize(cell.column + 1, String::new());
        }
        self.texts[cell.column] = cell.text;
        self.numbers.extend(cell.number.map(|value| (cell.column, value)));
    }

    /// In a workbook that counts from 1904, a number without a date format counts from 1904 too.
    fn shift_plain_serials(&mut self, dates: &[usize]) {
        for (column, value) in self.numbers.iter().filter(|(column, _)| dates.contains(column)) {
            self.texts[*column] = (value + DAYS_TO_1904).to_string();
        }
    }
}

/// The next cell that is not blank.
fn next_cell<R: Read + Seek>(cells: &mut XlsxCellReader<'_, R>) -> Result<Option<TextCell>, FileError> {
    while let Some(cell) = cells.next_cell().map_err(FileError::workbook)? {
        let (row, column) = cell.get_position();
        let number = match cell.get_value() {
            DataRef::Int(value) => Some(*value as f64),
            DataRef::Float(value) => Some(*value),
            _ => None,
        };
        let text = text(cell.get_value());
        if !text.trim().is_empty() {
            let column = usize::try_from(column).map_err(FileError::workbook)?;
            return Ok(Some(TextCell {
                row,
                column,
                text,
                number,
            }));
        }
    }
    Ok(None)
}

/// The positions of the columns of dates.
fn date_positions(columns: &Columns) -> Vec<usize> {
    let blank = Episode::default();
    let is_date = |field: Field| {
        field
            .question()
            .is_some_and(|q| (q.answer)(&blank).kind() == Kind::Date)
    };
    columns
        .found
        .iter()
        .filter(|c| is_date(c.field))
        .map(|c| c.position)
        .collect()
}

/// A cell as the same table would have it in CSV: dates in ISO, numbers as short as they can be.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(date) => date_text(date),
    }
}

/// ISO, with the time of day if there is one; the number itself where it is no day.
fn date_text(date: &ExcelDateTime) -> String {
    let serial = date.as_f64();
    if !date.is_datetime() || !(1.0..2_958_466.0).contains(&serial) {
        return serial.to_string();
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}
