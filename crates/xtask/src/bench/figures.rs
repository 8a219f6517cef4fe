//! What other programs measured.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::failure::Failure;

/// Figures by name, as programs print them: JSON, a figure a line.
pub struct Figures(pub BTreeMap<String, f64>);

impl Figures {
    /// Those among the lines of a program's output.
    pub fn read(text: &str) -> Self {
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let figures =
            lines.filter_map(|line| Some((line["name"].as_str()?.to_owned(), line["figure"].as_f64()?)));
        Figures(figures.collect())
    }

    /// One of them.
    pub fn get(&self, name: &str) -> Result<f64, Failure> {
        let found = self.0.get(name).copied();
        found.ok_or_else(|| Failure::Other(format!("no figure {name:?} was told")))
    }
}
