//! Records on their way out, as files: the server streams them, the command line writes them.

use std::io::Write;

use flsdb_domain::access::Scope;
use flsdb_files::{Format, ServiceColumn, Writer};
use flsdb_store::{Outcome, Store, StoreError, episodes, services};

/// Writes all records in the scope, from one state of the data, and gives the receiver back. Memory does not grow with
/// their number. The column `service` comes first when the scope holds more than one service.
///
/// # Errors
/// Those of the database; `Receiver` when the receiver takes no more.
pub fn write<W: Write + Send>(store: &Store, scope: &Scope, format: Format, out: W) -> Outcome<W> {
    store.read(|r| {
        let column = match services::list(r, scope)?.len() {
            0 | 1 => ServiceColumn::Absent,
            _ => ServiceColumn::First,
        };
        let mut writer = Writer::new(format, column, out).map_err(StoreError::receiver)?;
        episodes::for_each(r, scope, |episode| {
            writer.write(&episode).map_err(StoreError::receiver)
        })?;
        writer.finish().map_err(StoreError::receiver)
    })
}
