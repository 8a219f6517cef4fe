//! Reading a frozen document again: as a value, and as a table.

use std::io::{self, Write};

use flsdb_domain::wire::{kpis::Dimension, reports::ReportDocument};
use flsdb_kpi::{headings, row};

/// The document that was frozen.
///
/// # Errors
/// When these bytes are none.
pub fn read_document(content: &[u8]) -> Result<ReportDocument, serde_json::Error> {
    serde_json::from_slice(content)
}

/// What the results of a document are grouped by.
pub fn grouping(document: &ReportDocument) -> Vec<Dimension> {
    let groups = document.results.results.iter().map(|result| &result.group);
    let widest = groups.max_by_key(|group| group.len());
    widest
        .into_iter()
        .flat_map(|group| group.keys().copied())
        .collect()
}

/// The results of a document as CSV: those that `GET kpis/results` gave, a row a value.
///
/// # Errors
/// Those of `out`.
pub fn write_table(document: &ReportDocument, by: &[Dimension], out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(headings(by))?;
    for result in &document.results.results {
        writer.write_record(row(&document.results, by, result))?;
    }
    writer.flush()
}
