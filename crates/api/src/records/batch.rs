//! Many records at once, a line each: taken in groups, so that memory holds a few of them.

use std::{fs::File, io::Write};

use flsdb_domain::wire::messages::LineReceipt;
use flsdb_files::{Documents, FileError};
use flsdb_store::StoreError;

use super::{Message, Sender, Terms, receive};

/// Lines of a batch at most.
pub const LINES: usize = 10_000;
/// Bytes of a line at most.
pub const LINE_BYTES: usize = 256 * 1024;

/// Records taken at once.
const GROUP: usize = 200;

/// Takes the records of a file, a JSON object a line, and writes a receipt a line, in the same order. `on_group` is told after
/// each group of records.
///
/// # Errors
/// Those of the store and of `out`: what was told till then is stored.
pub fn write_receipts<W: Write>(
    sender: &Sender<'_>,
    terms: &Terms,
    file: File,
    mut out: W,
    mut on_group: impl FnMut(&mut W) -> std::io::Result<()>,
) -> Result<W, BatchError> {
    let mut documents = Documents::open(file)?;
    loop {
        let rows: Vec<_> = documents.by_ref().take(GROUP).collect::<Result<_, _>>()?;
        if rows.is_empty() {
            return Ok(out);
        }
        let lines: Vec<u64> = rows.iter().map(|row| row.number).collect();
        let messages = rows.into_iter().map(|row| Message::of(row, sender.scope));
        let messages: Vec<Message> = messages.collect();
        let receipts = receive(sender, terms, &messages)?;
        for (line, receipt) in lines.into_iter().zip(receipts) {
            serde_json::to_writer(&mut out, &LineReceipt { line, receipt })?;
            out.write_all(b"\n")?;
        }
        on_group(&mut out)?;
    }
}

/// Why a batch breaks off.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A receipt cannot be written as JSON.
    #[error(transparent)]
    Receipt(#[from] serde_json::Error),
    /// Nobody takes the receipts.
    #[error(transparent)]
    Out(#[from] std::io::Error),
}
