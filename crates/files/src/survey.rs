//! Finds out what a file is by looking at all of it once: its name is not asked.

use std::io::{self, BufRead, BufReader, Read, Seek};

use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::{
    Columns, FileError, Limits,
    records::{Dialect, Records},
};

/// What a file is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Nature {
    /// Separated text.
    Csv(Dialect),
    /// A zip archive, which should be a workbook.
    Xlsx,
    /// JSON, a document a line.
    Ndjson,
}

/// What a look at the whole file told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Survey {
    pub(crate) nature: Nature,
    /// Size of the file.
    pub(crate) bytes: u64,
    /// Lines of text; none in a workbook.
    pub(crate) lines: u64,
}

/// Looks at the whole file and rewinds it.
pub(crate) fn survey<R: Read + Seek>(source: &mut R, limits: Limits) -> Result<Survey, FileError> {
    survey_by(source, limits, |headings| Columns::find(headings).found.len())
}

/// The same for a file of other headings; `understood` says how many of a row are known.
pub(crate) fn survey_by<R: Read + Seek>(
    source: &mut R,
    limits: Limits,
    understood: impl Fn(&StringRecord) -> usize,
) -> Result<Survey, FileError> {
    source.rewind()?;
    let begin = beginning(source)?;
    let bytes = source.seek(io::SeekFrom::End(0))?;
    source.rewind()?;
    let nature_of_binary = signature(&begin)?;
    if let Some(nature) = nature_of_binary {
        return Ok(Survey {
            nature,
            bytes,
            lines: 0,
        });
    }
    let text = read_through(&mut *source)?;
    let nature = match text.first {
        None => return Err(FileError::Empty),
        Some(b'{') => Nature::Ndjson,
        Some(b'[') => return Err(FileError::JsonList),
        Some(_) => Nature::Csv(Dialect {
            delimiter: delimiter(source, text.encoding, limits, understood)?,
            encoding: text.encoding,
        }),
    };
    source.rewind()?;
    Ok(Survey {
        nature,
        bytes,
        lines: text.lines,
    })
}

fn beginning(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut begin = Vec::with_capacity(8);
    source.take(8).read_to_end(&mut begin)?;
    Ok(begin)
}

/// Knows files that are no text by their first bytes.
fn signature(begin: &[u8]) -> Result<Option<Nature>, FileError> {
    const ZIP: &[u8] = b"PK";
    const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0";
    const UTF_16: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
    if begin.starts_with(ZIP) && begin.get(2).is_some_and(|b| *b < 9) {
        Ok(Some(Nature::Xlsx))
    } else if begin.starts_with(COMPOUND) {
        Err(FileError::OldWorkbook)
    } else if UTF_16.iter().any(|mark| begin.starts_with(mark)) {
        Err(FileError::Encoding)
    } else if [&b"%PDF"[..], b"\x1f\x8b", b"{\\rtf", b"<?xml", b"<html"]
        .iter()
        .any(|mark| begin.starts_with(mark))
    {
        Err(FileError::NotATable)
    } else {
        Ok(None)
    }
}

struct Text {
    encoding: &'static Encoding,
    /// The first byte that is not blank.
    first: Option<u8>,
    lines: u64,
}

/// Reads all of a text: one byte that is no UTF-8 may come late in a file of Windows-1252.
fn read_through(source: impl Read) -> Result<Text, FileError> {
    let mut source = BufReader::with_capacity(64 * 1024, source);
    let mut utf8 = Utf8Check::default();
    let mut first = None;
    let (mut feeds, mut returns, mut last) = (0, 0, b'\n');
    loop {
        let chunk = source.fill_buf()?;
        let Some(end) = chunk.last() else { break };
        if memchr::memchr(0, chunk).is_some() {
            return Err(FileError::Encoding);
        }
        let blank = |b: &&u8| b.is_ascii_whitespace() || b"\xEF\xBB\xBF".contains(b);
        first = first.or_else(|| chunk.iter().find(|b| !blank(b)).copied());
        feeds += memchr::memchr_iter(b'\n', chunk).count() as u64;
        returns += memchr::memchr_iter(b'\r', chunk).count() as u64;
        last = *end;
        utf8.look_at(chunk);
        let read = chunk.len();
        source.consume(read);
    }
    let ends = if feeds == 0 { returns } else { feeds };
    Ok(Text {
        encoding: if utf8.is_valid() { UTF_8 } else { WINDOWS_1252 },
        first,
        lines: ends + u64::from(!b"\r\n".contains(&last)),
    })
}

/// Whether a text given in pieces is UTF-8; a character may lie across two pieces.
#[derive(Default)]
struct Utf8Check {
    /// The beginning of a character that the last piece cut in two; four bytes at most.
    pending: Vec<u8>,
    broken: bool,
}

impl Utf8Check {
    fn look_at(&mut self, mut piece: &[u8]) {
        while !self.broken && !self.pending.is_empty() {
            let Some((next, rest)) = piece.split_first() else {
                return;
            };
            self.pending.push(*next);
            piece = rest;
            self.settle_pending();
        }
        if let Err(error) = std::str::from_utf8(piece) {
            self.broken |= error.error_len().is_some();
            self.pending.extend_from_slice(if self.broken {
                &[]
            } else {
                &piece[error.valid_up_to()..]
            });
        }
    }

    fn settle_pending(&mut self) {
        match std::str::from_utf8(&self.pending) {
            Ok(_) => self.pending.clear(),
            Err(error) => self.broken = error.error_len().is_some(),
        }
    }

    fn is_valid(&self) -> bool {
        !self.broken && self.pending.is_empty()
    }
}

/// The separator with which the most headings are understood.
fn delimiter<R: Read + Seek>(
    source: &mut R,
    encoding: &'static Encoding,
    limits: Limits,
    understood: impl Fn(&StringRecord) -> usize,
) -> Result<u8, FileError> {
    let mut best = (b',', 0);
    for delimiter in [b',', b';', b'\t'] {
        source.rewind()?;
        let dialect = Dialect { delimiter, encoding };
        let mut records = Records::new(&mut *source, dialect, limits)?;
        // A heading that cannot be read this way may be read another way; if in none, the reader says so.
        let understood = match records.next_record() {
            Ok(Some((_, headings))) => understood(&headings),
            Err(FileError::Io(error)) => return Err(error.into()),
            _ => 0,
        };
        if understood > best.1 {
            best = (delimiter, understood);
        }
    }
    Ok(best.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn told(bytes: &[u8]) -> String {
        match survey(&mut Cursor::new(bytes), Limits::default()) {
            Ok(Survey { nature, lines, .. }) => match nature {
                Nature::Csv(d) => format!("csv {} {} {lines}", char::from(d.delimiter), d.encoding.name()),
                Nature::Xlsx => "xlsx".to_owned(),
                Nature::Ndjson => format!("ndjson {lines}"),
            },
            Err(error) => error.code().to_owned(),
        }
    }

    #[test]
    fn files() {
        let late = [b"1.01,1.02\n".repeat(20_000), b"Don\x92t\n".to_vec()].concat();
        let across = ["1.01,1.02\n".to_owned(), "é".repeat(100_000)].concat();
        for (bytes, expected) in [
            (&b"1.01,1.02\n1;2,3\n"[..], "csv , UTF-8 2"),
            (b"1.01;1.02;3.04\n1;2;-1,4", "csv ; UTF-8 2"),
            (b"1.01\t1.02\r\n", "csv \t UTF-8 1"),
            (b"\xEF\xBB\xBF1.01,1.02\r1\r", "csv , UTF-8 2"),
            (b"\"1.09 Date, index\";1.02\n", "csv ; UTF-8 1"),
            (b"one,two;three", "csv , UTF-8 1"),
            (&late, "csv , windows-1252 20001"),
            (across.as_bytes(), "csv , UTF-8 2"),
            (b"1.01,1.02\n\xC3", "csv , windows-1252 2"),
            (b" \n{\"patient\": {}}\n", "ndjson 2"),
            (b"\xEF\xBB\xBF{}", "ndjson 1"),
            (b"[{}]", "file.json_list"),
            (b"PK\x03\x04rest", "xlsx"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "file.old_workbook"),
            (b"\xFF\xFE1\x00.\x00", "file.encoding"),
            (b"1\x00.\x000\x00", "file.encoding"),
            (b"%PDF-1.7", "file.not_a_table"),
            (b"", "file.empty"),
            (b"\xEF\xBB\xBF \r\n", "file.empty"),
        ] {
            assert_eq!(
                told(bytes),
                expected,
                "{:?}",
                String::from_utf8_lossy(&bytes[..bytes.len().min(40)])
            );
        }
    }

    proptest! {
        #[test]
        fn utf8_in_pieces_is_utf8(bytes in prop::collection::vec(any::<u8>(), 0..12), text in ".{0,6}", size in 1usize..5) {
            for whole in [&bytes[..], text.as_bytes(), &[text.as_bytes(), &bytes].concat()] {
                let mut check = Utf8Check::default();
                whole.chunks(size).for_each(|piece| check.look_at(piece));
                prop_assert_eq!(check.is_valid(), std::str::from_utf8(whole).is_ok());
            }
        }
    }
}
