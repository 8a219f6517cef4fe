//! Memory does not grow with the file. One test in a program of its own: the allocator counts for all threads.

#![cfg(test)]

use std::io::{self, Read, Seek, SeekFrom};

use flsdb_domain::{Field, Reading};
use flsdb_files::{Format, Reader, ServiceColumn, Writer};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const ROWS: u64 = 200_000;
/// What reading and writing may hold at once, beyond what was there before.
const ALLOWED: usize = 3 << 20;

/// A file of one heading and the same row again and again, which takes no room.
struct Repeated {
    heading: Vec<u8>,
    row: Vec<u8>,
    position: u64,
}

impl Repeated {
    fn length(&self) -> u64 {
        self.heading.len() as u64 + ROWS * self.row.len() as u64
    }
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut read = 0;
        while read < buffer.len() && self.position < self.length() {
            let rest = match self.position.checked_sub(self.heading.len() as u64) {
                None => &self.heading[self.position as usize..],
                Some(beyond) => &self.row[(beyond % self.row.len() as u64) as usize..],
            };
            let part = rest.len().min(buffer.len() - read);
            buffer[read..read + part].copy_from_slice(&rest[..part]);
            read += part;
            self.position += part as u64;
        }
        Ok(read)
    }
}

impl Seek for Repeated {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = match to {
            SeekFrom::Start(position) => position,
            SeekFrom::End(offset) => self.length().saturating_add_signed(offset),
            SeekFrom::Current(offset) => self.position.saturating_add_signed(offset),
        };
        Ok(self.position)
    }
}

#[test]
fn memory_stays_flat() {
    let answers = [
        (Field::NhsNumber, "9434765919"),
        (Field::DateOfBirth, "1950-02-17"),
        (Field::DiagnosedOn, "2024-06-17"),
        (Field::Site, "Wrist"),
        (Field::TScore, "-2.5"),
    ];
    let episode = Reading::from_cells(answers).episode;
    for format in [Format::Csv, Format::Ndjson] {
        let written = |times: usize| {
            let mut writer = Writer::new(format, ServiceColumn::Absent, Vec::new()).expect("begins");
            (0..times).for_each(|_| writer.write(&episode).expect("writes"));
            writer.finish().expect("ends")
        };
        let (heading, whole) = (written(0), written(1));
        let file = Repeated {
            row: whole[heading.len()..].to_vec(),
            heading,
            position: 0,
        };

        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let mut writer = Writer::new(format, ServiceColumn::Absent, io::sink()).expect("begins");
        let mut rows = 0;
        let mut reader = Reader::open(file).expect("opens");
        for row in &mut reader {
            let row = row.expect("reads");
            assert!(row.reading.findings.is_empty());
            writer.write(&row.reading.episode).expect("writes");
            rows += 1;
        }
        writer.finish().expect("ends");
        let progress = reader.progress();
        assert_eq!((rows, progress.rows, progress.rows_read), (ROWS, ROWS, ROWS));
        assert_eq!(progress.bytes, progress.bytes_read);
        let held = MEMORY.peak_usage().saturating_sub(before);
        assert!(held < ALLOWED, "{format:?}: {held} bytes held at once");
    }
}
