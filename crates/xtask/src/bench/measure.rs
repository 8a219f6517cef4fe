//! A measured figure, its target and its peer.

use serde::Serialize;

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// This much or less, as for times and memory.
    AtMost(f64),
    /// This much or more, as for what must be seen at all.
    AtLeast(f64),
}

impl Target {
    fn is_met(self, measured: f64) -> bool {
        match self {
            Self::AtMost(bound) => measured <= bound,
            Self::AtLeast(bound) => measured >= bound,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtMost(bound) => format!("≤ {bound}"),
            Self::AtLeast(bound) => format!("≥ {bound}"),
        }
    }
}

/// One figure of a bench.
#[derive(Clone, Debug, Serialize)]
pub struct Measure {
    /// What was measured.
    pub name: String,
    /// The figure.
    pub measured: f64,
    /// Its unit: `s`, `MB`, `rows/s`.
    pub unit: String,
    /// The target as text, `≤ 300`, if there is one.
    pub target: Option<String>,
    /// Whether the target is met.
    pub met: Option<bool>,
    /// The program that did the same, if one did.
    pub peer: Option<String>,
    /// The peer's figure, in the same unit.
    pub peer_measured: Option<f64>,
    /// Our figure divided by the peer's.
    pub ratio: Option<f64>,
}

impl Measure {
    /// A figure without target or peer.
    pub fn new(name: &str, measured: f64, unit: &str) -> Self {
        Self {
            name: name.to_owned(),
            measured,
            unit: unit.to_owned(),
            target: None,
            met: None,
            peer: None,
            peer_measured: None,
            ratio: None,
        }
    }

    /// The same figure, held against a target.
    pub fn with_target(self, target: Target) -> Self {
        Self {
            met: Some(target.is_met(self.measured)),
            target: Some(target.text()),
            ..self
        }
    }

    fn cells(&self) -> [String; 8] {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.2}"));
        let met = self.met.map_or("", |met| if met { "yes" } else { "NO" });
        [
            self.name.clone(),
            number(Some(self.measured)),
            self.unit.clone(),
            self.target.clone().unwrap_or_default(),
            met.to_owned(),
            self.peer.clone().unwrap_or_default(),
            number(self.peer_measured),
            number(self.ratio),
        ]
    }
}

/// The figures as an aligned table.
pub fn table(measures: &[Measure]) -> String {
    let head = [
        "name",
        "measured",
        "unit",
        "target",
        "met",
        "peer",
        "peer measured",
        "ratio",
    ];
    let rows: Vec<[String; 8]> = std::iter::once(head.map(str::to_owned))
        .chain(measures.iter().map(Measure::cells))
        .collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; 8] = std::array::from_fn(width);
    let line = |row: &[String; 8]| {
        let cells: Vec<_> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_peers_are_told() {
        let memory = Measure::new("peak memory", 312.5, "MB").with_target(Target::AtMost(300.0));
        let time = Measure::new("import", 4.0, "s").with_target(Target::AtMost(5.0));
        let time = Measure {
            peer: Some("psql".into()),
            peer_measured: Some(8.0),
            ratio: Some(0.5),
            ..time
        };
        assert_eq!((memory.met, time.met), (Some(false), Some(true)));
        assert_eq!(
            table(&[memory, time]),
            "name         measured  unit  target  met  peer  peer measured  ratio\n\
             peak memory  312.50    MB    ≤ 300   NO\n\
             import       4.00      s     ≤ 5     yes  psql  8.00           0.50"
        );
    }
}
