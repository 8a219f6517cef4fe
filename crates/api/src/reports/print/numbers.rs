//! A result as the pages need it, and numbers as they are printed.

use flsdb_domain::{
    kpi::{Exclusion, Kpi, Level, SetId, definition},
    wire::kpis::{Figures, Interval, KpiResult},
};
use maud::{Markup, html};

/// What is hidden or does not exist.
pub const NONE: &str = "–";

/// The figures of a result that has a value.
pub struct Line<'a> {
    pub kpi: Kpi,
    /// Per cent with one decimal.
    pub display: Option<&'a str>,
    /// The value, a fraction.
    pub value: Option<f64>,
    pub level: Option<Level>,
    pub numerator: Option<u64>,
    pub denominator: Option<String>,
    pub interval: Option<Interval>,
    pub missing: Option<u64>,
    pub decision_missing: Option<u64>,
    pub immature: Option<u64>,
    pub bounds: Option<[f64; 2]>,
    pub suppressed: bool,
}

impl<'a> Line<'a> {
    /// Of a result; none for KPI 1 of one service, which counts fields.
    pub fn of(result: &'a KpiResult) -> Option<Self> {
        let (kpi, suppressed) = (result.kpi, result.suppressed);
        match &result.figures {
            Figures::Proportion(p) => {
                let excluded = |reason| {
                    let excluded = p.excluded.as_ref()?;
                    Some(excluded.get(&reason).copied().unwrap_or_default())
                };
                Some(Line {
                    kpi,
                    display: p.display.as_deref(),
                    value: p.value,
                    level: p.level,
                    numerator: p.numerator,
                    denominator: p.denominator.map(grouped),
                    interval: p.interval,
                    missing: p.missing,
                    decision_missing: excluded(Exclusion::DecisionMissing),
                    immature: excluded(Exclusion::Immature),
                    bounds: p.bounds,
                    suppressed,
                })
            }
            Figures::Rate(r) => Some(Line {
                kpi,
                display: r.display.as_deref(),
                value: r.value,
                level: r.level,
                numerator: r.numerator,
                denominator: r.denominator.map(|amount| expected(amount.value())),
                interval: r.interval,
                missing: None,
                decision_missing: None,
                immature: None,
                bounds: None,
                suppressed,
            }),
            Figures::Completeness(_) => None,
        }
    }

    /// The value with its unit.
    pub fn percent(&self) -> String {
        match self.display {
            Some(display) => format!("{display} %"),
            None if self.suppressed => "*".to_owned(),
            None => NONE.to_owned(),
        }
    }

    /// `205 of 304`.
    pub fn counts(&self) -> String {
        match self.numerator.zip(self.denominator.as_ref()) {
            Some((numerator, denominator)) => format!("{} of {denominator}", grouped(numerator)),
            None => NONE.to_owned(),
        }
    }
}

/// The result of a KPI among those of one group.
pub fn of_kpi(results: &[KpiResult], kpi: Kpi) -> Option<&KpiResult> {
    results.iter().find(|result| result.kpi == kpi)
}

/// The short name of a KPI.
pub fn title(set: SetId, kpi: Kpi) -> String {
    definition(set.set(), kpi).title
}

/// The level as a letter and a word; never a colour alone.
pub fn level(level: Option<Level>) -> Markup {
    let (class, letter, word) = match level {
        Some(Level::Green) => ("level green", "G", "green"),
        Some(Level::Amber) => ("level amber", "A", "amber"),
        Some(Level::Red) => ("level red", "R", "red"),
        None => return html! { (NONE) },
    };
    html! { span class=(class) title=(word) { (letter) } }
}

/// A count that may not exist.
pub fn count(count: Option<u64>) -> String {
    count.map_or_else(|| NONE.to_owned(), grouped)
}

/// Two limits in per cent.
pub fn range(limits: Option<[f64; 2]>) -> String {
    match limits {
        Some([lower, upper]) => format!("{:.1} to {:.1}", 100.0 * lower, 100.0 * upper),
        None => NONE.to_owned(),
    }
}

/// An expectation with one decimal, or none when it is whole.
fn expected(amount: f64) -> String {
    // Not negative and far below the largest number.
    let whole = grouped(amount.trunc() as u64);
    let tenths = format!("{:.1}", amount.fract());
    match tenths.as_str() {
        "0.0" => whole,
        "1.0" => grouped(amount.round() as u64),
        tenths => whole + tenths.trim_start_matches('0'),
    }
}

/// `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn expectations() {
        for (amount, text) in [(5230.0, "5,230"), (122.46, "122.5"), (0.97, "1"), (0.0, "0")] {
            assert_eq!(expected(amount), text);
        }
    }
}
