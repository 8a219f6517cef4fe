//! The rows of a CSV file as texts, with their numbers.

use std::io::{self, Read};

use csv::StringRecord;
use csv_core::ReadRecordResult;
use encoding_rs::Encoding;

use crate::{FileError, Limits, lines::Input};

/// What the survey of a CSV file found out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// Comma, semicolon or tab.
    pub(crate) delimiter: u8,
    /// UTF-8 or Windows-1252.
    pub(crate) encoding: &'static Encoding,
}

/// A CSV file, read row by row in constant memory.
pub(crate) struct Records<R> {
    input: Input<R>,
    parser: csv_core::Reader,
    dialect: Dialect,
    limits: Limits,
    /// Number of the row read last; the first line of the file is row 1. Blank lines count.
    row: u64,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: Read> Records<R> {
    pub(crate) fn new(source: R, dialect: Dialect, limits: Limits) -> io::Result<Self> {
        Ok(Records {
            input: Input::new(source)?,
            parser: csv_core::ReaderBuilder::new()
                .delimiter(dialect.delimiter)
                .build(),
            dialect,
            limits,
            row: 0,
            cells: vec![0; limits.row_bytes.min(1024)],
            ends: vec![0; limits.cells.min(64)],
        })
    }

    pub(crate) fn consumed(&self) -> u64 {
        self.input.consumed()
    }

    /// The next row that is not an empty line, and its number; none at the end of the file.
    pub(crate) fn next_record(&mut self) -> Result<Option<(u64, StringRecord)>, FileError> {
        // The parser would skip empty lines without counting them.
        while self.input.take_line_end()? {
            self.row += 1;
        }
        if self.input.chunk()?.is_empty() {
            return Ok(None);
        }
        self.row += 1;
        let cells = self.parse()?;
        Ok(Some((self.row, self.decode(cells))))
    }

    /// Parses one row into `cells` and `ends`, and gives the number of its cells.
    fn parse(&mut self) -> Result<usize, FileError> {
        let (mut written, mut ended) = (0, 0);
        loop {
            let chunk = self.input.chunk()?;
            let at_end = chunk.is_empty();
            // The last row may lack its line end; inside quotes the line end that is lent to it is only one more character.
            let bytes = if at_end { b"\n" } else { chunk };
            let (result, read, wrote, ends) =
                self.parser
                    .read_record(bytes, &mut self.cells[written..], &mut self.ends[ended..]);
            written += wrote;
            ended += ends;
            let ends_with_return = read > 0 && bytes[read - 1] == b'\r';
            if !at_end {
                self.input.consume(read);
            }
            match result {
                ReadRecordResult::Record => {
                    if ends_with_return {
                        self.input.take_line_feed()?;
                    }
                    return Ok(ended);
                }
                ReadRecordResult::OutputFull => {
                    grow(&mut self.cells, self.limits.row_bytes).ok_or(FileError::RowTooLong {
                        row: self.row,
                        limit: self.limits.row_bytes,
                    })?
                }
                ReadRecordResult::OutputEndsFull => {
                    grow(&mut self.ends, self.limits.cells).ok_or(FileError::TooManyCells {
                        row: self.row,
                        limit: self.limits.cells,
                    })?
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End if at_end => {
                    return Err(FileError::UnclosedQuote { row: self.row });
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
        }
    }

    fn decode(&self, cells: usize) -> StringRecord {
        let ends = &self.ends[..cells];
        let bytes = ends.last().copied().unwrap_or(0);
        let mut record = StringRecord::with_capacity(bytes, cells);
        let mut start = 0;
        for end in ends {
            let (text, _) = self
                .dialect
                .encoding
                .decode_without_bom_handling(&self.cells[start..*end]);
            record.push_field(&text);
            start = *end;
        }
        record
    }
}

/// Doubles a buffer; none when it has reached its bound.
fn grow<T: Clone + Default>(buffer: &mut Vec<T>, bound: usize) -> Option<()> {
    let longer = (buffer.len() * 2).min(bound);
    (longer > buffer.len()).then(|| buffer.resize(longer, T::default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8], delimiter: u8, limits: Limits) -> String {
        let dialect = Dialect {
            delimiter,
            encoding: encoding_rs::UTF_8,
        };
        let mut records = Records::new(text, dialect, limits).expect("reads");
        let mut rows = Vec::new();
        loop {
            match records.next_record() {
                Ok(None) => return rows.join(" "),
                Ok(Some((row, record))) => {
                    rows.push(format!("{row}:{}", record.iter().collect::<Vec<_>>().join("|")))
                }
                Err(error) => {
                    rows.push(error.code().to_owned());
                    return rows.join(" ");
                }
            }
        }
    }

    #[test]
    fn texts() {
        for (text, expected) in [
            ("a,b\nc,d\n", "1:a|b 2:c|d"),
            ("a,b\r\nc,d", "1:a|b 2:c|d"),
            ("a,b\rc,d\r", "1:a|b 2:c|d"),
            ("\u{feff}a,b\n\n\nc,\n", "1:a|b 4:c|"),
            ("a\r\n\r\nb\r\r\nc", "1:a 3:b 5:c"),
            ("\n\na", "3:a"),
            ("\"a\nx\",b\n\nc", "1:a\nx|b 3:c"),
            ("\"a\r\nx\"\"y\",b\r\nc", "1:a\r\nx\"y|b 2:c"),
            ("a,5\" nail\nb,\"c\"", "1:a|5\" nail 2:b|c"),
            ("a\n\"\"", "1:a 2:"),
            ("a\nb,\"", "1:a file.unclosed_quote"),
            ("a\nb,\"c\nd,e\n", "1:a file.unclosed_quote"),
            ("", ""),
            ("\n", ""),
        ] {
            assert_eq!(
                read(text.as_bytes(), b',', Limits::default()),
                expected,
                "{text:?}"
            );
        }
        assert_eq!(read(b"a;\"b;c\";d,e", b';', Limits::default()), "1:a|b;c|d,e");
    }

    #[test]
    fn bounds() {
        let limits = Limits {
            row_bytes: 2000,
            cells: 100,
            ..Limits::default()
        };
        for (cells, each, expected) in [(100, 19, true), (101, 1, false), (2, 999, true), (2, 1001, false)] {
            let text = vec!["x".repeat(each); cells].join(",");
            let told = read(text.as_bytes(), b',', limits);
            assert_eq!(
                told.starts_with("1:"),
                expected,
                "{cells} cells of {each}: {told}"
            );
        }
        assert_eq!(
            read(",".repeat(100).as_bytes(), b',', limits),
            "file.too_many_cells"
        );
        assert_eq!(
            read("x".repeat(2001).as_bytes(), b',', limits),
            "file.row_too_long"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(prop::collection::vec("[a\"\n\r,; é]{0,6}", 1..5), 0..9)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("writes");
            }
            let text = writer.into_inner().expect("writes");
            let dialect = Dialect { delimiter: b',', encoding: encoding_rs::UTF_8 };
            let mut records = Records::new(&text[..], dialect, Limits::default()).expect("reads");
            for (number, row) in (1..).zip(&rows) {
                let (found, record) = records.next_record().expect("reads").expect("a row");
                prop_assert_eq!(found, number);
                prop_assert_eq!(record.iter().collect::<Vec<_>>(), row.iter().map(String::as_str).collect::<Vec<_>>());
            }
            prop_assert!(records.next_record().expect("reads").is_none());
        }
    }
}
