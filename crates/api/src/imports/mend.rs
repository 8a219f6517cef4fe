//! Mending rejected rows in place.

use std::collections::BTreeSet;

use flsdb_domain::{
    Field,
    wire::imports::{ImportRecord, ImportStatus, MendRows, MendedRow},
};
use flsdb_files::Row;
use flsdb_store::{Outcome, Reader, Store, imports};

use super::{ImportError, Importer};

/// Longest text that a cell can be given, in characters.
const CELL_MAX: usize = 500;

/// Keeps what was typed into rejected rows of a checked file: status `Checking`. The whole file is to be checked next, as a
/// mended row may be right or wrong by what other rows say.
///
/// # Errors
/// `Standing` unless the import is checked; `Unmendable` when a row has no error or a column is not in the file. Nothing
/// is kept then.
pub fn mend(
    store: &Store,
    importer: &Importer,
    id: &str,
    mends: &MendRows,
) -> Result<ImportRecord, ImportError> {
    store.write(&importer.author, |w| {
        let viewer = importer.viewer();
        let import = imports::find(&mut w.reader(), viewer, id)?;
        let faults = unmendable(&mut w.reader(), &import, &mends.rows)?;
        if !faults.is_empty() {
            return Ok(Err(ImportError::Unmendable(faults)));
        }
        if !imports::advance(w, viewer, id, ImportStatus::Checked, ImportStatus::Checking)? {
            return Ok(Err(ImportError::Standing(import.status)));
        }
        imports::save_mends(w, id, &mends.rows)?;
        imports::save_progress(w, id, 0, import.progress.rows_total)?;
        Ok(Ok(imports::find(&mut w.reader(), viewer, id)?))
    })?
}

/// What cannot be mended, each with its place in the request.
fn unmendable(
    r: &mut Reader<'_>,
    import: &ImportRecord,
    rows: &[MendedRow],
) -> Outcome<Vec<(String, String)>> {
    let numbers: BTreeSet<u64> = rows.iter().map(|row| row.row).collect();
    let good = imports::find_good_rows(r, &import.id, &numbers)?;
    let mut faults = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        if good.contains(&row.row) {
            let message = format!("Row {} has no error that can be mended here", row.row);
            faults.push((format!("/rows/{i}/row"), message));
        }
        let bad = row
            .cells
            .iter()
            .filter_map(|(column, text)| Some((column, fault(import, column, text)?)));
        faults.extend(bad.map(|(column, message)| {
            let escaped = column.replace('~', "~0").replace('/', "~1");
            (format!("/rows/{i}/cells/{escaped}"), message.to_owned())
        }));
    }
    Ok(faults)
}

fn fault(import: &ImportRecord, column: &str, text: &str) -> Option<&'static str> {
    let is_service = Field::from_heading(column) == Some(Field::Service);
    let is_found = is_service || import.columns.found.iter().any(|found| found.field == column);
    if !is_found {
        Some("The file has no such column. Add it to the file and send it again")
    } else if text.chars().count() > CELL_MAX {
        Some("Give at most 500 characters")
    } else {
        None
    }
}

/// The rows with what was typed into their cells.
pub(super) fn mended(r: &mut Reader<'_>, id: &str, rows: Vec<Row>) -> Outcome<Vec<Row>> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(rows);
    };
    let mut mends = imports::find_mends(r, id, (first.number, last.number))?;
    let rows = rows.into_iter().map(|row| match mends.remove(&row.number) {
        None => row,
        Some(cells) => row.with_cells(
            cells
                .iter()
                .filter_map(|(heading, text)| Some((Field::from_heading(heading)?, text.as_str()))),
        ),
    });
    Ok(rows.collect())
}
