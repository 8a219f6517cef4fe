//! The files of reference vectors.

use std::{collections::BTreeMap, env};

/// A row by the names of its columns.
pub struct Row(BTreeMap<String, String>);

impl Row {
    /// The text of a cell; empty where the package had none.
    #[track_caller]
    pub fn text(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    /// A number; none in an empty cell.
    #[track_caller]
    pub fn number(&self, column: &str) -> Option<f64> {
        let text = self.text(column);
        (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| panic!("{column}: {text}")))
    }

    #[track_caller]
    pub fn count(&self, column: &str) -> u64 {
        self.text(column)
            .parse()
            .unwrap_or_else(|_| panic!("{column}: {}", self.text(column)))
    }

    /// `TRUE`, `FALSE`, or none in an empty cell.
    #[track_caller]
    pub fn flag(&self, column: &str) -> Option<bool> {
        match self.text(column) {
            "" => None,
            "TRUE" | "1" => Some(true),
            "FALSE" | "0" => Some(false),
            other => panic!("{column}: {other}"),
        }
    }
}

/// The rows of a file, one at least.
pub fn rows(file: &str) -> Vec<Row> {
    let folder = env::var("FLSDB_STATISTICS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/statistics").to_owned());
    let mut reader = csv::Reader::from_path(format!("{folder}/{file}")).expect("a reference file");
    let rows: Vec<Row> = reader.deserialize().map(|row| Row(row.expect("a row"))).collect();
    assert!(!rows.is_empty(), "{file} has no row");
    rows
}

/// The rows that agree in these columns, together, in the order of the file.
pub fn grouped(rows: Vec<Row>, columns: &[&str]) -> BTreeMap<Vec<String>, Vec<Row>> {
    let mut groups: BTreeMap<Vec<String>, Vec<Row>> = BTreeMap::new();
    for row in rows {
        let key = columns.iter().map(|column| row.text(column).to_owned()).collect();
        groups.entry(key).or_default().push(row);
    }
    groups
}

/// Whether two numbers agree to 1e-9, relative; both absent agree.
pub fn close(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() <= 1e-9 * expected.abs() + 1e-12,
        (found, expected) => found.is_none() && expected.is_none(),
    }
}

/// Fails when any row differs, and names the first ones.
#[track_caller]
pub fn assert_none(differences: &[String]) {
    let first: Vec<_> = differences.iter().take(10).cloned().collect();
    assert!(
        differences.is_empty(),
        "{} rows differ:\n{}",
        differences.len(),
        first.join("\n")
    );
}
