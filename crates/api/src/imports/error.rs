//! Why an import does not go on.

use std::io;

use flsdb_domain::wire::imports::{ImportCounts, ImportStatus};
use flsdb_files::{FileError, WriteError};
use flsdb_store::StoreError;

/// Why an import does not go on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read; says what to do.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is larger than [`super::FILE_LIMIT`].
    #[error("The file is larger than 100 MB. Split it into several files")]
    TooLarge,
    /// The step does not follow from where the import stands.
    #[error("{}", standing(*.0))]
    Standing(ImportStatus),
    /// Rows have errors, and the whole file was to be refused then.
    #[error(
        "{0} rows have errors, so nothing was stored. Mend them and send the file again, or commit with the policy accept_valid_rows"
    )]
    HasErrors(u64),
    /// What was typed to mend rows cannot be taken: places in the request, and what is wrong there.
    #[error("These rows cannot be mended so")]
    Unmendable(Vec<(String, String)>),
    /// What the rows would do has changed since the report was read.
    #[error(
        "What is stored has changed since the file was checked, so nothing was stored. The rows would now do this: {}; before it was: {}. Read the new report and commit again", told(.now), told(.before)
    )]
    CountsChanged {
        /// As the report said.
        before: ImportCounts,
        /// As it is now; the import has the new report.
        now: ImportCounts,
    },
    /// The records changed each time between comparing and storing.
    #[error(
        "The records are being changed all the time, so nothing was stored. Commit again in a few minutes"
    )]
    KeepsChanging,
    /// The database failed, or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A temporary file failed.
    #[error("a temporary file failed")]
    Temporary(#[from] io::Error),
    /// The rejected rows could not be written.
    #[error("the rejected rows could not be written")]
    Rejected(#[from] WriteError),
    /// What was put into a temporary file cannot be read again.
    #[error("a temporary file is damaged")]
    Spilled(#[from] serde_json::Error),
}

fn standing(status: ImportStatus) -> &'static str {
    match status {
        ImportStatus::Checking => "The file is still being checked. Wait for its report",
        ImportStatus::Checked => "The file is checked and not stored yet. Read its report and commit it",
        ImportStatus::Failed => "The file could not be read. Mend it and send it again",
        ImportStatus::Committing => "The file is being stored. Wait for the end",
        ImportStatus::Committed => "The file is stored already",
        ImportStatus::Undone => "The import was undone. Send the file again",
    }
}

fn told(counts: &ImportCounts) -> String {
    let ImportCounts {
        create,
        update,
        unchanged,
        rejected,
    } = counts;
    format!("create {create}, update {update}, unchanged {unchanged}, rejected {rejected}")
}
