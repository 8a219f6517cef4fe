//! A workbook with one worksheet: true dates and numbers, texts as they are, never a formula.

use std::io::Write;

use chrono::NaiveDate;
use flsdb_domain::{Episode, Field, Question, answer::Kind};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{SERVICE, ServiceColumn, columns, service_code};

/// How Excel shows dates and T-scores.
const ISO_DATE: &str = "yyyy-mm-dd";
const ONE_DECIMAL: &str = "0.0";
const SHEET: &str = "FLS-DB";

/// Writes rows to a temporary file and packs them at the end.
pub(super) struct WorkbookWriter {
    workbook: Workbook,
    columns: Vec<WorkbookColumn>,
    service: ServiceColumn,
    row: u32,
}

struct WorkbookColumn {
    question: &'static Question,
    number: u16,
    cells: Cells,
}

/// What a column's cells are.
enum Cells {
    Text,
    Date(Format),
    Number(Format),
}

impl WorkbookWriter {
    pub(super) fn new(service: ServiceColumn) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(SHEET)?;
        let first = match service {
            ServiceColumn::First => {
                sheet.write_string(0, 0, SERVICE)?;
                1
            }
            ServiceColumn::Absent => 0,
        };
        let mut written = Vec::new();
        for (number, question) in (first..).zip(columns()) {
            sheet.write_string(0, number, question.heading())?;
            written.push(WorkbookColumn {
                question,
                number,
                cells: cells(question),
            });
        }
        Ok(WorkbookWriter {
            workbook,
            columns: written,
            service,
            row: 0,
        })
    }

    pub(super) fn write(&mut self, episode: &Episode) -> Result<(), XlsxError> {
        self.row += 1;
        let sheet = self.workbook.worksheet_from_index(0)?;
        if self.service == ServiceColumn::First {
            sheet.write_string(self.row, 0, service_code(episode))?;
        }
        for column in &self.columns {
            let answer = (column.question.answer)(episode);
            if !answer.is_blank() {
                column
                    .cells
                    .write(sheet, self.row, column.number, &answer.text())?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self, out: &mut (impl Write + Send)) -> Result<(), XlsxError> {
        self.workbook.save_to_writer(out)
    }
}

impl Cells {
    /// Writes an answer; what is no date or number after all is written as text.
    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        match self {
            Cells::Date(format) => {
                if let Ok(date) = text.parse::<NaiveDate>() {
                    return sheet
                        .write_date_with_format(row, column, date, format)
                        .map(|_| ());
                }
            }
            Cells::Number(format) => {
                if let Ok(number) = text.parse::<f64>() {
                    return sheet
                        .write_number_with_format(row, column, number, format)
                        .map(|_| ());
                }
            }
            Cells::Text => {}
        }
        sheet.write_string(row, column, text).map(|_| ())
    }
}

fn cells(question: &Question) -> Cells {
    match (question.answer)(&Episode::default()).kind() {
        Kind::Date => Cells::Date(Format::new().set_num_format(ISO_DATE)),
        Kind::Number { .. } if question.field == Field::TScore => {
            Cells::Number(Format::new().set_num_format(ONE_DECIMAL))
        }
        Kind::Number { .. } => Cells::Number(Format::new()),
        _ => Cells::Text,
    }
}
