//! A buffered file that counts the bytes it gave, and its lines.

use std::io::{self, BufRead, BufReader, Read};

use crate::{FileError, Limits};

const BUFFER: usize = 64 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file read from its beginning, with the count of bytes read so far.
pub(crate) struct Input<R> {
    source: BufReader<R>,
    consumed: u64,
}

impl<R: Read> Input<R> {
    /// Begins to read, after a byte-order mark if there is one.
    pub(crate) fn new(source: R) -> io::Result<Self> {
        let mut input = Input {
            source: BufReader::with_capacity(BUFFER, source),
            consumed: 0,
        };
        if input.chunk()?.starts_with(BYTE_ORDER_MARK) {
            input.consume(BYTE_ORDER_MARK.len());
        }
        Ok(input)
    }

    /// Bytes read so far.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// What is there to read; empty at the end of the file.
    pub(crate) fn chunk(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf()
    }

    pub(crate) fn consume(&mut self, bytes: usize) {
        self.source.consume(bytes);
        self.consumed += bytes as u64;
    }

    /// Reads one line end of any kind; false if something else stands here.
    pub(crate) fn take_line_end(&mut self) -> io::Result<bool> {
        match self.chunk()?.first() {
            Some(b'\n') => self.consume(1),
            Some(b'\r') => {
                self.consume(1);
                self.take_line_feed()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Reads the second half of a CR LF, if it is there.
    pub(crate) fn take_line_feed(&mut self) -> io::Result<()> {
        if self.chunk()?.first() == Some(&b'\n') {
            self.consume(1);
        }
        Ok(())
    }
}

/// The lines of a text, one after the other.
pub(crate) struct Lines<R> {
    input: Input<R>,
    limits: Limits,
    number: u64,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(source: R, limits: Limits) -> io::Result<Self> {
        Ok(Lines {
            input: Input::new(source)?,
            limits,
            number: 0,
            line: Vec::new(),
        })
    }

    pub(crate) fn consumed(&self) -> u64 {
        self.input.consumed()
    }

    /// The next line that is not blank, without its end, and its number from 1; none at the end of the file.
    pub(crate) fn next_line(&mut self) -> Result<Option<(u64, &[u8])>, FileError> {
        loop {
            if self.input.chunk()?.is_empty() {
                return Ok(None);
            }
            self.number += 1;
            self.read_to_end_of_line()?;
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some((self.number, &self.line)));
            }
        }
    }

    fn read_to_end_of_line(&mut self) -> Result<(), FileError> {
        self.line.clear();
        while !self.input.take_line_end()? {
            let chunk = self.input.chunk()?;
            if chunk.is_empty() {
                break;
            }
            let end = memchr::memchr2(b'\n', b'\r', chunk).unwrap_or(chunk.len());
            self.line.extend_from_slice(&chunk[..end]);
            self.input.consume(end);
            if self.line.len() > self.limits.row_bytes {
                return Err(FileError::RowTooLong {
                    row: self.number,
                    limit: self.limits.row_bytes,
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_end() {
        for (text, expected) in [
            ("a\nb\n", "1a 2b"),
            ("a\r\nb", "1a 2b"),
            ("a\rb\r", "1a 2b"),
            ("\u{feff}a\n\n \r\n\rb", "1a 5b"),
            ("", ""),
        ] {
            let mut lines = Lines::new(text.as_bytes(), Limits::default()).expect("reads");
            let mut found = Vec::new();
            while let Some((number, line)) = lines.next_line().expect("reads") {
                found.push(format!("{number}{}", String::from_utf8_lossy(line)));
            }
            assert_eq!(found.join(" "), expected, "{text:?}");
            assert_eq!(lines.consumed(), text.len() as u64);
        }
    }
}
