//! Files on their way in, without HTTP: the server's routes and the command line call the same functions.
//!
//! [`check`] is the dry run: it streams the file, looks the rows up by key, lays their answers over the stored ones and
//! checks the records as they would be stored; nothing of a patient is stored. [`commit`] does the same afresh, compares
//! the counts, and stores the rows in one transaction. [`undo`] takes back what a commit stored.

mod batch;
mod changes;
mod check;
mod commit;
mod destination;
mod error;
mod examine;
mod importer;
mod judge;
mod ledger;
mod mend;
mod plan;
mod queue;
mod report;
mod sending;
mod spill;
mod undo;
mod upkeep;

pub use check::check;
pub use commit::commit;
pub use error::ImportError;
pub use importer::Importer;
pub use mend::mend;
pub use queue::Queue;
pub use sending::{FILE_LIMIT, PIECE, filename, send};
pub use undo::undo;
pub use upkeep::{forget_expired, recover};
