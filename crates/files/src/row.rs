//! One row of a file, as read.

use std::{borrow::Cow, sync::Arc};

use csv::StringRecord;
use flsdb_domain::{Field, Finding, FindingCode, Reading};
use serde_json::{Map, Value};

use crate::{Columns, rejected::unguarded, strict_json};

/// Characters of a cell that a report shows.
pub const VALUE_MAX: usize = 100;
/// The member of an NDJSON document, and the heading of a CSV column, that tells why a row was rejected.
pub(crate) const REASONS: &str = "reasons";

/// One row of a file.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number: the heading is row 1 of a CSV file or worksheet, the first line is row 1 of NDJSON. Blank rows count.
    pub number: u64,
    /// The record as read, with what could not be read of it. `episode.service` is filled from the column `service`.
    pub reading: Reading,
    /// What the file has as the service of the row, if anything.
    pub service: Option<String>,
    pub(crate) original: Original,
}

/// The row as the file has it.
#[derive(Debug, Clone)]
pub(crate) enum Original {
    /// Cells of a CSV file or worksheet.
    Cells(StringRecord, Arc<Columns>),
    /// A JSON document, without the reasons of an earlier rejection.
    Document(Map<String, Value>),
    /// A line that is no JSON document.
    Line(String),
}

impl Row {
    /// Reads cells.
    pub(crate) fn from_cells(number: u64, cells: StringRecord, columns: &Arc<Columns>) -> Self {
        let cells = match columns.reasons {
            Some(_) => cells.iter().map(unguarded).collect(),
            None => cells,
        };
        Row::read_cells(number, cells, columns)
    }

    fn read_cells(number: u64, cells: StringRecord, columns: &Arc<Columns>) -> Self {
        let headings = columns.headings.len();
        let reading = if cells.iter().skip(headings).any(|cell| !cell.trim().is_empty()) {
            let message = "The row has more cells than the file has headings. Put a cell that holds the separator in quotation marks";
            unreadable(message.to_owned())
        } else {
            let found = columns.found.iter();
            Reading::from_cells(found.filter_map(|c| Some((c.field, cells.get(c.position)?))))
        };
        let service = columns.service.and_then(|at| cells.get(at)).map(str::trim);
        let service = service.filter(|text| !text.is_empty()).map(str::to_owned);
        let mut row = Row {
            number,
            reading,
            service,
            original: Original::Cells(cells, Arc::clone(columns)),
        };
        row.read_service();
        row
    }

    /// Reads one episode as a JSON document, the shape of a line of NDJSON.
    ///
    /// # Errors
    /// What makes it no document: no JSON, no object, or a name that stands twice.
    pub fn document(number: u64, json: &[u8]) -> Result<Self, String> {
        let mut members = strict_json::parse(json).map_err(|fault| fault.to_string())?;
        members.remove(REASONS);
        let document = Value::Object(members);
        let reading = Reading::from_json(&document);
        let service = document.get("service").and_then(Value::as_str).map(str::to_owned);
        let members = match document {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        Ok(Row {
            number,
            reading,
            service,
            original: Original::Document(members),
        })
    }

    /// Reads a line of NDJSON.
    pub(crate) fn from_line(number: u64, line: &[u8]) -> Self {
        match Row::document(number, line) {
            Ok(row) => row,
            Err(fault) => Row {
                number,
                reading: unreadable(format!(
                    "This line is no episode: {fault}. Give one JSON object a line"
                )),
                service: None,
                original: Original::Line(String::from_utf8_lossy(line).into_owned()),
            },
        }
    }

    /// The cells that are read, in the order of [`Columns::found`], then that of the column `service`; none in NDJSON.
    pub fn cells(&self) -> Vec<String> {
        let Original::Cells(cells, columns) = &self.original else {
            return Vec::new();
        };
        let positions = columns.found.iter().map(|column| column.position);
        let texts = positions.chain(columns.service).map(|at| cells.get(at));
        texts.map(|text| text.unwrap_or_default().to_owned()).collect()
    }

    /// The row with other texts in some of its cells, read afresh. Fields without a column stay as they are.
    #[must_use]
    pub fn with_cells<'a>(self, texts: impl IntoIterator<Item = (Field, &'a str)>) -> Self {
        let Original::Cells(cells, columns) = &self.original else {
            return self;
        };
        let mut mended: Vec<&str> = cells.iter().collect();
        for (field, text) in texts {
            let Some(position) = columns.position(field) else {
                continue;
            };
            if mended.len() <= position {
                mended.resize(position + 1, "");
            }
            if let Some(cell) = mended.get_mut(position) {
                *cell = text;
            }
        }
        Row::read_cells(self.number, mended.into_iter().collect(), columns)
    }

    /// Whether nothing of the row could be read: then `reading.findings` holds the one reason, and to check the
    /// record further makes no sense.
    pub fn is_unreadable(&self) -> bool {
        self.reading
            .findings
            .iter()
            .any(|f| f.code == FindingCode::RowUnreadable)
    }

    /// The fields that the row has: the columns of the file, or the members that the document names (also with null).
    /// To be laid over a stored record, see [`flsdb_domain::reading::overlay`].
    pub fn fields(&self) -> Vec<Field> {
        match &self.original {
            Original::Cells(_, columns) => columns.fields().collect(),
            Original::Document(_) => self.reading.named.iter().copied().collect(),
            Original::Line(_) => Vec::new(),
        }
    }

    /// The document as it came, without the reasons of an earlier rejection; of a row of cells nothing.
    pub fn text(&self) -> String {
        match &self.original {
            Original::Cells(..) => String::new(),
            Original::Document(members) => Value::Object(members.clone()).to_string(),
            Original::Line(line) => line.clone(),
        }
    }

    /// What the file has at a field, for a report: trimmed and at most [`VALUE_MAX`] characters.
    pub fn value(&self, field: Field) -> Cow<'_, str> {
        let whole = self.whole_value(field);
        match whole.char_indices().nth(VALUE_MAX) {
            Some((end, _)) => Cow::Owned(whole[..end].to_owned()),
            None => whole,
        }
    }

    fn whole_value(&self, field: Field) -> Cow<'_, str> {
        match &self.original {
            Original::Cells(cells, columns) => {
                let cell = columns.position(field).and_then(|at| cells.get(at));
                Cow::Borrowed(cell.unwrap_or_default().trim())
            }
            Original::Document(members) => {
                let member = match field.question() {
                    Some(question) => members
                        .get(question.section.key())
                        .and_then(|s| s.get(question.key)),
                    None => members.get("service"),
                };
                match member {
                    None | Some(Value::Null) => Cow::Borrowed(""),
                    Some(Value::String(text)) => Cow::Borrowed(text),
                    Some(other) => Cow::Owned(other.to_string()),
                }
            }
            Original::Line(_) => Cow::Borrowed(""),
        }
    }

    fn read_service(&mut self) {
        let Some(text) = &self.service else { return };
        match text.to_ascii_uppercase().parse() {
            Ok(code) => self.reading.episode.service = Some(code),
            Err(fault) => {
                let finding = Finding::new(Field::Service, FindingCode::ServiceUnknown, format!("{fault}"));
                self.reading.findings.push(finding);
                self.reading.faulty.insert(Field::Service);
            }
        }
    }
}

/// A row of which nothing can be read. The finding stands at 1.09, as all that concerns the whole row does; the required
/// answers count as given, so that a further check does not ask for them as well.
fn unreadable(message: String) -> Reading {
    Reading {
        findings: vec![Finding::new(
            Field::DiagnosedOn,
            FindingCode::RowUnreadable,
            message,
        )],
        faulty: [Field::NhsNumber, Field::DateOfBirth, Field::DiagnosedOn].into(),
        ..Reading::default()
    }
}
