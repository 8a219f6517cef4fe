//! Values put aside in a temporary file, so that memory does not grow with the rows of an import.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    marker::PhantomData,
};

use serde::{Serialize, de::DeserializeOwned};

use super::ImportError;

/// Bytes held back before they are written.
const BUFFER: usize = 1 << 20;
/// Bytes of the length before each value.
const HEAD: usize = 4;

/// Values in a temporary file without a name, each found again by its place.
pub(super) struct Spill<T> {
    file: File,
    /// Bytes that are in the file; what follows is in the buffer.
    written: u64,
    buffer: Vec<u8>,
    values: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Spill<T> {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Spill {
            file: tempfile::tempfile()?,
            written: 0,
            buffer: Vec::new(),
            values: PhantomData,
        })
    }

    /// Puts a value aside and gives its place.
    pub(super) fn append(&mut self, value: &T) -> Result<u64, ImportError> {
        let place = self.end();
        let json = serde_json::to_vec(value)?;
        let length = u32::try_from(json.len()).map_err(io::Error::other)?;
        self.buffer.extend_from_slice(&length.to_le_bytes());
        self.buffer.extend_from_slice(&json);
        if self.buffer.len() > BUFFER {
            self.file.seek(SeekFrom::Start(self.written))?;
            self.file.write_all(&self.buffer)?;
            self.written = self.end();
            self.buffer.clear();
        }
        Ok(place)
    }

    /// The value at a place, and the place of the next one.
    pub(super) fn read(&mut self, place: u64) -> Result<(T, u64), ImportError> {
        let mut head = [0; HEAD];
        self.read_bytes(place, &mut head)?;
        let length = u32::from_le_bytes(head);
        let mut json = vec![0; length as usize];
        self.read_bytes(place + HEAD as u64, &mut json)?;
        Ok((
            serde_json::from_slice(&json)?,
            place + HEAD as u64 + u64::from(length),
        ))
    }

    /// Hands all values over in their order, at most so many at a time.
    pub(super) fn for_each_chunk(
        &mut self,
        size: usize,
        mut take: impl FnMut(Vec<T>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut place = 0;
        while place < self.end() {
            let mut chunk = Vec::new();
            while chunk.len() < size && place < self.end() {
                let (value, next) = self.read(place)?;
                chunk.push(value);
                place = next;
            }
            take(chunk)?;
        }
        Ok(())
    }

    fn end(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    /// A value lies in the file or in the buffer, never in both: the buffer is written whole.
    fn read_bytes(&mut self, place: u64, bytes: &mut [u8]) -> io::Result<()> {
        let Some(in_buffer) = place.checked_sub(self.written) else {
            self.file.seek(SeekFrom::Start(place))?;
            return self.file.read_exact(bytes);
        };
        let from = usize::try_from(in_buffer).map_err(io::Error::other)?;
        let held = self
            .buffer
            .get(from..from + bytes.len())
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        bytes.copy_from_slice(held);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_by_place_and_in_order() {
        let mut spill = Spill::new().expect("a temporary file");
        let value = |n: usize| format!("{n}:{}", "x".repeat(n % 3000));
        let places: Vec<u64> = (0..3000)
            .map(|n| spill.append(&value(n)).expect("appends"))
            .collect();
        assert!(spill.written > 0 && !spill.buffer.is_empty());
        for n in [2999, 0, 1500, 2998] {
            assert_eq!(spill.read(places[n]).expect("reads").0, value(n));
        }
        let mut sizes = Vec::new();
        let mut next = 0;
        let outcome = spill.for_each_chunk(700, |chunk| {
            sizes.push(chunk.len());
            for found in chunk {
                assert_eq!(found, value(next));
                next += 1;
            }
            Ok(())
        });
        assert!(outcome.is_ok());
        assert_eq!(sizes, [700, 700, 700, 700, 200]);
    }
}
